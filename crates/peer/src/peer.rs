//! One peer of one call.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use roomline_audio::{CodecKind, OutgoingPacket, VoiceFormat};
use roomline_call::Sdp;
use roomline_call::description::{self, Agreement, Description, LeftOut, Media, Setup};
use rtc::peer_connection::configuration::RTCOfferOptions;
use tokio::sync::watch;
use webrtc::peer_connection::{RTCSdpType, RTCSessionDescription};

use crate::observer::Observer;
use crate::reports::Ledger;
use crate::stack::{self, Stack};
use crate::voice::{Agreed, Voice};
use crate::{PeerConfig, PeerError, PeerEvent, PeerEvents, Quality, Sink, VideoSection, interfaces, quality};

/// The stack only has to say goodbye; a call must not wait for longer with its end.
const CLOSES_WITHIN: Duration = Duration::from_secs(2);

/// A WebRTC peer with one voice each way.
///
/// Made by [`Peer::offer`] or [`Peer::answer`], inside a tokio runtime. Dropping it closes it in the background;
/// [`Peer::close`] waits until the far end was told.
pub struct Peer {
    stack: Stack,
    voice: Arc<Voice>,
    observer: Arc<Observer>,
    gathered: watch::Receiver<bool>,
    config: PeerConfig,
    answered: AtomicBool,
    /// A re-offer of ours waits for its answer.
    offers: AtomicBool,
    /// Where this peer could be reached before its last re-offer; the stack names these places once more.
    left_places: Mutex<Vec<SocketAddr>>,
    /// Our side of the DTLS handshake: once taken it stays, also through ICE restarts.
    role: OnceLock<Setup>,
    runtime: tokio::runtime::Handle,
}

impl Peer {
    /// Makes a peer and its complete offer: all candidates inside, gathered for at most `config.gather_for`.
    ///
    /// # Errors
    /// [`PeerError::NoAddress`] or [`PeerError::NoCandidate`] without a network, [`PeerError::Stack`] else.
    pub async fn offer(config: PeerConfig, sink: Sink) -> Result<(Self, PeerEvents, Sdp), PeerError> {
        let (peer, events) = Self::build(config, sink).await?;
        match peer.config.video {
            VideoSection::Refused => {}
            VideoSection::Offered => peer.stack.add_video().await?,
        }
        let connection = &peer.stack.connection;
        let offer = connection.create_offer(None).await.map_err(PeerError::stack("make an offer"))?;
        connection.set_local_description(offer).await.map_err(PeerError::stack("take its own offer"))?;
        let offer = peer.complete_description().await?;
        Ok((peer, events, offer))
    }

    /// Makes a peer that takes the far end's offer, and its complete answer. ICE starts at once.
    ///
    /// # Errors
    /// [`PeerError::Unreadable`] or [`PeerError::NoAgreement`] when the offer is at fault, else as [`Peer::offer`].
    pub async fn answer(config: PeerConfig, sink: Sink, offer: &Sdp) -> Result<(Self, PeerEvents, Sdp), PeerError> {
        let (peer, events) = Self::build(config, sink).await?;
        let answer = peer.answer_by_stack(offer, 0).await?;
        Ok((peer, events, answer))
    }

    /// Takes the far end's answer to our offer.
    ///
    /// Give it the first answer that comes, early or not; compare every later one with
    /// `Description::same_transport` instead.
    ///
    /// # Errors
    /// [`PeerError::AlreadyAnswered`] the second time; else the answer is at fault.
    pub async fn accept(&self, answer: &Sdp) -> Result<(), PeerError> {
        let agreement = Agreement::between(&self.local_description().await?, answer)?;
        let shaped = self.shaped(answer)?;
        if self.answered.swap(true, Ordering::Relaxed) {
            return Err(PeerError::AlreadyAnswered);
        }
        self.role.get_or_init(|| agreement.role());
        self.take_remote(RTCSdpType::Answer, &shaped).await?;
        self.agree(&agreement).await
    }

    /// Takes a re-offer that changes the transport or the codec, and gives the complete answer to it; `ours_before` is the
    /// last description that we sent. Plain re-offers are answered by `roomline_call::description::answer_reoffer`
    /// instead: the stack gets their directions wrong.
    ///
    /// # Errors
    /// As [`Peer::answer`]. The connection may be gone then: end the call.
    pub async fn restart(&self, ours_before: &Sdp, reoffer: &Sdp) -> Result<Sdp, PeerError> {
        let version = Description::parse(ours_before)?.version().unwrap_or(0).wrapping_add(1);
        self.answer_by_stack(reoffer, version).await
    }

