//! Alexa's words in the switchboard's words: once-only messages once, stale ones never.

use std::time::Duration;

use roomline_signaling::alexa::{CallResult, Participant, SignalBody};
use roomline_signaling::call::switchboard::{Heard, Input as Fact, Say, Topic, Unrung, WallTime};
use roomline_signaling::call::{Direction, Sdp, SessionId};
use roomline_signaling::mapping;

use super::heard::Standing;
use super::units::caller_and_callee;
use super::{Exchange, to_alexa};
use crate::calls::FromAlexa;
use crate::store::{AuditEntry, StoreError};

/// How long the end of an unknown session is remembered, should its beginning come late.
const ENDED_EARLY: Duration = Duration::from_secs(5 * 60);

impl Exchange {
    pub(super) fn alexa_says(&mut self, now: WallTime, message: FromAlexa) -> Result<(), StoreError> {
        let session = message.signal.session_id.clone();
        let standing = self.standing(&session)?;
        self.ear.hear(&message.signal, standing);
        let heard = match &message.signal.body {
            SignalBody::InitiateOutboundCall { participants, offer } => {
                return self.asked(now, &session, participants, offer.clone(), &message);
            }
            SignalBody::CallEnded { result } => return self.ended(now, &session, result.as_ref()),
            SignalBody::CallRinging => Heard::Rings,
            SignalBody::CallInProgress { answer } => Heard::Prepares { answer: answer.clone() },
            SignalBody::CallAccepted { answer } => Heard::PicksUp { answer: answer.clone() },
            SignalBody::CallAcceptedAck => {
                self.outbox.confirmed(&mut self.store, &session, Topic::Acceptance)?;
                Heard::TookAcceptance
            }
            SignalBody::CallUpdate { kind, offer } => {
                Heard::Reoffers { update: self.ids.update(), kind: to_alexa::kind_of(kind), offer: offer.clone() }
            }
            SignalBody::CallRingingAck => {
                self.outbox.confirmed(&mut self.store, &session, Topic::Ringing)?;
                return Ok(());
            }
            SignalBody::CallUpdateResponse { answer, .. } => Heard::AnswersUpdate { answer: answer.clone() },
            // Nobody waits for these, and the last two are ours alone to send.
            SignalBody::CallUpdateAck | SignalBody::CallInProgressAck | SignalBody::InitiateInboundCall { .. } => {
                return Ok(());
            }
        };
        if standing != Standing::Lives {
            tracing::debug!(session_id = %session, "Alexa speaks of a session that does not live");
            return self.tell_again_that_it_is_over(now, &session);
        }
        // Whatever she says of a session, she has heard how it began.
        self.outbox.confirmed(&mut self.store, &session, Topic::Offer)?;
        self.tell_switchboard(now, Fact::FromAlexa { session, heard })
    }

    fn standing(&self, session: &SessionId) -> Result<Standing, StoreError> {
        Ok(match self.switchboard.call_of_session(session) {
            Some(_) => Standing::Lives,
            None if self.store.knows_session(session)? => Standing::Over,
            None => Standing::Unknown,
        })
    }

    /// An Echo is still in a call of which Alexa could not be told in time that it is over.
    fn tell_again_that_it_is_over(&mut self, now: WallTime, session: &SessionId) -> Result<(), StoreError> {
        let Some((call, reason)) = self.store.take_untold_end(session)? else { return Ok(()) };
        tracing::info!(call_id = %call, session_id = %session, "Alexa is told again that a call is over");
        self.outbox.say(&mut self.store, now, call, session, Say::Ended { reason })
    }

    /// A unit calls. The same session never rings twice, and not at all after its end.
    fn asked(
        &mut self,
        now: WallTime,
        session: &SessionId,
        participants: &[Participant],
        offer: Sdp,
        message: &FromAlexa,
    ) -> Result<(), StoreError> {
        if self.store.knows_session(session)? {
            tracing::debug!(session_id = %session, "Alexa repeats the beginning of a call");
            return Ok(());
        }
        let oldest = before(now, ENDED_EARLY);
        let over = self.store.take_ended_early(session, oldest)?;
        let unrung = match (over, message.admitted) {
            (true, _) => Some(Unrung::EndedAlready),
            (false, false) => Some(Unrung::NotAdmitted),
            (false, true) => None,
        };
        let (caller, address) = caller_and_callee(participants, self.switchboard.ring_groups());
        let unit = self.units.caller(caller, message.persistent_unit_id.as_ref().map(|id| id.0.as_str()));
        let call = self.ids.call(now);
        tracing::info!(call_id = %call, session_id = %session, unit_id = ?unit, ?unrung, "a unit calls");
        let entry =
            AuditEntry { deed: "call.from_unit", call: Some(call), unit: unit.as_ref(), seat: None, outcome: None };
        self.store.audit(now, entry)?;
        self.tell_switchboard(now, Fact::Asked { call, session: session.clone(), address, unit, offer, unrung })
    }

    fn ended(&mut self, now: WallTime, session: &SessionId, result: Option<&CallResult>) -> Result<(), StoreError> {
        let Some(call) = self.switchboard.call_of_session(session) else {
            if !self.store.knows_session(session)? {
                self.store.ended_early(session, now, before(now, ENDED_EARLY))?;
            }
            return Ok(());
        };
        let direction: Direction = call.direction();
        let reason = mapping::reason_for(result.map(|result| &result.code), direction, call.is_accepted());
        let heard = Heard::Ends { reason };
        self.tell_switchboard(now, Fact::FromAlexa { session: session.clone(), heard })
    }
}

pub(super) fn before(now: WallTime, span: Duration) -> WallTime {
    WallTime::from_millis(now.as_millis().saturating_sub(u64::try_from(span.as_millis()).unwrap_or(u64::MAX)))
}
