//! What the far end says of our voice: the report blocks of its RTCP.
//!
//! Whoever sends sound itself puts them into sender reports (RFC 3550 §6.4), as Chromium does. The stack's statistics read
//! receiver reports only, take a jitter in ticks for one in seconds, and say that nothing is lost before anything was
//! reported; so an interceptor of ours listens. It changes nothing that passes.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rtc::interceptor::{Interceptor, Packet, Slot, StreamInfo, TaggedPacket};
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::reception_report::ReceptionReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::sansio::Protocol;
use rtc::shared::error::Error;

/// Reports of so long a time are taken together: some come every second, and one lost packet of fifty is no habit.
const SPAN: Duration = Duration::from_secs(6);

/// Reports kept at most: a far end that reports more often is not worth more memory.
const KEPT: usize = 32;

/// Where the interceptor sits among the stack's: it only looks, so anywhere; beside those that handle reports.
pub(crate) fn slot() -> Slot {
    Slot::from(10_500)
}

/// What the far end told of our voice last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Heard {
    /// Share of our packets that it misses of the last six seconds, 0.0..=1.0.
    pub(crate) lost: f32,
    /// Its jitter in ticks of our codec's clock.
    pub(crate) jitter_ticks: u32,
}

/// The reports of one stream, ours.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    /// When each came, with the highest sequence number and the number of lost packets it names.
    told: VecDeque<(Instant, u32, i64)>,
    last: Option<Heard>,
}

impl Reports {
    fn take(&mut self, block: &ReceptionReport, now: Instant) {
        let lost = signed(block.total_lost);
        // A far end that begins to count anew.
        if self.told.back().is_some_and(|(_, highest, _)| block.last_sequence_number < *highest) {
            self.told.clear();
        }
        while self.told.len() >= KEPT || self.told.get(1).is_some_and(|(at, ..)| now.duration_since(*at) >= SPAN) {
            self.told.pop_front();
        }
        let share = match self.told.front() {
            Some((_, highest, before)) if block.last_sequence_number > *highest => {
                let expected = block.last_sequence_number - highest;
                ((lost - before).max(0) as f32 / expected as f32).min(1.0)
            }
            // The first one knows of its own interval only.
            Some(_) | None => f32::from(block.fraction_lost) / 256.0,
        };
        self.told.push_back((now, block.last_sequence_number, lost));
        self.last = Some(Heard { lost: share, jitter_ticks: block.jitter });
    }
}

/// The cumulative number of lost packets is signed and has 24 bits: packets that come twice make it fall.
/// Source: RFC 3550 §6.4.1.
fn signed(lost: u32) -> i64 {
    i64::from((lost << 8).cast_signed() >> 8)
}

/// What was heard, shared between the stack and whoever asks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger(Arc<Mutex<Reports>>);

impl Ledger {
    /// What the far end told last; `None` before its first report.
    pub(crate) fn heard(&self) -> Option<Heard> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last
    }

    /// The interceptor that writes into it. `ssrc`: of our voice.
    pub(crate) fn ear(&self, ssrc: u32) -> Ear {
        Ear { ssrc, ledger: self.clone(), read: VecDeque::new(), write: VecDeque::new() }
    }

    fn take(&self, block: &ReceptionReport, now: Instant) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take(block, now);
    }
}

/// Listens to what passes.
pub(crate) struct Ear {
    ssrc: u32,
    ledger: Ledger,
    read: VecDeque<TaggedPacket>,
    write: VecDeque<TaggedPacket>,
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Ear {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Self::Error> {
        if let Packet::Rtcp(packets) = &message.message.packet {
            for packet in packets {
                let packet = packet.as_any();
                let blocks = match (packet.downcast_ref::<SenderReport>(), packet.downcast_ref::<ReceiverReport>()) {
                    (Some(report), _) => &report.reports,
                    (None, Some(report)) => &report.reports,
                    (None, None) => continue,
                };
                for block in blocks.iter().filter(|block| block.ssrc == self.ssrc) {
                    self.ledger.take(block, message.now);
                }
            }
        }
        self.read.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<Self::Rout> {
        self.read.pop_front()
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Self::Error> {
        self.write.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<Self::Wout> {
        self.write.pop_front()
    }
}

impl Interceptor for Ear {
    fn bind_local_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _info: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _info: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _info: &StreamInfo) {}
}

#[cfg(test)]
mod tests {
    use rtc::interceptor::AttributedPacket;
    use rtc::shared::TransportContext;

    use super::*;

    fn block(highest: u32, lost: u32) -> ReceptionReport {
        ReceptionReport {
            ssrc: 7,
            fraction_lost: 0,
            total_lost: lost,
            last_sequence_number: highest,
            jitter: 480,
            ..ReceptionReport::default()
        }
    }

    fn rtcp(packet: impl rtc::rtcp::Packet + 'static, now: Instant) -> TaggedPacket {
        let message = AttributedPacket::new(Packet::Rtcp(vec![Box::new(packet)]));
        TaggedPacket { now, transport: TransportContext::default(), message }
    }

    #[test]
    fn blocks_are_heard_in_sender_reports_as_well_as_in_receiver_reports() {
        let ledger = Ledger::default();
        let mut ear = ledger.ear(7);
        let now = crate::now();
        assert_eq!(ledger.heard(), None, "no report is not the same as no loss");
        let mine = ReceptionReport { fraction_lost: 64, ..block(100, 25) };
        let foreign = ReceptionReport { ssrc: 8, fraction_lost: 255, ..block(100, 90) };
        let sender = SenderReport { reports: vec![foreign, mine.clone()], ..SenderReport::default() };
        ear.handle_read(rtcp(sender, now)).expect("it only listens");
        assert_eq!(ledger.heard(), Some(Heard { lost: 0.25, jitter_ticks: 480 }));
        let receiver = ReceiverReport { reports: vec![block(200, 75)], ..ReceiverReport::default() };
        ear.handle_read(rtcp(receiver, now + Duration::from_secs(1))).expect("it only listens");
        assert_eq!(ledger.heard().map(|heard| heard.lost), Some(0.5));
        assert!(ear.poll_read().is_some() && ear.poll_read().is_some() && ear.poll_read().is_none(), "all passes on");
    }

    #[test]
    fn old_losses_are_forgotten_and_doubled_packets_are_no_negative_loss() {
        let mut reports = Reports::default();
        let begun = crate::now();
        for second in 0..20_u32 {
            let lost = if second < 10 { second * 5 } else { 45 };
            reports.take(&block(50 * second, lost), begun + Duration::from_secs(second.into()));
        }
        assert_eq!(reports.last.map(|heard| heard.lost), Some(0.0));
        reports.take(&block(1_050, 0x00ff_fffe), begun + Duration::from_secs(20));
        assert_eq!(reports.last.map(|heard| heard.lost), Some(0.0));
        assert_eq!((signed(0x00ff_fffe), signed(5)), (-2, 5));
    }

    #[test]
    fn a_far_end_that_counts_anew_is_judged_by_its_own_figure() {
        let mut reports = Reports::default();
        let begun = crate::now();
        reports.take(&block(10_000, 500), begun);
        reports.take(&ReceptionReport { fraction_lost: 128, ..block(50, 25) }, begun + Duration::from_secs(1));
        assert_eq!(reports.last.map(|heard| heard.lost), Some(0.5));
    }
}