    /// Whether the voice goes through an address that this computer has lost while it has another: only a re-offer can mend
    /// that. Without any address there is nothing to do but to wait for one.
    pub async fn is_stranded(&self) -> bool {
        let addresses = interfaces::addresses(self.config.include_loopback);
        match quality::path_address(&*self.stack.connection).await {
            Some(address) => !addresses.is_empty() && !addresses.iter().any(|one| one.ip() == address),
            None => false,
        }
    }

    /// Makes a re-offer that restarts ICE on the addresses that this computer has now; `ours` and `theirs` are the last
    /// descriptions of both ends. The old way is given up with it; [`Peer::accept_reanswer`] takes the answer.
    ///
    /// # Errors
    /// [`PeerError::NoAddress`]: nothing was changed, try again once there is one. Else as [`Peer::offer`].
    pub async fn reoffer(&self, ours: &Sdp, theirs: &Sdp) -> Result<Sdp, PeerError> {
        if interfaces::addresses(self.config.include_loopback).is_empty() {
            return Err(PeerError::NoAddress);
        }
        self.take_back_offer().await?;
        self.leave_places().await?;
        self.observer.restart();
        let connection = &self.stack.connection;
        let options = RTCOfferOptions { ice_restart: true };
        let offer = connection.create_offer(Some(options)).await.map_err(PeerError::stack("make a re-offer"))?;
        connection.set_local_description(offer).await.map_err(PeerError::stack("take its own re-offer"))?;
        self.offers.store(true, Ordering::Relaxed);
        let offer = self.complete_description().await?;
        Ok(description::restart_offer(&offer, ours, theirs)?)
    }

    /// Takes the far end's answer to the last [`Peer::reoffer`].
    ///
    /// # Errors
    /// [`PeerError::AlreadyAnswered`] if none waits for an answer; else the answer is at fault.
    pub async fn accept_reanswer(&self, answer: &Sdp) -> Result<(), PeerError> {
        let agreement = Agreement::between(&self.local_description().await?, answer)?;
        let shaped = self.shaped(answer)?;
        if !self.offers.swap(false, Ordering::Relaxed) {
            return Err(PeerError::AlreadyAnswered);
        }
        self.take_remote(RTCSdpType::Answer, &shaped).await?;
        self.agree(&agreement).await
    }

    /// Hands over one packet; never waits, from any thread. Before [`PeerEvent::Connected`] the packet is dropped.
    pub fn send(&self, packet: OutgoingPacket) {
        self.voice.send(packet);
    }

    /// What both ends speak, once it is agreed.
    #[must_use]
    pub fn format(&self) -> Option<VoiceFormat> {
        self.voice.format()
    }

    /// How well the two ends hear each other.
    pub async fn quality(&self) -> Quality {
        quality::of(&*self.stack.connection, &self.voice).await
    }

