//! The one REST endpoint for messages to Alexa: every POST is judged before it does anything.

use std::time::{Duration, Instant};

use roomline_signaling::alexa::{
    CallResult, CallResultCode, ParticipantId, ParticipantIdType, RenegotiationType, Signal, SignalBody,
};
use roomline_signaling::alexa_wire::{INTERFACE, read_request};
use roomline_signaling::call::description::{self, ReofferError};
use roomline_signaling::call::{Direction, Sdp, SessionId, UnitId};

use super::re_offer::Change;
use super::session::{Alarm, Phase, Refusal, Session};
use super::strict_sdp::{check_answer, check_offer};
use super::{Audience, Ender, Happened, Service};
use crate::media::MediaOrder;
use crate::script::WhenCalled;

/// What a POST is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostAnswer {
    /// Whether it was taken.
    pub outcome: Result<(), Refusal>,
    /// How long the answer takes.
    pub after: Duration,
    /// Whether it is lost on the way: whoever posted hears nothing.
    pub lost: bool,
}

impl PostAnswer {
    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.outcome.as_ref().map_or_else(Refusal::status, |()| 200)
    }
}

impl Service {
    /// Answers `POST /v1/communications/signaling`.
    ///
    /// `bearer`: the token of the Authorization header, if there was one.
    pub fn post(&mut self, now: Instant, bearer: Option<&str>, body: &[u8]) -> PostAnswer {
        self.now = Some(now);
        let value = serde_json::from_slice::<serde_json::Value>(body).map_err(|_| Refusal::NotJson);
        let name = value.as_ref().ok().and_then(|value| value.get("type")?.as_str()?.strip_prefix(INTERFACE));
        let name: String = name.unwrap_or("unreadable").chars().take(40).collect();
        let fate = self.faults.on_post(&name);
        if fate.expired {
            self.tokens.expire(now, Audience::Signaling);
        }
        let mut session = None;
        let outcome = (|| {
            self.tokens.check(now, bearer, Audience::Signaling)?;
            if let Some(status) = fate.refused {
                return Err(Refusal::Injected(status));
            }
            let signal = read_request(&value?)?;
            session = Some(signal.session_id.clone());
            self.take(now, signal)
        })();
        let outcome = match (outcome, fate.fails_after) {
            (Ok(()), Some(status)) => Err(Refusal::Injected(status)),
            (outcome, _) => outcome,
        };
        if let Err(refusal) = &outcome {
            let unit = session.as_ref().and_then(|id| self.sessions.get(id)).map(|session| session.unit.clone());
            let what = Happened::Refused { message: name, status: refusal.status(), reason: refusal.to_string() };
            self.journal.write(now, unit, session, what);
        }
        PostAnswer { outcome, after: fate.slow, lost: fate.answer_lost }
    }

    fn take(&mut self, now: Instant, signal: Signal) -> Result<(), Refusal> {
        let Signal { session_id: id, body } = signal;
        let Some(session) = self.sessions.get(&id) else {
            return match body {
                SignalBody::InitiateInboundCall { participants, offer, .. } => {
                    check_offer(offer.as_str())?;
                    let unit = self.callee(participants.iter().map(|one| (&one.id, one.is_originator)))?;
                    self.call_unit(now, id, unit, offer);
                    Ok(())
                }
                SignalBody::InitiateOutboundCall { .. } => Err(Refusal::WrongDirection),
                _ => Err(Refusal::UnknownSession),
            };
        };
        session.admit(&body)?;
        check_description(session, &body)?;
        let name = body.name();
        self.do_as_told(now, &id, body)?;
        if let Some(session) = self.sessions.get_mut(&id) {
            session.taken.insert(name);
        }
        self.write(now, &id, Happened::Took { message: name });
        Ok(())
    }

