//! One call in virtual time, with everything it intended written down.

mod deadlines;
mod from_unit;
mod path;
mod reoffers;
mod to_unit;
mod walks;

use std::time::{Duration, Instant};

use super::{Action, Call, Input, PathNews, Phase, Word};
use crate::description::Flow;
use crate::{EndReason, Sdp, UpdateId};

/// A call whose time only moves when told.
struct Desk {
    now: Instant,
    call: Call,
    actions: Vec<Action>,
}

impl Desk {
    fn calls_a_unit() -> Self {
        let now = first_moment();
        Self::with(now, Call::to_unit(now))
    }

    fn is_called() -> Self {
        let now = first_moment();
        Self::with(now, Call::from_unit(now, echo(2, "actpass", "sendrecv"), secs(60)))
    }

    fn with(now: Instant, call: Call) -> Self {
        let mut desk = Self { now, call, actions: Vec::new() };
        desk.drain();
        desk
    }

    fn hears(&mut self, input: Input) -> &mut Self {
        self.call.handle_input(self.now, input);
        self.drain();
        self
    }

    /// Lets time pass, deadline by deadline.
    fn waits(&mut self, time: Duration) -> &mut Self {
        let end = self.now + time;
        while let Some(deadline) = self.call.poll_timeout().filter(|deadline| *deadline <= end) {
            self.now = self.now.max(deadline);
            self.call.handle_timeout(self.now);
            self.drain();
        }
        self.now = end;
        self
    }

    fn drain(&mut self) {
        while let Some(action) = self.call.poll_action() {
            self.actions.push(action);
        }
    }

    /// What was intended since the last time this was asked.
    fn did(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.actions)
    }

    fn said(&mut self) -> Vec<Word> {
        let said = |action| if let Action::Say(word) = action { Some(word) } else { None };
        self.did().into_iter().filter_map(said).collect()
    }

    /// How it ended, once the devices are closed.
    fn ended(&mut self) -> EndReason {
        self.hears(Input::MediaClosed);
        match self.call.phase() {
            Phase::Ended(ending) => ending.reason,
            phase => panic!("still {phase:?}"),
        }
    }

    fn rings_there(mut self) -> Self {
        self.hears(Input::DescriptionReady(our_offer())).hears(Input::Placed).hears(Input::Rings);
        self
    }

    fn accepted(self) -> Self {
        let mut desk = self.rings_there();
        desk.hears(Input::Accepted(Some(echo(1, "active", "sendrecv"))));
        desk
    }

    fn answers(mut self) -> Self {
        self.hears(Input::Answer).hears(Input::DescriptionReady(our_answer()));
        self
    }

    fn awarded(self) -> Self {
        let mut desk = self.answers();
        desk.hears(Input::Awarded);
        desk
    }

    fn talks(mut self) -> Self {
        self.hears(Input::Accepted(None)).hears(Input::MediaConnected);
        self.did();
        self
    }
}

#[expect(clippy::disallowed_methods, reason = "virtual time needs a first moment")]
fn first_moment() -> Instant {
    Instant::now()
}

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn update(name: &str) -> UpdateId {
    UpdateId::new(name).expect("an id")
}

fn our_offer() -> Sdp {
    description("9", 1, "actpass", "sendrecv", "ours")
}

fn our_answer() -> Sdp {
    description("9", 1, "active", "sendrecv", "ours")
}

/// What the Echo describes: a version, a role and a direction.
fn echo(version: u64, setup: &str, flow: &str) -> Sdp {
    description("7", version, setup, flow, "theirs")
}

fn description(session: &str, version: u64, setup: &str, flow: &str, credentials: &str) -> Sdp {
    Sdp::new(format!(
        "v=0\r\no=- {session} {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 50100 UDP/TLS/RTP/SAVPF 96\r\n\
         c=IN IP4 192.0.2.44\r\na=ice-ufrag:{credentials}\r\na=ice-pwd:{credentials}-password-of-enough-length\r\n\
         a=fingerprint:sha-256 0A:1B\r\na=setup:{setup}\r\na=mid:0\r\na={flow}\r\na=rtcp-mux\r\n\
         a=rtpmap:96 opus/48000/2\r\n"
    ))
    .expect("bounded")
}

const OPEN: Action = Action::SetGate(Flow::SendRecv);
