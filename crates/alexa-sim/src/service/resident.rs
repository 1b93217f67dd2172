//! What residents do, and what can be seen of their Echos.

use std::time::Instant;

use roomline_signaling::alexa::{CallResultCode, Participant, ParticipantId, ParticipantIdType, SignalBody};
use roomline_signaling::call::{Direction, Sdp, SessionId, UnitId};
use serde::{Deserialize, Serialize};

use super::re_offer::Change;
use super::session::{Phase, Session};
use super::{Ender, Happened, Service};
use crate::asp::Gap;
use crate::media::{MediaCall, MediaOrder};
use crate::property::Room;
use crate::script::Script;

/// What a resident does, or what happens to an Echo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// "Alexa, call the front desk."
    Ask {
        /// The ring group's name.
        ring_group: String,
    },
    /// Answers the ringing Echo.
    Answer,
    /// Declines.
    Decline,
    /// Hangs up, or gives up.
    HangUp,
    /// Presses or covers something in a running call.
    Change {
        /// What.
        change: Change,
    },
    /// The Echo loses power: no word, no packet.
    Vanish,
    /// The Echo has power again.
    Return,
}

/// Why an act is not possible now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActError {
    /// There is no such unit.
    #[error("there is no such room")]
    UnknownUnit,
    /// There is no such ring group.
    #[error("there is no such ring group; residents know {0}")]
    UnknownRingGroup(String),
    /// The unit is not set up for calls.
    #[error("the unit cannot call: {0}")]
    NotOnboarded(Gap),
    /// The Echo is in a call.
    #[error("the Echo is in a call")]
    InACall,
    /// The Echo is in no call that allows it.
    #[error("the Echo is in no call in which this can be done")]
    NoSuchCall,
    /// The Echo has no power.
    #[error("the Echo has no power")]
    Vanished,
}

/// What can be seen of an Echo.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EchoView {
    /// Its unit.
    pub unit_id: UnitId,
    /// The resident.
    pub name: String,
    /// The room.
    pub room: String,
    /// What it does.
    pub state: EchoState,
    /// The media of its call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<MediaCall>,
    /// The session of its call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionId>,
    /// Whether its microphone is off.
    pub muted: bool,
    /// Whether its camera's lid is shut.
    pub covered: bool,
    /// Whether its call is on hold.
    pub held: bool,
    /// How it behaves.
    pub script: Script,
}

/// What an Echo does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EchoState {
    /// Nothing.
    Idle,
    /// It calls staff.
    Calling,
    /// Staff calls it.
    Ringing,
    /// A call is running.
    Talking,
    /// It has no power.
    Vanished,
}

impl Service {
    /// Does what a resident does.
    ///
    /// # Errors
    /// [`ActError`] when it is not possible now.
    pub fn act(&mut self, now: Instant, unit: &UnitId, act: &Act) -> Result<(), ActError> {
        self.now = Some(now);
        let echo = self.echos.get_mut(unit).ok_or(ActError::UnknownUnit)?;
        match act {
            Act::Return => {
                echo.vanished = false;
                self.asp.set_online(unit, true);
                return Ok(());
            }
            _ if echo.vanished => return Err(ActError::Vanished),
            Act::Vanish => {
                self.vanish(now, unit);
                return Ok(());
            }
            Act::Ask { ring_group } => return self.ask(now, unit, ring_group),
            Act::Answer | Act::Decline | Act::HangUp | Act::Change { .. } => {}
        }
        let id = echo.session.clone().ok_or(ActError::NoSuchCall)?;
        let session = &self.sessions[&id];
        let rings_here = session.direction == Direction::ToUnit && session.phase == Phase::Ringing;
        match act {
            Act::Answer if rings_here => self.pick_up(now, &id),
            Act::Decline if rings_here => self.end(now, &id, Ender::Resident, CallResultCode::Success),
            Act::HangUp if !rings_here => self.end(now, &id, Ender::Resident, CallResultCode::Success),
            Act::Change { change } if session.phase == Phase::Talking => self.change(now, &id, *change),
            _ => return Err(ActError::NoSuchCall),
        }
        Ok(())
    }

