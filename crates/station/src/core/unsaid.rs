//! What people said of calls and the middleware has not answered yet. It outlives a restart where a keyring keeps the key to it, and is
//! told under nobody's name but that of whoever said it.

use std::time::Instant;

use roomline_signaling::call::CallId;
use roomline_signaling::staff::CommandBody;

use super::{Action, Core};
use crate::person::PersonId;
use crate::unsaid::UnsaidOutcome;

/// More of them mean that something is very wrong; the oldest go.
const MOST: usize = 64;
/// How long they wait for whoever is away, in milliseconds: after a week somebody has looked after the resident by other means.
const WAITS_MS: u64 = 7 * 24 * 3600 * 1000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Unsaid {
    /// Where they are to be told; empty before anybody was signed in.
    server: String,
    /// Of everybody, the oldest first.
    outcomes: Vec<UnsaidOutcome>,
    /// Whether they outlive a restart: the file that keeps them was opened.
    is_kept: bool,
    /// Whether they are others than those that are kept.
    is_changed: bool,
}

impl Unsaid {
    /// The file of earlier runs was opened. What was said since counts more.
    fn opened(&mut self, server: String, kept: Vec<UnsaidOutcome>) {
        self.is_kept = true;
        if self.server.is_empty() {
            self.server = server;
        } else if self.server != server {
            self.is_changed = true;
            return dropped(kept.len(), "the desk belongs to another server");
        }
        let said_since = std::mem::take(&mut self.outcomes);
        self.is_changed = !said_since.is_empty();
        let still_counts = |one: &UnsaidOutcome| said_since.iter().all(|since| since.call_id != one.call_id);
        self.outcomes = kept.into_iter().filter(still_counts).collect();
        self.outcomes.extend(said_since);
        self.drop_too_many();
    }

    /// Somebody has said what came of a call.
    fn said(&mut self, outcome: UnsaidOutcome) {
        self.outcomes.retain(|known| known.call_id != outcome.call_id);
        self.outcomes.push(outcome);
        self.is_changed = true;
        self.drop_too_many();
    }

    /// The middleware has answered, whatever it said.
    pub(super) fn answered(&mut self, call_id: CallId) {
        self.retain(|one| one.call_id != call_id);
    }

    /// This desk belongs to a server from now on; at another nobody knows the calls.
    pub(super) fn move_to(&mut self, server: &str) {
        if self.server != server {
            self.server = server.to_owned();
            let gone = self.retain(|_| false);
            dropped(gone, "the desk belongs to another server");
        }
    }

    /// Lets go of what waited too long for somebody who is not here.
    fn forget_old(&mut self, ms: u64, here: Option<&PersonId>) {
        let gone = self.retain(|one| here == Some(&one.person) || ms.saturating_sub(one.said_ms) <= WAITS_MS);
        dropped(gone, "whoever said it stayed away");
    }

    /// What is to be kept from now on, if that is not what is kept.
    fn take_changed(&mut self) -> Option<(String, Vec<UnsaidOutcome>)> {
        let is_due = self.is_kept && std::mem::take(&mut self.is_changed);
        is_due.then(|| (self.server.clone(), self.outcomes.clone()))
    }

    /// Keeps those that `stays` accepts; says how many went.
    fn retain(&mut self, stays: impl Fn(&UnsaidOutcome) -> bool) -> usize {
        let before = self.outcomes.len();
        self.outcomes.retain(stays);
        let gone = before - self.outcomes.len();
        self.is_changed |= gone > 0;
        gone
    }

    fn drop_too_many(&mut self) {
        let too_many = self.outcomes.len().saturating_sub(MOST);
        self.outcomes.drain(..too_many);
        self.is_changed |= too_many > 0;
        dropped(too_many, "there are too many");
    }
}

/// Says that something will never be told; never what it was, nor of whom.
fn dropped(count: usize, why: &'static str) {
    if count > 0 {
        tracing::warn!(count, why, "what was said of calls is dropped");
    }
}

impl Core {
    /// Tells the middleware something, now or after the next connection.
    pub(super) fn say(&mut self, now: Instant, body: CommandBody) {
        if let CommandBody::CallOutcome { call_id, outcome } = &body
            && let Some(person) = self.here()
        {
            let said_ms = self.wall.ms_at(now);
            self.unsaid.said(UnsaidOutcome { person, call_id: *call_id, outcome: outcome.clone(), said_ms });
        }
        self.link.command(body);
    }

    /// What earlier runs could not tell was read.
    pub(super) fn unsaid_opened(&mut self, now: Instant, server: String, outcomes: Vec<UnsaidOutcome>) {
        self.unsaid.opened(server, outcomes);
        self.forget_old_unsaid(now);
        self.say_unsaid();
    }

    /// Tells what whoever sits here said earlier, unless it is on its way.
    pub(super) fn say_unsaid(&mut self) {
        let Some(here) = self.here().filter(|_| self.session.is_signed_in()) else { return };
        let mine = self.unsaid.outcomes.iter().filter(|one| one.person == here);
        let due = mine.filter(|one| !self.link.unanswered().any(|body| one.is_told_by(body)));
        let due: Vec<CommandBody> = due.map(UnsaidOutcome::command).collect();
        if !due.is_empty() {
            tracing::info!(count = due.len(), "what was said of calls earlier is told now");
        }
        due.into_iter().for_each(|body| self.link.command(body));
    }

    /// Whoever sat here leaves the desk to somebody else, who says nothing in their name. Where nothing can be kept it is better said
    /// under another name than never.
    pub(super) fn withhold_unsaid(&mut self) {
        if self.unsaid.is_kept {
            self.link.withdraw_outcomes();
        }
    }

    pub(super) fn forget_old_unsaid(&mut self, now: Instant) {
        if !self.unsaid.outcomes.is_empty() {
            let (ms, here) = (self.wall.ms_at(now), self.here());
            self.unsaid.forget_old(ms, here.as_ref());
        }
    }

    /// Says what is to be kept from now on, if that has changed.
    pub(super) fn keep_unsaid(&mut self) {
        if let Some((server, outcomes)) = self.unsaid.take_changed() {
            self.actions.push_back(Action::KeepUnsaid { server, outcomes });
        }
    }
}
