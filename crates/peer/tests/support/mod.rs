//! What the tests of the peer share: an end with its received packets, a voice that keeps sending, waits with a deadline.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod desk;
pub(crate) mod gate;
pub(crate) mod speech;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use roomline_audio::{OutgoingPacket, PACKET_TIME, Packet};
use roomline_call::Sdp;
use roomline_peer::{Peer, PeerConfig, PeerEvent, PeerEvents, Sink, VideoSection};
use tokio::sync::mpsc;

/// One peer with everything it told and received.
pub(crate) struct End {
    pub(crate) peer: Arc<Peer>,
    pub(crate) events: PeerEvents,
    pub(crate) packets: mpsc::Receiver<Packet>,
}

impl End {
    pub(crate) async fn offering(config: PeerConfig) -> (Self, Sdp) {
        let (sink, packets) = ear();
        let (peer, events, offer) = Peer::offer(config, sink).await.expect("an offer");
        (Self { peer: Arc::new(peer), events, packets }, offer)
    }

    pub(crate) async fn answering(config: PeerConfig, offer: &Sdp) -> (Self, Sdp) {
        let (sink, packets) = ear();
        let (peer, events, answer) = Peer::answer(config, sink, offer).await.expect("an answer");
        (Self { peer: Arc::new(peer), events, packets }, answer)
    }

    pub(crate) async fn hears(&mut self) -> Packet {
        within("a packet", self.packets.recv()).await.expect("the peer lives")
    }

    /// The next packet that was sent after this call.
    pub(crate) async fn hears_anew(&mut self) -> Packet {
        while self.packets.try_recv().is_ok() {}
        self.hears().await
    }

    pub(crate) async fn told(&mut self) -> PeerEvent {
        within("an event", self.events.next()).await.expect("the peer lives")
    }
}

pub(crate) fn station() -> PeerConfig {
    PeerConfig { include_loopback: true, ..PeerConfig::default() }
}

pub(crate) fn echo_show() -> PeerConfig {
    PeerConfig { video: VideoSection::Offered, ..station() }
}

/// Sends a packet every 20 ms until the task is dropped: `payload` and a running timestamp.
pub(crate) fn speak(peer: &Arc<Peer>, payload: &'static [u8]) -> Speaking {
    let peer = Arc::clone(peer);
    Speaking(tokio::spawn(async move {
        let mut pace = tokio::time::interval(PACKET_TIME);
        for timestamp in (0_u32..).step_by(960) {
            pace.tick().await;
            peer.send(OutgoingPacket { timestamp, marker: timestamp == 0, payload: payload.to_vec() });
        }
    }))
}

pub(crate) struct Speaking(tokio::task::JoinHandle<()>);

impl Drop for Speaking {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits with a deadline that no healthy run comes near.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(Duration::from_secs(20), future).await {
        Ok(value) => value,
        Err(_) => panic!("waited 20 s in vain for {what}"),
    }
}

fn ear() -> (Sink, mpsc::Receiver<Packet>) {
    let (heard, packets) = mpsc::channel(2_000);
    (Arc::new(move |packet| drop(heard.try_send(packet))), packets)
}