    /// Sets how an Echo behaves from its next call on. `None` sets it for all of them.
    ///
    /// # Errors
    /// [`ActError::UnknownUnit`].
    pub fn set_script(&mut self, unit: Option<&UnitId>, script: &Script) -> Result<(), ActError> {
        match unit {
            Some(unit) => self.echos.get_mut(unit).ok_or(ActError::UnknownUnit)?.script = script.clone(),
            None => self.echos.values_mut().for_each(|echo| echo.script = script.clone()),
        }
        Ok(())
    }

    /// All Echos, by room.
    pub fn echos(&self) -> impl Iterator<Item = EchoView> {
        self.property.rooms.iter().filter_map(|room| self.view(room))
    }

    /// One Echo.
    #[must_use]
    pub fn echo(&self, unit: &UnitId) -> Option<EchoView> {
        self.view(self.property.room(unit)?)
    }

    /// The staff's last description in an Echo's call: what an Echo played from outside must answer or take.
    #[must_use]
    pub fn staff_description(&self, unit: &UnitId) -> Option<(MediaCall, &Sdp)> {
        let session = &self.sessions[self.echos.get(unit)?.session.as_ref()?];
        session.theirs.as_ref().map(|theirs| (session.call, theirs))
    }

    fn view(&self, room: &Room) -> Option<EchoView> {
        let echo = self.echos.get(&room.unit_id)?;
        let session = echo.session.as_ref().and_then(|id| self.sessions.get(id));
        let state = match session.map(|session| (session.phase, session.direction)) {
            _ if echo.vanished => EchoState::Vanished,
            None | Some((Phase::Ended, _)) => EchoState::Idle,
            Some((Phase::Talking, _)) => EchoState::Talking,
            Some((_, Direction::FromUnit)) => EchoState::Calling,
            Some((_, Direction::ToUnit)) => EchoState::Ringing,
        };
        let habits = session.map_or(super::Habits::OPEN, |session| session.habits);
        Some(EchoView {
            unit_id: room.unit_id.clone(),
            name: room.name.clone(),
            room: room.room.clone(),
            state,
            call: session.map(|session| session.call),
            session: echo.session.clone(),
            muted: habits.muted,
            covered: habits.covered,
            held: habits.held,
            script: echo.script.clone(),
        })
    }

    fn ask(&mut self, now: Instant, unit: &UnitId, ring_group: &str) -> Result<(), ActError> {
        if let Some(gap) = self.asp.gap(unit) {
            return Err(ActError::NotOnboarded(gap));
        }
        let contacts = || self.asp.staff_contacts(unit);
        let Some((name, address)) = contacts()
            .find(|(name, address)| [name, address].iter().any(|known| known.eq_ignore_ascii_case(ring_group)))
        else {
            let known: Vec<&str> = contacts().map(|(name, _)| name).collect();
            return Err(ActError::UnknownRingGroup(known.join(" and ")));
        };
        let (name, address) = (name.to_owned(), address.parse().map_err(|_| ActError::NoSuchCall)?);
        if self.echos[unit].session.is_some() {
            return Err(ActError::InACall);
        }
        let id: SessionId = self.uuid().to_string().parse().expect("a UUID is a session id");
        let mut session = Session::new(id.clone(), self.next_call(), unit.clone(), Direction::FromUnit);
        session.called = Some(address);
        let call = session.call;
        self.sessions.insert(id.clone(), session);
        let echo = self.echos.get_mut(unit).ok_or(ActError::UnknownUnit)?;
        echo.session = Some(id.clone());
        let (kind, voice) = (echo.script.media, echo.script.voice.clone());
        self.write(now, &id, Happened::Asked { ring_group: name });
        self.orders.push_back((call, MediaOrder::Offer { unit: unit.clone(), kind, voice }));
        Ok(())
    }

    /// From a unit: the Echo has its offer, the skill is told.
    pub(super) fn tell_of_call(&mut self, now: Instant, id: &SessionId, offer: Sdp) {
        let session = &self.sessions[id];
        let raw = |value: &str| ParticipantId { kind: ParticipantIdType::RawAddress, value: value.into() };
        let called = session.called.as_ref().map_or_else(String::new, |address| address.as_str().to_owned());
        let participants = vec![
            Participant { id: raw(self.asp.user_of_echo(&session.unit).unwrap_or_default()), is_originator: true },
            Participant { id: raw(&called), is_originator: false },
        ];
        self.write(now, id, Happened::Offered);
        self.tell(now, id, SignalBody::InitiateOutboundCall { participants, offer });
    }
}
