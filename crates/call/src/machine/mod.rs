//! The station's side of one call, both ways, as a machine without clock, network or sound.
//!
//! Facts and the time go in, intentions come out; a driver opens devices, runs the WebRTC stack and talks with the
//! middleware. One file per state; each state owns what exists in it and nothing more.

mod agreed;
mod answering;
mod arriving;
mod connecting;
mod ended;
mod mending;
mod offering;
mod path;
mod ringing;
mod talking;
mod turn;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::description::Flow;
use crate::{Direction, EndReason, Sdp, UpdateId};

use answering::Answering;
use arriving::Arriving;
use connecting::Connecting;
pub use ended::Ending;
use ended::{Closing, Ended};
use mending::Mending;
use offering::Offering;
pub use path::PathNews;
use ringing::Ringing;
use talking::Talking;
use turn::Turn;

/// How long the stack may take for a complete description; gathering, the long part, is cut at 500 ms inside of it.
pub const DESCRIPTION_WITHIN: Duration = Duration::from_secs(3);
/// How long the middleware may take to answer that a call was placed or a claim won.
pub const REPLY_WITHIN: Duration = Duration::from_secs(10);
/// How long a call may ring in all.
pub const RING_LIMIT: Duration = Duration::from_secs(60);
/// How much longer than the middleware's own deadline a station waits, so that the middleware's word comes first.
pub const LATE_WORD: Duration = Duration::from_secs(2);
/// How long Alexa may take to accept an awarded call; the middleware's own deadline is 10 s.
pub const ACCEPTANCE_WITHIN: Duration = Duration::from_secs(20);
/// How long after acceptance sound must be able to flow.
pub const MEDIA_WITHIN: Duration = Duration::from_secs(10);
/// How long a silent media path is not worth a word.
pub const SILENCE_SHOWN_AFTER: Duration = Duration::from_secs(3);
/// How long a silent media path may come back.
pub const SILENCE_ENDS_AFTER: Duration = Duration::from_secs(30);
/// How long devices and stack may take to close before the call counts as ended all the same; the gate is shut by then.
pub const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// One call of one station.
///
/// **After every input and time-out, drain [`Call::poll_action`] until it is `None`.**
///
/// ```text
///  to a unit                                             from a unit
///
///  Offering ──offer ready: place──► Ringing             Arriving ◄──no answer could be made──┐
///     │                               │                    └──answered here──► Answering ─────┤
///     │                               │ accepted                               awarded │      │
///     │                               └──────────────► Connecting ◄────────────────────┘      │
///     │                                                     │ sound can flow                  │
///     │                                 silent for 3 s      ▼                                 │
///     │                         Mending ◄──────────────► Talking                              │
///     │                            │      sound is back     │                                 │
///     └────────────────────────────┴───────┬────────────────┴─────────────────────────────────┘
///        hung up, refused, taken, a deadline│                 (every state but Ended may end)
///                                           ▼
///                                        Closing ──devices closed──► Ended
/// ```
#[derive(Debug)]
pub struct Call {
    direction: Direction,
    began: Instant,
    state: State,
    actions: VecDeque<Action>,
}

/// See the drawing at [`Call`].
#[derive(Debug)]
enum State {
    Offering(Offering),
    Arriving(Arriving),
    Answering(Answering),
    Ringing(Ringing),
    Connecting(Connecting),
    Talking(Talking),
    Mending(Mending),
    Closing(Closing),
    Ended(Ended),
}

