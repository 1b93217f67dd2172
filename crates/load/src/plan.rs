//! What is measured, and what happens when: settled before anything starts, so that a slow server delays nothing.

use std::time::Duration;

/// Desks that ring together.
pub(crate) const DESKS_PER_GROUP: usize = 4;
/// Rooms that call and are called in turn; far more than calls at the same time.
pub(crate) const UNITS: usize = 1000;
/// A group is left alone for at least so long after a call begins: longer than a call lasts.
const CALL_LASTS: Duration = Duration::from_secs(2);

/// Calls at a steady pace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// Set-ups per second.
    pub(crate) rate: u32,
    /// For so long.
    pub(crate) seconds: u32,
}

/// A middleware with so many desks, and what it must bear one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stage {
    /// Connected desks.
    pub(crate) stations: usize,
    /// What it must bear.
    pub(crate) loads: Vec<Load>,
}

/// Everything that is measured. The first load of the first stage is the one with targets; the others show how it grows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// In the order in which they are measured.
    pub(crate) stages: Vec<Stage>,
    /// How long desks sit idle before what they cost is read; at least two rounds of pings.
    pub(crate) idle: Duration,
}

/// Which way a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A resident calls the desks.
    FromUnit,
    /// A desk calls a resident.
    ToUnit,
}

/// Who takes part in a call, and when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SetUp {
    /// Which way it goes.
    pub(crate) way: Way,
    /// The ring group.
    pub(crate) group: usize,
    /// The desk that answers or calls.
    pub(crate) desk: usize,
    /// The room.
    pub(crate) unit: usize,
    /// Time from the start of the load.
    pub(crate) after: Duration,
}

impl Plan {
    /// The whole measurement.
    pub(crate) fn whole() -> Self {
        let at = |rate, seconds| Load { rate, seconds };
        let stage = |stations, loads| Stage { stations, loads };
        Self {
            stages: vec![
                stage(2000, vec![at(10, 60), at(5, 30), at(20, 30), at(40, 30)]),
                stage(500, vec![at(10, 30)]),
                stage(1000, vec![at(10, 30)]),
                stage(4000, vec![at(10, 30)]),
            ],
            idle: Duration::from_secs(15),
        }
    }

    /// Shows in half a minute that everything works. Its figures mean little.
    pub(crate) fn quick() -> Self {
        let loads = vec![Load { rate: 5, seconds: 5 }];
        Self { stages: vec![Stage { stations: 50, loads }], idle: Duration::from_secs(6) }
    }

    /// One load, for whoever looks into it.
    pub(crate) fn only(stations: usize, load: Load) -> Self {
        Self { stages: vec![Stage { stations, loads: vec![load] }], ..Self::whole() }
    }

    /// The load with targets.
    pub(crate) fn main(&self) -> (usize, u32) {
        (self.stages[0].stations, self.stages[0].loads[0].rate)
    }
}

impl Stage {
    /// The desks of a ring group; the last group may be smaller.
    pub(crate) fn desks_of(&self, group: usize) -> std::ops::Range<usize> {
        let first = group * DESKS_PER_GROUP;
        first..(first + DESKS_PER_GROUP).min(self.stations)
    }

    /// How many ring groups there are.
    pub(crate) const fn groups(&self) -> usize {
        self.stations.div_ceil(DESKS_PER_GROUP)
    }

    /// The calls of a load. Groups take turns; in every round of all groups another desk answers and the way changes.
    ///
    /// # Panics
    /// When a group's turn would come again before its last call is over: such a load measures busy desks.
    pub(crate) fn set_ups(&self, load: Load) -> impl Iterator<Item = SetUp> + use<'_> {
        let groups = self.groups();
        let round = Duration::from_secs(1) * u32::try_from(groups).expect("few groups") / load.rate;
        assert!(round >= CALL_LASTS, "{} desks are too few for {} calls per second", self.stations, load.rate);
        let count = usize::try_from(load.rate * load.seconds).expect("few calls");
        (0..count).map(move |number| {
            let (round, group) = (number / groups, number % groups);
            let desks = self.desks_of(group);
            SetUp {
                way: if (number + round) % 2 == 0 { Way::FromUnit } else { Way::ToUnit },
                group,
                desk: desks.start + round % desks.len(),
                unit: number % UNITS,
                after: Duration::from_secs(1) * u32::try_from(number).expect("few calls") / load.rate,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_desk_belongs_to_one_group() {
        let stage = Stage { stations: 50, loads: Vec::new() };
        let desks: Vec<usize> = (0..stage.groups()).flat_map(|group| stage.desks_of(group)).collect();
        assert_eq!(desks, (0..50).collect::<Vec<_>>());
        assert_eq!(stage.desks_of(12).len(), 2);
    }

    #[test]
    fn calls_come_at_a_steady_pace_and_half_of_them_each_way() {
        let stage = Stage { stations: 80, loads: Vec::new() };
        let calls: Vec<SetUp> = stage.set_ups(Load { rate: 10, seconds: 4 }).collect();
        assert_eq!(calls.len(), 40);
        assert_eq!(calls[39].after, Duration::from_millis(3900));
        assert_eq!(calls.iter().filter(|call| call.way == Way::FromUnit).count(), 20);
        assert_eq!((calls[0].way, calls[0].desk), (Way::FromUnit, 0));
        assert_eq!((calls[20].way, calls[20].desk, calls[20].group), (Way::ToUnit, 1, 0));
    }

    #[test]
    #[should_panic(expected = "too few")]
    fn a_load_that_would_ring_busy_desks_is_refused() {
        let stage = Stage { stations: 40, loads: Vec::new() };
        let _ = stage.set_ups(Load { rate: 10, seconds: 4 });
    }

    #[test]
    fn every_planned_load_fits_its_desks() {
        for plan in [Plan::whole(), Plan::quick()] {
            for stage in &plan.stages {
                for load in &stage.loads {
                    let desks = stage.set_ups(*load).map(|call| call.desk);
                    assert!(desks.max().is_some_and(|desk| desk < stage.stations));
                }
            }
        }
        assert_eq!(Plan::whole().main(), (2000, 10));
    }
}
