//! The slow look at the property: one communication profile after the other, then its tree, page by page.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use roomline_signaling::call::UnitId;
use roomline_signaling::call::switchboard::WallTime;

use super::drift::{self, Drift};
use super::port::Room;
use super::question::{Answer, FoundProfile, FoundUnit, Question};

/// How often the property is looked at.
pub(super) const LOOK_EVERY: Duration = Duration::from_secs(3600);
/// How many units a property may have; with more it is not looked at.
const MOST_UNITS: usize = 20_000;
/// How many pages its list may have.
const MOST_PAGES: usize = 2_000;

/// When the property is looked at next, and how far the look is.
#[derive(Clone, Debug)]
pub(super) struct Look {
    next_at: WallTime,
    stage: Stage,
}

#[derive(Clone, Debug)]
enum Stage {
    Resting,
    /// Rooms and their profiles that are left. They come first: they tell which units the rooms are.
    Profiles {
        left: VecDeque<(UnitId, String)>,
        root: Option<String>,
        drift: Vec<Drift>,
    },
    Tree {
        root: String,
        page: Option<String>,
        pages: usize,
        found: Vec<FoundUnit>,
        drift: Vec<Drift>,
    },
    Done(Vec<Drift>),
}

/// What an answer led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The look goes on.
    On,
    /// The room's unit is this one; nobody knew.
    Learned(UnitId, String),
    /// The property cannot be looked at; what was found before stays.
    GivenUp,
}

impl Look {
    /// `last`: when a look went through.
    pub(super) fn new(last: Option<WallTime>) -> Self {
        Self { next_at: last.map_or_else(WallTime::default, |last| last + LOOK_EVERY), stage: Stage::Resting }
    }

    /// When a question of it may be due; it is under way if that is past.
    pub(super) fn due_at(&self) -> WallTime {
        if matches!(self.stage, Stage::Resting) { self.next_at } else { WallTime::default() }
    }

    /// Begins anew now: rooms or units are others.
    pub(super) fn restart(&mut self) {
        *self = Self { next_at: WallTime::default(), stage: Stage::Resting };
    }

    /// Begins if it is time. Without a root only the profiles are looked at.
    pub(super) fn begin(&mut self, now: WallTime, root: Option<&String>, rooms: &BTreeMap<UnitId, Room>) {
        if !matches!(self.stage, Stage::Resting) || self.next_at > now {
            return;
        }
        self.next_at = now + LOOK_EVERY;
        let left = rooms.iter().filter_map(|(id, room)| Some((id.clone(), room.profile.clone()?)));
        self.stage = Stage::Profiles { left: left.collect(), root: root.cloned(), drift: Vec::new() };
        self.turn_page();
    }

    /// The next question; `None`: nothing is left to ask.
    pub(super) fn question(&self) -> Option<Question> {
        match &self.stage {
            Stage::Resting | Stage::Done(_) => None,
            Stage::Profiles { left, .. } => left.front().map(|(_, id)| Question::Profile { id: id.clone() }),
            Stage::Tree { root, page, .. } => Some(Question::Units { root: root.clone(), page: page.clone() }),
        }
    }

    /// Takes an answer that is not "later".
    pub(super) fn answer(&mut self, answer: Answer, rooms: &BTreeMap<UnitId, Room>) -> Step {
        let mut step = Step::On;
        match (&mut self.stage, answer) {
            (Stage::Profiles { left, drift, .. }, Answer::Profile(profile)) => {
                if let Some((room, _)) = left.pop_front()
                    && let Some(known) = rooms.get(&room)
                {
                    step = take_profile(room, known, profile, drift);
                }
            }
            (Stage::Profiles { left, .. }, Answer::Refused) => drop(left.pop_front()),
            (Stage::Tree { page, pages, found, drift, .. }, Answer::Units { found: more, next }) => {
                *pages += 1;
                found.extend(more);
                let too_long = found.len() > MOST_UNITS || *pages == MOST_PAGES;
                match next {
                    Some(_) if too_long => return self.give_up(),
                    Some(next) => *page = Some(next),
                    None => {
                        drift.extend(drift::of_tree(found, rooms.iter()));
                        self.stage = Stage::Done(std::mem::take(drift));
                    }
                }
            }
            (Stage::Tree { .. }, Answer::Refused) => return self.give_up(),
            _ => {}
        }
        self.turn_page();
        step
    }

    /// What was found, once nothing is left to ask.
    pub(super) fn outcome(&mut self) -> Option<Vec<Drift>> {
        let Stage::Done(drift) = &mut self.stage else { return None };
        let mut drift = std::mem::take(drift);
        drift.sort();
        self.stage = Stage::Resting;
        Some(drift)
    }

    /// Leaves it until the next one is due; what was found before stays.
    pub(super) fn give_up(&mut self) -> Step {
        self.stage = Stage::Resting;
        Step::GivenUp
    }

    /// After the last profile comes the tree, if anybody knows its root.
    fn turn_page(&mut self) {
        if let Stage::Profiles { left, root, drift } = &mut self.stage
            && left.is_empty()
        {
            let drift = std::mem::take(drift);
            self.stage = match root.take() {
                Some(root) => Stage::Tree { root, page: None, pages: 0, found: Vec::new(), drift },
                None => Stage::Done(drift),
            };
        }
    }
}

fn take_profile(room: UnitId, known: &Room, profile: Option<FoundProfile>, drift: &mut Vec<Drift>) -> Step {
    let Some(profile) = profile else {
        drift.push(Drift::ProfileGone { room });
        return Step::On;
    };
    if let (Some(wanted), Some(name)) = (&known.profile_name, profile.name)
        && *wanted != name
    {
        drift.push(Drift::ProfileRenamed { room: room.clone(), name });
    }
    if known.unit.is_none() { Step::Learned(room, profile.unit) } else { Step::On }
}
