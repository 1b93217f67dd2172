//! The media of one call, from its first description to its close, as one task.

use std::sync::Arc;
use std::time::Duration;

use roomline_audio::device::Report;
use roomline_audio::{FarReport, RateControl, VoiceFormat};
use roomline_peer::{Peer, PeerConfig, PeerError, PeerEvent, PeerEvents, Quality, Sink};
use roomline_signaling::call::description::Flow;
use roomline_signaling::call::machine::SILENCE_SHOWN_AFTER;
use roomline_signaling::call::{CallId, Sdp, UpdateId};
use tokio::sync::mpsc;

use super::voice::Voice;
use crate::clock::now;
use crate::core::{Input, MediaEvent};
use crate::quality::Sample;
use crate::state::SoundTrouble;

/// How long the far end may take to hear that the peer closes; the microphone is closed before.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);
/// How long a complete offer waits for the devices. They open in some 30 ms, at the same time as the offer is made, so mostly
/// it waits for nothing; a slow headset is not worth a later ring, a missing one is found by then.
const DEVICES_FIRST_FOR: Duration = Duration::from_millis(300);
/// How often the devices and the far end's reports are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How often it is looked which devices are in use: a person should read of another one as soon as they hear it.
const LOOK_AT_DEVICES_EVERY: Duration = Duration::from_millis(100);

/// How a call's media begin.
pub(super) enum Begin {
    /// With our offer.
    Offer,
    /// With the Echo's offer and our answer.
    Answer(Sdp),
}

/// What comes later.
pub(super) enum Step {
    ApplyAnswer(Sdp),
    ApplyReoffer { update_id: UpdateId, offer: Sdp, ours: Sdp },
    MendPath { ours: Sdp, theirs: Sdp },
    ApplyReanswer(Sdp),
    SetGate(Flow),
}

/// One call's media. The end of `steps` closes them.
pub(super) struct Line {
    call: CallId,
    voice: Arc<Voice>,
    tell: mpsc::Sender<Input>,
    steps: mpsc::Receiver<Step>,
}

impl Line {
    pub(super) fn new(call: CallId, voice: Arc<Voice>, tell: mpsc::Sender<Input>, steps: mpsc::Receiver<Step>) -> Self {
        Self { call, voice, tell, steps }
    }

    pub(super) async fn run(mut self, begin: Begin, config: PeerConfig) {
        let peer = self.begin(begin, config).await;
        match peer {
            Some((peer, events)) => {
                self.carry(&peer, events).await;
                self.close_devices().await;
                if tokio::time::timeout(GOODBYE_WITHIN, peer.close()).await.is_err() {
                    tracing::debug!("the far end was not told that the peer closes");
                }
            }
            None => {
                while self.steps.recv().await.is_some() {}
                self.close_devices().await;
            }
        }
    }

    /// Opens devices and builds the peer at the same time. `None`: it failed and this was told, or the call is over.
    async fn begin(&mut self, begin: Begin, config: PeerConfig) -> Option<(Arc<Peer>, PeerEvents)> {
        let opener = Arc::clone(&self.voice);
        let mut opening = tokio::task::spawn_blocking(move || opener.open());
        let (voice, call) = (Arc::clone(&self.voice), self.call);
        let sink: Sink = Arc::new(move |packet| voice.receive(call, packet));
        let is_answer = matches!(begin, Begin::Answer(_));
        let build = async {
            match begin {
                Begin::Offer => Peer::offer(config, sink).await,
                Begin::Answer(offer) => Peer::answer(config, sink, &offer).await,
            }
        };
        let built = tokio::select! {
            built = build => built,
            () = no_more(&mut self.steps) => return None,
        };
        let (peer, events, description) = match built {
            Ok(built) => built,
            Err(error) => {
                self.failed(&error).await;
                return None;
            }
        };
        // An answer waits for the devices, because a desk without a microphone must not take the call away from those that
        // have one. An offer waits only as long as nobody notices: a resident shall not be rung by a desk that cannot talk.
        let patience = if is_answer { Duration::MAX } else { DEVICES_FIRST_FOR };
        let soon = tokio::select! {
            opened = tokio::time::timeout(patience, &mut opening) => opened.ok(),
            () = no_more(&mut self.steps), if is_answer => return None,
        };
        let mut ready = Some(MediaEvent::DescriptionReady(description));
        let opened = match soon {
            Some(opened) => opened,
            None => {
                self.tell_ready(&mut ready).await;
                opening.await
            }
        };
        let opened = opened.unwrap_or(Err(SoundTrouble::Busy));
        self.tell_trouble(opened.err()).await;
        match opened {
            Ok(()) => self.tell_ready(&mut ready).await,
            Err(trouble) => {
                tracing::warn!(%trouble, "the sound devices cannot be used");
                self.tell(MediaEvent::Failed).await;
            }
        }
        Some((Arc::new(peer), events))
    }

