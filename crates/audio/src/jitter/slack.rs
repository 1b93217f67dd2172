//! The right delay is not a number but a habit of the network: nearly every packet should arrive a little before its turn. So we
//! measure, for each packet, how long before its turn it came, and steer by the worst of them.
//!
//! What holds one packet back holds back its successors too, and then they come all at once: one event, not ten. So packets are taken
//! together in rounds, and of the rounds the worst is forgiven: a network that stalled once is not given the delay of a network that
//! always does.

use std::collections::VecDeque;

/// Packets of a round: half a second of usual ones.
const ROUND: usize = 25;

/// How many rounds the habit is learned from: 4 s.
const ROUNDS: usize = 8;

/// Packets whose loss is remembered: 8 s of usual ones.
const MEMORY: usize = 2 * ROUND * ROUNDS;

/// The slack to keep: playback asks in pieces of 10 ms, so less would sometimes be too late; and 2.5 ms for what is not measured.
const KEEP: i64 = 600;

/// Remembers by how many samples each packet came before its turn.
#[derive(Debug, Default)]
pub(super) struct Slack {
    /// The last one is not over yet.
    rounds: VecDeque<Round>,
    /// The margin of the last packet.
    last: i64,
    /// Packets since the last one that was lost; `None` before the first loss.
    since_loss: Option<usize>,
}

/// Packets that came one after the other.
#[derive(Debug)]
struct Round {
    packets: usize,
    /// The margin of the one that came latest.
    worst: i64,
}

impl Slack {
    /// Takes the margin of a packet that holds so many samples.
    pub(super) fn record(&mut self, margin: i64, samples: i64) {
        // One that comes together with the one before it has that much more margin.
        let came_together = margin - self.last > samples / 2;
        self.last = margin;
        self.since_loss = self.since_loss.map(|packets| packets + 1).filter(|packets| *packets < MEMORY);
        match self.rounds.back_mut() {
            Some(round) if round.packets < ROUND || came_together && round.packets < 2 * ROUND => {
                round.packets += 1;
                round.worst = round.worst.min(margin);
            }
            _ => {
                if self.rounds.len() == ROUNDS {
                    self.rounds.pop_front();
                }
                self.rounds.push_back(Round { packets: 1, worst: margin });
            }
        }
    }

    /// A packet never came.
    pub(super) fn lost(&mut self) {
        self.since_loss = Some(0);
    }

    /// The playback moved: what came at some margin would now come at another.
    pub(super) fn shift(&mut self, later: i64) {
        self.last += later;
        for round in &mut self.rounds {
            round.worst += later;
        }
    }

    /// How much more (positive) or less slack there is than we want to keep.
    ///
    /// While packets are being lost that is one `packet` more: a lost one can only be mended once its successor is there. One that
    /// `is_missing` may be lost too.
    pub(super) fn off_target(&self, packet: i64, is_missing: bool) -> i64 {
        let mut worst: Vec<i64> = self.rounds.iter().map(|round| round.worst).collect();
        worst.sort_unstable();
        // Of one round alone nobody can tell whether it is a habit.
        let Some(margin) = worst.get(1) else { return 0 };
        margin - KEEP - if is_missing || self.since_loss.is_some() { packet } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKET: i64 = 960;

    fn steady(slack: &mut Slack, packets: usize, margin: i64) {
        (0..packets).for_each(|_| slack.record(margin, PACKET));
    }

    #[test]
    fn a_network_that_is_often_late_is_waited_for() {
        let mut slack = Slack::default();
        for at in 0..ROUND * ROUNDS {
            slack.record(if at % 40 == 0 { -4_800 } else { 2_000 }, PACKET);
        }
        assert_eq!(slack.off_target(PACKET, false), -4_800 - KEEP);
    }

    #[test]
    fn one_stall_is_forgiven_wherever_it_begins() {
        for before in ROUND..2 * ROUND {
            let mut slack = Slack::default();
            steady(&mut slack, before, 2_000);
            (0..10).for_each(|at| slack.record(2_000 + (at - 10) * PACKET, PACKET));
            steady(&mut slack, 2 * ROUND, 2_000);
            assert_eq!(slack.off_target(PACKET, false), 2_000 - KEEP, "{before}");
        }
    }

    #[test]
    fn loss_asks_for_one_packet_more_until_it_is_long_past() {
        let mut slack = Slack::default();
        slack.lost();
        steady(&mut slack, MEMORY / 2, KEEP);
        assert_eq!(slack.off_target(PACKET, false), -PACKET);
        steady(&mut slack, MEMORY / 2, KEEP);
        assert_eq!(slack.off_target(PACKET, false), 0);
    }

    #[test]
    fn a_shift_counts_for_what_was_measured_before_it() {
        let mut slack = Slack::default();
        steady(&mut slack, 2 * ROUND, 0);
        slack.shift(KEEP);
        assert_eq!(slack.off_target(PACKET, false), 0);
    }
}
