//! Call-backs: opened when a resident talked to nobody, shared by the ring group first called, until somebody has
//! called back.

use roomline_signaling::call::switchboard::{Seat, WallTime};
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::outcome::Errand;
use roomline_signaling::rest::{Callback, CallbackState};
use roomline_signaling::staff::Event;

use super::Exchange;
use crate::calls::{CallbackDeed, StationIdentity};
use crate::store::{AuditEntry, StoreError};

/// Why a call-back was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackRefusal {
    /// There is none that this station may see.
    NotFound,
    /// Another person has claimed it.
    ClaimedByAnother,
}

impl Exchange {
    /// The open call-backs of the ring groups of a station, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub fn callbacks_of(&self, station_name: &str) -> Result<Vec<Callback>, StoreError> {
        let mut open = self.store.open_callbacks()?;
        open.retain(|callback| self.concerns(&callback.ring_group, station_name));
        Ok(open)
    }

    /// Claims, releases or finishes a call-back. A repeated claim begins anew, other deeds change nothing when repeated.
    ///
    /// # Errors
    /// [`StoreError`] as for [`Exchange::handle_input`]; the inner error is for the person.
    pub fn change_callback(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: CallId,
        deed: CallbackDeed,
    ) -> Result<Result<Callback, CallbackRefusal>, StoreError> {
        self.in_transaction(now, |exchange| exchange.change(now, by, id, deed))
    }

    pub(super) fn open_callback(&mut self, now: WallTime, id: CallId, reason: EndReason) -> Result<(), StoreError> {
        if self.store.callback(id)?.is_some() {
            // Somebody has said already what is to be done.
            return Ok(());
        }
        let Some(call) = self.switchboard.call(id) else { return Ok(()) };
        let card = call.unit().and_then(|unit| self.units.card(unit));
        let callback = Callback {
            id,
            unit_id: call.unit().cloned(),
            name: card.map(|card| card.name.clone()),
            room: card.map(|card| card.room.clone()),
            ring_group: call.group().to_owned(),
            called_ms: call.started().as_millis(),
            reason,
            opened_by: None,
            errand: Errand::Call,
            note: None,
            state: CallbackState::Waiting,
        };
        self.keep(now, callback)
    }

    /// Staff and this resident talk: every open call-back of theirs that is this desk's business is done, but for visits.
    pub(super) fn finish_callbacks(&mut self, now: WallTime, id: CallId) -> Result<(), StoreError> {
        let Some((unit, seat)) = self.switchboard.call(id).and_then(|call| call.unit().zip(call.seat())) else {
            return Ok(());
        };
        let (unit, seat) = (unit.clone(), seat.clone());
        let state = CallbackState::Done { staff: seat.staff.clone(), at_ms: now.as_millis() };
        for callback in self.callbacks_of(&seat.name)? {
            if callback.unit_id.as_ref() == Some(&unit) && callback.errand.is_call() {
                let (call, unit) = (Some(callback.id), Some(&unit));
                let entry =
                    AuditEntry { deed: "callback.done", call, unit, seat: Some(&seat), outcome: Some("talked") };
                self.store.audit(now, entry)?;
                self.keep(now, Callback { state: state.clone(), ..callback })?;
            }
        }
        Ok(())
    }

    /// Gives back what was claimed so long ago that whoever meant to call has forgotten it.
    pub(super) fn release_lapsed(&mut self, now: WallTime) -> Result<(), StoreError> {
        if self.claims.poll_timeout().is_none_or(|lapse| now < lapse) {
            return Ok(());
        }
        for id in self.claims.lapsed(now) {
            let Some(callback) = self.store.callback(id)? else { continue };
            let CallbackState::Claimed { .. } = callback.state else { continue };
            let unit = callback.unit_id.as_ref();
            self.store
                .audit(now, AuditEntry { deed: "callback.lapse", call: Some(id), unit, seat: None, outcome: None })?;
            self.keep(now, Callback { state: CallbackState::Waiting, ..callback })?;
        }
        Ok(())
    }

    fn change(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: CallId,
        deed: CallbackDeed,
    ) -> Result<Result<Callback, CallbackRefusal>, StoreError> {
        let found = self.store.callback(id)?;
        let Some(mut callback) = found.filter(|found| self.concerns(&found.ring_group, &by.station_name)) else {
            return Ok(Err(CallbackRefusal::NotFound));
        };
        let (station, staff, now_ms) = (by.station_name.clone(), by.staff.clone(), now.as_millis());
        let claimed_by_another =
            matches!(&callback.state, CallbackState::Claimed { staff: owner, .. } if *owner != staff);
        let state = match (deed, &callback.state) {
            (CallbackDeed::Done, CallbackState::Done { .. }) => return Ok(Ok(callback)),
            (_, CallbackState::Done { .. }) => return Ok(Err(CallbackRefusal::NotFound)),
            (CallbackDeed::Claim | CallbackDeed::Release, _) if claimed_by_another => {
                return Ok(Err(CallbackRefusal::ClaimedByAnother));
            }
            // A claim that is repeated, by *Call back* say, lasts from now on.
            (CallbackDeed::Claim, CallbackState::Claimed { .. } | CallbackState::Waiting) => {
                CallbackState::Claimed { station, staff, since_ms: now_ms }
            }
            (CallbackDeed::Release, _) => CallbackState::Waiting,
            // Whoever talked with the resident has talked with them, whoever meant to.
            (CallbackDeed::Done, _) => CallbackState::Done { staff, at_ms: now_ms },
        };
        callback.state = state;
        let deed = match deed {
            CallbackDeed::Claim => "callback.claim",
            CallbackDeed::Release => "callback.release",
            CallbackDeed::Done => "callback.done",
        };
        let seat = seat(by);
        let unit = callback.unit_id.as_ref();
        self.store.audit(now, AuditEntry { deed, call: Some(id), unit, seat: Some(&seat), outcome: None })?;
        self.keep(now, callback.clone())?;
        Ok(Ok(callback))
    }

    pub(super) fn keep(&mut self, now: WallTime, callback: Callback) -> Result<(), StoreError> {
        self.store.save_callback(&callback)?;
        self.claims.note(&callback);
        let groups = self.switchboard.ring_groups();
        let group = callback.ring_group.clone();
        let event = Event::CallbackChanged { callback };
        self.fanout.tell_all(now, &event, |name| concerns(groups, &group, name));
        Ok(())
    }

    pub(super) fn concerns(&self, group: &str, station_name: &str) -> bool {
        concerns(self.switchboard.ring_groups(), group, station_name)
    }
}

/// Whether what a group shares is a station's business; that of a group that is gone is the first group's.
pub(super) fn concerns(groups: &[crate::calls::RingGroup], group: &str, station_name: &str) -> bool {
    let found = groups.iter().find(|found| found.name == group).or_else(|| groups.first());
    found.is_some_and(|group| group.rings(station_name))
}

/// A station's identity in the switchboard's words.
pub(super) fn seat(who: &StationIdentity) -> Seat {
    Seat { station: who.station_id.clone(), name: who.station_name.clone(), staff: who.staff.clone() }
}
