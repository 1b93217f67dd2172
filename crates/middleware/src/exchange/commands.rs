//! The staff protocol as the server speaks it: every command is answered once, done once, and bounded.

use roomline_signaling::call::description::Description;
use roomline_signaling::call::switchboard::{Deed, Input as Fact, Refusal, WallTime};
use roomline_signaling::call::{CallId, CommandId, Sdp, StationId, StreamId};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::{Command, CommandBody, DecodeError, Presence, Reply};

use super::listening::Cause;
use super::sockets::Patience;
use super::{CloseReason, Exchange, callbacks, snapshot};
use crate::calls::StationIdentity;
use crate::fanout::SocketId;
use crate::store::{AuditEntry, StoreError};

/// Why a command is not done.
pub(super) struct Problem {
    code: ErrorCode,
    message: String,
    /// Who is in the way, if that is somebody.
    by: Option<String>,
}

impl Problem {
    pub(super) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), by: None }
    }
}

impl Exchange {
    pub(super) fn frame(&mut self, now: WallTime, socket: SocketId, text: &str) -> Result<(), StoreError> {
        let Some(open) = self.sockets.get_mut(socket) else { return Ok(()) };
        let (who, live) = (open.who.clone(), open.is_live());
        let may_speak = self.sockets.may_speak(now, &who.station_id);
        let command = match Command::decode(text) {
            Ok(command) if may_speak => command,
            Ok(Command { id, .. }) => {
                let problem = Problem::new(ErrorCode::TooMany, "more than 20 messages in a second: wait");
                return self.breach(now, socket, Some(id), problem);
            }
            Err(error) => {
                let (id, problem) = unreadable(error);
                return self.breach(now, socket, id, problem);
            }
        };
        let Command { id, body } = command;
        if let CommandBody::Resume { stream, seq, call } = body {
            return self.resume(now, socket, &who, stream.as_ref().zip(seq), call);
        }
        if !live {
            let problem = Problem::new(ErrorCode::ResumeFirst, "the first message of a socket is resume");
            return self.breach(now, socket, Some(id), problem);
        }
        if let Some(open) = self.sockets.get_mut(socket) {
            open.behaved();
        }
        if let Some(reply) = self.sockets.remembered(now, &who.station_id, &id) {
            self.fanout.reply(socket, reply);
            return Ok(());
        }
        let reply = match self.command(now, &who, body)? {
            Ok(()) => Reply::Ok { id: id.clone() },
            Err(problem) => self.error(Some(id.clone()), problem),
        };
        self.sockets.remember(now, &who.station_id, id, reply.clone());
        self.fanout.reply(socket, reply);
        // The reply comes before the events that the command led to: a station may rely on it.
        self.fulfil(now)
    }

    /// Takes a station up where it left off.
    fn resume(
        &mut self,
        now: WallTime,
        socket: SocketId,
        who: &StationIdentity,
        left_off: Option<(&StreamId, u64)>,
        call: Option<CallId>,
    ) -> Result<(), StoreError> {
        if let Some(open) = self.sockets.get_mut(socket) {
            open.resumed();
        }
        let station = who.station_id.clone();
        let available = !self.store.is_away(&station)?;
        let came = Fact::DeskCame { seat: callbacks::seat(who), available, call };
        if self.fanout.resume(now, (&station, &who.station_name), socket, left_off) {
            return self.tell_switchboard(now, came);
        }
        // What the station's coming leads to stands in the snapshot, so that it is not told twice.
        self.fanout.forget(&station);
        self.tell_switchboard(now, came)?;
        self.listen(now, Cause::Network);
        let (snapshot, later) = self.snapshot(now, &station, &who.station_name)?;
        let knows = |id: CallId| {
            snapshot.own.as_ref().is_some_and(|own| own.call_id == id)
                || snapshot.incoming.iter().any(|incoming| incoming.call_id == id)
        };
        let fate = match call.filter(|call| !knows(*call)) {
            Some(call) => self.fate(&station, call)?,
            None => None,
        };
        let stream = self.ids.stream();
        self.fanout.start(station.clone(), who.station_name.clone(), socket, stream, snapshot);
        for event in later.into_iter().chain(fate) {
            self.fanout.tell(now, &station, event);
        }
        Ok(())
    }

    fn command(
        &mut self,
        now: WallTime,
        who: &StationIdentity,
        body: CommandBody,
    ) -> Result<Result<(), Problem>, StoreError> {
        let station = who.station_id.clone();
        let (call, deed) = match body {
            CommandBody::Resume { .. } => return Ok(Ok(())),
            CommandBody::PresenceSet { presence } => {
                let available = presence == Presence::Available;
                self.store.set_away(&station, !available)?;
                let fact = Fact::PresenceSet { station, available };
                let set = self.switchboard.handle_input(now, fact).map_err(problem);
                self.listen(now, Cause::Person);
                return Ok(set);
            }
            CommandBody::CallQuality { call_id, quality } => return self.take_quality(&station, call_id, &quality),
            CommandBody::CallOutcome { call_id, outcome } => return self.take_outcome(now, who, call_id, outcome),
            CommandBody::CallPlace { call_id, unit_id, ring_group, sdp } => {
                if self.units.card(&unit_id).is_none() {
                    return Ok(Err(Problem::new(ErrorCode::NotFound, "there is no such unit in the directory")));
                }
                let session = self.ids.session();
                (call_id, Deed::Place { session, unit: unit_id, group: ring_group, offer: sdp })
            }
            CommandBody::CallAlerting { call_id } => (call_id, Deed::Alerting),
            CommandBody::CallClaim { call_id, sdp } => (call_id, Deed::Claim { answer: sdp }),
            CommandBody::CallDecline { call_id } => (call_id, Deed::Decline),
            CommandBody::CallEnd { call_id, reason } => (call_id, Deed::End { reason }),
            CommandBody::CallMedia { call_id, state } => (call_id, Deed::Sound(snapshot::sound(state))),
            CommandBody::CallUpdateAnswer { call_id, update_id, sdp } => {
                (call_id, Deed::AnswerUpdate { update: update_id, answer: sdp })
            }
            CommandBody::CallUpdate { call_id, update_id, sdp } => {
                let again_after = self.ids.pause();
                (call_id, Deed::OfferUpdate { update: update_id, offer: sdp, again_after })
            }
        };
        if description(&deed).is_some_and(|sdp| Description::parse(sdp).is_err()) {
            return Ok(Err(Problem::new(ErrorCode::BadSdp, "the session description cannot be read")));
        }
        self.deed(now, who, &station, call, deed)
    }

