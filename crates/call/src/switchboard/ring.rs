//! A call from a unit while it rings: steps, the stations of each, who let it ring and who said no.
//!
//! ```text
//!            ┌── a desk connects, comes free, comes back: joins the running step
//!            ▼
//!   step 1 ──► step 2 ──► … ──► verdict: no_answer | declined | busy | nobody_reachable | signaling_failed
//!     time up, or every desk that rang said no, or nobody reachable (not before desks had time to connect), or every
//!     desk that rang is gone and somebody in a later step is not
//! ```

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::call::Scene;
use super::{Action, Desk, Floor, Incoming, News, RingGroup, WallTime, deadlines};

use crate::{CallId, EndReason, Sdp, StationId, UnitId};

/// The ring of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    steps: Vec<Step>,
    at: usize,
    step_ends: WallTime,
    only_busy_since: Option<WallTime>,
    until: WallTime,
    away_too: bool,
    legs: BTreeMap<StationId, Leg>,
}

/// One ring group of the chain, as it was when the call came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Step {
    group: String,
    stations: Vec<String>,
    ring_for: Duration,
}

/// One station of the ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Leg {
    name: String,
    rang: Rang,
    state: LegState,
}

/// How a station was rung.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Rang {
    /// It was in a call all the time and was only shown the new one.
    Quietly,
    /// It was free at least for a moment.
    Aloud,
}

/// What a station makes of the ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LegState {
    /// It was told.
    Shown,
    /// It says that it rings.
    Alerting,
    /// Somebody there said no.
    Declined,
    /// Alexa refused its answer: to ring it again would only waste time.
    Refused,
    /// Its step is over; its click still wins if it was under way.
    Passed,
}

/// What every desk of a ring must know of the call.
pub(super) struct Caller<'a> {
    pub(super) call: CallId,
    pub(super) unit: Option<&'a UnitId>,
    pub(super) offer: &'a Sdp,
}

impl Ring {
    /// A ring that begins with `first` and follows `then` through `groups`, each group once.
    pub(super) fn new(now: WallTime, first: &RingGroup, groups: &[RingGroup]) -> Self {
        let mut steps: Vec<Step> = Vec::new();
        let mut next = Some(first);
        while let Some(group) = next.filter(|group| steps.iter().all(|step| step.group != group.name)) {
            let RingGroup { name, stations, then, .. } = group;
            steps.push(Step { group: name.clone(), stations: stations.clone(), ring_for: group.ring_for() });
            next = then.as_ref().and_then(|then| groups.iter().find(|group| group.name == *then));
        }
        Self {
            step_ends: now + steps[0].ring_for,
            steps,
            at: 0,
            only_busy_since: None,
            until: now + deadlines::WHOLE_RING,
            away_too: false,
            legs: BTreeMap::new(),
        }
    }

    /// The ring group that was called.
    pub(super) fn group(&self) -> &str {
        &self.steps[0].group
    }

    /// Stations at which the call rings now.
    pub(super) fn ringing(&self) -> impl Iterator<Item = &StationId> {
        self.legs.iter().filter(|(_, leg)| leg.is_live()).map(|(station, _)| station)
    }

    /// Whether the call was ever shown to this station, so that its claim counts.
    pub(super) fn knows(&self, station: &StationId) -> bool {
        self.legs.get(station).is_some_and(|leg| leg.state != LegState::Refused)
    }

    /// What a station at which it rings is shown.
    pub(super) fn incoming(&self, station: &StationId, caller: &Caller<'_>) -> Option<Incoming> {
        self.legs.get(station).filter(|leg| leg.is_live())?;
        let others = self.legs.iter().filter(|(other, leg)| *other != station && leg.is_live());
        Some(Incoming {
            unit: caller.unit.cloned(),
            group: self.group().to_owned(),
            offer: caller.offer.clone(),
            until: self.until,
            also: others.map(|(_, leg)| leg.name.clone()).collect(),
        })
    }

