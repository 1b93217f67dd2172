//! The only place that knows what a sound card is. Everything that the operating system's sound can do to us (unplugged microphones,
//! odd rates, callbacks that stop for ever) ends here as a rebuilt stream or as an error with a remedy.
//!
//! ```text
//!  device thread        audio thread (one, ours)                    caller's threads
//!  callback ──ring──►   echo cancel ► gain ► mute ► gate ► encode ──► outgoing(packet)
//!  callback ◄─ring──    echo reference ◄ ringback or decode ◄────────── receive(packet)
//! ```

mod engine;
mod error;
mod line;
mod names;
mod ringer;
mod watchdog;

pub use engine::{Engine, EngineConfig, LineState, Report};
pub use error::DeviceError;
pub use names::{inputs, outputs};
pub use ringer::{Ringer, RingerConfig};
