//! What the middleware says of this desk's calls: events, answers to commands, and the snapshot after a reconnect.

use std::time::{Duration, Instant};

use roomline_signaling::call::machine::{self, Call, PathNews};
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::{CommandBody, Event, Incoming, OwnCall, OwnPhase, Snapshot};

use super::{Calls, REMEMBERED, Wish};
use crate::client::link::Refused;
use crate::core::Wall;
use crate::core::words::{reason_of, unknown_there};
use crate::state::{Notice, Taken};

impl Calls {
    pub(in crate::core) fn event(&mut self, now: Instant, wall: Wall, event: Event) {
        match &event {
            Event::CallRinging { call_id }
            | Event::CallEarlyAnswer { call_id, .. }
            | Event::CallAccepted { call_id, .. }
            | Event::CallAwarded { call_id } => self.is_known_there(*call_id, true),
            Event::CallWithdrawn { call_id } => self.is_known_there(*call_id, false),
            _ => {}
        }
        match event {
            Event::CallIncoming(incoming) => self.incoming(now, incoming),
            Event::CallRinging { call_id } => self.feed(now, call_id, machine::Input::Rings),
            Event::CallEarlyAnswer { call_id, sdp } => self.feed(now, call_id, machine::Input::EarlyAnswer(sdp)),
            Event::CallAccepted { call_id, sdp } => self.feed(now, call_id, machine::Input::Accepted(sdp)),
            Event::CallAwarded { call_id } => self.feed(now, call_id, machine::Input::Awarded),
            Event::CallTaken { call_id, by } => {
                if let Some((_, unit)) = self.rang.iter().find(|(rang, _)| *rang == call_id) {
                    self.taken = Some(Taken { call_id, unit: unit.clone(), by, at_ms: wall.ms_at(now) });
                }
                self.feed(now, call_id, machine::Input::Taken);
            }
            Event::CallWithdrawn { call_id } => self.feed(now, call_id, machine::Input::Withdrawn),
            Event::CallUpdate { call_id, update } => {
                self.feed(now, call_id, machine::Input::Reoffered { update_id: update.update_id, offer: update.sdp });
            }
            Event::CallEnded { call_id, reason, by: _ } => self.feed(now, call_id, machine::Input::Over(reason)),
            Event::CallUpdateAnswered { call_id, update_id, sdp } => {
                let news = PathNews::ReofferAnswered { update_id, answer: sdp };
                self.feed(now, call_id, machine::Input::Path(news));
            }
            Event::CallUpdateFailed { call_id, update_id } => {
                self.feed(now, call_id, machine::Input::Path(PathNews::ReofferFailed { update_id }));
            }
            Event::DirectoryChanged
            | Event::PresenceChanged { .. }
            | Event::EchoChanged { .. }
            | Event::CallbackChanged { .. }
            | Event::RoundChanged { .. }
            | Event::HandoverChanged { .. } => {}
        }
    }

    /// A command was answered.
    pub(in crate::core) fn answered(&mut self, now: Instant, command: &CommandBody, outcome: Result<(), Refused>) {
        match (command, outcome) {
            (CommandBody::CallPlace { call_id, .. }, Ok(())) => {
                self.is_known_there(*call_id, true);
                self.feed(now, *call_id, machine::Input::Placed);
            }
            (CommandBody::CallPlace { call_id, .. } | CommandBody::CallClaim { call_id, .. }, Err(refused)) => {
                if let Some(one) = self.calls.get_mut(call_id) {
                    one.busy_with = refused.by;
                }
                self.feed(now, *call_id, machine::Input::Refused(reason_of(refused.code)));
            }
            (CommandBody::CallQuality { .. }, Err(Refused { code: ErrorCode::UnknownType, .. })) => {
                self.reports = false;
            }
            (CommandBody::CallUpdate { call_id, update_id, .. }, Err(refused)) => {
                tracing::info!(call = %call_id, code = ?refused.code, "the middleware takes no re-offer");
                let news = PathNews::ReofferFailed { update_id: update_id.clone() };
                self.feed(now, *call_id, machine::Input::Path(news));
            }
            (CommandBody::CallOutcome { .. }, Err(refused)) => {
                tracing::warn!(code = ?refused.code, "what came of a call was not taken");
                self.wishes.push_back(Wish::Notice(Notice::OutcomeLost));
            }
            // `call.awarded` follows a claim that won; the others tell, and nobody waits for what becomes of it.
            (
                CommandBody::CallClaim { .. } | CommandBody::CallUpdate { .. } | CommandBody::CallOutcome { .. },
                Ok(()),
            )
            | (
                CommandBody::Resume { .. }
                | CommandBody::CallAlerting { .. }
                | CommandBody::CallDecline { .. }
                | CommandBody::CallEnd { .. }
                | CommandBody::CallMedia { .. }
                | CommandBody::CallUpdateAnswer { .. }
                | CommandBody::CallQuality { .. }
                | CommandBody::PresenceSet { .. },
                _,
            ) => {}
        }
    }

