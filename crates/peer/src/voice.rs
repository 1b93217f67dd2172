//! The one voice each way: what was agreed, and RTP to and from the packets of `roomline-audio`.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU16, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use bytes::Bytes;
use roomline_audio::{CodecKind, OutgoingPacket, Packet, VoiceFormat};
use webrtc::media_stream::track_local::TrackLocal;
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;

use crate::reception::{Counts, Reception};
use crate::reports::Ledger;

/// What both descriptions agreed on, with the payload type of each side.
///
/// A peer may number codecs otherwise in its answer than in our offer. It should then send with our number and be sent
/// its own (RFC 3264 §6.1), but some send with their own: both are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    pub(crate) kind: CodecKind,
    pub(crate) our_number: u8,
    pub(crate) their_number: u8,
    pub(crate) send_with: u8,
    pub(crate) fec: bool,
}

/// The voice of one peer.
pub(crate) struct Voice {
    track: Arc<TrackLocalStaticRTP>,
    ssrc: u32,
    sequence: AtomicU16,
    first_timestamp: u32,
    agreed: RwLock<Option<Agreed>>,
    connected: AtomicBool,
    sent: AtomicU64,
    dropped: AtomicU64,
    reception: Mutex<Reception>,
    reports: Ledger,
}

impl Voice {
    pub(crate) fn new(track: Arc<TrackLocalStaticRTP>, ssrc: u32, reports: Ledger) -> Self {
        Self {
            track,
            ssrc,
            // Random starts make known-plaintext attacks on SRTP harder. Source: RFC 3550 §5.1.
            sequence: AtomicU16::new(rand::random()),
            first_timestamp: rand::random(),
            agreed: RwLock::new(None),
            connected: AtomicBool::new(false),
            sent: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            reception: Mutex::default(),
            reports,
        }
    }

    pub(crate) fn agree(&self, agreed: Agreed) {
        *self.agreed.write().unwrap_or_else(PoisonError::into_inner) = Some(agreed);
    }

    /// Lets packets through: the keys are there.
    pub(crate) fn connect(&self) {
        self.connected.store(true, Ordering::Relaxed);
    }

    pub(crate) fn format(&self) -> Option<VoiceFormat> {
        let Agreed { kind, our_number, fec, .. } = self.agreed()?;
        Some(VoiceFormat { kind, payload_type: our_number, fec })
    }

    /// Packets sent, and packets that the stack was too busy to take.
    pub(crate) fn sent(&self) -> (u64, u64) {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        (read(&self.sent), read(&self.dropped))
    }

    /// How the far end's voice arrives.
    pub(crate) fn reception(&self) -> Counts {
        self.reception.lock().unwrap_or_else(PoisonError::into_inner).counts()
    }

    /// How our voice arrives there, as the far end reports it: the share that is lost, and its jitter.
    pub(crate) fn heard_there(&self) -> Option<(f32, Duration)> {
        let heard = self.reports.heard()?;
        let jitter = f64::from(heard.jitter_ticks) / f64::from(self.agreed()?.kind.clock_rate());
        Some((heard.lost, Duration::try_from_secs_f64(jitter).ok()?))
    }

    /// Hands one packet to the stack without waiting. Before the connection there is nobody to send it to; when the stack's
    /// queue is full it is lost as it would be on the network.
    pub(crate) fn send(&self, packet: OutgoingPacket) {
        let connected = self.connected.load(Ordering::Relaxed);
        let Some(agreed) = self.agreed().filter(|_| connected) else { return };
        let header = rtc::rtp::Header {
            version: 2,
            marker: packet.marker,
            payload_type: agreed.send_with,
            sequence_number: self.sequence.fetch_add(1, Ordering::Relaxed),
            timestamp: self.first_timestamp.wrapping_add(packet.timestamp),
            ssrc: self.ssrc,
            ..rtc::rtp::Header::default()
        };
        let write = self.track.write_rtp(rtc::rtp::Packet { header, payload: Bytes::from(packet.payload) });
        let taken = matches!(at_once(write), Some(Ok(())));
        let count = if taken { &self.sent } else { &self.dropped };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// A received packet, or nothing if it holds only padding (Chromium probes with such; Opus would conceal 120 ms each
    /// time).
    pub(crate) fn received(&self, packet: &rtc::rtp::Packet, arrived: Instant) -> Option<Packet> {
        let number = packet.header.payload_type;
        let of_voice = self.agreed().filter(|agreed| number == agreed.our_number || number == agreed.their_number);
        // Padding has a sequence number like any other packet: uncounted it would look lost.
        let rate = self.agreed().map_or(CodecKind::Opus, |agreed| agreed.kind).clock_rate();
        let rtc::rtp::Header { ssrc, sequence_number, timestamp, .. } = packet.header;
        let mut reception = self.reception.lock().unwrap_or_else(PoisonError::into_inner);
        reception.take(ssrc, sequence_number, timestamp, arrived, rate);
        drop(reception);
        if packet.payload.is_empty() {
            return None;
        }
        Some(Packet {
            sequence: packet.header.sequence_number,
            timestamp: packet.header.timestamp,
            payload_type: of_voice.map_or(number, |agreed| agreed.our_number),
            payload: packet.payload.to_vec(),
            arrived,
        })
    }

    fn agreed(&self) -> Option<Agreed> {
        *self.agreed.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The result of a future that is ready now; one that would wait is given up.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => Some(result),
        Poll::Pending => None,
    }
}
