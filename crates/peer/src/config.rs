//! What a peer is told before it is made.

use std::fmt;
use std::time::Duration;

/// How a peer finds its addresses and which media sections it speaks of.
#[derive(Clone, Debug)]
pub struct PeerConfig {
    /// STUN and TURN servers; TURN over UDP only. Without any, host candidates are all there is.
    pub ice_servers: Vec<IceServer>,
    /// Whether 127.0.0.1 is a candidate: for two peers on one computer.
    pub include_loopback: bool,
    /// How long candidates are gathered at most before the description goes out with what there is.
    pub gather_for: Duration,
    /// What becomes of a video section.
    pub video: VideoSection,
}

/// What becomes of a video section. Pictures never flow in either case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoSection {
    /// Not offered; an offered one is refused with port 0. What a station does.
    Refused,
    /// Offered, and taken when offered. What an Echo with a screen does.
    Offered,
}

/// A STUN or TURN server.
#[derive(Clone, PartialEq, Eq)]
pub struct IceServer {
    /// `stun:host:port` or `turn:host:port?transport=udp`.
    pub url: String,
    /// User name for TURN, empty for STUN.
    pub username: String,
    /// Password for TURN, empty for STUN; never printed.
    pub credential: String,
}

impl Default for PeerConfig {
    fn default() -> Self {
        Self {
            ice_servers: Vec::new(),
            include_loopback: false,
            gather_for: Duration::from_millis(500),
            video: VideoSection::Refused,
        }
    }
}

impl fmt::Debug for IceServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IceServer({})", self.url.split(':').next().unwrap_or_default())
    }
}
