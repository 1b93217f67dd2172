//! What stations are told: the switchboard's news as events, and the whole state for a station that starts anew.

use roomline_signaling::call::switchboard::{self, Call, News, OwnOffer, OwnOfferState, Side, Sound, State, WallTime};
use roomline_signaling::call::{CallId, Direction, StationId};
use roomline_signaling::round::Round;
use roomline_signaling::staff::{
    EndedBy, Event, Incoming, MAX_MESSAGE_LEN, OwnCall, OwnPhase, OwnUpdate, OwnUpdateState, Presence, Reply,
    ServerMessage, Snapshot, TakenBy, Update,
};
use serde::Serialize;

use super::Exchange;
use crate::store::StoreError;

/// How many call-backs a station is told, the oldest first: together with all else a stream holds them. The next ones come
/// as these are done and the station connects again.
const CALLBACKS: usize = 200;

impl Exchange {
    /// News of a call as the event that its station is told.
    pub(super) fn event(&self, now: WallTime, call_id: CallId, news: News) -> Event {
        match news {
            News::Incoming(incoming) => Event::CallIncoming(self.incoming(now, call_id, incoming)),
            News::Ringing => Event::CallRinging { call_id },
            News::EarlyAnswer(sdp) => Event::CallEarlyAnswer { call_id, sdp },
            News::Accepted(sdp) => Event::CallAccepted { call_id, sdp },
            News::Awarded => Event::CallAwarded { call_id },
            News::Taken(seat) => Event::CallTaken { call_id, by: TakenBy { station: seat.name, staff: seat.staff } },
            News::Withdrawn => Event::CallWithdrawn { call_id },
            News::Update(found) => Event::CallUpdate { call_id, update: update(&found) },
            News::UpdateAnswered { update, answer } => {
                Event::CallUpdateAnswered { call_id, update_id: update, sdp: answer }
            }
            News::UpdateFailed { update } => Event::CallUpdateFailed { call_id, update_id: update },
            News::Ended { reason, by } => Event::CallEnded { call_id, reason, by: ended_by(by) },
        }
    }

    /// Everything a station must know to start anew, and events for what had no room in it.
    pub(super) fn snapshot(
        &self,
        now: WallTime,
        station: &StationId,
        name: &str,
    ) -> Result<(Snapshot, Vec<Event>), StoreError> {
        let available = self.switchboard.floor().desk(station).is_some_and(|desk| desk.available);
        let mut snapshot = Snapshot {
            incoming: Vec::new(),
            own: self.switchboard.call_of_station(station).and_then(|call| self.own_call(call)),
            callbacks: Vec::new(),
            rounds: Vec::new(),
            presence: presence(available),
            desks: self.colleagues.desks_of(name, self.switchboard.floor()),
            unheard: self.unheard_of(name),
            handovers: Vec::new(),
        };
        let mut later = Vec::new();
        let mut room = room_in(&snapshot);
        if room == 0
            && let Some(own) = &mut snapshot.own
        {
            later.extend(told_apart(own));
            room = room_in(&snapshot);
        }
        for call in self.switchboard.live_calls() {
            let Some(ringing) = call.incoming(station) else { continue };
            let ringing = self.incoming(now, call.id(), ringing);
            if takes(&mut room, &ringing) {
                snapshot.incoming.push(ringing);
            } else {
                later.push(Event::CallIncoming(ringing));
            }
        }
        for handover in self.unread_of(name)? {
            if takes(&mut room, &handover) {
                snapshot.handovers.push(handover);
            } else {
                later.push(Event::HandoverChanged { handover });
            }
        }
        for callback in self.callbacks_of(name)?.into_iter().take(CALLBACKS) {
            if takes(&mut room, &callback) {
                snapshot.callbacks.push(callback);
            } else {
                later.push(Event::CallbackChanged { callback });
            }
        }
        for round in self.round_heads(now, name)? {
            let whole = self.whole(round)?;
            if takes(&mut room, &whole) {
                snapshot.rounds.push(whole);
            } else {
                // The station does not have it, and so asks for it.
                later.push(Event::RoundChanged { round: Round { stops: Vec::new(), ..whole } });
            }
        }
        Ok((snapshot, later))
    }

    /// What became of a call that a station believes to be in but is not.
    pub(super) fn fate(&self, station: &StationId, call_id: CallId) -> Result<Option<Event>, StoreError> {
        let Some(past) = self.store.past_call(call_id)? else { return Ok(None) };
        let its = past.station_id.as_ref() == Some(station);
        Ok(match (past.station, past.staff, past.end) {
            (Some(name), Some(staff), _) if !its => {
                Some(Event::CallTaken { call_id, by: TakenBy { station: name, staff } })
            }
            (_, _, Some((reason, by))) => Some(Event::CallEnded { call_id, reason, by: ended_by(by) }),
            (_, _, None) => None,
        })
    }

