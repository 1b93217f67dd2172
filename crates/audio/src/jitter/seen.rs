//! A packet that came twice must neither play twice nor be taken for a late one.

/// Remembers the last 128 sequence numbers, with wrap-around.
#[derive(Debug, Default)]
pub(super) struct Seen {
    newest: Option<u16>,
    /// Bit n: the packet n before the newest was seen.
    before: u128,
}

impl Seen {
    /// Whether this number comes for the first time; what is older than the memory counts as new.
    pub(super) fn is_new(&mut self, sequence: u16) -> bool {
        let Some(newest) = self.newest else {
            *self = Self { newest: Some(sequence), before: 1 };
            return true;
        };
        let ahead = sequence.wrapping_sub(newest) as i16;
        if ahead > 0 {
            self.newest = Some(sequence);
            self.before = self.before.checked_shl(u32::from(ahead.unsigned_abs())).unwrap_or(0) | 1;
            return true;
        }
        let bit = 1_u128.checked_shl(u32::from(ahead.unsigned_abs())).unwrap_or(0);
        let is_new = self.before & bit == 0;
        self.before |= bit;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_new_once_also_around_the_wrap() {
        let mut seen = Seen::default();
        for sequence in [65_534, 65_535, 1, 0, 2] {
            assert!(seen.is_new(sequence), "{sequence}");
        }
        for sequence in [65_534, 65_535, 0, 1, 2] {
            assert!(!seen.is_new(sequence), "{sequence} again");
        }
    }

    #[test]
    fn a_far_jump_forgets_the_past() {
        let mut seen = Seen::default();
        assert!(seen.is_new(10) && seen.is_new(20_000) && seen.is_new(10));
    }
}
