//! The WebRTC peer: one offer, one answer, one voice each way.
//!
//! A [`Peer`] is made for one call, by [`Peer::offer`] or [`Peer::answer`], and gives away one complete description (no
//! trickle). Encoded packets go in by [`Peer::send`], from any thread and without waiting, and come out of a [`Sink`]
//! stamped with the time of their arrival; what happens to the connection is told by [`PeerEvents`]. Plain re-offers are
//! answered by `roomline_call::description` and never reach a peer; ICE restarts and codec changes do
//! ([`Peer::restart`]).
//!
//! This crate is the only door to `webrtc` and its sans-IO core `rtc`; no type of theirs is public.

mod certificate;
mod config;
mod early;
mod error;
mod interfaces;
mod observer;
mod peer;
mod probe;
mod quality;
mod reception;
mod reports;
mod stack;
mod voice;

pub use certificate::prepare;
pub use config::{IceServer, PeerConfig, VideoSection};
pub use error::PeerError;
pub use interfaces::Network;
pub use observer::{PeerEvent, PeerEvents, Sink};
pub use peer::Peer;
pub use probe::{Probed, probe};
pub use quality::Quality;

/// What the WebRTC stack may log, whatever is set: nothing where it names addresses or ICE passwords (`rtc_ice` at
/// `debug`, the driver of `webrtc` even at `error`), errors where it warns of every check before the answer is known
/// (`rtc`), warnings elsewhere. Append to every `tracing` filter.
pub const LOG_CAP: &str = "rtc=error,rtc_crypto=warn,rtc_datachannel=warn,rtc_dtls=warn,rtc_ice=off,rtc_interceptor=warn,\
    rtc_mdns=off,rtc_media=warn,rtc_rtcp=warn,rtc_rtp=warn,rtc_sctp=warn,rtc_sdp=warn,rtc_shared=warn,rtc_srtp=warn,\
    rtc_stun=off,rtc_turn=off,webrtc=off,quinn_udp=warn";

#[expect(clippy::disallowed_methods, reason = "this crate drives real sockets: a packet's arrival is when it is read")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}
