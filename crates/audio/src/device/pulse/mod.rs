//! Linux's sound server, spoken to in its own language. PulseAudio and PipeWire both answer it.
//!
//! ALSA reaches the same server by a plugin, but through it a desk has one nameless device, learns of an unplugged headset by silence
//! half a second later, and waits through two more buffers. Here each loudspeaker has its stable name, a stream whose device goes is
//! told so at once, and the only buffer is the server's. Each stream has a connection and a reading thread of its own, so that none
//! waits for another; that thread is its device callback.
//!
//! Only the messages come from the crate `pulseaudio`; its client shares one thread and one lock between all streams, and keeps to
//! itself that a stream was killed.

mod client;
mod introduction;
mod list;
mod microphone;
mod speaker;

pub(super) use client::{Client, Trouble};
pub(super) use list::devices;
pub(super) use microphone::Microphone;
pub(super) use speaker::Speaker;

use pulseaudio::protocol::{ChannelMap, Prop, Props, SampleFormat, SampleSpec};

use crate::SAMPLE_RATE;

/// Bytes of one sample on the wire.
const SAMPLE_BYTES: usize = size_of::<f32>();

/// Whether this computer's sound is a server's: it has a socket, though the server may be down at the moment.
pub(super) fn is_here() -> bool {
    pulseaudio::socket_path_from_env().is_some()
}

/// Our own format; the server converts to the device's.
fn spec() -> (SampleSpec, ChannelMap) {
    let format = if cfg!(target_endian = "little") { SampleFormat::Float32Le } else { SampleFormat::Float32Be };
    (SampleSpec { format, channels: 1, sample_rate: SAMPLE_RATE }, ChannelMap::mono())
}

/// Lets the server know that somebody talks here, so that it makes music fall silent meanwhile.
fn props() -> Props {
    let mut props = Props::new();
    props.set(Prop::MediaName, c"Call");
    props.set(Prop::MediaRole, c"phone");
    props
}

/// Bytes of so many milliseconds.
const fn bytes_of(ms: usize) -> u32 {
    (SAMPLE_RATE as usize / 1000 * ms * SAMPLE_BYTES) as u32
}
