//! The WebRTC stack, set up for one voice: the settings measured to work, each with its reason.

use std::sync::Arc;
use std::time::Duration;

use roomline_audio::CodecKind;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::media_stream::MediaStreamTrack;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodec, RTCRtpCodecParameters, RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use webrtc::media_stream::track_local::static_rtp::TrackLocalStaticRTP;
use webrtc::peer_connection::{
    MediaEngine, PeerConnection, PeerConnectionBuilder, PeerConnectionEventHandler, RTCConfiguration,
    RTCConfigurationBuilder, RTCIceServer, Registry, SettingEngine, SettingEngineBuilder, configure_rtcp_reports,
};
use webrtc::rtp_transceiver::{RTCRtpTransceiverDirection, RTCRtpTransceiverInit, RtpSender};
use webrtc::runtime::default_runtime;

use crate::certificate;
use crate::early::{PathFound, PatientRuntime};
use crate::interfaces::{self, Addresses};
use crate::reports::{self, Ear};
use crate::{PeerConfig, PeerError, VideoSection};

/// The payload type of Opus in our offers; the others keep their static ones.
const OPUS_NUMBER: u8 = 111;

/// One connection of the stack with its one sender.
pub(crate) struct Stack {
    pub(crate) connection: Arc<dyn PeerConnection>,
    pub(crate) sender: Arc<dyn RtpSender>,
}

impl Stack {
    /// Builds the connection and binds its sockets; nothing is sent yet.
    pub(crate) async fn build(
        config: &PeerConfig,
        track: Arc<TrackLocalStaticRTP>,
        ear: Ear,
        observer: Arc<dyn PeerConnectionEventHandler>,
        path: Arc<PathFound>,
    ) -> Result<Self, PeerError> {
        let include_loopback = config.include_loopback;
        if interfaces::addresses(include_loopback).is_empty() {
            return Err(PeerError::NoAddress);
        }
        let runtime = default_runtime().ok_or(PeerError::Stack { step: "find its runtime" })?;
        let connection: Arc<dyn PeerConnection> = Arc::new(
            PeerConnectionBuilder::<Addresses>::new()
                .with_configuration(configuration(config))
                .with_media_engine(media_engine(config.video).map_err(PeerError::stack("register the codecs"))?)
                .with_setting_engine(settings(config))
                // Reports only: no NACK and no transport-cc for a voice, which has its own error correction, and for
                // which transport-cc makes Chromium send packets of mere padding.
                .with_interceptor_registry(configure_rtcp_reports(Registry::new()).with(reports::slot(), ear))
                // One thread for the packets of all calls: it goes before the program's other work.
                .with_dedicated_reactor_pool_size(1)
                .with_runtime(Arc::new(PatientRuntime::new(runtime, path)))
                .with_handler(observer)
                .with_udp_addrs(vec![Addresses { include_loopback }])
                .build()
                .await
                .map_err(PeerError::stack("bind its sockets"))?,
        );
        let voice = connection.add_transceiver_from_track(track, Some(both_ways())).await;
        let sender = voice.map_err(PeerError::stack("add the voice"))?.sender().await;
        let sender = sender.ok().flatten().ok_or(PeerError::Stack { step: "add the voice" })?;
        Ok(Self { connection, sender })
    }

    /// Adds a video section that will carry nothing, for an offer.
    pub(crate) async fn add_video(&self) -> Result<(), PeerError> {
        let video = self.connection.add_transceiver_from_kind(RtpCodecKind::Video, None).await;
        video.map(drop).map_err(PeerError::stack("add the video section"))
    }
}

/// The track that carries our voice under `ssrc`, in whichever codec is agreed.
pub(crate) fn voice_track(ssrc: u32) -> Arc<TrackLocalStaticRTP> {
    let encodings = CodecKind::ALL.map(|kind| RTCRtpEncodingParameters {
        rtp_coding_parameters: RTCRtpCodingParameters { ssrc: Some(ssrc), ..RTCRtpCodingParameters::default() },
        codec: audio_codec(kind).rtp_codec,
        ..RTCRtpEncodingParameters::default()
    });
    let name = |part: &str| format!("{part}-{ssrc:08x}");
    Arc::new(TrackLocalStaticRTP::new(MediaStreamTrack::new(
        name("voice"),
        name("track"),
        name("label"),
        RtpCodecKind::Audio,
        encodings.into(),
    )))
}

