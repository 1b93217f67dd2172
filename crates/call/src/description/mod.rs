//! What a session description says, as far as a call depends on it.
//!
//! The station and the middleware both have to read descriptions: to know whether a later answer is the same one, and
//! to answer re-offers that the WebRTC stack would answer wrongly. The parser is lenient (odd line ends, attributes at
//! session or at media level, unknown lines are kept) and bounded; every accessor reads the kept lines, so there is one
//! truth. Nothing read here is ever logged: `Debug` shows counts only.
//!
//! Source: RFC 8866 (SDP), RFC 8839 (ICE attributes), RFC 8842 (`setup`), RFC 3264 (offer and answer).

mod agreement;
mod answer;
mod candidate;
mod codec;
mod flow;
mod normalise;
mod parse;
mod restart;

pub use agreement::{Agreement, AgreementError, Reanswer, Reoffer, ReofferError, answer_reoffer, classify_reoffer};
pub use candidate::{Candidate, CandidateKind};
pub use codec::Codec;
pub use flow::{Flow, Setup};
pub use normalise::{LeftOut, normalise_local, normalise_remote, voice_of};
pub use parse::DescriptionError;
pub use restart::restart_offer;

use std::fmt;

use crate::Sdp;

/// A parsed session description: its origin, its session-level lines and its media sections, in order.
#[derive(Clone, PartialEq, Eq)]
pub struct Description {
    origin: Origin,
    session: Vec<Line>,
    media: Vec<Media>,
}

/// One media section (`m=` line) with the lines below it.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    kind: MediaKind,
    port: u16,
    protocol: String,
    formats: Vec<String>,
    lines: Vec<Line>,
}

/// What a media section carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// Voice.
    Audio,
    /// Pictures.
    Video,
    /// Anything else, by its word (`application`, `text`, …).
    Other(String),
}

/// The `o=` line: who made the description, and which version of it this is.
#[derive(Clone, PartialEq, Eq)]
struct Origin {
    user: String,
    session: String,
    /// `None` when the version is no number of 64 bits: such descriptions are never *older* than others.
    version: Option<u64>,
    address: String,
}

/// One `x=value` line.
#[derive(Clone, PartialEq, Eq)]
struct Line {
    letter: char,
    value: String,
}

/// A certificate's fingerprint, upper and lower case made equal.
#[derive(Clone, PartialEq, Eq)]
pub struct Fingerprint {
    hash: String,
    value: String,
}

impl Description {
    /// Reads a description.
    ///
    /// # Errors
    /// [`DescriptionError`] when the text is no description or goes beyond the limits: refuse the message.
    pub fn parse(sdp: &Sdp) -> Result<Self, DescriptionError> {
        parse::description(sdp.as_str())
    }

    /// The version in the `o=` line, if it is a number.
    #[must_use]
    pub fn version(&self) -> Option<u64> {
        self.origin.version
    }

    /// Whether this is an earlier word of the same author in the same session.
    ///
    /// Source: RFC 8866 §5.2 (who speaks), RFC 3264 §8 (versions grow).
    #[must_use]
    pub fn is_older_than(&self, other: &Self) -> bool {
        let same_author = self.origin.user == other.origin.user && self.origin.session == other.origin.session;
        same_author && self.version().is_some() && self.version() < other.version()
    }

    /// The media sections in order; their index is their m-line index.
    #[must_use]
    pub fn media(&self) -> &[Media] {
        &self.media
    }

    /// The first audio section that is not refused (port 0), else the first audio section.
    #[must_use]
    pub fn audio(&self) -> Option<&Media> {
        let mut audio = self.media.iter().filter(|media| media.kind == MediaKind::Audio);
        audio.clone().find(|media| !media.is_refused()).or_else(|| audio.next())
    }

    /// The user fragment of ICE: the audio section's own, else the session's, else that of any section (BUNDLE).
    #[must_use]
    pub fn ice_ufrag(&self) -> Option<&str> {
        self.transport_attribute("ice-ufrag")
    }

    /// The password of ICE, found like [`Description::ice_ufrag`]. A secret: never log it.
    #[must_use]
    pub fn ice_pwd(&self) -> Option<&str> {
        self.transport_attribute("ice-pwd")
    }

