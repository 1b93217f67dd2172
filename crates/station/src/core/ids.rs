//! Ids of calls, rounds and hand-overs: time-ordered and unguessable, made from handed-in time and randomness.

use rand::Rng;
use rand::rngs::StdRng;

/// The bits of a UUIDv7: 48 bits of milliseconds, version and variant, 74 random bits.
///
/// Source: RFC 9562 §5.7.
pub(super) fn uuid(ms: u64, randomness: &mut StdRng) -> u128 {
    const RANDOM_A: u128 = 0xfff << 64;
    const RANDOM_B: u128 = (1 << 62) - 1;
    let random: u128 = randomness.random();
    let time = u128::from(ms & 0xffff_ffff_ffff) << 80;
    time | 0x7 << 76 | random & RANDOM_A | 0b10 << 62 | random & RANDOM_B
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use roomline_signaling::call::CallId;

    use super::*;

    #[test]
    fn an_id_has_time_version_and_variant_where_readers_look() {
        let id = CallId::from_u128(uuid(0x0192_5f3e_7a10, &mut StdRng::seed_from_u64(3))).to_string();
        assert!(id.starts_with("01925f3e-7a10-7"), "{id}");
        assert!(matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{id}");
    }
}
