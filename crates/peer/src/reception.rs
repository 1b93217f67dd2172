//! How the far end's voice arrives: what is lost, in how many pieces, and how unevenly the rest comes.
//!
//! Counted here from the packets themselves: the stack's own figures come only with its reports, its jitter knows no
//! wrap-around, and none of it says whether losses come one by one.
//!
//! Source: RFC 3550 §6.4.1 and appendices A.1 (sequence numbers), A.3 (loss), A.8 (jitter).

use std::time::{Duration, Instant};

/// A packet that so many others overtook counts as lost: 320 ms of usual ones, later than any buffer waits.
const PATIENCE: u32 = 16;

/// A jump further than this is a stream that began anew. Source: RFC 3550 A.1, `MAX_DROPOUT`.
const FAR_AHEAD: u16 = 3_000;

/// So far back a packet may still belong to this stream. Source: RFC 3550 A.1, `MAX_MISORDER`.
const FAR_BACK: u16 = 100;

/// Totals since the first packet.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Counts {
    /// Packets that arrived, each once.
    pub(crate) received: u64,
    /// Packets that did not arrive, or too late for anybody. Judged once sixteen more have come.
    pub(crate) lost: u64,
    /// In how many pieces they were lost: three lost in a row are one.
    pub(crate) losses: u64,
    /// Mean deviation of the packets' spacing; `None` before the second packet.
    pub(crate) jitter: Option<Duration>,
}

/// Follows one stream of packets.
#[derive(Debug, Default)]
pub(crate) struct Reception {
    stream: Option<Stream>,
    received: u64,
    lost: u64,
    losses: u64,
    /// In seconds.
    jitter: Option<f64>,
}

#[derive(Debug)]
struct Stream {
    ssrc: u32,
    highest: u16,
    /// Bit n: whether the packet n before the highest one is here.
    here: u32,
    /// Whether the packet judged last was lost, so that the next loss goes on with it.
    in_loss: bool,
    /// What would follow the packet that was too far away: if it comes, the stream began anew.
    restart_at: Option<u16>,
    last: (u32, Instant),
}

impl Reception {
    /// A packet arrived. `clock_rate`: of the codec that is spoken, in Hz.
    pub(crate) fn take(&mut self, ssrc: u32, sequence: u16, timestamp: u32, arrived: Instant, clock_rate: u32) {
        let Some(stream) = self.stream.as_mut().filter(|stream| stream.ssrc == ssrc) else {
            return self.begin(ssrc, sequence, timestamp, arrived);
        };
        let ahead = sequence.wrapping_sub(stream.highest);
        let behind = stream.highest.wrapping_sub(sequence);
        if ahead >= FAR_AHEAD && behind > FAR_BACK {
            if stream.restart_at == Some(sequence) {
                return self.begin(ssrc, sequence, timestamp, arrived);
            }
            stream.restart_at = Some(sequence.wrapping_add(1));
            return;
        }
        stream.restart_at = None;
        let is_new = if ahead != 0 && ahead < FAR_AHEAD {
            for _ in 0..ahead {
                let judged = stream.here >> (PATIENCE - 1) & 1;
                let lost = judged == 0;
                self.lost += u64::from(lost);
                self.losses += u64::from(lost && !stream.in_loss);
                stream.in_loss = lost;
                stream.here <<= 1;
            }
            stream.here |= 1;
            stream.highest = sequence;
            true
        } else {
            let bit = if u32::from(behind) < PATIENCE { 1 << behind } else { 0 };
            let is_new = bit != 0 && stream.here & bit == 0;
            stream.here |= bit;
            is_new
        };
        if !is_new {
            return;
        }
        self.received += 1;
        let (before, at) = std::mem::replace(&mut stream.last, (timestamp, arrived));
        let spacing = f64::from(timestamp.wrapping_sub(before).cast_signed()) / f64::from(clock_rate.max(1));
        let passed = if arrived >= at { (arrived - at).as_secs_f64() } else { -(at - arrived).as_secs_f64() };
        let deviation = (passed - spacing).abs();
        let jitter = self.jitter.unwrap_or(0.0);
        self.jitter = Some(jitter + (deviation - jitter) / 16.0);
    }

