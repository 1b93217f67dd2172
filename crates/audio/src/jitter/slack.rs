//! The right delay is not a number but a habit of the network: nearly every packet should arrive a little before its turn. So we
//! measure, for each packet, how long before its turn it came, and steer by the worst of them.

use std::collections::VecDeque;

/// How many packets the habit is learned from: 4 s of usual ones.
const MEMORY: usize = 200;

/// Too few to judge by.
const ENOUGH: usize = 25;

/// Of a hundred packets so many may come too late; chasing the last one would delay all.
const LATE_PERCENT: usize = 1;

/// The slack to keep: playback asks in pieces of 10 ms, so less would sometimes be too late; and 2.5 ms for what is not measured.
const KEEP: i64 = 600;

/// Remembers by how many samples each packet came before its turn.
#[derive(Debug, Default)]
pub(super) struct Slack {
    margins: VecDeque<i64>,
    /// Packets since the last one that was lost or late; `None` before the first loss.
    since_loss: Option<usize>,
}

impl Slack {
    pub(super) fn record(&mut self, margin: i64) {
        if self.margins.len() == MEMORY {
            self.margins.pop_front();
        }
        self.margins.push_back(margin);
        self.since_loss = self.since_loss.map(|packets| packets + 1).filter(|packets| *packets < 2 * MEMORY);
    }

    /// A packet did not come in time.
    pub(super) fn lost(&mut self) {
        self.since_loss = Some(0);
    }

    /// The playback moved: what came at some margin would now come at another.
    pub(super) fn shift(&mut self, later: i64) {
        for margin in &mut self.margins {
            *margin += later;
        }
    }

    /// How much more (positive) or less slack there is than we want to keep.
    ///
    /// While packets are being lost that is one `packet` more: a lost one can only be mended once its successor is there.
    pub(super) fn off_target(&self, packet: i64) -> i64 {
        if self.margins.len() < ENOUGH {
            return 0;
        }
        let mut sorted: Vec<i64> = self.margins.iter().copied().collect();
        let late = sorted.len() * LATE_PERCENT / 100;
        let (_, margin, _) = sorted.select_nth_unstable(late);
        *margin - KEEP - if self.since_loss.is_some() { packet } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: i64 = 960;

    #[test]
    fn it_judges_by_the_worst_packets_but_not_by_the_very_worst() {
        let mut slack = Slack::default();
        for at in 0..MEMORY {
            slack.record(if at % 100 == 0 { -4_800 } else { 2_000 });
        }
        assert_eq!(slack.off_target(PACKET), 2_000 - KEEP);
    }

    #[test]
    fn loss_asks_for_one_packet_more_until_it_is_long_past() {
        let mut slack = Slack::default();
        slack.lost();
        (0..MEMORY).for_each(|_| slack.record(KEEP));
        assert_eq!(slack.off_target(PACKET), -PACKET);
        (0..MEMORY).for_each(|_| slack.record(KEEP));
        assert_eq!(slack.off_target(PACKET), 0);
    }

    #[test]
    fn a_shift_counts_for_what_was_measured_before_it() {
        let mut slack = Slack::default();
        (0..ENOUGH).for_each(|_| slack.record(0));
        slack.shift(KEEP);
        assert_eq!(slack.off_target(PACKET), 0);
    }
}
