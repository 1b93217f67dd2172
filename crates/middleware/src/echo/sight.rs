//! What is known of one room's Echo, and what a new finding makes of it.

use roomline_signaling::call::UnitId;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::{EchoState, UnitEcho};

/// What is known of one room's Echo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Whether it can be reached.
    pub state: EchoState,
    /// Since when; `None`: nobody saw the change.
    pub since: Option<WallTime>,
    /// When it was last seen online; `None` while it is, or if it never was.
    pub seen: Option<WallTime>,
}

impl Sight {
    /// What a finding makes of it. `checked`: when this sight was last confirmed.
    ///
    /// A change counts as seen only from online to offline and back: whoever comes out of the unknown may have been so for
    /// long.
    #[must_use]
    pub fn after(self, found: EchoState, checked: Option<WallTime>, now: WallTime) -> Self {
        if found == self.state {
            return self;
        }
        let witnessed = self.state != EchoState::Unknown && found != EchoState::Unknown;
        let seen = match (found, self.state) {
            (EchoState::Online, _) => None,
            (_, EchoState::Online) => checked,
            _ => self.seen,
        };
        Self { state: found, since: witnessed.then_some(now), seen }
    }

    /// As stations are told.
    #[must_use]
    pub fn of(self, unit_id: UnitId) -> UnitEcho {
        let Self { state, since, seen } = self;
        let (echo_since_ms, echo_seen_ms) = (since.map(WallTime::as_millis), seen.map(WallTime::as_millis));
        UnitEcho { unit_id, echo: state, echo_since_ms, echo_seen_ms }
    }
}

/// What several Echos of one room come to: online if one is; offline only if all are.
pub(super) fn together(one: EchoState, other: EchoState) -> EchoState {
    match (one, other) {
        (EchoState::Online, _) | (_, EchoState::Online) => EchoState::Online,
        (EchoState::Offline, EchoState::Offline) => EchoState::Offline,
        _ => EchoState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EchoState::{Offline, Online, Unknown};

    const fn at(seconds: u64) -> WallTime {
        WallTime::from_millis(seconds * 1000)
    }

    #[test]
    fn a_change_that_was_seen_has_a_time_and_remembers_when_it_was_last_online() {
        let first = Sight::default().after(Online, None, at(10));
        assert_eq!(first, Sight { state: Online, since: None, seen: None }, "nobody knows since when");
        let gone = first.after(Offline, Some(at(60)), at(120));
        assert_eq!(gone, Sight { state: Offline, since: Some(at(120)), seen: Some(at(60)) });
        assert_eq!(gone.after(Offline, Some(at(120)), at(180)), gone);
        let back = gone.after(Online, Some(at(180)), at(240));
        assert_eq!(back, Sight { state: Online, since: Some(at(240)), seen: None });
    }

    #[test]
    fn what_is_not_known_keeps_when_it_was_last_online_and_claims_no_moment() {
        let online = Sight { state: Online, since: Some(at(1)), seen: None };
        let lost = online.after(Unknown, Some(at(60)), at(300));
        assert_eq!(lost, Sight { state: Unknown, since: None, seen: Some(at(60)) });
        let gone = lost.after(Offline, Some(at(60)), at(900));
        assert_eq!(gone, Sight { state: Offline, since: None, seen: Some(at(60)) });
    }

    #[test]
    fn a_room_is_online_if_one_of_its_echos_is_and_offline_only_if_all_are() {
        for (one, other, both) in [
            (Online, Offline, Online),
            (Unknown, Online, Online),
            (Offline, Offline, Offline),
            (Offline, Unknown, Unknown),
        ] {
            assert_eq!((together(one, other), together(other, one)), (both, both));
        }
    }
}
