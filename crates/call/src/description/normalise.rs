//! Descriptions put into the one shape the WebRTC stack reads well, and ours into the shape an Echo reads well.
//!
//! In front of the stack: regular lines and order, the static codecs spelled out, transport attributes in every
//! section, no candidate that could not be used. Behind it: a default candidate in `m=` and `c=`, all candidates there
//! and said to be all (no trickle), Opus in mono with in-band FEC, nothing that shows a VPN's or a container's address.

use std::net::{IpAddr, SocketAddr};

use super::{
    Candidate, Codec, Description, DescriptionError, Flow, Line, Media, attribute, attributes, candidate, codec,
};
use crate::Sdp;

/// Remote candidates kept per section: each costs us connectivity checks to an address a stranger chose.
const MAX_REMOTE_CANDIDATES: usize = 24;

/// Which of our own addresses stay out of our descriptions.
#[derive(Clone, Debug, Default)]
pub struct LeftOut {
    /// All IPv6 addresses; properties run their Echos on IPv4.
    pub ipv6: bool,
    /// Addresses of VPN and container interfaces.
    pub addresses: Vec<IpAddr>,
    /// Where we could be reached before an ICE restart: the stack goes on naming places that it has left.
    pub places: Vec<SocketAddr>,
}

impl LeftOut {
    fn keeps(&self, candidate: &Candidate) -> bool {
        let Candidate { address, port, .. } = candidate;
        let left = self.places.contains(&SocketAddr::new(*address, *port));
        !(left || self.addresses.contains(address) || self.ipv6 && address.is_ipv6())
    }
}

/// Puts the Echo's description into the shape the WebRTC stack reads.
///
/// # Errors
/// [`DescriptionError`] when it is no description: refuse the message.
pub fn normalise_remote(sdp: &Sdp) -> Result<Sdp, DescriptionError> {
    let mut description = Description::parse(sdp)?;
    let session = std::mem::take(&mut description.session);
    description.session = remote_session_lines(&session);
    for (index, section) in description.media.iter_mut().enumerate() {
        section.lines = remote_section_lines(section, &session, index);
    }
    description.to_sdp()
}

/// The same description as if nothing but its voice were offered: the first audio section that is not refused.
///
/// A WebRTC stack without video needs no more; what else there was is refused by [`super::Agreement::complete`].
///
/// # Errors
/// [`DescriptionError`] when it is no description, or offers no voice.
pub fn voice_of(sdp: &Sdp) -> Result<Sdp, DescriptionError> {
    let mut description = Description::parse(sdp)?;
    let voice = description.audio().filter(|audio| !audio.is_refused()).ok_or(DescriptionError::NoMedia)?.clone();
    description.session.retain(|line| !line.is_attribute("group"));
    description.session.extend(voice.mid().map(|mid| Line::attribute("group", &format!("BUNDLE {mid}"))));
    description.media = vec![voice];
    description.to_sdp()
}

/// Puts a description of our WebRTC stack, gathering done, into the shape an Echo reads.
///
/// # Errors
/// [`DescriptionError`] when the stack made no description.
pub fn normalise_local(sdp: &Sdp, left_out: &LeftOut) -> Result<Sdp, DescriptionError> {
    let mut description = Description::parse(sdp)?;
    description.session.retain(|line| !is_local_noise(line));
    for section in &mut description.media {
        section.lines.retain(|line| !is_local_noise(line));
        if !section.is_refused() {
            local_candidates(section, left_out);
            mono_with_fec(section);
        }
    }
    description.to_sdp()
}

fn remote_session_lines(session: &[Line]) -> Vec<Line> {
    let kept = ["group", "msid-semantic", "extmap-allow-mixed", "ice-lite"];
    let mut lines = vec![Line::new('s', "-"), Line::new('t', "0 0")];
    lines.extend(session.iter().filter(|line| kept.iter().any(|name| line.is_attribute(name))).cloned());
    lines
}

