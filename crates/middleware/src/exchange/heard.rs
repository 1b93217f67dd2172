//! What Alexa said before: whatever comes again is counted, so that repeats are seen although nothing follows from them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::call::SessionId;

/// How many different messages of one session are remembered: a long call with a re-offer every few minutes.
const REMEMBERED: usize = 256;

/// How many messages came from Alexa since the start, by what they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heard {
    /// Heard for the first time, of a call that lives or begins.
    pub new: u64,
    /// Heard before in the same call.
    pub repeated: u64,
    /// Of a call that is over.
    pub late: u64,
    /// Of a session that was never seen.
    pub unknown: u64,
}

/// Whether a call of the message's session is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Lives,
    Over,
    Unknown,
}

/// Remembers what was said in every live session, and counts.
#[derive(Debug, Default)]
pub(super) struct Ear {
    said: BTreeMap<SessionId, BTreeSet<u64>>,
    counts: Heard,
}

impl Ear {
    pub(super) fn hear(&mut self, signal: &Signal, standing: Standing) {
        let begins = matches!(signal.body, SignalBody::InitiateOutboundCall { .. });
        match standing {
            Standing::Over => self.counts.late += 1,
            Standing::Unknown if !begins => self.counts.unknown += 1,
            Standing::Unknown | Standing::Lives => {
                let said = self.said.entry(signal.session_id.clone()).or_default();
                let mark = mark(&signal.body);
                if said.contains(&mark) {
                    self.counts.repeated += 1;
                } else {
                    self.counts.new += 1;
                    if said.len() < REMEMBERED {
                        said.insert(mark);
                    }
                }
            }
        }
    }

    /// The session is over.
    pub(super) fn forget(&mut self, session: &SessionId) {
        self.said.remove(session);
    }

    pub(super) const fn counts(&self) -> Heard {
        self.counts
    }

    /// Sessions of which something is remembered.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &SessionId> {
        self.said.keys()
    }
}

/// What tells a message from others of its session: its name, and for re-offers and their answers the description.
fn mark(body: &SignalBody) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.name().hash(&mut hasher);
    if let SignalBody::CallUpdate { offer: sdp, .. } | SignalBody::CallUpdateResponse { answer: sdp, .. } = body {
        sdp.as_str().hash(&mut hasher);
    }
    hasher.finish()
}