    fn deed(
        &mut self,
        now: WallTime,
        who: &StationIdentity,
        station: &StationId,
        call: CallId,
        deed: Deed,
    ) -> Result<Result<(), Problem>, StoreError> {
        let over = self.switchboard.call(call).is_none_or(|call| call.is_over());
        if over && let Some(past) = self.store.past_call(call)? {
            return Ok(match deed {
                // A call that is over is as ended as it can be.
                Deed::End { .. } | Deed::Decline => Ok(()),
                Deed::Place { .. } if past.station_id.as_ref() != Some(station) => Err(problem(Refusal::ForeignCall)),
                _ => Err(problem(Refusal::CallOver)),
            });
        }
        let word = match &deed {
            Deed::Place { .. } => Some("call.to_unit"),
            Deed::Claim { .. } => Some("call.claim"),
            Deed::Decline => Some("call.decline"),
            Deed::Alerting
            | Deed::End { .. }
            | Deed::Sound(_)
            | Deed::AnswerUpdate { .. }
            | Deed::OfferUpdate { .. } => None,
        };
        let unit = match &deed {
            Deed::Place { unit, .. } => Some(unit.clone()),
            _ => self.switchboard.call(call).and_then(|call| call.unit().cloned()),
        };
        let result = self.switchboard.handle_input(now, Fact::FromDesk { station: station.clone(), call, deed });
        if let Some(deed) = word {
            tracing::info!(call_id = %call, unit_id = ?unit, deed, done = result.is_ok(), "a station acts on a call");
            let seat = callbacks::seat(who);
            let refusal = result.as_ref().err().map(ToString::to_string);
            let outcome = Some(refusal.as_deref().unwrap_or("ok"));
            let entry = AuditEntry { deed, call: Some(call), unit: unit.as_ref(), seat: Some(&seat), outcome };
            self.store.audit(now, entry)?;
        }
        Ok(result.map_err(problem))
    }

    fn breach(
        &mut self,
        now: WallTime,
        socket: SocketId,
        id: Option<CommandId>,
        problem: Problem,
    ) -> Result<(), StoreError> {
        let reply = self.error(id, problem);
        self.fanout.reply(socket, reply);
        match self.sockets.get_mut(socket).map(super::sockets::Socket::breached) {
            Some(Patience::Over) => {
                self.flush_frames();
                self.close(now, socket, CloseReason::Breaches)
            }
            Some(Patience::Left) | None => Ok(()),
        }
    }

    fn error(&mut self, id: Option<CommandId>, problem: Problem) -> Reply {
        let reference = self.ids.reference();
        tracing::info!(reference, code = ?problem.code, "a station's message was refused");
        Reply::Error { id, code: problem.code, message: problem.message, reference, by: problem.by }
    }
}

/// The session description that a deed carries.
const fn description(deed: &Deed) -> Option<&Sdp> {
    match deed {
        Deed::Place { offer: sdp, .. }
        | Deed::Claim { answer: sdp }
        | Deed::AnswerUpdate { answer: sdp, .. }
        | Deed::OfferUpdate { offer: sdp, .. } => Some(sdp),
        Deed::Alerting | Deed::Decline | Deed::End { .. } | Deed::Sound(_) => None,
    }
}

fn unreadable(error: DecodeError) -> (Option<CommandId>, Problem) {
    let message = error.to_string();
    match error {
        DecodeError::TooLong(_) => (None, Problem::new(ErrorCode::TooLarge, message)),
        DecodeError::Malformed { id, .. } => (id, Problem::new(ErrorCode::Malformed, message)),
        DecodeError::UnknownType { id } => (id, Problem::new(ErrorCode::UnknownType, message)),
    }
}

fn problem(refusal: Refusal) -> Problem {
    let code = match &refusal {
        Refusal::NoRingGroup => ErrorCode::NoRingGroup,
        Refusal::UnitBusy(_) => ErrorCode::UnitBusy,
        Refusal::StationBusy => ErrorCode::StationBusy,
        Refusal::Taken => ErrorCode::Taken,
        Refusal::CallOver => ErrorCode::CallOver,
        Refusal::UnknownCall => ErrorCode::NotFound,
        Refusal::ForeignRingGroup | Refusal::ForeignCall | Refusal::ReofferOff | Refusal::NotAccepted => {
            ErrorCode::NotAllowed
        }
        Refusal::ReofferWaits => ErrorCode::TooMany,
    };
    let message = refusal.to_string();
    let by = if let Refusal::UnitBusy(with) = refusal { Some(with) } else { None };
    Problem { code, message, by }
}
