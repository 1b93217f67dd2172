//! At which end the sound is lost. One call cannot tell: what is lost on the way here may have been lost in the room, in this
//! desk's network, or anywhere between. Other calls can: whatever this desk and a second room do well together, this desk does
//! well.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use roomline_signaling::call::UnitId;

use super::Way;

/// Older calls say nothing about a network of now.
const REMEMBERED_FOR: Duration = Duration::from_secs(30 * 60);

/// Shorter calls say nothing.
const ENOUGH: Duration = Duration::from_secs(20);

/// Calls remembered at most.
const CAPACITY: usize = 16;

/// A call that lost less was good.
const GOOD: f32 = 0.01;

/// A call that lost more was bad.
const BAD: f32 = 0.02;

/// At which end sound is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The room's: this desk talked well with another room a while ago.
    Room,
    /// The desk's: it loses in calls with other rooms, too, and talked well with none.
    Desk,
    /// Nobody knows.
    OnTheWay,
}

/// What became of the sound of an earlier call.
#[derive(Clone, Debug)]
pub(crate) struct Past {
    pub(crate) unit: UnitId,
    pub(crate) ended: Instant,
    pub(crate) measured: Duration,
    pub(crate) lost_from_unit: f32,
    pub(crate) lost_to_unit: Option<f32>,
}

/// The last calls of this desk.
#[derive(Debug, Default)]
pub(crate) struct Memory(VecDeque<Past>);

impl Memory {
    pub(crate) fn keep(&mut self, past: Past) {
        if past.measured < ENOUGH {
            return;
        }
        // A room is remembered as it was last.
        self.0.retain(|known| known.unit != past.unit);
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(past);
    }

    /// Where a call with `unit` loses its sound.
    pub(super) fn place(&self, now: Instant, unit: Option<&UnitId>, way: Way) -> Place {
        let Some(unit) = unit else { return Place::OnTheWay };
        let recent = |past: &&Past| past.unit != *unit && now.duration_since(past.ended) < REMEMBERED_FOR;
        let lost: Vec<f32> = self.0.iter().filter(recent).filter_map(|past| past.lost(way)).collect();
        let (good, bad) =
            (lost.iter().filter(|lost| **lost < GOOD).count(), lost.iter().filter(|lost| **lost > BAD).count());
        match (good, bad) {
            (1.., 0) => Place::Room,
            (0, 2..) => Place::Desk,
            _ => Place::OnTheWay,
        }
    }
}

impl Past {
    /// The worst share of the ways in question; `None` if nobody knows.
    fn lost(&self, way: Way) -> Option<f32> {
        match way {
            Way::FromUnit => Some(self.lost_from_unit),
            Way::ToUnit => self.lost_to_unit,
            Way::Both => self.lost_to_unit.map(|lost| lost.max(self.lost_from_unit)),
        }
    }
}