    /// Closes the connection and tells the far end; whatever the stack is still busy with then ends with the peer.
    pub async fn close(&self) {
        match tokio::time::timeout(CLOSES_WITHIN, self.stack.connection.close()).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) => tracing::debug!("the peer was closed already"),
            Err(_) => tracing::warn!("the peer did not close in time; it is left to itself"),
        }
        self.observer.tell(PeerEvent::Closed);
    }

    async fn build(config: PeerConfig, sink: Sink) -> Result<(Self, PeerEvents), PeerError> {
        let ssrc = rand::random();
        let track = stack::voice_track(ssrc);
        let reports = Ledger::default();
        let voice = Arc::new(Voice::new(Arc::clone(&track), ssrc, reports.clone()));
        let (observer, events, gathered) = Observer::new(sink, Arc::clone(&voice));
        let stack =
            Stack::build(&config, track, reports.ear(ssrc), Arc::clone(&observer) as _, observer.path()).await?;
        Ok((
            Self {
                stack,
                voice,
                observer,
                gathered,
                config,
                answered: AtomicBool::new(false),
                offers: AtomicBool::new(false),
                left_places: Mutex::default(),
                role: OnceLock::new(),
                runtime: tokio::runtime::Handle::current(),
            },
            events,
        ))
    }

    async fn answer_by_stack(&self, offer: &Sdp, version: u64) -> Result<Sdp, PeerError> {
        let shaped = self.shaped(offer)?;
        self.answered.store(true, Ordering::Relaxed);
        self.take_back_offer().await?;
        self.observer.restart();
        self.take_remote(RTCSdpType::Offer, &shaped).await?;
        let connection = &self.stack.connection;
        let answer = connection.create_answer(None).await.map_err(PeerError::stack("make an answer"))?;
        connection.set_local_description(answer).await.map_err(PeerError::stack("take its own answer"))?;
        let answer = self.complete_description().await?;
        let agreement = Agreement::between(&answer, offer)?;
        let role = *self.role.get_or_init(|| agreement.role());
        let agreement = agreement.with_role(role);
        self.agree(&agreement).await?;
        match self.config.video {
            VideoSection::Refused => Ok(agreement.complete(&Description::parse(offer)?, version)?.sdp),
            VideoSection::Offered => Ok(answer),
        }
    }

    /// Takes back a re-offer of ours that waits for its answer: the far end's goes first, or a newer one of ours.
    async fn take_back_offer(&self) -> Result<(), PeerError> {
        if !self.offers.swap(false, Ordering::Relaxed) {
            return Ok(());
        }
        let nothing = RTCSessionDescription::rollback(None).map_err(PeerError::stack("take its re-offer back"))?;
        let back = self.stack.connection.set_local_description(nothing).await;
        back.map_err(PeerError::stack("take its re-offer back"))
    }

    /// Notes where this peer can be reached now, for the description after that.
    async fn leave_places(&self) -> Result<(), PeerError> {
        let description = Description::parse(&self.local_description().await?)?;
        let audio = description.audio().into_iter();
        let places = audio.flat_map(Media::candidates).map(|one| SocketAddr::new(one.address, one.port));
        self.left_places.lock().unwrap_or_else(PoisonError::into_inner).extend(places);
        Ok(())
    }

    async fn take_remote(&self, kind: RTCSdpType, sdp: &Sdp) -> Result<(), PeerError> {
        let text = sdp.as_str().to_owned();
        let description = match kind {
            RTCSdpType::Answer => RTCSessionDescription::answer(text),
            _ => RTCSessionDescription::offer(text),
        };
        let description = description.map_err(PeerError::stack("read the far end's description"))?;
        let taken = self.stack.connection.set_remote_description(description).await;
        taken.map_err(PeerError::stack("take the far end's description"))
    }

    /// Our description with the candidates gathered in time.
    async fn complete_description(&self) -> Result<Sdp, PeerError> {
        let mut gathered = self.gathered.clone();
        let complete = async {
            // A re-offer that was taken back gathers in vain: its end says nothing about what comes after it.
            // What `wait_for` gives holds a lock: it must be gone before the next wait.
            while gathered.wait_for(|complete| *complete).await.map(drop).is_ok() {
                if self.names_a_candidate().await || gathered.changed().await.is_err() {
                    break;
                }
            }
        };
        if tokio::time::timeout(self.config.gather_for, complete).await.is_err() {
            tracing::info!("gathering took too long, going on with the candidates found so far");
        }
        if self.names_a_candidate().await { self.local_description().await } else { Err(PeerError::NoCandidate) }
    }

    async fn names_a_candidate(&self) -> bool {
        let description = self.local_description().await.ok().and_then(|sdp| Description::parse(&sdp).ok());
        description.is_some_and(|sdp| sdp.audio().is_some_and(|audio| audio.candidates().next().is_some()))
    }

    async fn local_description(&self) -> Result<Sdp, PeerError> {
        let unready = PeerError::Stack { step: "give its own description" };
        let description = self.stack.connection.local_description().await.ok_or(unready)?;
        let text = Sdp::new(description.sdp).map_err(PeerError::stack("give a short description"))?;
        let places = self.left_places.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(description::normalise_local(&text, &LeftOut { ipv6: true, addresses: Vec::new(), places })?)
    }

    fn shaped(&self, remote: &Sdp) -> Result<Sdp, PeerError> {
        let shaped = description::normalise_remote(remote)?;
        match self.config.video {
            VideoSection::Refused => Ok(description::voice_of(&shaped)?),
            VideoSection::Offered => Ok(shaped),
        }
    }

    async fn agree(&self, agreement: &Agreement) -> Result<(), PeerError> {
        let codec = agreement.codec();
        let kind = CodecKind::from_encoding_name(&codec.name).ok_or(PeerError::Stack { step: "agree on a codec" })?;
        let parameters = self.stack.sender.get_parameters().await.map_err(PeerError::stack("tell its codecs"))?;
        let mime = format!("audio/{}", kind.encoding_name());
        let ours =
            parameters.rtp_parameters.codecs.iter().find(|ours| ours.rtp_codec.mime_type.eq_ignore_ascii_case(&mime));
        let send_with = ours.map_or(codec.payload_type, |ours| ours.payload_type);
        let fec =
            codec.parameters.as_deref().is_some_and(|all| all.split(';').any(|one| one.trim() == "useinbandfec=1"));
        let our_number = agreement.our_codec().payload_type;
        self.voice.agree(Agreed { kind, our_number, their_number: codec.payload_type, send_with, fec });
        Ok(())
    }
}

impl Drop for Peer {
    /// The stack's driver goes on without its owner, so it is told to end; from whichever thread.
    fn drop(&mut self) {
        let connection = Arc::clone(&self.stack.connection);
        self.runtime.spawn(async move { drop(connection.close().await) });
    }
}