    /// Notes that a station rings; `true` if it is the first of this call.
    pub(super) fn alerting(&mut self, station: &StationId) -> bool {
        let first = self.legs.values().all(|leg| leg.state != LegState::Alerting);
        match self.legs.get_mut(station) {
            Some(leg) if leg.state == LegState::Shown => {
                leg.state = LegState::Alerting;
                first
            }
            Some(_) | None => false,
        }
    }

    /// Notes that somebody at a station said no.
    pub(super) fn declined(&mut self, station: &StationId) {
        if let Some(leg) = self.legs.get_mut(station).filter(|leg| leg.is_live()) {
            leg.state = LegState::Declined;
        }
    }

    /// Goes on until something must be waited for; the reason if there is nothing left to wait for.
    pub(super) fn advance(&mut self, caller: &Caller<'_>, scene: &mut Scene<'_>) -> Option<EndReason> {
        loop {
            self.let_join(caller, scene);
            self.watch_busy(scene);
            if self.until <= scene.now {
                return Some(if self.let_it_ring() { EndReason::NoAnswer } else { EndReason::Expired });
            }
            if !self.step_is_over(scene) {
                return None;
            }
            if self.at + 1 == self.steps.len() {
                return Some(self.verdict());
            }
            self.next_step(caller.call, scene);
        }
    }

    /// Rings on after the award of `winner` was withdrawn, at least for a little while.
    pub(super) fn again(&mut self, winner: &StationId, refused: bool, caller: &Caller<'_>, scene: &mut Scene<'_>) {
        let at_least = scene.now + deadlines::RING_AGAIN;
        self.step_ends = self.step_ends.max(at_least);
        self.until = self.until.max(at_least);
        self.only_busy_since = None;
        if let Some(leg) = self.legs.get_mut(winner) {
            leg.state = if refused { LegState::Refused } else { LegState::Shown };
        }
        let live: Vec<StationId> = self.ringing().cloned().collect();
        for station in live {
            self.show(&station, caller, scene);
        }
    }

    /// When to look again.
    pub(super) fn poll_timeout(&self, waits_for_desks_until: WallTime, now: WallTime) -> WallTime {
        let quiet = self.only_busy_since.map(|since| since + deadlines::ONLY_BUSY_LEFT);
        let step = self.step_legs().next().map(|_| self.step_ends);
        let desks = Some(waits_for_desks_until).filter(|until| *until > now);
        [step, quiet, desks].into_iter().flatten().fold(self.until, WallTime::min)
    }

    fn step(&self) -> &Step {
        &self.steps[self.at]
    }

    /// The stations of the running step that were shown the call.
    fn step_legs(&self) -> impl Iterator<Item = (&StationId, &Leg)> {
        self.legs.iter().filter(|(_, leg)| self.step().stations.contains(&leg.name))
    }

    fn let_join(&mut self, caller: &Caller<'_>, scene: &mut Scene<'_>) {
        let floor = scene.floor;
        let nobody = !self.steps.iter().flat_map(|step| step.desks(floor)).any(|desk| desk.available);
        self.away_too |= nobody && floor.waits_for_desks_until() <= scene.now;
        let first_of_step = self.step_legs().next().is_none();
        // In a house with thousands of desks only these few can be concerned: those shown before, and those of the step.
        let shown = self.legs.keys().filter_map(|station| floor.desk(station));
        let concerned: BTreeMap<&StationId, &Desk> =
            shown.chain(self.step().desks(floor)).map(|desk| (&desk.seat.station, desk)).collect();
        let mut joined = Vec::new();
        for (station, desk) in concerned {
            let mut rang = if floor.call_of(station).is_some() { Rang::Quietly } else { Rang::Aloud };
            if let Some(leg) = self.legs.get_mut(station) {
                if leg.state == LegState::Passed {
                    rang = rang.max(leg.rang);
                } else {
                    leg.rang = if leg.is_live() { rang.max(leg.rang) } else { leg.rang };
                    continue;
                }
            }
            if self.step().stations.contains(&desk.seat.name) && (desk.available || self.away_too) {
                joined.push(station.clone());
                self.legs.insert(station.clone(), Leg { name: desk.seat.name.clone(), rang, state: LegState::Shown });
            }
        }
        if first_of_step && !joined.is_empty() {
            self.step_ends = scene.now + self.step().ring_for;
        }
        for station in joined {
            self.show(&station, caller, scene);
        }
    }

