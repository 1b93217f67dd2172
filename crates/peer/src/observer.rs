//! What the WebRTC stack reports, turned into the few facts a call needs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use roomline_audio::Packet;
use tokio::sync::{mpsc, watch};
use webrtc::media_stream::track_remote::{TrackRemote, TrackRemoteEvent};
use webrtc::peer_connection::{
    PeerConnectionEventHandler, RTCIceConnectionState, RTCIceGatheringState, RTCPeerConnectionState,
};

use crate::early::PathFound;
use crate::now;
use crate::voice::Voice;

/// Takes received packets, each stamped with the time of its arrival. Called on the network's thread: it must return at
/// once and never wait.
pub type Sink = Arc<dyn Fn(Packet) + Send + Sync>;

/// What happened to a peer's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeerEvent {
    /// Media can flow both ways: ICE found a way and DTLS agreed on keys. Once per peer.
    Connected,
    /// Nothing was heard from the far end for 3 s.
    Lost,
    /// The way is being looked for anew, because one end restarts ICE: nothing is heard until [`PeerEvent::Restored`].
    Restarting,
    /// The far end is heard again.
    Restored,
    /// The connection cannot come up or back: end the call.
    Failed,
    /// The far end closed the connection, or [`crate::Peer::close`] was called. The last event.
    Closed,
}

/// The events of one peer, in order; ends with the peer.
pub struct PeerEvents(mpsc::Receiver<PeerEvent>);

impl PeerEvents {
    /// Waits for the next event; `None` once the peer is gone.
    pub async fn next(&mut self) -> Option<PeerEvent> {
        self.0.recv().await
    }
}

/// More events than a connection has in any half minute; beyond it the call machine is not listening.
const EVENTS: usize = 64;

/// Listens to the stack for one peer.
pub(crate) struct Observer {
    events: mpsc::Sender<PeerEvent>,
    gathered: watch::Sender<bool>,
    ever_connected: AtomicBool,
    lost: AtomicBool,
    path: Arc<PathFound>,
    sink: Sink,
    voice: Arc<Voice>,
}

impl Observer {
    /// An observer, the events it will tell, and whether gathering is complete.
    pub(crate) fn new(sink: Sink, voice: Arc<Voice>) -> (Arc<Self>, PeerEvents, watch::Receiver<bool>) {
        let (events, told) = mpsc::channel(EVENTS);
        let (gathered, complete) = watch::channel(false);
        let (ever_connected, lost) = (AtomicBool::new(false), AtomicBool::new(false));
        let path = Arc::default();
        (Arc::new(Self { events, gathered, ever_connected, lost, path, sink, voice }), PeerEvents(told), complete)
    }

    /// Whether ICE has found a path.
    pub(crate) fn path(&self) -> Arc<PathFound> {
        Arc::clone(&self.path)
    }

    /// ICE restarts: candidates are gathered anew, and a way that stood is given up.
    pub(crate) fn restart(&self) {
        self.gathered.send_replace(false);
        if self.ever_connected.load(Ordering::Relaxed) && !self.lost.swap(true, Ordering::Relaxed) {
            self.tell(PeerEvent::Restarting);
        }
    }

    pub(crate) fn tell(&self, event: PeerEvent) {
        if self.events.try_send(event).is_err() {
            tracing::debug!(?event, "nobody listens to the peer any more");
        }
    }
}

#[async_trait::async_trait]
impl PeerConnectionEventHandler for Observer {
    async fn on_ice_gathering_state_change(&self, state: RTCIceGatheringState) {
        if state == RTCIceGatheringState::Complete {
            self.gathered.send_replace(true);
        }
    }

    async fn on_ice_connection_state_change(&self, state: RTCIceConnectionState) {
        if matches!(state, RTCIceConnectionState::Connected | RTCIceConnectionState::Completed) {
            self.path.found();
        }
    }

    async fn on_connection_state_change(&self, state: RTCPeerConnectionState) {
        match state {
            RTCPeerConnectionState::Connected if !self.ever_connected.swap(true, Ordering::Relaxed) => {
                self.voice.connect();
                self.tell(PeerEvent::Connected);
            }
            RTCPeerConnectionState::Connected if self.lost.swap(false, Ordering::Relaxed) => {
                self.tell(PeerEvent::Restored);
            }
            RTCPeerConnectionState::Disconnected if !self.lost.swap(true, Ordering::Relaxed) => {
                self.tell(PeerEvent::Lost);
            }
            RTCPeerConnectionState::Failed => self.tell(PeerEvent::Failed),
            _ => {}
        }
    }

    async fn on_track(&self, track: Arc<dyn TrackRemote>) {
        let (sink, voice) = (Arc::clone(&self.sink), Arc::clone(&self.voice));
        tokio::spawn(async move {
            while let Some(event) = track.poll().await {
                if let TrackRemoteEvent::OnRtpPacket(packet) = event
                    && let Some(packet) = voice.received(&packet, now())
                {
                    sink(packet);
                }
            }
        });
    }
}
