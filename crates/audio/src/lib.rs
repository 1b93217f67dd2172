//! Sound: frames, codecs, jitter buffer, echo cancellation and devices.
//!
//! ```text
//!  microphone ─► capture ─► ring ─► 48k mono ─► echo cancel ─► gain ─► mute ─► gate ─► encode ─► peer ─► Echo
//!  speaker   ◄─ playback ◄─ ring ◄─ echo reference ◄─ gate ◄─ decode ◄─ jitter buffer (encoded packets) ◄─ peer
//! ```
//!
//! All but `device/` is pure: no thread, no clock, no device. The devices are behind the feature `device`.

mod frame;
mod gate;
mod level;
mod packet;

pub use frame::{FRAME_SAMPLES, FRAME_TIME, Frame, SAMPLE_RATE};
pub use gate::Gate;
pub use level::Level;
pub use packet::{CodecKind, OutgoingPacket, PACKET_TIME, Packet, VoiceFormat};
