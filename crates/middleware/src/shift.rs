//! How a shift went: what was called and answered in each ring group of a station since the last hand-over, and how soon.

use roomline_signaling::handover::{GroupShift, ShiftReport, TimeToAnswer};
use roomline_signaling::rest::{Callback, CallbackState};

use crate::calls::RingGroup;
use crate::store::{GroupCalls, Store, StoreError};

/// Sums up the shift of the station of this name.
pub(crate) fn report(
    store: &Store,
    groups: &[RingGroup],
    station_name: &str,
    now_ms: u64,
) -> Result<ShiftReport, StoreError> {
    let callbacks = store.open_callbacks()?;
    let ours = groups.iter().filter(|group| group.rings(station_name));
    let shifts = ours.map(|group| {
        let last = store.last_handover(&group.name)?;
        let earliest = now_ms.saturating_sub(GroupShift::LONGEST_MS);
        let since_ms = last.as_ref().map_or(earliest, |last| last.at_ms.max(earliest));
        let GroupCalls { answered, missed, mut waits_ms } = store.group_calls(&group.name, since_ms)?;
        let owed = |is: fn(&CallbackState) -> bool| {
            let count = callbacks.iter().filter(|owed| belongs_to(owed, group, groups) && is(&owed.state)).count();
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        Ok(GroupShift {
            ring_group: group.name.clone(),
            since_ms,
            calls: answered + missed,
            answered,
            missed,
            time_to_answer: time_to_answer(&mut waits_ms),
            callbacks_waiting: owed(|state| matches!(state, CallbackState::Waiting)),
            callbacks_claimed: owed(|state| matches!(state, CallbackState::Claimed { .. })),
            last,
        })
    });
    Ok(ShiftReport { groups: shifts.collect::<Result<_, StoreError>>()? })
}

/// Those of a group that is gone are the first group's.
fn belongs_to(callback: &Callback, group: &RingGroup, groups: &[RingGroup]) -> bool {
    let is_gone = || groups.iter().all(|known| known.name != callback.ring_group);
    callback.ring_group == group.name || groups.first() == Some(group) && is_gone()
}

/// `None`: there was none.
fn time_to_answer(waits_ms: &mut [u64]) -> Option<TimeToAnswer> {
    waits_ms.sort_unstable();
    Some(TimeToAnswer { median_s: within_s(waits_ms, 50)?, p90_s: within_s(waits_ms, 90)? })
}

/// The smallest whole number of seconds within which at least so many of a hundred were answered (nearest rank).
///
/// `sorted_ms`: the shortest first.
fn within_s(sorted_ms: &[u64], percent: usize) -> Option<u32> {
    let rank = (sorted_ms.len() * percent).div_ceil(100);
    let wait_ms = sorted_ms.get(rank.checked_sub(1)?)?;
    Some(u32::try_from(wait_ms.div_ceil(1000)).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(waits_s: &[f64]) -> Option<(u32, u32)> {
        let mut waits_ms: Vec<u64> = waits_s.iter().map(|wait| (wait * 1000.0).round() as u64).collect();
        time_to_answer(&mut waits_ms).map(|time| (time.median_s, time.p90_s))
    }

    #[test]
    fn the_sentence_half_of_them_within_so_many_seconds_is_true() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[8.001]), Some((9, 9)), "rounded up: eight seconds were not enough");
        assert_eq!(of(&[30.0, 4.0]), Some((4, 30)), "one of two is half of them");
        assert_eq!(of(&[30.0, 4.0, 9.0]), Some((9, 30)));
        assert_eq!(of(&[0.0]), Some((0, 0)));
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        assert_eq!(of(&ten), Some((5, 9)), "nine of ten, and not the slowest");
    }
}
