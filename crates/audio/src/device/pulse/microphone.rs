//! A stream from one of the server's microphones.

use std::ffi::CString;
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle, Thread};

use pulseaudio::protocol::stream::{BufferAttr, StreamFlags};
use pulseaudio::protocol::{Command, CreateRecordStreamReply, RecordStreamParams};

use super::super::callback::{FromMicrophone, Pulse};
use super::super::error::{DeviceError, Way};
use super::client::{Client, Message};
use super::{SAMPLE_BYTES, bytes_of, props, spec};

/// Sound comes in pieces of so many milliseconds: all the delay that a microphone has.
const PIECE_MS: usize = 10;

/// An open stream; dropping it closes it.
pub(in super::super) struct Microphone {
    socket: UnixStream,
    reading: Option<JoinHandle<()>>,
}

impl Microphone {
    /// Opens the microphone of that id. `pulse` and `wake` are those that `into` tells.
    pub(in super::super) fn open(
        id: &str,
        into: FromMicrophone,
        pulse: Arc<Pulse>,
        wake: Thread,
    ) -> Result<Self, DeviceError> {
        let blame = |trouble: super::client::Trouble| trouble.blame(Way::In);
        let mut client = Client::connect().map_err(blame)?;
        let (sample_spec, channel_map) = spec();
        let params = RecordStreamParams {
            sample_spec,
            channel_map,
            source_name: Some(CString::new(id).map_err(|_| DeviceError::NoMicrophone)?),
            buffer_attr: BufferAttr { fragment_size: bytes_of(PIECE_MS), ..BufferAttr::default() },
            flags: StreamFlags { adjust_latency: true, no_move: true, ..StreamFlags::default() },
            props: props(),
            ..RecordStreamParams::default()
        };
        let made: CreateRecordStreamReply = client.ask(&Command::CreateRecordStream(params)).map_err(blame)?;
        if made.suspended {
            return Err(DeviceError::Busy);
        }
        client.waits_for_ever().map_err(blame)?;
        let socket = client.socket().map_err(blame)?;
        let reading = thread::Builder::new()
            .name("roomline-ear".to_owned())
            .spawn(move || {
                read(client, into, &pulse);
                pulse.gone.store(true, Ordering::Relaxed);
                wake.unpark();
            })
            .map_err(|_| DeviceError::Busy)?;
        Ok(Self { socket, reading: Some(reading) })
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        drop(self.socket.shutdown(Shutdown::Both));
        if let Some(reading) = self.reading.take() {
            drop(reading.join());
        }
    }
}

/// Until the stream or the server is gone.
fn read(mut client: Client, mut into: FromMicrophone, pulse: &Pulse) {
    let mut samples = [0.0; 480];
    while let Ok(message) = client.next() {
        match message {
            Message::Sound(bytes) => {
                for piece in bytes.chunks(samples.len() * SAMPLE_BYTES) {
                    let (whole, _) = piece.as_chunks::<SAMPLE_BYTES>();
                    for (sample, bytes) in samples.iter_mut().zip(whole) {
                        *sample = f32::from_ne_bytes(*bytes);
                    }
                    into.take(&samples[..whole.len()]);
                }
            }
            Message::Told(Command::RecordStreamKilled(_)) => return,
            // Another program took the card from the server.
            Message::Told(Command::RecordStreamSuspended(told)) if told.suspended => return,
            Message::Told(Command::Overflow(_)) => {
                pulse.errors.fetch_add(1, Ordering::Relaxed);
            }
            Message::Told(_) | Message::Unknown => {}
        }
    }
}
