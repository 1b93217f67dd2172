//! The only place that knows what a sound card is. Everything that the operating system's sound can do to us (unplugged microphones,
//! odd rates, callbacks that stop for ever) ends here as a rebuilt stream or as an error with a remedy.
//!
//! ```text
//!  device thread        audio thread (one, ours)                    caller's threads
//!  callback ──ring──►   echo cancel ► gain ► mute ► gate ► encode ──► outgoing(packet)
//!  callback ◄─ring──    echo reference ◄ ringback or decode ◄────────── receive(packet)
//! ```

mod callback;
mod card;
mod cards;
mod chime;
mod choice;
mod desk;
mod ear;
mod engine;
mod error;
mod line;
mod list;
#[cfg(target_os = "linux")]
mod pulse;
mod ringer;
mod silence;
mod watchdog;

pub use chime::{Chime, ChimeSound};
pub use choice::Wanted;
pub use ear::{Ear, Heard};
pub use engine::{Engine, EngineConfig, InUse, LineState, Report};
pub use error::DeviceError;
pub use list::{Device, Devices, Watch, watch};
pub use ringer::{Ringer, RingerConfig};
