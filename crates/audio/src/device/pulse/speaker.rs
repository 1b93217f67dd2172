//! A stream to one of the server's loudspeakers. There is no ring on the way: the server says how much it lacks, and the audio thread
//! writes so much into the socket. The only reserve is the server's own buffer, and it is as short as this computer bears.

use std::ffi::CString;
use std::io::Write as _;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::{self, JoinHandle, Thread};
use std::time::Instant;

use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{
    self, Command, CreatePlaybackStreamReply, Descriptor, DescriptorFlags, PlaybackStreamParams,
    SetPlaybackStreamBufferAttrParams,
};

use super::super::callback::Pulse;
use super::super::error::{DeviceError, Way};
use super::client::{Client, Message, Trouble};
use super::{SAMPLE_BYTES, bytes_of, props, spec};
use crate::{FRAME_SAMPLES, Frame, SAMPLE_RATE};

/// What the server holds ready at first, in milliseconds.
const FIRST_RESERVE_MS: usize = 30;

/// And at most, on a computer that is too busy for less.
const MOST_RESERVE_MS: usize = 80;

/// By so much the reserve grows each time it was used up.
const MORE_MS: usize = 10;

/// The server asks for at least so much at a time.
const PIECE_MS: usize = 10;

/// How many times the server's asking makes a stream that runs; what it lacked before was never there.
const RUNS_AFTER: u64 = 8;

/// An open stream; dropping it closes it.
pub(in super::super) struct Speaker {
    socket: UnixStream,
    channel: u32,
    version: u16,
    /// Bytes that the server asked for and did not get yet; below zero, it got more than it asked for.
    owed: Arc<AtomicI64>,
    pulse: Arc<Pulse>,
    missed: u64,
    reserve_ms: usize,
    packet: Vec<u8>,
    reading: Option<JoinHandle<()>>,
}

impl Speaker {
    /// Opens the loudspeaker of that id; `wake` is unparked whenever the server asks for sound.
    pub(in super::super) fn open(id: &str, pulse: Arc<Pulse>, wake: Thread) -> Result<Self, DeviceError> {
        let blame = |trouble: Trouble| trouble.blame(Way::Out);
        let mut client = Client::connect().map_err(blame)?;
        let (sample_spec, channel_map) = spec();
        let params = PlaybackStreamParams {
            sample_spec,
            channel_map,
            sink_name: Some(CString::new(id).map_err(|_| DeviceError::NoSpeaker)?),
            buffer_attr: reserve(FIRST_RESERVE_MS),
            flags: StreamFlags { adjust_latency: true, no_move: true, ..StreamFlags::default() },
            props: props(),
            ..PlaybackStreamParams::default()
        };
        let made: CreatePlaybackStreamReply = client.ask(&Command::CreatePlaybackStream(params)).map_err(blame)?;
        if made.suspended {
            return Err(DeviceError::Busy);
        }
        tracing::debug!(
            reserve = made.buffer_attr.target_length,
            piece = made.buffer_attr.minimum_request_length,
            device_us = made.stream_latency,
            "a loudspeaker's stream was made"
        );
        client.waits_for_ever().map_err(blame)?;
        let socket = client.socket().map_err(blame)?;
        let owed = Arc::new(AtomicI64::new(i64::from(made.requested_bytes)));
        let (asking, telling, version) = (Arc::clone(&owed), Arc::clone(&pulse), client.version());
        let reading = thread::Builder::new()
            .name("roomline-mouth".to_owned())
            .spawn(move || {
                read(client, &asking, &telling, &wake);
                telling.gone.store(true, Ordering::Relaxed);
                wake.unpark();
            })
            .map_err(|_| DeviceError::Busy)?;
        Ok(Self {
            socket,
            channel: made.channel,
            version,
            owed,
            pulse,
            missed: 0,
            reserve_ms: FIRST_RESERVE_MS,
            packet: Vec::with_capacity(protocol::DESCRIPTOR_SIZE + FRAME_SAMPLES * SAMPLE_BYTES),
            reading: Some(reading),
        })
    }

