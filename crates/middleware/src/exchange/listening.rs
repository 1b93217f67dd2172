//! Ring groups that nobody listens for: none of their desks is connected and available. Told soon, but not at every hiccup of a
//! network.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_signaling::call::switchboard::{Floor, RingGroup, WallTime};
use roomline_signaling::staff::Unheard;

use super::Exchange;
use crate::fanout::Sight;

/// How long the last desk of a group may lose its connection before anybody is told: most come back within seconds.
const COMES_BACK_WITHIN: Duration = Duration::from_secs(10);

/// How many desks listen for the calls of a ring group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupReach {
    /// The group's name.
    pub ring_group: String,
    /// Its desks that are connected and available.
    pub reachable_desks: usize,
}

/// Which groups are empty, and what was told of them.
#[derive(Debug, Default)]
pub(super) struct Listening {
    empty: BTreeMap<String, Empty>,
    /// What the stations know.
    told: Vec<Unheard>,
}

/// A group without a desk that listens.
#[derive(Clone, Copy, Debug)]
enum Empty {
    /// Its last desk may be back before anybody is told.
    Losing { told_at: WallTime },
    /// It counts as unheard.
    Unheard,
}

/// What emptied a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    /// A connection, which may come back.
    Network,
    /// A person set a desk to away, and means it.
    Person,
}

impl Exchange {
    /// How many desks of each ring group listen for its calls now.
    #[must_use]
    pub fn reach(&self) -> Vec<GroupReach> {
        let floor = self.switchboard.floor();
        let reach = |group: &RingGroup| GroupReach {
            ring_group: group.name.clone(),
            reachable_desks: listeners(group, floor).count(),
        };
        self.switchboard.ring_groups().iter().map(reach).collect()
    }

    /// Looks which ring groups somebody listens for.
    pub(super) fn listen(&mut self, now: WallTime, cause: Cause) {
        self.listening.look(now, self.switchboard.ring_groups(), self.switchboard.floor(), cause);
    }

    /// Shows the stations their desks, and ring groups that nobody listens for.
    pub(super) fn show_desks(&mut self, now: WallTime) {
        self.listen(now, Cause::Network);
        let groups = self.switchboard.ring_groups();
        let unheard = self.listening.unheard(groups);
        let is_news = self.listening.tells(&unheard);
        let room = self.colleagues.look_at(self.switchboard.floor());
        let sight = |name: &str| Sight { desks: room.desks_of(name), unheard: concerning(&unheard, groups, name) };
        self.fanout.show_desks(now, |name| is_news || room.concerns(name), sight);
    }

    /// The ring groups that nobody listens for, as far as they are the business of the station of this name.
    pub(super) fn unheard_of(&self, station_name: &str) -> Vec<Unheard> {
        let groups = self.switchboard.ring_groups();
        concerning(&self.listening.unheard(groups), groups, station_name)
    }
}

impl Listening {
    /// Looks at the desks as they are now.
    fn look(&mut self, now: WallTime, groups: &[RingGroup], floor: &Floor, cause: Cause) {
        self.empty.retain(|name, _| groups.iter().any(|group| group.name == *name));
        for group in groups {
            if listeners(group, floor).next().is_some() {
                if let Some(Empty::Unheard) = self.empty.remove(&group.name) {
                    tracing::info!(ring_group = group.name, "somebody listens for a ring group again");
                }
                continue;
            }
            let wait = if cause == Cause::Person { Duration::ZERO } else { COMES_BACK_WITHIN };
            let told_at = (now + wait).max(floor.waits_for_desks_until());
            let empty = self.empty.entry(group.name.clone()).or_insert(Empty::Losing { told_at });
            if let Empty::Losing { told_at } = *empty
                && told_at <= now
            {
                tracing::warn!(ring_group = group.name, "nobody listens for a ring group");
                *empty = Empty::Unheard;
            }
        }
    }

    /// When to look again, if nothing happens before.
    pub(super) fn poll_timeout(&self) -> Option<WallTime> {
        let told_at = |empty: &Empty| match empty {
            Empty::Losing { told_at } => Some(*told_at),
            Empty::Unheard => None,
        };
        self.empty.values().filter_map(told_at).min()
    }

    /// All groups that nobody listens for, and where their calls ring instead.
    fn unheard(&self, groups: &[RingGroup]) -> Vec<Unheard> {
        let is_unheard = |group: &&RingGroup| matches!(self.empty.get(&group.name), Some(Empty::Unheard));
        let instead = |group: &RingGroup| {
            let mut later = chain(group, groups).into_iter().skip(1);
            later.find(|later| !is_unheard(later)).map(|later| later.name.clone())
        };
        let unheard = groups.iter().filter(is_unheard);
        unheard.map(|group| Unheard { ring_group: group.name.clone(), instead: instead(group) }).collect()
    }

    /// Whether that is something else than the stations were told last; from now on they are.
    fn tells(&mut self, unheard: &[Unheard]) -> bool {
        let is_news = self.told != unheard;
        self.told = unheard.to_vec();
        is_news
    }
}

/// Those of `unheard` that are the business of the station of this name: it is one of their desks, or rings after them.
fn concerning(unheard: &[Unheard], groups: &[RingGroup], station_name: &str) -> Vec<Unheard> {
    let rings = |unheard: &&Unheard| {
        let group = groups.iter().find(|group| group.name == unheard.ring_group);
        group.is_some_and(|group| chain(group, groups).iter().any(|group| group.rings(station_name)))
    };
    unheard.iter().filter(rings).cloned().collect()
}

/// The names of a group's desks at which its calls ring: connected and available.
fn listeners<'g>(group: &'g RingGroup, floor: &Floor) -> impl Iterator<Item = &'g String> {
    group.stations.iter().filter(move |name| floor.desks_named(name).any(|desk| desk.available))
}

/// A group and those that ring after it, each once.
fn chain<'g>(first: &'g RingGroup, groups: &'g [RingGroup]) -> Vec<&'g RingGroup> {
    let mut chain: Vec<&RingGroup> = Vec::new();
    let mut next = Some(first);
    while let Some(group) = next.filter(|group| chain.iter().all(|passed| passed.name != group.name)) {
        chain.push(group);
        next = group.then.as_ref().and_then(|then| groups.iter().find(|group| group.name == *then));
    }
    chain
}
