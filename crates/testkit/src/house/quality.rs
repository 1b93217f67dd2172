//! The network under a desk's call, played: once a second the desk's media look at it, as the real ones do.

use std::time::Duration;

use roomline_audio::{CodecKind, Level, Tally};
use roomline_station::core::Input;
use roomline_station::{CallState, Sample};

use super::House;

/// Packets of a voice in a second.
const PACKETS: u64 = 50;

/// What a desk's media have counted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted(Sample);

impl Default for Counted {
    fn default() -> Self {
        Self(Sample {
            codec: CodecKind::Opus,
            received: 0,
            lost: 0,
            losses: 0,
            jitter: Some(Duration::from_millis(4)),
            far_loss: Some(0.0),
            far_jitter: Some(Duration::from_millis(4)),
            round_trip: Some(Duration::from_millis(40)),
            tally: Tally::default(),
            microphone: Level::from_dbfs(-30.0),
            heard: Level::from_dbfs(-26.0),
            sends: true,
            starved: Duration::ZERO,
        })
    }
}

impl House {
    /// Lets a desk talk for so many seconds over a network that loses so many of fifty packets of the resident's; each is mended.
    ///
    /// # Panics
    /// When the desk is in no call.
    pub fn talks_over(&mut self, desk: &str, seconds: u64, lost: u64) {
        for _ in 0..seconds {
            self.run_for(Duration::from_secs(1));
            let now = self.instant();
            let desk = self.desk(desk);
            let call = desk.state().call.filter(|call| matches!(call.state, CallState::InCall { .. }));
            let call = call.expect("the desk is in a call").call_id;
            let sample = &mut desk.counted.0;
            sample.received += PACKETS - lost;
            sample.lost += lost;
            sample.losses += lost;
            sample.tally.played += PACKETS - lost;
            sample.tally.rebuilt += lost;
            let sample = *sample;
            desk.core.handle_input(now, Input::Measured { call, sample });
            self.settle();
        }
    }
}