    fn do_as_told(&mut self, now: Instant, id: &SessionId, body: SignalBody) -> Result<(), Refusal> {
        match body {
            SignalBody::CallRinging => {
                self.write(now, id, Happened::StaffRings);
                self.tell(now, id, SignalBody::CallRingingAck);
            }
            SignalBody::CallInProgress { answer } => {
                self.take_answer(id, answer);
                self.tell(now, id, SignalBody::CallInProgressAck);
            }
            SignalBody::CallAccepted { answer } => {
                self.take_answer(id, answer);
                self.tell(now, id, SignalBody::CallAcceptedAck);
                self.talk(now, id);
            }
            SignalBody::CallUpdate { kind, offer } => {
                self.collide(now, id)?;
                if let Some(answer) = self.answer_re_offer(id, kind.clone(), offer)? {
                    self.tell(now, id, SignalBody::CallUpdateResponse { kind, answer });
                }
            }
            SignalBody::CallUpdateResponse { answer, .. } => self.re_offer_answered(now, id, answer),
            SignalBody::CallEnded { result } => {
                self.mail.forget(id);
                self.close(now, id, Ender::Staff, result.map(|result| result.code));
            }
            SignalBody::CallRingingAck
            | SignalBody::CallInProgressAck
            | SignalBody::CallAcceptedAck
            | SignalBody::CallUpdateAck => {}
            SignalBody::InitiateInboundCall { .. } | SignalBody::InitiateOutboundCall { .. } => {
                return Err(Refusal::OutOfOrder);
            }
        }
        Ok(())
    }

    /// Whom a call is for, if the caller is allowed to call there.
    fn callee<'a>(&self, participants: impl Iterator<Item = (&'a ParticipantId, bool)>) -> Result<UnitId, Refusal> {
        let (callers, called): (Vec<_>, Vec<_>) = participants.partition(|(_, is_originator)| *is_originator);
        let ([(caller, _)], [(called, _)]) = (callers.as_slice(), called.as_slice()) else {
            return Err(Refusal::Participants);
        };
        let echo = match called.kind {
            ParticipantIdType::RawAddress => self.asp.echo_of_user(&called.value),
            ParticipantIdType::CommunicationProfileId => self.asp.echo_of_profile(&called.value),
            ParticipantIdType::PhoneNumber | ParticipantIdType::Unknown(_) => None,
        };
        // Who calls from nowhere is told so first, as before: a stranger learns nothing about rooms.
        let is_known = |echo: &UnitId| self.asp.knows(echo, &caller.value);
        let somewhere = || self.property.rooms.iter().any(|room| is_known(&room.unit_id));
        if caller.kind != ParticipantIdType::RawAddress || !echo.as_ref().map_or_else(somewhere, is_known) {
            return Err(Refusal::UnknownCaller);
        }
        let echo = echo.ok_or(Refusal::UnknownCallee)?;
        self.asp.gap(&echo).map_or(Ok(echo), |gap| Err(Refusal::NotOnboarded(gap)))
    }

    fn call_unit(&mut self, now: Instant, id: SessionId, unit: UnitId, offer: Sdp) {
        let mut session = Session::new(id.clone(), self.next_call(), unit.clone(), Direction::ToUnit);
        session.theirs = Some(offer);
        session.taken.insert("InitiateInboundCall");
        self.sessions.insert(id.clone(), session);
        self.write(now, &id, Happened::Called);
        let Some(echo) = self.echos.get_mut(&unit).filter(|echo| !echo.vanished) else { return };
        if !self.asp.can_ring(&unit) {
            // Nobody hears it: Alexa gives up when an Echo would have stopped ringing.
            let alarm = (now + echo.script.rings_for(), Alarm::RingOver);
            self.sessions.entry(id).and_modify(|session| session.alarms.push(alarm));
            return;
        }
        if echo.session.is_some() || echo.script.when_called == WhenCalled::Busy {
            let result = Some(CallResult { code: CallResultCode::DeviceBusy, message: None });
            self.tell(now, &id, SignalBody::CallEnded { result });
            return self.close(now, &id, Ender::Alexa, Some(CallResultCode::DeviceBusy));
        }
        echo.session = Some(id.clone());
        let script = echo.script.clone();
        if let Some(session) = self.sessions.get_mut(&id) {
            session.alarms.push((now + script.rings_for(), Alarm::RingOver));
            match script.when_called {
                WhenCalled::AnswerAfterMs(ms) => session.alarms.push((now + Duration::from_millis(ms), Alarm::PickUp)),
                WhenCalled::DeclineAfterMs(ms) => {
                    session.alarms.push((now + Duration::from_millis(ms), Alarm::Decline))
                }
                WhenCalled::ByHand | WhenCalled::Busy => {}
            }
        }
        self.write(now, &id, Happened::Ringing);
        self.tell(now, &id, SignalBody::CallRinging);
        if script.early_answer {
            self.order_answer(&id);
        }
    }

    /// From a unit: the staff's answer goes to the Echo, once.
    fn take_answer(&mut self, id: &SessionId, answer: Option<Sdp>) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        if let Some(answer) = answer.filter(|_| session.theirs.is_none()) {
            session.theirs = Some(answer.clone());
            self.orders.push_back((session.call, MediaOrder::Accept { answer }));
        }
    }

    fn re_offer_answered(&mut self, now: Instant, id: &SessionId, answer: Sdp) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        session.theirs = Some(answer);
        session.alarms.retain(|(_, alarm)| *alarm != Alarm::ReOfferOverdue);
        let since = session.re_offer.take().map_or(now, |re_offer| re_offer.since);
        let after_ms = u64::try_from(now.duration_since(since).as_millis()).unwrap_or(u64::MAX);
        self.write(now, id, Happened::ReOfferAnswered { after_ms });
        self.tell(now, id, SignalBody::CallUpdateAck);
        self.follow_habits(id);
    }

    /// An Echo that is to collide has just re-offered itself when staff's first re-offer comes.
    fn collide(&mut self, now: Instant, id: &SessionId) -> Result<(), Refusal> {
        let session = self.sessions.get_mut(id).ok_or(Refusal::UnknownSession)?;
        if session.collided || !self.echos[&session.unit].script.re_offers_collide {
            return Ok(());
        }
        session.collided = true;
        self.change(now, id, Change::Nothing);
        Err(Refusal::ReOffersCollide)
    }

    /// The staff's side re-offers. A plain one is answered at once; `None`: the Echo's stack is asked.
    fn answer_re_offer(&mut self, id: &SessionId, kind: RenegotiationType, offer: Sdp) -> Result<Option<Sdp>, Refusal> {
        let session = self.sessions.get_mut(id).ok_or(Refusal::UnknownSession)?;
        let (Some(ours), Some(theirs)) = (&session.ours, &session.theirs) else { return Err(Refusal::OutOfOrder) };
        match description::answer_reoffer(ours, theirs, &offer) {
            Ok(reanswer) => {
                session.theirs = Some(offer);
                session.ours = Some(reanswer.sdp.clone());
                Ok(Some(reanswer.sdp))
            }
            Err(ReofferError::NeedsStack) => {
                let order = MediaOrder::Reanswer { offer: offer.clone(), ours: ours.clone() };
                session.answering = Some((offer, kind));
                self.orders.push_back((session.call, order));
                Ok(None)
            }
            Err(_) => Err(Refusal::OutOfOrder),
        }
    }

    /// The Echo's stack has answered the staff's re-offer.
    pub(super) fn re_offer_taken(&mut self, now: Instant, id: &SessionId, answer: Sdp) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        let Some((offer, kind)) = session.answering.take() else { return };
        session.theirs = Some(offer);
        session.ours = Some(answer.clone());
        self.tell(now, id, SignalBody::CallUpdateResponse { kind, answer });
    }
}

