//! One shift hands over to the next: what the leaving person had claimed goes back to everybody, and a note is shown to the
//! desks of their ring groups until somebody has read it.

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{HandoverId, Private};
use roomline_signaling::handover::{Handover, NewHandover, NoteRead};
use roomline_signaling::rest::{Callback, CallbackState};
use roomline_signaling::staff::Event;

use super::Exchange;
use super::callbacks::{concerns, seat};
use crate::calls::StationIdentity;
use crate::store::{AuditEntry, Deed, Doer, StoreError};

/// How many unread notes a station is told when it starts anew: the newest. More have piled up only where nobody reads them.
const MOST_NOTES: usize = 20;

/// Why a hand-over was not stored, or its note not marked as read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoverRefusal {
    /// There is none that this station may see.
    #[error("there is no such hand-over")]
    NotFound,
    /// The station is in no ring group: nobody would hear of it.
    #[error("the station is in no ring group, so there is nobody to hand over to")]
    NoRingGroup,
    /// The id is that of somebody else's.
    #[error("another hand-over has this id")]
    Foreign,
    /// The note is too long.
    #[error("a note has up to 500 characters")]
    LongNote,
    /// The note holds more than text.
    #[error("a note is lines of text")]
    NoText,
}

impl Exchange {
    /// Stores a hand-over by the person at a station; told again, nothing more happens.
    ///
    /// # Errors
    /// [`StoreError`] as for [`Exchange::handle_input`]; the inner error is for the person.
    pub fn hand_over(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        new: NewHandover,
    ) -> Result<Result<Handover, HandoverRefusal>, StoreError> {
        self.in_transaction(now, |exchange| exchange.take_handover(now, by, new))
    }

    /// Marks the note of a hand-over as read by the person at a station; the first who reads it is kept.
    ///
    /// # Errors
    /// [`StoreError`] as for [`Exchange::handle_input`]; the inner error is for the person.
    pub fn note_was_read(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: HandoverId,
    ) -> Result<Result<Handover, HandoverRefusal>, StoreError> {
        self.in_transaction(now, |exchange| exchange.take_reader(now, by, id))
    }

    /// The newest notes for the ring groups of a station that nobody has read yet, oldest first.
    pub(super) fn unread_of(&self, station_name: &str) -> Result<Vec<Handover>, StoreError> {
        let mut unread = self.store.unread_handovers()?;
        unread.retain(|handover| self.is_for(handover, station_name));
        let older = unread.len().saturating_sub(MOST_NOTES);
        Ok(unread.split_off(older))
    }

    fn take_handover(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        new: NewHandover,
    ) -> Result<Result<Handover, HandoverRefusal>, StoreError> {
        let NewHandover { id, note } = new;
        let note = match note.map(text).transpose() {
            Ok(note) => note.flatten(),
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(known) = self.store.handover(id)? {
            let is_same = known.station == by.station_name && known.staff == by.staff;
            return Ok(if is_same { Ok(known) } else { Err(HandoverRefusal::Foreign) });
        }
        let groups = self.switchboard.ring_groups().iter().filter(|group| group.rings(&by.station_name));
        let ring_groups: Vec<String> = groups.map(|group| group.name.clone()).collect();
        if ring_groups.is_empty() {
            return Ok(Err(HandoverRefusal::NoRingGroup));
        }
        let (station, staff) = (by.station_name.clone(), by.staff.clone());
        let handover = Handover { id, ring_groups, at_ms: now.as_millis(), station, staff, note, read: None };
        self.store.save_handover(&handover)?;
        self.audit_handover(now, "handover", by, id)?;
        self.give_back(now, by)?;
        self.leave_round(now, by)?;
        self.tell_handover(now, &handover);
        Ok(Ok(handover))
    }

    fn take_reader(
        &mut self,
        now: WallTime,
        by: &StationIdentity,
        id: HandoverId,
    ) -> Result<Result<Handover, HandoverRefusal>, StoreError> {
        let found = self.store.handover(id)?.filter(|found| self.is_for(found, &by.station_name));
        let Some(handover) = found else { return Ok(Err(HandoverRefusal::NotFound)) };
        if !handover.is_unread() {
            return Ok(Ok(handover));
        }
        let read = NoteRead { staff: by.staff.clone(), at_ms: now.as_millis() };
        self.store.note_was_read(id, &read)?;
        self.audit_handover(now, "handover.read", by, id)?;
        let handover = Handover { read: Some(read), ..handover };
        self.tell_handover(now, &handover);
        Ok(Ok(handover))
    }

    /// Gives back what this person has claimed, and what is claimed at the desk they leave.
    fn give_back(&mut self, now: WallTime, by: &StationIdentity) -> Result<(), StoreError> {
        let seat = seat(by);
        for callback in self.store.open_callbacks()? {
            let CallbackState::Claimed { station, staff, .. } = &callback.state else { continue };
            if *staff != by.staff && *station != by.station_name {
                continue;
            }
            let (call, unit) = (Some(callback.id), callback.unit_id.as_ref());
            let entry =
                AuditEntry { deed: "callback.release", call, unit, seat: Some(&seat), outcome: Some("handover") };
            self.store.audit(now, entry)?;
            self.keep(now, Callback { state: CallbackState::Waiting, ..callback })?;
        }
        Ok(())
    }

    fn audit_handover(
        &mut self,
        now: WallTime,
        deed: &'static str,
        by: &StationIdentity,
        id: HandoverId,
    ) -> Result<(), StoreError> {
        let (seat, subject) = (seat(by), id.to_string());
        let by = Doer::Account { account: &by.user.0, seat: &seat };
        self.store.audit_deed(now, Deed { deed, by, subject: Some(&subject), outcome: None })
    }

    fn tell_handover(&mut self, now: WallTime, handover: &Handover) {
        let groups = self.switchboard.ring_groups();
        let is_for = |name: &str| handover.ring_groups.iter().any(|group| concerns(groups, group, name));
        let event = Event::HandoverChanged { handover: handover.clone() };
        self.fanout.tell_all(now, &event, is_for);
    }

    fn is_for(&self, handover: &Handover, station_name: &str) -> bool {
        let groups = self.switchboard.ring_groups();
        handover.ring_groups.iter().any(|group| concerns(groups, group, station_name))
    }
}

/// A note as it is kept; `None`: there is nothing to say.
fn text(note: Private<String>) -> Result<Option<Private<String>>, HandoverRefusal> {
    if note.0.chars().count() > Handover::LONGEST_NOTE {
        return Err(HandoverRefusal::LongNote);
    }
    if note.0.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(HandoverRefusal::NoText);
    }
    Ok(Some(note).filter(|note| !note.0.trim().is_empty()))
}