    /// Whether the server lacks most of a frame.
    pub(in super::super) fn is_hungry(&mut self) -> bool {
        let missed = self.pulse.missed.load(Ordering::Relaxed);
        if missed != self.missed {
            self.missed = missed;
            self.hold_more_ready();
        }
        self.owed.load(Ordering::Relaxed) >= (FRAME_SAMPLES * SAMPLE_BYTES / 2) as i64
    }

    /// Gives ten milliseconds to the server.
    pub(in super::super) fn play(&mut self, frame: &Frame) {
        let length = FRAME_SAMPLES * SAMPLE_BYTES;
        let head =
            Descriptor { length: length as u32, channel: self.channel, offset: 0, flags: DescriptorFlags::empty() };
        self.packet.clear();
        self.packet.resize(protocol::DESCRIPTOR_SIZE, 0);
        if let Some(place) = self.packet.first_chunk_mut() {
            protocol::encode_descriptor(place, &head);
        }
        self.packet.extend(frame.iter().flat_map(|sample| sample.to_ne_bytes()));
        self.owed.fetch_sub(length as i64, Ordering::Relaxed);
        if self.socket.write_all(&self.packet).is_err() {
            self.pulse.gone.store(true, Ordering::Relaxed);
        }
    }

    /// The reserve was used up: this computer is busier than it bears.
    fn hold_more_ready(&mut self) {
        if self.reserve_ms >= MOST_RESERVE_MS {
            return;
        }
        self.reserve_ms += MORE_MS;
        let more = SetPlaybackStreamBufferAttrParams {
            index: self.channel,
            buffer_attr: reserve(self.reserve_ms),
            adjust_latency: true,
            early_requests: false,
        };
        let mut message = Vec::new();
        let command = Command::SetPlaybackStreamBufferAttr(more);
        // The answer is read and thrown away: what the server then lacks, it asks for.
        if protocol::encode_command_message(&mut message, u32::MAX - 1, &command, self.version).is_ok() {
            drop(self.socket.write_all(&message));
        }
    }
}

impl Drop for Speaker {
    fn drop(&mut self) {
        drop(self.socket.shutdown(Shutdown::Both));
        if let Some(reading) = self.reading.take() {
            drop(reading.join());
        }
    }
}

fn reserve(ms: usize) -> BufferAttr {
    BufferAttr { target_length: bytes_of(ms), minimum_request_length: bytes_of(PIECE_MS), ..BufferAttr::default() }
}

/// Until the stream or the server is gone.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the loudspeaker had nothing to play is measured here, and nowhere else"
)]
fn read(mut client: Client, owed: &AtomicI64, pulse: &Pulse, wake: &Thread) {
    let mut dry_since: Option<Instant> = None;
    while let Ok(message) = client.next() {
        match message {
            Message::Told(Command::Request(request)) => {
                owed.fetch_add(i64::from(request.length), Ordering::Relaxed);
                pulse.beats.fetch_add(1, Ordering::Relaxed);
                wake.unpark();
            }
            Message::Told(Command::Underflow(_)) => {
                if pulse.beats.load(Ordering::Relaxed) > RUNS_AFTER {
                    dry_since = Some(Instant::now());
                }
            }
            Message::Told(Command::Started(_)) => {
                if let Some(since) = dry_since.take() {
                    let missed = since.elapsed().as_micros() * u128::from(SAMPLE_RATE) / 1_000_000;
                    pulse.missed.fetch_add(missed.max(1) as u64, Ordering::Relaxed);
                    wake.unpark();
                }
            }
            Message::Told(Command::PlaybackStreamKilled(_)) => return,
            // Another program took the card from the server.
            Message::Told(Command::PlaybackStreamSuspended(told)) if told.suspended => return,
            Message::Told(_) | Message::Sound(_) | Message::Unknown => {}
        }
    }
}