/// A fact that a call must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Somebody at this station answers.
    Answer,
    /// Somebody at this station does not want the call.
    Decline,
    /// Somebody at this station ends it.
    HangUp,
    /// This station's program stops.
    ShutDown,
    /// The middleware took our offer.
    Placed,
    /// The middleware did not take our offer or our claim, or has no such call.
    Refused(EndReason),
    /// To a unit: the Echo rings.
    Rings,
    /// To a unit: an answer ahead of acceptance.
    EarlyAnswer(Sdp),
    /// To a unit: the resident picked up. From a unit: Alexa took our acceptance.
    Accepted(Option<Sdp>),
    /// From a unit: our claim won.
    Awarded,
    /// From a unit: another station's claim won.
    Taken,
    /// From a unit: it does not ring here any more.
    Withdrawn,
    /// From a unit: it rings (again) for so long.
    RingsFor(Duration),
    /// The Echo re-offers.
    Reoffered {
        /// Ties the answer to it.
        update_id: UpdateId,
        /// The re-offer.
        offer: Sdp,
    },
    /// The middleware says that the call is over.
    Over(EndReason),
    /// The complete offer or answer that was asked for.
    DescriptionReady(Sdp),
    /// The stack's answer to a re-offer.
    ReanswerReady {
        /// The re-offer.
        update_id: UpdateId,
        /// The answer.
        answer: Sdp,
    },
    /// News of the path of the sound, or of a re-offer of ours that mends it.
    Path(PathNews),
    /// Sound can flow (again).
    MediaConnected,
    /// Nothing has come from the Echo since then.
    MediaLost {
        /// When the last packet came.
        silent_since: Instant,
    },
    /// The stack has failed for good.
    MediaFailed,
    /// Devices and stack are closed.
    MediaClosed,
}

/// An intention of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Open the sound devices with the gate shut, and make a complete offer: [`Input::DescriptionReady`].
    MakeOffer,
    /// Open the sound devices with the gate shut, and make a complete answer: [`Input::DescriptionReady`].
    MakeAnswer {
        /// The Echo's offer.
        offer: Sdp,
    },
    /// Give the stack the Echo's answer.
    ApplyAnswer {
        /// The answer.
        answer: Sdp,
    },
    /// Let the stack answer a re-offer: [`Input::ReanswerReady`].
    ApplyReoffer {
        /// The re-offer.
        update_id: UpdateId,
        /// Its description.
        offer: Sdp,
        /// Our last description, which the stack may not know.
        ours: Sdp,
    },
    /// If the path stands on an address that this computer has lost, make a re-offer that restarts ICE on what it has:
    /// [`PathNews::ReofferReady`], else [`PathNews::Stands`].
    MendPath {
        /// Our last description, which the stack may not know.
        ours: Sdp,
        /// The Echo's.
        theirs: Sdp,
    },
    /// Give the stack the Echo's answer to our re-offer.
    ApplyReanswer {
        /// The answer.
        answer: Sdp,
    },
    /// Play the ringback tone until the gate is set or media are closed.
    PlayRingback,
    /// Let sound pass these ways only, seen from this station.
    SetGate(Flow),
    /// Shut the gate at once, then close the devices and the stack: [`Input::MediaClosed`].
    CloseMedia,
    /// Tell the middleware.
    Say(Word),
}

/// What a call tells the middleware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// Place the call.
    Place {
        /// Our complete offer.
        offer: Sdp,
    },
    /// It rings here.
    Alerting,
    /// Somebody here answers.
    Claim {
        /// Our complete answer.
        answer: Sdp,
    },
    /// Nobody here wants it.
    Decline,
    /// The call ends here.
    End(EndReason),
    /// Sound can flow for the first time.
    MediaConnected,
    /// The media path broke.
    MediaLost,
    /// The media path is back.
    MediaRestored,
    /// The answer to a re-offer.
    Reanswer {
        /// The re-offer.
        update_id: UpdateId,
        /// The answer.
        answer: Sdp,
    },
    /// A re-offer of our own.
    Reoffer {
        /// Ties the answer to it.
        update_id: UpdateId,
        /// The re-offer.
        offer: Sdp,
    },
}

/// How far a call is, as staff are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// To a unit: the Echo does not ring yet.
    Calling,
    /// To a unit: the Echo rings.
    Ringing,
    /// From a unit: it rings here.
    Arriving,
    /// From a unit: answered here, not awarded yet.
    Answering,
    /// Accepted or awarded; no sound can flow yet.
    Connecting,
    /// Sound can flow.
    InCall {
        /// Since when.
        since: Instant,
    },
    /// The media path broke.
    Reconnecting {
        /// Since when sound could flow at all.
        since: Instant,
        /// When the last packet came.
        silent_since: Instant,
    },
    /// Over, and the microphone is closed.
    Ended(Ending),
}

