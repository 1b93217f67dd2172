//! One call's sound: a WebRTC peer that follows the machine's orders, and the thread that speaks and listens.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use roomline_audio::{Level, Packet, wav};
use roomline_peer::{Peer, PeerConfig, PeerError, PeerEvent, PeerEvents, Sink, VideoSection};
use roomline_signaling::call::{Sdp, UnitId};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::dam::Dam;
use super::sound::{Cue, Sound};
use super::{Recording, Studio, without_candidates};
use crate::media::{MediaCall, MediaFact, MediaOrder};
use crate::script::{IceStart, Voice};
use crate::simulator::Simulator;
use crate::voice::Speaker;

/// Received packets the thread may be behind with: 5 s.
const PACKET_BACKLOG: usize = 250;

/// What the stack has put aside on other threads may take so long to end; the recording does not wait for it any longer.
const ENDS_WITHIN: Duration = Duration::from_secs(2);

/// A call's booth.
pub(super) struct Booth {
    simulator: Simulator,
    studio: Studio,
    call: MediaCall,
    unit: UnitId,
    peer: Option<Arc<Peer>>,
    events: Option<PeerEvents>,
    packets: Option<Receiver<Packet>>,
    sound: Option<Sound>,
    speaker: Option<JoinHandle<Speaker>>,
    dam: Option<Dam>,
}

impl Booth {
    pub(super) const fn new(simulator: Simulator, studio: Studio, call: MediaCall, unit: UnitId) -> Self {
        Self {
            simulator,
            studio,
            call,
            unit,
            peer: None,
            events: None,
            packets: None,
            sound: None,
            speaker: None,
            dam: None,
        }
    }

    /// Follows orders until the call is over, then keeps what was heard. Takes the thread it is called on, with a runtime
    /// of its own: when that is dropped, no packet leaves any more.
    pub(super) fn run(mut self, runtime: Runtime, orders: mpsc::Receiver<MediaOrder>) {
        runtime.block_on(self.follow_all(orders));
        runtime.shutdown_timeout(ENDS_WITHIN);
        let recording = self.recording();
        let recorded = recording.is_some();
        self.studio.keep(self.call, recording);
        if recorded {
            self.tell(MediaFact::Recorded);
        }
    }

