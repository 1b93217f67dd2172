//! Claimed call-backs, and when each goes back to everybody.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_signaling::call::CallId;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::{Callback, CallbackState};

/// See the module. The database knows the claims, too; this knows the next one that lapses without asking it.
#[derive(Debug)]
pub(super) struct Claims {
    /// `None`: a claim lasts until its owner gives it back.
    last: Option<Duration>,
    since: BTreeMap<CallId, WallTime>,
}

impl Claims {
    pub(super) fn new(last: Option<Duration>, open: &[Callback]) -> Self {
        let mut claims = Self { last, since: BTreeMap::new() };
        open.iter().for_each(|callback| claims.note(callback));
        claims
    }

    /// A call-back as it is now.
    pub(super) fn note(&mut self, callback: &Callback) {
        match callback.state {
            CallbackState::Claimed { since_ms, .. } => {
                self.since.insert(callback.id, WallTime::from_millis(since_ms));
            }
            CallbackState::Waiting | CallbackState::Done { .. } => {
                self.since.remove(&callback.id);
            }
        }
    }

    /// When the next one lapses.
    pub(super) fn poll_timeout(&self) -> Option<WallTime> {
        let first = self.since.values().min()?;
        Some(*first + self.last?)
    }

    /// Those whose time is up.
    pub(super) fn lapsed(&self, now: WallTime) -> Vec<CallId> {
        let Some(last) = self.last else { return Vec::new() };
        self.since.iter().filter(|(_, since)| **since + last <= now).map(|(id, _)| *id).collect()
    }
}