impl Call {
    /// A call to a unit, at the click.
    #[must_use]
    pub fn to_unit(now: Instant) -> Self {
        let mut actions = VecDeque::new();
        let state = Offering::enter(&mut Turn::new(now, now, &mut actions));
        Self { direction: Direction::ToUnit, began: now, state, actions }
    }

    /// A call from a unit that rings here for at most `remaining`.
    #[must_use]
    pub fn from_unit(now: Instant, offer: Sdp, remaining: Duration) -> Self {
        let mut actions = VecDeque::new();
        let state = Arriving::enter(&mut Turn::new(now, now, &mut actions), offer, remaining);
        Self { direction: Direction::FromUnit, began: now, state, actions }
    }

    /// Which way the call goes.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// How far the call is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.state.phase()
    }

    /// Whether the call is over, with or without its devices closed already.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Closing(_) | State::Ended(_))
    }

    /// Whether nothing of this call has left this station yet, so that nobody else can know it.
    #[must_use]
    pub fn is_only_here(&self) -> bool {
        matches!(self.state, State::Offering(_))
    }

    /// Takes a fact. One that means nothing in the present state changes nothing.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        self.step(now, |state, turn| match state {
            State::Offering(state) => state.handle(turn, input),
            State::Arriving(state) => state.handle(turn, input),
            State::Answering(state) => state.handle(turn, input),
            State::Ringing(state) => state.handle(turn, input),
            State::Connecting(state) => state.handle(turn, input),
            State::Talking(state) => state.handle(turn, input),
            State::Mending(state) => state.handle(turn, input),
            State::Closing(state) => state.handle(input),
            State::Ended(state) => State::Ended(state),
        });
    }

    /// Takes the time; call it when the moment of [`Call::poll_timeout`] has come. Too early does nothing.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.poll_timeout().is_none_or(|deadline| now < deadline) {
            return;
        }
        self.step(now, |state, turn| match state {
            State::Offering(state) => state.time_is_up(turn),
            State::Arriving(state) => state.time_is_up(turn),
            State::Answering(state) => state.time_is_up(turn),
            State::Ringing(state) => state.time_is_up(turn),
            State::Connecting(state) => state.time_is_up(turn),
            State::Talking(state) => state.time_is_up(turn),
            State::Mending(state) => state.time_is_up(turn),
            State::Closing(state) => state.time_is_up(),
            State::Ended(state) => State::Ended(state),
        });
    }

    /// The next intention.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`Call::handle_timeout`]; `None` only once the call has ended.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match &self.state {
            State::Offering(state) => Some(state.deadline()),
            State::Arriving(state) => Some(state.deadline()),
            State::Answering(state) => Some(state.deadline()),
            State::Ringing(state) => Some(state.deadline()),
            State::Connecting(state) => Some(state.deadline()),
            State::Talking(state) => state.deadline(),
            State::Mending(state) => Some(state.deadline()),
            State::Closing(state) => Some(state.deadline()),
            State::Ended(_) => None,
        }
    }

    fn step(&mut self, now: Instant, change: impl FnOnce(State, &mut Turn<'_>) -> State) {
        let placeholder = State::Ended(Ended::placeholder());
        let state = std::mem::replace(&mut self.state, placeholder);
        self.state = change(state, &mut Turn::new(now, self.began, &mut self.actions));
    }
}

impl State {
    fn phase(&self) -> Phase {
        match self {
            Self::Offering(_) => Phase::Calling,
            Self::Arriving(_) => Phase::Arriving,
            Self::Answering(_) => Phase::Answering,
            Self::Ringing(state) => state.phase(),
            Self::Connecting(_) => Phase::Connecting,
            Self::Talking(state) => Phase::InCall { since: state.since() },
            Self::Mending(state) => state.phase(),
            Self::Closing(state) => state.phase(),
            Self::Ended(state) => Phase::Ended(state.ending()),
        }
    }
}

#[cfg(test)]
#[path = "tests/mod.rs"]
mod tests;