/// Whether the description of a message will do where it stands.
fn check_description(session: &Session, body: &SignalBody) -> Result<(), Refusal> {
    match body {
        SignalBody::CallUpdate { offer, .. } => check_offer(offer.as_str())?,
        SignalBody::CallInProgress { answer: Some(answer) } | SignalBody::CallAccepted { answer: Some(answer) } => {
            let offer = session.ours.as_ref().ok_or(Refusal::OutOfOrder)?;
            check_answer(offer.as_str(), answer.as_str())?;
        }
        SignalBody::CallAccepted { answer: None } if session.theirs.is_none() => {
            return Err(Refusal::Malformed(roomline_signaling::alexa_wire::WireError::Missing("sdpDetails")));
        }
        SignalBody::CallUpdateResponse { answer, kind } => {
            let re_offer = session.re_offer.as_ref().ok_or(Refusal::OutOfOrder)?;
            if re_offer.kind != *kind {
                return Err(Refusal::Malformed(roomline_signaling::alexa_wire::WireError::Malformed(
                    "renegotiationType",
                )));
            }
            check_answer(re_offer.offer.as_str(), answer.as_str())?;
        }
        _ => {}
    }
    debug_assert!(session.phase != Phase::Ended, "admitted messages belong to running calls");
    Ok(())
}
