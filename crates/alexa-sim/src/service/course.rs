//! The course of a call: picked up, talking, re-offered, ended.

use std::time::{Duration, Instant};

use roomline_audio::Gate;
use roomline_signaling::alexa::{CallResult, CallResultCode, SignalBody};
use roomline_signaling::call::{Direction, SessionId, UnitId};

use super::re_offer::{self, Change};
use super::session::{Alarm, Phase, ReOffer};
use super::{Ender, Happened, Service};
use crate::media::MediaOrder;

/// How many sessions that are over are still known as such.
const REMEMBERED: usize = 1_000;
/// How long an Echo waits for the answer to its re-offer before the call dies.
///
/// Source: field reports of freezes that end calls; the time itself is UNVERIFIED.
const RE_OFFER_PATIENCE: Duration = Duration::from_secs(10);

impl Service {
    /// The resident answers.
    pub(super) fn pick_up(&mut self, now: Instant, id: &SessionId) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        if session.phase != Phase::Ringing || session.direction != Direction::ToUnit {
            return;
        }
        session.phase = Phase::PickedUp;
        session.alarms.clear();
        let answer_known = session.ours.is_some();
        self.write(now, id, Happened::PickedUp);
        if answer_known {
            self.accept(now, id);
        } else if !self.echos[&self.sessions[id].unit].script.early_answer {
            self.order_answer(id);
        }
    }

    /// To a unit: the Echo has its answer and says that the resident picked up.
    pub(super) fn accept(&mut self, now: Instant, id: &SessionId) {
        let answer = self.sessions[id].ours.clone();
        self.tell(now, id, SignalBody::CallAccepted { answer });
        self.talk(now, id);
    }

    /// Both sides agreed: sound flows, and what the script has for running calls begins to count.
    pub(super) fn talk(&mut self, now: Instant, id: &SessionId) {
        self.write(now, id, Happened::Accepted);
        let Some(session) = self.sessions.get_mut(id) else { return };
        session.phase = Phase::Talking;
        session.alarms.clear();
        let script = &self.echos[&session.unit].script;
        let after = |ms: u64| now + Duration::from_millis(ms);
        session.alarms.extend(script.hangs_up_after_ms.map(|ms| (after(ms), Alarm::HangUp)));
        session.alarms.extend(script.vanishes_after_ms.map(|ms| (after(ms), Alarm::Vanish)));
        session
            .alarms
            .extend(script.re_offers.iter().map(|timed| (after(timed.after_ms), Alarm::Change(timed.change))));
        self.orders.push_back((session.call, MediaOrder::Open { speaks: script.speaks }));
    }

    /// The Echo re-offers, now or as soon as the re-offer before is answered.
    pub(super) fn change(&mut self, now: Instant, id: &SessionId, change: Change) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        if session.re_offer.is_some() || session.answering.is_some() {
            session.alarms.push((now + Duration::from_millis(50), Alarm::Change(change)));
            return;
        }
        session.habits.apply(change);
        let Some(offer) = session.ours.as_ref().and_then(|ours| re_offer::re_offer(ours, session.habits)) else {
            return;
        };
        let kind = change.kind();
        session.ours = Some(offer.clone());
        session.re_offer = Some(ReOffer { offer: offer.clone(), kind: kind.clone(), since: now });
        session.alarms.push((now + RE_OFFER_PATIENCE, Alarm::ReOfferOverdue));
        let word = serde_json::to_value(&kind).ok().and_then(|word| word.as_str().map(str::to_owned));
        self.write(now, id, Happened::ReOffered { kind: word.unwrap_or_default() });
        self.tell(now, id, SignalBody::CallUpdate { kind, offer });
    }

    /// The Echo's sound follows what was agreed on.
    pub(super) fn follow_habits(&mut self, id: &SessionId) {
        let session = &self.sessions[id];
        let gate = match (session.habits.held, session.habits.muted) {
            // Whoever holds may go on sending: music, or nothing at all once muted.
            (true, true) => Gate::Inactive,
            (true, false) => Gate::SendOnly,
            (false, true) => Gate::ReceiveOnly,
            (false, false) => Gate::SendReceive,
        };
        self.orders.push_back((session.call, MediaOrder::Gate(gate)));
    }

    pub(super) fn vanish(&mut self, now: Instant, unit: &UnitId) {
        let Some(echo) = self.echos.get_mut(unit) else { return };
        echo.vanished = true;
        self.asp.set_online(unit, false);
        if let Some(session) = echo.session.take().and_then(|id| self.sessions.get_mut(&id)) {
            session.alarms.clear();
            self.orders.push_back((session.call, MediaOrder::Vanish));
        }
        self.journal.write(now, Some(unit.clone()), None, Happened::Vanished);
    }

    /// Alexa or the resident ends a call, and the skill is told.
    pub(super) fn end(&mut self, now: Instant, id: &SessionId, by: Ender, code: CallResultCode) {
        let Some(session) = self.sessions.get(id) else { return };
        if session.phase != Phase::Preparing {
            let result = Some(CallResult { code: code.clone(), message: None });
            self.tell(now, id, SignalBody::CallEnded { result });
        }
        self.close(now, id, by, Some(code));
    }

    pub(super) fn close(&mut self, now: Instant, id: &SessionId, by: Ender, code: Option<CallResultCode>) {
        let Some(session) = self.sessions.get_mut(id).filter(|session| session.phase != Phase::Ended) else { return };
        session.phase = Phase::Ended;
        session.alarms.clear();
        session.re_offer = None;
        session.answering = None;
        self.orders.push_back((session.call, MediaOrder::Close));
        if let Some(echo) = self.echos.get_mut(&session.unit).filter(|echo| echo.session.as_ref() == Some(id)) {
            echo.session = None;
        }
        self.write(now, id, Happened::Ended { code, by });
        self.over.push_back(id.clone());
        if self.over.len() > REMEMBERED
            && let Some(oldest) = self.over.pop_front()
        {
            self.sessions.remove(&oldest);
        }
    }

    pub(super) fn order_answer(&mut self, id: &SessionId) {
        let session = &self.sessions[id];
        let script = &self.echos[&session.unit].script;
        if let Some(offer) = session.theirs.clone() {
            let (unit, kind, voice) = (session.unit.clone(), script.media, script.voice.clone());
            let order = MediaOrder::Answer { unit, kind, offer, ice: script.ice, voice };
            self.orders.push_back((session.call, order));
        }
    }
}
