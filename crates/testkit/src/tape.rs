//! What the middleware took, in order, and how every live call stood right after it: for models that are walked beside it.

use std::collections::BTreeMap;

use roomline_middleware::calls::PostOutcome;
use roomline_middleware::exchange::{Exchange, Input, LetterId};
use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::call::switchboard::{Call, Negotiation, State};
use roomline_signaling::call::{CallId, Direction, EndReason, SessionId};
use roomline_signaling::staff::{Command, CommandBody};

/// One thing that the middleware took.
#[derive(Clone, Debug)]
pub enum Fact {
    /// It was started on what its database holds.
    Started,
    /// A deadline passed.
    Time,
    /// Alexa said something.
    Heard(Signal),
    /// A desk said something.
    Said {
        /// The station's id.
        station: String,
        /// What.
        command: CommandBody,
    },
    /// What became of a post.
    Posted {
        /// Of which session.
        session: SessionId,
        /// Which message.
        message: &'static str,
        /// What became of it.
        outcome: PostOutcome,
    },
    /// A desk's socket opened or is gone.
    Socket,
}

/// How far a live call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Alexa's id for it.
    pub session: SessionId,
    /// Which way it goes.
    pub direction: Direction,
    /// The state's word.
    pub state: &'static str,
    /// The station that is in it.
    pub holder: Option<String>,
    /// Whose re-offer waits.
    pub negotiation: Negotiation,
}

/// A fact and what it led to.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When, since the story began.
    pub at: std::time::Duration,
    /// What was taken.
    pub fact: Fact,
    /// Every live call afterwards.
    pub live: BTreeMap<CallId, Standing>,
    /// Calls that ended by it.
    pub ended: Vec<(CallId, Option<EndReason>)>,
}

/// A running tape.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub(crate) entries: Vec<Entry>,
    live: BTreeMap<CallId, Standing>,
    stations: BTreeMap<u64, String>,
    letters: BTreeMap<LetterId, (SessionId, &'static str)>,
}

impl Tape {
    /// Reads along what is to be posted, so that outcomes have names.
    pub(crate) fn post(&mut self, letter: LetterId, signal: &Signal) {
        self.letters.insert(letter, (signal.session_id.clone(), signal.body.name()));
    }

    /// Puts an input into words; `None`: nothing that a call could hear of.
    pub(crate) fn fact(&mut self, input: &Input) -> Option<Fact> {
        match input {
            Input::Alexa(message) => Some(Fact::Heard(message.signal.clone())),
            Input::Frame { socket, text } => {
                let station = self.stations.get(&socket.0)?.clone();
                Some(Fact::Said { station, command: Command::decode(text).ok()?.body })
            }
            Input::Posted { letter, outcome } => {
                let (session, message) = self.letters.get(letter)?.clone();
                Some(Fact::Posted { session, message, outcome: *outcome })
            }
            Input::SocketOpened { socket, who } => {
                self.stations.insert(socket.0, who.station_id.to_string());
                Some(Fact::Socket)
            }
            Input::SocketGone { .. } => Some(Fact::Socket),
            Input::RingGroupsChanged(_)
            | Input::DirectoryChanged(_)
            | Input::EchosChanged(_)
            | Input::Revoked { .. } => None,
        }
    }

    /// Notes how every call stands after a fact.
    pub(crate) fn note(&mut self, at: std::time::Duration, fact: Fact, exchange: &Exchange) {
        let live: BTreeMap<CallId, Standing> =
            exchange.live_calls().into_iter().map(|call| (call.id(), standing(call))).collect();
        let gone: Vec<CallId> = self.live.keys().filter(|id| !live.contains_key(id)).copied().collect();
        let born_dead = match &fact {
            Fact::Heard(Signal { session_id, body: SignalBody::InitiateOutboundCall { .. } }) => {
                !live.values().any(|call| call.session == *session_id)
            }
            _ => false,
        };
        if live == self.live && !born_dead && matches!(fact, Fact::Time | Fact::Socket) {
            return;
        }
        let mut ended = Vec::new();
        if !gone.is_empty() {
            let log = exchange.call_log(None).expect("the database is whole").calls;
            let reason = |id| log.iter().find(|call| call.call_id == id).and_then(|call| call.end_reason);
            ended.extend(gone.into_iter().map(|id| (id, reason(id))));
        }
        self.live.clone_from(&live);
        self.entries.push(Entry { at, fact, live, ended });
    }
}

fn standing(call: &Call) -> Standing {
    let (state, negotiation) = match call.state() {
        State::Placed { .. } => ("placed", Negotiation::Stable),
        State::Ringing { .. } => ("ringing", Negotiation::Stable),
        State::Hunting { .. } => ("hunting", Negotiation::Stable),
        State::Awarded { talk, .. } => ("awarded", talk.negotiation()),
        State::Talking { talk, .. } => ("talking", talk.negotiation()),
        State::Ended { .. } => ("ended", Negotiation::Stable),
    };
    let holder = call.holder().map(|holder| holder.seat.station.to_string());
    Standing { session: call.session().clone(), direction: call.direction(), state, holder, negotiation }
}
