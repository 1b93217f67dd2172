//! How well a call can be heard, why not, and since when: pure, fed once a second with what the media found.
//!
//! ```text
//!  Sample (totals) ─► window (10 s) ─► Facts ─┬─► emodel: estimated opinion
//!                                             ├─► cause: one cause or none, that does not flicker
//!                                             └─► meter: averages of the whole call, for the middleware
//! ```

mod cause;
mod emodel;
mod meter;
mod place;
mod window;

use std::time::Duration;

use roomline_audio::{CodecKind, Level, Tally};
use roomline_signaling::quality::Figures;

pub use cause::{Cause, Way};
pub(crate) use meter::Meter;
pub(crate) use place::Memory;
pub use place::Place;

/// What one look at a call's media found. Counts are totals; only their growth is used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// What both ends speak.
    pub codec: CodecKind,
    /// Packets of the resident's voice that arrived.
    pub received: u64,
    /// Packets of the resident's voice that never came.
    pub lost: u64,
    /// In how many pieces they were lost.
    pub losses: u64,
    /// How unevenly they come.
    pub jitter: Option<Duration>,
    /// The share of our packets that the Echo misses, 0.0..=1.0; `None` before its first report.
    pub far_loss: Option<f32>,
    /// How unevenly our packets arrive there.
    pub far_jitter: Option<Duration>,
    /// The time to the Echo and back.
    pub round_trip: Option<Duration>,
    /// What was done with the packets that arrived.
    pub tally: Tally,
    /// The microphone, before anything is done to its sound.
    pub microphone: Level,
    /// The loudspeaker.
    pub heard: Level,
    /// Whether the desk's voice may be heard: the gate is open and nobody has muted.
    pub sends: bool,
    /// For how long in all the loudspeaker wanted sound that this computer had not ready in time.
    pub starved: Duration,
}

/// How a call is now, for whoever sits at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveQuality {
    /// What impairs it; `None` while all is well.
    pub cause: Option<Cause>,
    /// What was measured in the last ten seconds.
    pub figures: Figures,
}

#[cfg(test)]
mod tests;