    /// The certificate fingerprint of DTLS, found like [`Description::ice_ufrag`].
    #[must_use]
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        self.transport_attribute("fingerprint").and_then(Fingerprint::read)
    }

    /// The side this description takes in the DTLS handshake.
    #[must_use]
    pub fn setup(&self) -> Option<Setup> {
        self.transport_attribute("setup").and_then(Setup::read)
    }

    /// Which way the audio flows, seen from the description's author; `sendrecv` when nothing is said.
    ///
    /// `None` without an audio section; a refused section is [`Flow::Inactive`].
    #[must_use]
    pub fn audio_flow(&self) -> Option<Flow> {
        self.audio().map(|audio| self.flow_of(audio))
    }

    /// The audio codecs in order of preference; empty without an audio section.
    #[must_use]
    pub fn audio_codecs(&self) -> Vec<Codec> {
        self.audio().map(Media::codecs).unwrap_or_default()
    }

    /// Whether both describe the same transport: equal ICE credentials and fingerprint.
    ///
    /// A *later answer* of the Echo that is `same_transport` as the first is read by us and not given to the stack.
    #[must_use]
    pub fn same_transport(&self, other: &Self) -> bool {
        self.ice_ufrag() == other.ice_ufrag()
            && self.ice_pwd() == other.ice_pwd()
            && self.fingerprint() == other.fingerprint()
    }

    /// The same description, of version `version` or newer.
    ///
    /// # Errors
    /// [`DescriptionError::TooLong`] when it would be longer than a description may be.
    pub fn at_least(&self, version: u64) -> Result<Sdp, DescriptionError> {
        let version = self.version().unwrap_or(0).max(version);
        Self { origin: Origin { version: Some(version), ..self.origin.clone() }, ..self.clone() }.to_sdp()
    }

    fn flow_of(&self, media: &Media) -> Flow {
        if media.is_refused() {
            return Flow::Inactive;
        }
        Flow::among(&media.lines).or_else(|| Flow::among(&self.session)).unwrap_or(Flow::SendRecv)
    }

    fn transport_attribute(&self, name: &str) -> Option<&str> {
        self.audio()
            .and_then(|audio| attribute(&audio.lines, name))
            .or_else(|| attribute(&self.session, name))
            .or_else(|| self.media.iter().find_map(|media| attribute(&media.lines, name)))
    }

    fn to_sdp(&self) -> Result<Sdp, DescriptionError> {
        Sdp::new(self.to_string()).map_err(|_| DescriptionError::TooLong)
    }
}

impl Media {
    /// What the section carries.
    #[must_use]
    pub fn kind(&self) -> &MediaKind {
        &self.kind
    }

    /// The port of the `m=` line; 0 means refused or removed, 9 that only the candidates count.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether the section is refused or removed (port 0).
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.port == 0
    }

    /// The section's name in the BUNDLE group, if it has one.
    #[must_use]
    pub fn mid(&self) -> Option<&str> {
        attribute(&self.lines, "mid")
    }

    /// The direction written in the section itself; a session-level one is seen by [`Description::audio_flow`] only.
    #[must_use]
    pub fn flow(&self) -> Option<Flow> {
        Flow::among(&self.lines)
    }

    /// The codecs in order of preference, the static types of RFC 3551 also without an `rtpmap`.
    #[must_use]
    pub fn codecs(&self) -> Vec<Codec> {
        codec::of_section(self)
    }

    /// The candidates that can be read; others are passed over.
    pub fn candidates(&self) -> impl Iterator<Item = Candidate> + '_ {
        attributes(&self.lines, "candidate").filter_map(Candidate::read)
    }
}

impl Fingerprint {
    fn read(value: &str) -> Option<Self> {
        let (hash, value) = value.split_once(' ')?;
        Some(Self { hash: hash.to_ascii_lowercase(), value: value.trim().to_ascii_uppercase() })
    }
}

impl Line {
    fn new(letter: char, value: impl Into<String>) -> Self {
        Self { letter, value: value.into() }
    }

    fn attribute(name: &str, value: &str) -> Self {
        Self::new('a', format!("{name}:{value}"))
    }

    /// Name and value of an attribute line; the value of a flag such as `rtcp-mux` is empty.
    fn as_attribute(&self) -> Option<(&str, &str)> {
        (self.letter == 'a').then(|| self.value.split_once(':').unwrap_or((self.value.as_str(), "")))
    }

    fn is_attribute(&self, name: &str) -> bool {
        self.as_attribute().is_some_and(|(found, _)| found == name)
    }
}

fn attributes<'a>(lines: &'a [Line], name: &str) -> impl Iterator<Item = &'a str> {
    lines.iter().filter_map(Line::as_attribute).filter(move |(found, _)| *found == name).map(|(_, value)| value.trim())
}

fn attribute<'a>(lines: &'a [Line], name: &str) -> Option<&'a str> {
    attributes(lines, name).next()
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { user, session, version, address } = &self.origin;
        write!(f, "v=0\r\no={user} {session} {} {address}\r\n", version.unwrap_or(0))?;
        for line in &self.session {
            write!(f, "{}={}\r\n", line.letter, line.value)?;
        }
        self.media.iter().try_for_each(|media| media.fmt(f))
    }
}

impl fmt::Display for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "m={} {} {} {}\r\n", self.kind, self.port, self.protocol, self.formats.join(" "))?;
        self.lines.iter().try_for_each(|line| write!(f, "{}={}\r\n", line.letter, line.value))
    }
}

impl fmt::Display for MediaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Audio => "audio",
            Self::Video => "video",
            Self::Other(word) => word,
        })
    }
}

impl fmt::Debug for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Description({} media sections)", self.media.len())
    }
}

impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Media({}, {} lines)", self.kind, self.lines.len())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({})", self.hash)
    }
}