    /// Takes a snapshot: what the middleware does not know any more is over, unless it is only about to hear of it.
    ///
    /// `unanswered`: what the middleware was told and may not know yet.
    pub(in crate::core) fn reconcile(
        &mut self,
        now: Instant,
        wall: Wall,
        snapshot: &Snapshot,
        unanswered: &[&CommandBody],
    ) {
        let rings_there = |id: CallId| snapshot.incoming.iter().any(|incoming| incoming.call_id == id);
        let is_about_to_hear = |id: CallId| {
            let begins =
                |told: &&&CommandBody| matches!(told, CommandBody::CallPlace { .. } | CommandBody::CallClaim { .. });
            unanswered.iter().filter(begins).any(|told| told.call_id() == Some(id))
        };
        let is_about_to_end = |id: CallId| {
            // What came of a call is no end of it: an earlier run may have said it.
            let is_no_outcome = |told: &&&CommandBody| !matches!(told, CommandBody::CallOutcome { .. });
            unanswered.iter().filter(is_no_outcome).any(|told| told.call_id() == Some(id))
        };
        let own = snapshot.own.as_ref();
        let ids: Vec<CallId> = self.calls.keys().copied().collect();
        for id in ids {
            let is_own = own.is_some_and(|own| own.call_id == id);
            if is_own || rings_there(id) || is_about_to_hear(id) {
                continue;
            }
            if let Some(input) = self.calls.get(&id).and_then(|one| unknown_there(&one.call)) {
                self.feed(now, id, input);
            }
        }
        for incoming in &snapshot.incoming {
            self.incoming(now, incoming.clone());
        }
        match own {
            Some(own) if self.calls.contains_key(&own.call_id) => self.catch_up(now, wall, own),
            // Its end is on its way already.
            Some(own) if is_about_to_end(own.call_id) => {}
            Some(own) => {
                let (call_id, reason) = (own.call_id, EndReason::StationLost);
                self.wishes.push_back(Wish::Say(CommandBody::CallEnd { call_id, reason }));
            }
            None => {}
        }
    }

    fn incoming(&mut self, now: Instant, incoming: Incoming) {
        let Incoming { call_id, unit, ring_group, sdp, remaining_ms, also_ringing } = incoming;
        // A middleware cannot make a desk ring for longer than any call may ring.
        let remaining = Duration::from_millis(remaining_ms).min(machine::RING_LIMIT);
        match self.calls.get_mut(&call_id).filter(|known| !known.call.is_over()) {
            Some(known) => {
                known.also_ringing = also_ringing;
                self.feed(now, call_id, machine::Input::RingsFor(remaining));
            }
            None => {
                self.rang.retain(|(rang, _)| *rang != call_id);
                self.rang.push_back((call_id, unit.clone()));
                if self.rang.len() > REMEMBERED {
                    self.rang.pop_front();
                }
                self.taken = None;
                self.insert(now, call_id, Call::from_unit(now, sdp, remaining), unit, ring_group, also_ringing);
                self.settle(now, call_id);
            }
        }
    }

    /// The own call as the middleware has it: everything that may have been missed, in its order.
    fn catch_up(&mut self, now: Instant, wall: Wall, own: &OwnCall) {
        let call_id = own.call_id;
        let mut missed = Vec::new();
        match own.phase {
            OwnPhase::Placed | OwnPhase::Ringing => {
                missed.extend((own.phase == OwnPhase::Ringing).then_some(Event::CallRinging { call_id }));
                missed.extend(own.answer.clone().map(|sdp| Event::CallEarlyAnswer { call_id, sdp }));
            }
            OwnPhase::Awarded => missed.push(Event::CallAwarded { call_id }),
            OwnPhase::Accepted => {
                missed.push(Event::CallAwarded { call_id });
                missed.push(Event::CallAccepted { call_id, sdp: own.answer.clone() });
            }
        }
        missed.extend(own.update.clone().map(|update| Event::CallUpdate { call_id, update }));
        for event in missed {
            self.event(now, wall, event);
        }
    }

    fn is_known_there(&mut self, id: CallId, known: bool) {
        if let Some(one) = self.calls.get_mut(&id) {
            one.known_there = known;
        }
    }
}