    fn show(&self, station: &StationId, caller: &Caller<'_>, scene: &mut Scene<'_>) {
        if let Some(incoming) = self.incoming(station, caller) {
            scene.tell(station, caller.call, News::Incoming(incoming));
        }
    }

    /// Notes since when only stations in a call are left in this step.
    fn watch_busy(&mut self, scene: &Scene<'_>) {
        let (mut busy, mut free) = (false, false);
        for (station, leg) in self.step_legs() {
            let left = leg.is_live() && scene.floor.desk(station).is_some();
            match scene.floor.call_of(station) {
                Some(_) => busy |= left,
                None => free |= left,
            }
        }
        self.only_busy_since = (busy && !free).then(|| self.only_busy_since.unwrap_or(scene.now));
    }

    fn step_is_over(&self, scene: &Scene<'_>) -> bool {
        let quiet_ends = self.only_busy_since.map(|since| since + deadlines::ONLY_BUSY_LEFT);
        if self.step_legs().next().is_none() {
            scene.floor.waits_for_desks_until() <= scene.now
        } else if self.step_legs().any(|(_, leg)| leg.is_live()) {
            self.step_ends <= scene.now || quiet_ends.is_some_and(|ends| ends <= scene.now) || self.is_left(scene)
        } else {
            true
        }
    }

    /// Whether no desk of this step is there to answer any more, but one of a later step is.
    fn is_left(&self, scene: &Scene<'_>) -> bool {
        let is_there = |(station, leg): (&StationId, &Leg)| leg.is_live() && scene.floor.desk(station).is_some();
        let can_ring = |desk: &Desk| {
            let said_no = self.legs.get(&desk.seat.station).is_some_and(Leg::said_no);
            (desk.available || self.away_too) && !said_no
        };
        let had_time = scene.floor.waits_for_desks_until() <= scene.now;
        let mut later = self.steps[self.at + 1..].iter().flat_map(|step| step.desks(scene.floor));
        had_time && !self.step_legs().any(is_there) && later.any(can_ring)
    }

    fn next_step(&mut self, call: CallId, scene: &mut Scene<'_>) {
        self.at += 1;
        let step = &self.steps[self.at];
        self.step_ends = scene.now + step.ring_for;
        self.only_busy_since = None;
        for (station, leg) in self.legs.iter_mut().filter(|(_, leg)| leg.is_live()) {
            if !step.stations.contains(&leg.name) {
                leg.state = LegState::Passed;
                scene.out.push_back(Action::Tell { station: station.clone(), call, news: News::Withdrawn });
            }
        }
    }

    fn let_it_ring(&self) -> bool {
        self.legs.values().any(|leg| leg.rang == Rang::Aloud && !leg.said_no())
    }

    fn verdict(&self) -> EndReason {
        let any = |state| self.legs.values().any(|leg| leg.state == state);
        if self.let_it_ring() {
            EndReason::NoAnswer
        } else if any(LegState::Declined) {
            EndReason::Declined
        } else if any(LegState::Refused) {
            EndReason::SignalingFailed
        } else if !self.legs.is_empty() {
            EndReason::Busy
        } else {
            EndReason::NobodyReachable
        }
    }
}

impl Step {
    /// Its connected desks.
    fn desks<'f>(&self, floor: &'f Floor) -> impl Iterator<Item = &'f Desk> + use<'_, 'f> {
        self.stations.iter().flat_map(|name| floor.desks_named(name))
    }
}

impl Leg {
    fn is_live(&self) -> bool {
        matches!(self.state, LegState::Shown | LegState::Alerting)
    }

    fn said_no(&self) -> bool {
        matches!(self.state, LegState::Declined | LegState::Refused)
    }
}