/// The lines of a section in the order `c=`, `b=`, `a=`, with what the session said for all and what was left unsaid.
fn remote_section_lines(section: &Media, session: &[Line], index: usize) -> Vec<Line> {
    let of_letter = |lines: &[Line], letter| lines.iter().find(|line| line.letter == letter).cloned();
    let connection = of_letter(&section.lines, 'c').or_else(|| of_letter(session, 'c'));
    let mut lines = vec![connection.unwrap_or_else(|| Line::new('c', "IN IP4 0.0.0.0"))];
    lines.extend(of_letter(&section.lines, 'b'));
    let mut candidates = 0;
    lines.extend(
        section
            .lines
            .iter()
            .filter(|line| line.letter == 'a')
            .filter(|line| match line.as_attribute() {
                Some(("candidate", value)) => {
                    candidates += 1;
                    candidates <= MAX_REMOTE_CANDIDATES && Candidate::read(value.trim()).is_some()
                }
                Some(("ice-options", _)) => false,
                _ => true,
            })
            .cloned(),
    );
    for name in ["ice-ufrag", "ice-pwd", "fingerprint", "setup"] {
        if attribute(&section.lines, name).is_none() {
            lines.extend(attributes(session, name).map(|value| Line::attribute(name, value)));
        }
    }
    if Flow::among(&section.lines).is_none() {
        lines.extend(Flow::among(session).map(|flow| Line::new('a', flow.as_str())));
    }
    if section.mid().is_none() {
        lines.push(Line::attribute("mid", &index.to_string()));
    }
    // Nobody here opens a second port for RTCP: a peer that cannot multiplex it goes without.
    if attribute(&section.lines, "rtcp-mux").is_none() {
        lines.push(Line::new('a', "rtcp-mux"));
    }
    lines.extend(section.formats.iter().filter_map(|format| {
        let number = format.parse().ok()?;
        let spelled_out = codec::value_for(section, "rtpmap", number).is_some();
        let codec = Codec::of_static_type(number).filter(|_| !spelled_out)?;
        Some(Line::attribute("rtpmap", &format!("{number} {}", codec.map())))
    }));
    lines
}

/// Lines of the stack that an Echo has no use for.
fn is_local_noise(line: &Line) -> bool {
    line.is_attribute("ice-options") || line.is_attribute("end-of-candidates")
}

/// Keeps the candidates that may be shown, once each, and names the default one in `m=` and `c=`.
fn local_candidates(section: &mut Media, left_out: &LeftOut) {
    let mut seen: Vec<Candidate> = Vec::new();
    section.lines.retain(|line| match line.as_attribute() {
        Some(("candidate", value)) => match Candidate::read(value.trim()) {
            Some(found) => {
                let again =
                    seen.iter().any(|old| (old.address, old.port, old.kind) == (found.address, found.port, found.kind));
                let kept = !again && left_out.keeps(&found);
                seen.push(found);
                kept
            }
            None => false,
        },
        _ => true,
    });
    let Some(default) = candidate::default_of(section) else { return };
    section.port = default.port;
    let family = if default.address.is_ipv6() { "IP6" } else { "IP4" };
    section.lines.retain(|line| line.letter != 'c');
    section.lines.insert(0, Line::new('c', format!("IN {family} {}", default.address)));
    section.lines.push(Line::new('a', "end-of-candidates"));
}

/// Rewrites the parameters of Opus: mono both ways, in-band FEC.
///
/// Source: RFC 7587 §6.1; Amazon treats `stereo` as 0 in any case.
fn mono_with_fec(section: &mut Media) {
    const OURS: [(&str, &str); 3] = [("stereo", "0"), ("sprop-stereo", "0"), ("useinbandfec", "1")];
    for codec in section.codecs().iter().filter(|codec| codec.name == "opus") {
        let others = codec.parameters.iter().flat_map(|all| all.split(';')).map(str::trim).filter(|parameter| {
            let name = parameter.split('=').next().unwrap_or_default();
            !parameter.is_empty() && !OURS.iter().any(|(ours, _)| *ours == name)
        });
        let ours = OURS.iter().map(|(name, value)| format!("{name}={value}"));
        let all: Vec<String> = others.map(str::to_owned).chain(ours).collect();
        let value = format!("{} {}", codec.payload_type, all.join(";"));
        let prefix = format!("{} ", codec.payload_type);
        section.lines.retain(|line| !matches!(line.as_attribute(), Some(("fmtp", old)) if old.starts_with(&prefix)));
        section.lines.push(Line::attribute("fmtp", &value));
    }
}

#[cfg(test)]
#[path = "normalise_tests.rs"]
mod tests;
