//! Sound: frames, codecs, jitter buffer, echo cancellation and devices.
//!
//! ```text
//!  microphone ─► capture ─► ring ─► 48k mono ─► echo cancel ─► gain ─► mute ─► gate ─► encode ─► peer ─► Echo
//!  speaker   ◄─ playback ◄─ ring ◄─ echo reference ◄─ gate ◄─ decode ◄─ jitter buffer (encoded packets) ◄─ peer
//! ```
//!
//! All but `device/` is pure: no thread, no clock, no device. The devices are behind the feature `device`.
//! An end of a call without devices, such as a simulated Echo, is a [`Sender`] and a [`Receiver`] stepped every ten milliseconds.

pub mod click;
mod codec;
mod comfort;
#[cfg(feature = "device")]
pub mod device;
mod echo;
mod frame;
mod gate;
mod hearing;
mod jitter;
mod level;
mod pace;
mod packet;
mod rate;
mod receiver;
mod resample;
mod sender;
mod silence;
mod stretch;
pub mod tone;
pub mod wav;

pub use codec::CodecError;
pub use echo::{Cleaning, EchoCanceler};
pub use frame::{FRAME_SAMPLES, FRAME_TIME, Frame, SAMPLE_RATE};
pub use gate::Gate;
pub use hearing::{Hearing, HearingAid};
pub use level::Level;
pub use packet::{CodecKind, OutgoingPacket, PACKET_TIME, Packet, VoiceFormat};
pub use rate::{Advice, FarReport, RateControl};
pub use receiver::{Receiver, Tally};
pub use sender::Sender;