    /// Carries the call until it is closed.
    async fn carry(&mut self, peer: &Arc<Peer>, mut events: PeerEvents) {
        let mut look = tokio::time::interval(LOOK_EVERY);
        let mut look_at_devices = tokio::time::interval(LOOK_AT_DEVICES_EVERY);
        let mut rate = RateControl::new();
        let (mut trouble, mut in_use) = (None, None);
        let mut peer_talks = true;
        loop {
            tokio::select! {
                step = self.steps.recv() => match step {
                    Some(step) => self.take_step(peer, step).await,
                    None => return,
                },
                event = events.next(), if peer_talks => match event {
                    Some(event) => self.take_event(event).await,
                    None => peer_talks = false,
                },
                _ = look_at_devices.tick() => {
                    let found = self.voice.in_use();
                    if found.is_some() && found != in_use {
                        in_use = found;
                        let _stopped = self.tell.send(Input::DevicesInUse(in_use.clone())).await;
                    }
                }
                _ = look.tick() => {
                    let quality = peer.quality().await;
                    if let Some(loss) = quality.far_loss {
                        let (round_trip, jitter) = (quality.round_trip, quality.far_jitter);
                        let advice = rate.hear(now(), FarReport { loss, round_trip, jitter });
                        self.voice.take_advice(self.call, advice);
                    }
                    if let Some(look) = self.voice.look(self.call) {
                        let sample = sample(&quality, look);
                        let _stopped = self.tell.send(Input::Measured { call: self.call, sample }).await;
                    }
                    let found = self.voice.trouble();
                    if found != trouble {
                        trouble = found;
                        self.tell_trouble(found).await;
                    }
                }
            }
        }
    }

    async fn take_step(&mut self, peer: &Arc<Peer>, step: Step) {
        match step {
            Step::ApplyAnswer(answer) => {
                if let Err(error) = peer.accept(&answer).await {
                    self.failed(&error).await;
                }
            }
            Step::ApplyReoffer { update_id, offer, ours } => match peer.restart(&ours, &offer).await {
                Ok(answer) => self.tell(MediaEvent::ReanswerReady { update_id, answer }).await,
                Err(error) => self.failed(&error).await,
            },
            Step::MendPath { ours, theirs } => self.mend_path(peer, &ours, &theirs).await,
            Step::ApplyReanswer(answer) => {
                if let Err(error) = peer.accept_reanswer(&answer).await {
                    // The silence will end the call, unless the network changes once more.
                    tracing::warn!(call = %self.call, %error, "the answer to our re-offer cannot be taken");
                }
            }
            Step::SetGate(flow) => self.voice.hold(self.call, peer, flow),
        }
    }

    /// Makes a re-offer if the path stands on an address that is gone.
    async fn mend_path(&self, peer: &Peer, ours: &Sdp, theirs: &Sdp) {
        let reoffer = if peer.is_stranded().await { Some(peer.reoffer(ours, theirs).await) } else { None };
        let event = match reoffer {
            Some(Ok(offer)) => {
                tracing::info!(call = %self.call, "the network changed: sound looks for a new way");
                MediaEvent::ReofferReady(offer)
            }
            Some(Err(error)) => {
                tracing::warn!(call = %self.call, %error, "the network changed and no re-offer could be made");
                MediaEvent::PathStands
            }
            None => MediaEvent::PathStands,
        };
        self.tell(event).await;
    }

    async fn take_event(&self, event: PeerEvent) {
        let event = match event {
            PeerEvent::Connected | PeerEvent::Restored => MediaEvent::Connected,
            PeerEvent::Lost => {
                // The stack speaks up after that much silence.
                let silent_since = now().checked_sub(SILENCE_SHOWN_AFTER).unwrap_or_else(now);
                MediaEvent::Lost { silent_since }
            }
            PeerEvent::Restarting => MediaEvent::Lost { silent_since: now() },
            // The far end hung up its media; Alexa will say why, or the silence will end the call.
            PeerEvent::Closed => MediaEvent::Lost { silent_since: now() },
            PeerEvent::Failed => MediaEvent::Failed,
        };
        self.tell(event).await;
    }

    /// Tells that there will be no media, and of what kind the reason is.
    async fn failed(&self, error: &PeerError) {
        tracing::warn!(call = %self.call, %error, "the call has no media");
        self.tell(MediaEvent::Failed).await;
    }

    async fn close_devices(&self) {
        let voice = Arc::clone(&self.voice);
        let closed = tokio::task::spawn_blocking(move || voice.close_if_unused()).await;
        match closed {
            Ok(true) => {
                let _stopped = self.tell.send(Input::DevicesInUse(None)).await;
            }
            Ok(false) => {}
            Err(_) => tracing::error!("closing the sound devices failed"),
        }
        self.tell(MediaEvent::Closed).await;
    }

    /// Tells the description, once.
    async fn tell_ready(&self, ready: &mut Option<MediaEvent>) {
        if let Some(event) = ready.take() {
            self.tell(event).await;
        }
    }

    async fn tell(&self, event: MediaEvent) {
        let _stopped = self.tell.send(Input::Media { call: self.call, event }).await;
    }

    async fn tell_trouble(&self, trouble: Option<SoundTrouble>) {
        let _stopped = self.tell.send(Input::SoundTrouble(trouble)).await;
    }
}

/// What the peer and the devices know together.
fn sample(quality: &Quality, (format, report, sends): (VoiceFormat, Report, bool)) -> Sample {
    Sample {
        codec: format.kind,
        received: quality.received,
        lost: quality.lost,
        losses: quality.losses,
        jitter: quality.jitter,
        far_loss: quality.far_loss,
        far_jitter: quality.far_jitter,
        round_trip: quality.round_trip,
        tally: report.tally,
        microphone: report.microphone,
        heard: report.played,
        sends,
        starved: report.starved,
    }
}

/// Waits until the call is closed; steps that come before media exist mean nothing.
async fn no_more(steps: &mut mpsc::Receiver<Step>) {
    while steps.recv().await.is_some() {}
}