    pub(crate) fn counts(&self) -> Counts {
        let jitter = self.jitter.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Counts { received: self.received, lost: self.lost, losses: self.losses, jitter }
    }

    /// What came before the first packet is nobody's loss.
    fn begin(&mut self, ssrc: u32, sequence: u16, timestamp: u32, arrived: Instant) {
        self.received += 1;
        let last = (timestamp, arrived);
        self.stream = Some(Stream { ssrc, highest: sequence, here: u32::MAX, in_loss: false, restart_at: None, last });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 48_000;

    /// A stream of 20 ms packets; `arrivals`: numbers of packets and how late each comes, in milliseconds.
    fn hears(first: u16, arrivals: impl IntoIterator<Item = (u32, u64)>) -> Counts {
        let begun = crate::now();
        let mut reception = Reception::default();
        for (packet, late_ms) in arrivals {
            let sequence = first.wrapping_add(u16::try_from(packet).expect("a short stream"));
            // Wraps between packets 190 and 191, so late that nothing of an error there is forgotten.
            let timestamp = (u32::MAX - 190 * 960 - 7).wrapping_add(packet * 960);
            let arrived = begun + Duration::from_millis(u64::from(packet) * 20 + late_ms);
            reception.take(7, sequence, timestamp, arrived, RATE);
        }
        reception.counts()
    }

    fn all_but(lost: &[u32]) -> impl Iterator<Item = (u32, u64)> {
        (0..200).filter(|packet| !lost.contains(packet)).map(|packet| (packet, 0))
    }

    #[test]
    fn an_even_stream_loses_nothing_across_both_wrap_arounds() {
        let counts = hears(u16::MAX - 50, all_but(&[]));
        assert_eq!((counts.received, counts.lost, counts.losses), (200, 0, 0));
        assert!(counts.jitter.expect("packets came") < Duration::from_micros(1));
    }

    #[test]
    fn losses_in_a_row_are_one_piece() {
        let counts = hears(u16::MAX - 50, all_but(&[10, 40, 41, 42, 100]));
        assert_eq!((counts.received, counts.lost, counts.losses), (195, 5, 3));
    }

    #[test]
    fn overtaken_and_doubled_packets_are_not_lost() {
        let order = |packet: u32| match packet % 10 {
            1 => packet + 1,
            2 => packet - 1,
            _ => packet,
        };
        let swapped = (0..200).map(|packet| (order(packet), 0));
        let twice = swapped.flat_map(|packet| [packet, packet]);
        let counts = hears(9, twice);
        assert_eq!((counts.received, counts.lost), (200, 0));
    }

    #[test]
    fn who_comes_after_sixteen_others_is_lost() {
        let late = (0..60).filter(|packet| *packet != 20).chain([20]).chain(60..200).map(|packet| (packet, 0));
        let counts = hears(0, late);
        assert_eq!((counts.received, counts.lost, counts.losses), (199, 1, 1));
    }

    #[test]
    fn jitter_is_the_mean_deviation_that_the_rfc_describes() {
        // Every second packet is 8 ms late: each spacing deviates by 8 ms.
        let counts = hears(0, (0..400).map(|packet| (packet, if packet % 2 == 0 { 0 } else { 8 })));
        let jitter = counts.jitter.expect("packets came").as_secs_f64() * 1000.0;
        assert!((jitter - 8.0).abs() < 0.01, "{jitter}");
    }

    #[test]
    fn a_stream_that_begins_anew_has_lost_nothing_in_between() {
        let begun = crate::now();
        let mut reception = Reception::default();
        for packet in 0..50 {
            reception.take(7, packet, u32::from(packet) * 960, begun, RATE);
        }
        // One stray packet changes nothing; two in a row are a new beginning.
        reception.take(7, 40_000, 0, begun, RATE);
        reception.take(7, 50, 48_000, begun, RATE);
        for packet in 20_000..20_050 {
            reception.take(7, packet, u32::from(packet), begun, RATE);
        }
        for packet in 300..350 {
            reception.take(8, packet, u32::from(packet), begun, RATE);
        }
        let counts = reception.counts();
        assert_eq!((counts.received, counts.lost), (50 + 1 + 49 + 50, 0));
    }
}
