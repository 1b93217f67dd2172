//! The switchboard: who rings, who wins and how every call ends, as one pure state machine.
//!
//! It has one Alexa leg and many station legs per call. Facts and the current time go in, intentions come out:
//! after every [`Switchboard::handle_input`] or [`Switchboard::handle_timeout`] drain [`Switchboard::poll_action`] until
//! `None`, store the calls of [`Switchboard::take_changed`], and come back at [`Switchboard::poll_timeout`].
//! All of that is to be one transaction of the driver.

mod action;
mod call;
mod course;
pub mod deadlines;
mod floor;
mod from_unit;
mod input;
mod own_offer;
mod ring;
mod ring_group;
mod talk;
mod to_unit;
mod wall_time;

#[cfg(test)]
mod tests;

pub use action::{Action, Incoming, News, Say, Side, Topic, Update};
pub use call::{Acceptance, Call, Holder, State};
pub use floor::{Desk, Floor};
pub use input::{Deed, Delivery, Heard, Input, Refusal, Seat, Sound, Unrung};
pub use own_offer::{OwnOffer, OwnOfferState};
pub use ring::Ring;
pub use ring_group::RingGroup;
pub use talk::{Negotiation, Talk};
pub use wall_time::WallTime;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use call::{Rules, Scene};

use crate::description::Description;
use crate::{Address, CallId, EndReason, Sdp, SessionId, StationId, UnitId};

/// The state of all live calls.
#[derive(Debug)]
pub struct Switchboard {
    calls: BTreeMap<CallId, Call>,
    floor: Floor,
    groups: Vec<RingGroup>,
    rules: Rules,
    changed: BTreeSet<CallId>,
    actions: VecDeque<Action>,
}

impl Switchboard {
    /// A switchboard as it starts at `now` with the calls that were alive when it last stopped.
    ///
    /// A restart is no station's fault: every station in a call gets the time to come back.
    #[must_use]
    pub fn restore(now: WallTime, groups: Vec<RingGroup>, calls: impl IntoIterator<Item = Call>) -> Self {
        let mut calls: BTreeMap<CallId, Call> =
            calls.into_iter().filter(|call| !call.is_over()).map(|call| (call.id, call)).collect();
        for call in calls.values_mut() {
            if let Some(holder) = call.holder_mut() {
                holder.gone_until = Some(now + deadlines::STATION_GONE);
            }
        }
        let mut floor = Floor::new(now + deadlines::WAIT_FOR_DESKS);
        floor.set_in_call(holders(&calls));
        let changed = calls.keys().copied().collect();
        let actions = VecDeque::new();
        let rules = Rules { early_answer_at_once: true, own_reoffers: false };
        Self { calls, floor, groups, rules, changed, actions }
    }

    /// Whether an early answer goes to the station at once (the default), or only with the acceptance.
    pub fn set_early_answer_at_once(&mut self, at_once: bool) {
        self.rules.early_answer_at_once = at_once;
    }

    /// Whether an early answer goes to the station at once.
    #[must_use]
    pub const fn early_answer_at_once(&self) -> bool {
        self.rules.early_answer_at_once
    }

    /// Whether stations may re-offer themselves (`alexa.ice_restart`); by default they may not.
    pub fn set_own_reoffers(&mut self, allowed: bool) {
        self.rules.own_reoffers = allowed;
    }

    /// Replaces the ring groups for calls that come from now on.
    pub fn set_ring_groups(&mut self, groups: Vec<RingGroup>) {
        self.groups = groups;
    }

    /// The ring groups.
    #[must_use]
    pub fn ring_groups(&self) -> &[RingGroup] {
        &self.groups
    }

    /// The connected stations.
    #[must_use]
    pub fn floor(&self) -> &Floor {
        &self.floor
    }

    /// A call that lives, or that ended with the last input.
    #[must_use]
    pub fn call(&self, id: CallId) -> Option<&Call> {
        self.calls.get(&id)
    }

    /// The live call of one of Alexa's sessions.
    #[must_use]
    pub fn call_of_session(&self, session: &SessionId) -> Option<&Call> {
        self.calls.values().find(|call| call.session == *session && !call.is_over())
    }

    /// The call a station is in.
    #[must_use]
    pub fn call_of_station(&self, station: &StationId) -> Option<&Call> {
        self.calls.values().find(|call| call.is_held_by(station))
    }

    /// Live calls, oldest first.
    #[must_use]
    pub fn live_calls(&self) -> Vec<&Call> {
        let mut live: Vec<&Call> = self.calls.values().filter(|call| !call.is_over()).collect();
        live.sort_by_key(|call| (call.started, call.id));
        live
    }