    fn incoming(&self, now: WallTime, call_id: CallId, ringing: switchboard::Incoming) -> Incoming {
        Incoming {
            call_id,
            unit: ringing.unit.and_then(|unit| self.units.card(&unit).cloned()),
            ring_group: ringing.group,
            sdp: ringing.offer,
            remaining_ms: u64::try_from(now.until(ringing.until).as_millis()).unwrap_or(u64::MAX),
            also_ringing: ringing.also,
        }
    }

    fn own_call(&self, call: &Call) -> Option<OwnCall> {
        let mut own_update = None;
        let (phase, answer, waiting) = match call.state() {
            State::Placed { .. } => (OwnPhase::Placed, None, None),
            State::Ringing { early, .. } => {
                (OwnPhase::Ringing, early.clone().filter(|_| self.switchboard.early_answer_at_once()), None)
            }
            State::Awarded { talk, .. } => (OwnPhase::Awarded, None, talk.update()),
            State::Talking { talk, .. } => {
                // What the Echo said since is no answer to the station's offer.
                let answer = (call.direction() == Direction::ToUnit).then(|| talk.first().clone());
                own_update = talk.own_offer().map(own_update_of);
                (OwnPhase::Accepted, answer, talk.update())
            }
            State::Hunting { .. } | State::Ended { .. } => return None,
        };
        let unit = call.unit().and_then(|unit| self.units.card(unit).cloned());
        let update = waiting.map(update);
        Some(OwnCall { call_id: call.id(), direction: call.direction(), unit, phase, answer, update, own_update })
    }
}

pub(super) const fn presence(available: bool) -> Presence {
    if available { Presence::Available } else { Presence::Away }
}

/// The state of the media path in the switchboard's word.
pub(super) const fn sound(state: roomline_signaling::staff::MediaState) -> Sound {
    use roomline_signaling::staff::MediaState;
    match state {
        MediaState::Connected | MediaState::Restored => Sound::Flows,
        MediaState::Lost => Sound::Lost,
    }
}

/// Bytes that are left in the message of a snapshot.
fn room_in(snapshot: &Snapshot) -> usize {
    let message = ServerMessage::Reply(Reply::Snapshot(snapshot.clone())).encode();
    MAX_MESSAGE_LEN.saturating_sub(message.len())
}

/// Takes room for one more item of a list; whether there was enough.
fn takes(room: &mut usize, item: &impl Serialize) -> bool {
    let length = serde_json::to_vec(item).map_or(usize::MAX, |json| json.len() + 1);
    let left = room.checked_sub(length);
    *room = left.unwrap_or(*room);
    left.is_some()
}

/// The descriptions of a call, as events in the order in which they must be heard; the call goes without them.
fn told_apart(own: &mut OwnCall) -> Vec<Event> {
    let call_id = own.call_id;
    let answer = own.answer.take().map(|sdp| match own.phase {
        OwnPhase::Accepted => {
            // Accepted without an answer would end it: it rings until the event that brings both.
            own.phase = OwnPhase::Ringing;
            Event::CallAccepted { call_id, sdp: Some(sdp) }
        }
        OwnPhase::Placed | OwnPhase::Ringing | OwnPhase::Awarded => Event::CallEarlyAnswer { call_id, sdp },
    });
    let update = own.update.take().map(|update| Event::CallUpdate { call_id, update });
    let own_update = own.own_update.take().and_then(|own| match own.state {
        OwnUpdateState::Answered { sdp } => Some(Event::CallUpdateAnswered { call_id, update_id: own.update_id, sdp }),
        OwnUpdateState::Failed => Some(Event::CallUpdateFailed { call_id, update_id: own.update_id }),
        OwnUpdateState::Waiting => None,
    });
    [answer, update, own_update].into_iter().flatten().collect()
}

fn update(update: &switchboard::Update) -> Update {
    Update { update_id: update.id.clone(), kind: update.kind.clone(), sdp: update.offer.clone() }
}

fn own_update_of(own: &OwnOffer) -> OwnUpdate {
    let state = match own.state() {
        OwnOfferState::Offered { .. } | OwnOfferState::StandsBack { .. } => OwnUpdateState::Waiting,
        OwnOfferState::Answered { answer } => OwnUpdateState::Answered { sdp: answer.clone() },
        OwnOfferState::Failed => OwnUpdateState::Failed,
    };
    OwnUpdate { update_id: own.update().clone(), state }
}

const fn ended_by(side: Side) -> EndedBy {
    match side {
        Side::Station => EndedBy::You,
        Side::Unit => EndedBy::Unit,
        Side::Middleware => EndedBy::Middleware,
    }
}