    async fn follow_all(&mut self, mut orders: mpsc::Receiver<MediaOrder>) {
        loop {
            let event = async {
                match &mut self.events {
                    Some(events) => events.next().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                order = orders.recv() => match order {
                    None | Some(MediaOrder::Close) => break,
                    Some(MediaOrder::Vanish) => return,
                    Some(order) => {
                        if let Err(error) = self.follow(order).await {
                            tracing::warn!(call = self.call.0, %error, "the Echo's sound failed");
                            self.tell(MediaFact::Failed);
                        }
                    }
                },
                event = event => match event {
                    Some(PeerEvent::Connected) => {
                        self.cue(Cue::Connected);
                        self.tell(MediaFact::Connected);
                    }
                    Some(PeerEvent::Restored) => self.tell(MediaFact::Connected),
                    // Staff's side mends its path; it is told once sound can travel again.
                    Some(PeerEvent::Restarting) => {}
                    Some(PeerEvent::Lost | PeerEvent::Failed) => self.tell(MediaFact::Lost),
                    // The far end closed its media; the call ends by its own message.
                    Some(PeerEvent::Closed) | None => self.events = None,
                },
            }
        }
        if let Some(peer) = &self.peer {
            peer.close().await;
        }
    }

    async fn follow(&mut self, order: MediaOrder) -> Result<(), PeerError> {
        match order {
            MediaOrder::Offer { voice, .. } => {
                self.prepare(voice);
                let (peer, events, offer) = Peer::offer(config(), self.sink()).await?;
                (self.peer, self.events) = (Some(Arc::new(peer)), Some(events));
                self.tell(MediaFact::Offered(offer));
            }
            MediaOrder::Answer { offer, ice, voice, .. } => {
                self.prepare(voice);
                let answer = self.answer(&offer, ice).await?;
                self.start_sound();
                self.tell(MediaFact::Answered(answer));
            }
            MediaOrder::Reanswer { offer, ours } => {
                if let Some(peer) = &self.peer {
                    let answer = peer.restart(&ours, &offer).await?;
                    self.tell(MediaFact::Answered(answer));
                }
            }
            MediaOrder::Accept { answer } => {
                if let Some(peer) = &self.peer {
                    peer.accept(&answer).await?;
                }
                self.start_sound();
            }
            MediaOrder::Open { speaks } => {
                if let Some(dam) = &self.dam {
                    dam.open();
                }
                self.cue(Cue::Open(speaks));
                if let Some(speaker) = self.speaker.take() {
                    self.cue(Cue::Speaker(speaker.await.unwrap_or(Speaker::Silent)));
                }
            }
            MediaOrder::Gate(gate) => self.cue(Cue::Gate(gate)),
            MediaOrder::Close | MediaOrder::Vanish => {}
        }
        Ok(())
    }

    /// The answer, with every packet dammed up until acceptance if ICE is to begin only then.
    async fn answer(&mut self, offer: &Sdp, ice: IceStart) -> Result<Sdp, PeerError> {
        let dammed = match ice {
            IceStart::AtOffer => None,
            IceStart::AtAcceptance => without_candidates(offer),
        };
        let (peer, events, answer) = Peer::answer(config(), self.sink(), dammed.as_ref().unwrap_or(offer)).await?;
        (self.peer, self.events) = (Some(Arc::new(peer)), Some(events));
        if dammed.is_none() {
            return Ok(answer);
        }
        let (dam, answer) = Dam::before(&answer).await.map_err(|_| PeerError::NoAddress)?;
        self.dam = Some(dam);
        Ok(answer)
    }

    fn prepare(&mut self, voice: Voice) {
        let studio = self.studio.clone();
        self.speaker = Some(tokio::task::spawn_blocking(move || studio.speaker(&voice)));
    }

    fn sink(&mut self) -> Sink {
        let (sender, packets) = sync_channel(PACKET_BACKLOG);
        self.packets = Some(packets);
        // A full backlog loses packets like a network does.
        Arc::new(move |packet| drop(sender.try_send(packet)))
    }

    fn start_sound(&mut self) {
        let Some(peer) = &self.peer else { return };
        let (Some(format), Some(packets)) = (peer.format(), self.packets.take()) else { return };
        let (simulator, call) = (self.simulator.clone(), self.call);
        let first_audio = move |level_dbfs| simulator.media(call, MediaFact::FirstAudio { level_dbfs });
        match Sound::start(self.simulator.clock(), Arc::clone(peer), format, packets, first_audio) {
            Ok(sound) => self.sound = Some(sound),
            Err(error) => tracing::warn!(call = self.call.0, %error, "the Echo has no sound"),
        }
    }

    fn cue(&self, cue: Cue) {
        if let Some(sound) = &self.sound {
            sound.cue(cue);
        }
    }

    fn tell(&self, fact: MediaFact) {
        self.simulator.media(self.call, fact);
    }

    /// What was heard, written down; `None` if the call never had sound.
    fn recording(&mut self) -> Option<Recording> {
        let ear = self.sound.take()?.stop()?;
        let file = self.studio.folder().join(format!("call-{}-{}.wav", self.call.0, self.unit));
        if let Err(error) = wav::write(&file, ear.heard()) {
            tracing::warn!(call = self.call.0, %error, "the recording could not be written");
            return None;
        }
        Some(Recording {
            call: self.call,
            unit: self.unit.clone(),
            seconds: ear.heard().len() as f32 / roomline_audio::SAMPLE_RATE as f32,
            level_dbfs: Level::of(ear.heard()).dbfs(),
            file,
        })
    }
}

/// An Echo with a screen, which may stand on the same computer as the station.
fn config() -> PeerConfig {
    PeerConfig { include_loopback: true, video: VideoSection::Offered, ..PeerConfig::default() }
}