fn both_ways() -> RTCRtpTransceiverInit {
    RTCRtpTransceiverInit {
        direction: RTCRtpTransceiverDirection::Sendrecv,
        streams: Vec::new(),
        send_encodings: Vec::new(),
    }
}

fn settings(config: &PeerConfig) -> SettingEngine {
    SettingEngineBuilder::new()
        // A resident may take 40 s to answer and an Echo may start ICE only then: check quickly and never run out of
        // attempts. Only the call's own deadlines give up.
        .with_ice_connection_attempts(Some(Duration::from_millis(20)), Some(u16::MAX))
        .with_ice_timeouts(Some(Duration::from_secs(3)), Some(Duration::ZERO), Some(Duration::from_secs(1)))
        // The first way that works is taken at once: 205 ms to connect become 40.
        .with_host_acceptance_min_wait(Some(Duration::ZERO))
        .with_srflx_acceptance_min_wait(Some(Duration::ZERO))
        .with_prflx_acceptance_min_wait(Some(Duration::ZERO))
        .with_relay_acceptance_min_wait(Some(Duration::ZERO))
        // Echos show addresses, not names of mDNS. Its socket cannot be bound where no route leads to multicast, as on a
        // network of rooms and desks alone, and the stack would then not be built.
        .with_multicast_dns_mode(MulticastDnsMode::Disabled)
        .with_include_loopback_candidate(config.include_loopback)
        .with_discard_local_candidates_during_ice_restart(true)
        .build()
}

fn configuration(config: &PeerConfig) -> RTCConfiguration {
    RTCConfigurationBuilder::new()
        .with_ice_servers(ice_servers(config))
        .with_certificates(certificate::certificate().into_iter().collect())
        .build()
}

fn ice_servers(config: &PeerConfig) -> Vec<RTCIceServer> {
    let server = |server: &crate::IceServer| RTCIceServer {
        urls: vec![server.url.clone()],
        username: server.username.clone(),
        credential: server.credential.clone(),
    };
    config.ice_servers.iter().map(server).collect()
}

fn media_engine(video: VideoSection) -> webrtc::error::Result<MediaEngine> {
    let mut engine = MediaEngine::default();
    for kind in CodecKind::ALL {
        engine.register_codec(audio_codec(kind), RtpCodecKind::Audio)?;
    }
    match video {
        VideoSection::Refused => {}
        VideoSection::Offered => engine.register_codec(video_codec(), RtpCodecKind::Video)?,
    }
    Ok(engine)
}

fn audio_codec(kind: CodecKind) -> RTCRtpCodecParameters {
    let parameters = match kind {
        CodecKind::Opus => "minptime=10;useinbandfec=1;stereo=0;sprop-stereo=0",
        CodecKind::G722 | CodecKind::Pcmu | CodecKind::Pcma => "",
    };
    // The stack writes the channels of an `rtpmap` only when they are not 0; RFC 3551 leaves a single one unsaid.
    let channels = if kind.rtpmap_channels() > 1 { kind.rtpmap_channels() } else { 0 };
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: format!("audio/{}", kind.encoding_name()),
            clock_rate: kind.clock_rate(),
            channels,
            sdp_fmtp_line: parameters.to_owned(),
            rtcp_feedback: Vec::new(),
        },
        payload_type: kind.static_payload_type().unwrap_or(OPUS_NUMBER),
    }
}

fn video_codec() -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: "video/H264".to_owned(),
            clock_rate: 90_000,
            channels: 0,
            sdp_fmtp_line: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f".to_owned(),
            rtcp_feedback: Vec::new(),
        },
        payload_type: 99,
    }
}