    /// Takes a fact.
    ///
    /// # Errors
    /// [`Refusal`] of a station's wish: nothing was changed, tell the station.
    pub fn handle_input(&mut self, now: WallTime, input: Input) -> Result<(), Refusal> {
        self.forget_stored();
        let result = self.take(now, input);
        self.settle(now);
        result
    }

    /// Does what the deadlines up to now ask for.
    pub fn handle_timeout(&mut self, now: WallTime) {
        self.forget_stored();
        let due: Vec<CallId> = self
            .calls
            .values()
            .filter(|call| call.poll_timeout(&self.floor, now).is_some_and(|at| at <= now))
            .map(Call::id)
            .collect();
        for id in due {
            self.with_call(now, id, |call, scene| call.handle_timeout(scene));
        }
        self.settle(now);
    }

    /// What is to be done next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`Switchboard::handle_timeout`], if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&self, now: WallTime) -> Option<WallTime> {
        self.calls.values().filter_map(|call| call.poll_timeout(&self.floor, now)).min()
    }

    /// The calls that changed since the last time, to be stored.
    pub fn take_changed(&mut self) -> Vec<Call> {
        std::mem::take(&mut self.changed).iter().filter_map(|id| self.calls.get(id)).cloned().collect()
    }

    /// Lets go of calls that are over and were taken to be stored.
    fn forget_stored(&mut self) {
        let changed = &self.changed;
        self.calls.retain(|id, call| !call.is_over() || changed.contains(id));
    }

    fn take(&mut self, now: WallTime, input: Input) -> Result<(), Refusal> {
        match input {
            Input::DeskCame { seat, available, call } => self.desk_came(now, seat, available, call),
            Input::DeskGone { station } => self.desk_gone(now, &station),
            Input::PresenceSet { station, available } => {
                self.floor.set_available(&station, available);
                self.actions.push_back(Action::DesksChanged);
            }
            Input::FromDesk { station, call, deed } => return self.desk_says(now, &station, call, deed),
            Input::Asked { call, session, address, unit, offer, unrung } => {
                self.asked(now, (call, session), address.as_ref(), unit, offer, unrung);
            }
            Input::FromAlexa { session, heard } => {
                if let Some(id) = self.call_of_session(&session).map(Call::id) {
                    self.with_call(now, id, |call, scene| call.alexa_says(heard, scene));
                }
            }
            Input::AcceptanceAttempted { call } => {
                self.with_call(now, call, |call, _| call.acceptance_attempted());
            }
            Input::Delivered { call, topic, delivery } => {
                self.with_call(now, call, |call, scene| call.delivered(&topic, delivery, scene));
            }
        }
        Ok(())
    }

    fn desk_came(&mut self, now: WallTime, seat: Seat, available: bool, names: Option<CallId>) {
        let station = seat.station.clone();
        self.floor.came(seat, available);
        self.actions.push_back(Action::DesksChanged);
        if let Some(id) = self.call_of_station(&station).map(Call::id) {
            self.with_call(now, id, |call, scene| call.holder_came(names.is_none(), scene));
        }
    }

    fn desk_gone(&mut self, now: WallTime, station: &StationId) {
        self.floor.gone(station);
        self.actions.push_back(Action::DesksChanged);
        if let Some(id) = self.call_of_station(station).map(Call::id) {
            self.with_call(now, id, |call, scene| call.holder_gone(scene));
        }
    }

    fn desk_says(&mut self, now: WallTime, station: &StationId, id: CallId, deed: Deed) -> Result<(), Refusal> {
        match (self.calls.contains_key(&id), deed) {
            (true, deed @ Deed::Claim { .. }) => self.claim(now, station, id, deed),
            (true, deed) => {
                self.with_call(now, id, |call, scene| call.desk_says(station, deed, scene)).unwrap_or(Ok(()))
            }
            (false, Deed::Place { session, unit, group, offer }) => {
                self.place(now, station, (id, session), unit, group.as_deref(), offer)
            }
            (false, _) => Err(Refusal::UnknownCall),
        }
    }

    /// A claim that wins ends the call its station is in: one station, one voice.
    fn claim(&mut self, now: WallTime, station: &StationId, id: CallId, deed: Deed) -> Result<(), Refusal> {
        let other = self.call_of_station(station).map(Call::id).filter(|other| *other != id);
        self.with_call(now, id, |call, scene| call.desk_says(station, deed, scene)).unwrap_or(Ok(()))?;
        if let Some(other) = other {
            self.with_call(now, other, |call, scene| call.hang_up(scene));
        }
        Ok(())
    }

    fn place(
        &mut self,
        now: WallTime,
        station: &StationId,
        ids: (CallId, SessionId),
        unit: UnitId,
        group: Option<&str>,
        offer: Sdp,
    ) -> Result<(), Refusal> {
        let seat = self.floor.desk(station).ok_or(Refusal::ForeignCall)?.seat.clone();
        let mut own = self.groups.iter().filter(|group| group.rings(&seat.name)).peekable();
        own.peek().ok_or(Refusal::NoRingGroup)?;
        let group = own.find(|own| group.is_none_or(|name| own.name == name)).ok_or(Refusal::ForeignRingGroup)?;
        if self.call_of_station(station).is_some() {
            return Err(Refusal::StationBusy);
        }
        let with_unit = |call: &&Call| call.unit.as_ref() == Some(&unit) && !call.is_over();
        if let Some(busy) = self.calls.values().find(with_unit) {
            let with = busy.seat().map_or_else(|| busy.group.clone(), |seat| seat.name.clone());
            return Err(Refusal::UnitBusy(with));
        }
        let from = (group.name.clone(), group.address.clone());
        let (id, session) = ids;
        let mut scene = Scene { now, floor: &self.floor, rules: self.rules, out: &mut self.actions };
        let call = Call::place(id, session, seat, unit, from, offer, &mut scene);
        self.calls.insert(id, call);
        self.changed.insert(id);
        Ok(())
    }

    fn asked(
        &mut self,
        now: WallTime,
        ids: (CallId, SessionId),
        address: Option<&Address>,
        unit: Option<UnitId>,
        offer: Sdp,
        unrung: Option<Unrung>,
    ) {
        let id = ids.0;
        let group = self.groups.iter().find(|group| Some(&group.address) == address);
        let mut scene = Scene { now, floor: &self.floor, rules: self.rules, out: &mut self.actions };
        let ended = match group {
            _ if unrung == Some(Unrung::EndedAlready) => Some((EndReason::Cancelled, Side::Unit)),
            _ if unrung == Some(Unrung::NotAdmitted) => Some((EndReason::NotAllowed, Side::Middleware)),
            None => {
                tracing::error!(call_id = %id, "a unit called an address that no ring group has: add it to one");
                Some((EndReason::NotAllowed, Side::Middleware))
            }
            // Nobody could answer it, so nobody is rung.
            Some(_) if Description::parse(&offer).is_err() => Some((EndReason::MediaFailed, Side::Middleware)),
            Some(_) => None,
        };
        let call = match (ended, group) {
            (None, Some(group)) => Call::hunt(now, ids, unit, group, &self.groups, offer),
            (ended, group) => {
                let group = group.or(self.groups.first()).map_or_else(String::new, |group| group.name.clone());
                let ended = ended.unwrap_or((EndReason::NotAllowed, Side::Middleware));
                Call::unrung(ids, unit, group, ended, &mut scene)
            }
        };
        self.calls.insert(id, call);
        self.changed.insert(id);
    }

    /// Lets every ring go on after something changed: somebody came, came free, or was taken.
    fn settle(&mut self, now: WallTime) {
        if self.floor.set_in_call(holders(&self.calls)) {
            self.actions.push_back(Action::DesksChanged);
        }
        let hunting = |call: &Call| matches!(call.state, State::Hunting { .. });
        let ids: Vec<CallId> = self.calls.values().filter(|call| hunting(call)).map(Call::id).collect();
        for id in ids {
            self.with_call(now, id, |call, scene| call.ring_on(scene));
        }
    }

    /// Lets one call act, and notes whether that changed it.
    fn with_call<T>(
        &mut self,
        now: WallTime,
        id: CallId,
        act: impl FnOnce(&mut Call, &mut Scene<'_>) -> T,
    ) -> Option<T> {
        let call = self.calls.get_mut(&id)?;
        let before = call.clone();
        let mut scene = Scene { now, floor: &self.floor, rules: self.rules, out: &mut self.actions };
        let result = act(call, &mut scene);
        if *call != before {
            self.changed.insert(id);
        }
        Some(result)
    }
}

fn holders(calls: &BTreeMap<CallId, Call>) -> BTreeMap<StationId, CallId> {
    let holder = |call: &Call| call.holder().map(|holder| (holder.seat.station.clone(), call.id));
    calls.values().filter_map(holder).collect()
}
