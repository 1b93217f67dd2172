//! What Alexa demands of a session description: a second opinion, on purpose not made with the project's own parser.
//!
//! A description is refused when an Echo could not talk with its author: no trickle exists, so everything must be inside.
//!
//! Source: RFC 3264 §6 (answers), RFC 8839 (ICE), RFC 8842 (DTLS); README of the wire facts, *Media between the Echo and
//! the staff app*.

/// Why a description is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpFault {
    /// It does not begin with `v=0`, or a line is not `x=…` ended by CRLF.
    #[error("the text is no session description")]
    NotADescription,
    /// There is no audio section, or it is refused.
    #[error("there is no audio section in use")]
    NoAudio,
    /// ICE's user fragment or password is missing or too short.
    #[error("the ICE credentials are missing")]
    NoCredentials,
    /// No candidate an Echo could reach: component 1, UDP, a literal address.
    #[error("there is no usable ICE candidate")]
    NoCandidate,
    /// The certificate's fingerprint is missing.
    #[error("the DTLS fingerprint is missing")]
    NoFingerprint,
    /// The DTLS role is missing, or impossible at this place.
    #[error("the DTLS role does not fit")]
    WrongSetup,
    /// No codec an Echo speaks, or one that was not offered.
    #[error("the codecs do not fit")]
    WrongCodecs,
    /// An answer's sections are not those of its offer, in its order.
    #[error("the media sections are not those of the offer")]
    WrongSections,
    /// A direction that the offer does not allow.
    #[error("a direction does not fit the offer")]
    WrongDirection,
}

/// Checks an offer.
///
/// # Errors
/// [`SdpFault`]: answer 400.
pub fn check_offer(text: &str) -> Result<(), SdpFault> {
    let offer = Description::read(text)?;
    offer.check_transport()?;
    let audio = offer.audio()?;
    let speaks = |format: &&str| audio.attributes("rtpmap").any(|map| is_known(map, format)) || is_static(format);
    if !audio.formats.iter().any(speaks) {
        return Err(SdpFault::WrongCodecs);
    }
    match offer.attribute(audio, "setup") {
        Some("actpass" | "active" | "passive") => Ok(()),
        _ => Err(SdpFault::WrongSetup),
    }
}

/// Checks an answer against its offer.
///
/// # Errors
/// [`SdpFault`]: answer 400.
pub fn check_answer(offer: &str, answer: &str) -> Result<(), SdpFault> {
    let (offer, answer) = (Description::read(offer)?, Description::read(answer)?);
    answer.check_transport()?;
    if offer.sections.len() != answer.sections.len() {
        return Err(SdpFault::WrongSections);
    }
    for (offered, answered) in offer.sections.iter().zip(&answer.sections) {
        if offered.kind != answered.kind || offered.attribute("mid") != answered.attribute("mid") {
            return Err(SdpFault::WrongSections);
        }
        if answered.port == 0 {
            continue;
        }
        if offered.port == 0 {
            return Err(SdpFault::WrongSections);
        }
        if answered.formats.is_empty() || !answered.formats.iter().all(|format| offered.formats.contains(format)) {
            return Err(SdpFault::WrongCodecs);
        }
        let (sends, receives) = offer.direction(offered);
        let (answer_sends, answer_receives) = answer.direction(answered);
        if (answer_sends && !receives) || (answer_receives && !sends) {
            return Err(SdpFault::WrongDirection);
        }
    }
    let offered = offer.attribute(offer.audio()?, "setup");
    match (offered, answer.attribute(answer.audio()?, "setup")) {
        (Some("active") | Some("actpass"), Some("passive")) | (Some("passive") | Some("actpass"), Some("active")) => {
            Ok(())
        }
        _ => Err(SdpFault::WrongSetup),
    }
}

struct Description<'a> {
    session: Vec<&'a str>,
    sections: Vec<Section<'a>>,
}

struct Section<'a> {
    kind: &'a str,
    port: u16,
    formats: Vec<&'a str>,
    lines: Vec<&'a str>,
}

impl<'a> Description<'a> {
    fn read(text: &'a str) -> Result<Self, SdpFault> {
        let body = text.strip_suffix("\r\n").ok_or(SdpFault::NotADescription)?;
        let mut lines = body.split("\r\n").peekable();
        let well_formed = |line: &&str| line.as_bytes().get(1) == Some(&b'=') && !line.contains(['\r', '\n']);
        if lines.next() != Some("v=0") || !lines.clone().all(|line| well_formed(&line)) {
            return Err(SdpFault::NotADescription);
        }
        let mut description = Self { session: Vec::new(), sections: Vec::new() };
        for line in lines {
            if let Some(media) = line.strip_prefix("m=") {
                description.sections.push(Section::read(media).ok_or(SdpFault::NotADescription)?);
            } else if let Some(section) = description.sections.last_mut() {
                section.lines.push(line);
            } else {
                description.session.push(line);
            }
        }
        Ok(description)
    }

    fn audio(&self) -> Result<&Section<'a>, SdpFault> {
        self.sections.iter().find(|section| section.kind == "audio" && section.port != 0).ok_or(SdpFault::NoAudio)
    }

    fn check_transport(&self) -> Result<(), SdpFault> {
        let audio = self.audio()?;
        let long_enough = |name, length| self.attribute(audio, name).is_some_and(|value| value.len() >= length);
        if !long_enough("ice-ufrag", 4) || !long_enough("ice-pwd", 22) {
            Err(SdpFault::NoCredentials)
        } else if !self.sections.iter().flat_map(|section| section.attributes("candidate")).any(is_usable) {
            Err(SdpFault::NoCandidate)
        } else if self.attribute(audio, "fingerprint").is_none_or(|value| !value.contains(':')) {
            Err(SdpFault::NoFingerprint)
        } else {
            Ok(())
        }
    }

    /// The section's own attribute, else the session's.
    fn attribute(&self, section: &Section<'a>, name: &str) -> Option<&'a str> {
        section.attribute(name).or_else(|| attributes(&self.session, name).next())
    }

    /// Whether the author sends, and whether it receives.
    fn direction(&self, section: &Section<'a>) -> (bool, bool) {
        let says = |word: &str| {
            let line = format!("a={word}");
            section.lines.contains(&line.as_str())
        };
        (!says("recvonly") && !says("inactive"), !says("sendonly") && !says("inactive"))
    }
}

impl<'a> Section<'a> {
    fn read(media: &'a str) -> Option<Self> {
        let mut words = media.split(' ');
        let kind = words.next()?;
        let port = words.next()?.parse().ok()?;
        let secure = words.next()?.ends_with("RTP/SAVPF");
        (secure || kind != "audio").then(|| Self { kind, port, formats: words.collect(), lines: Vec::new() })
    }

    fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes(name).next()
    }

    fn attributes(&self, name: &str) -> impl Iterator<Item = &'a str> {
        attributes(&self.lines, name)
    }
}

fn attributes<'a>(lines: &[&'a str], name: &str) -> impl Iterator<Item = &'a str> {
    lines.iter().filter_map(move |line| line.strip_prefix("a=")?.strip_prefix(name)?.strip_prefix(':'))
}

/// `1 1 UDP 2122252543 192.0.2.44 50100 typ host`: component 1, UDP, a literal address and a real port.
fn is_usable(candidate: &str) -> bool {
    let words: Vec<&str> = candidate.split(' ').collect();
    let [_, component, transport, _, address, port, ..] = words[..] else { return false };
    component == "1"
        && transport.eq_ignore_ascii_case("udp")
        && address.parse::<std::net::IpAddr>().is_ok()
        && port.parse::<u16>().is_ok_and(|port| port != 0)
}

fn is_known(rtpmap: &str, format: &str) -> bool {
    rtpmap.split_once(' ').is_some_and(|(payload, codec)| {
        let codec = codec.to_ascii_lowercase();
        let known = ["opus/48000/2", "g722/8000", "pcmu/8000", "pcma/8000"];
        payload == format && known.iter().any(|name| codec.starts_with(name))
    })
}

fn is_static(format: &str) -> bool {
    matches!(format, "0" | "8" | "9")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper;

    #[test]
    fn what_an_echo_offers_and_a_station_answers_passes() {
        let offer = paper::offer(1);
        assert_eq!(check_offer(offer.as_str()), Ok(()));
        assert_eq!(check_answer(offer.as_str(), paper::answer(&offer, 2).as_str()), Ok(()));
    }

    #[test]
    fn a_description_that_lacks_what_trickle_would_bring_is_refused() {
        let offer = paper::offer(1);
        let without = |what: &str| {
            let kept = offer.as_str().split_inclusive("\r\n").filter(|line| !line.starts_with(what));
            check_offer(&kept.collect::<String>())
        };
        assert_eq!(without("a=candidate"), Err(SdpFault::NoCandidate));
        assert_eq!(without("a=ice-pwd"), Err(SdpFault::NoCredentials));
        assert_eq!(without("a=fingerprint"), Err(SdpFault::NoFingerprint));
        assert_eq!(without("a=setup"), Err(SdpFault::WrongSetup));
        assert_eq!(without("m=audio"), Err(SdpFault::NoAudio));
        assert_eq!(without("v="), Err(SdpFault::NotADescription));
    }

    #[test]
    fn an_mdns_name_or_another_component_is_no_usable_candidate() {
        assert!(is_usable("1 1 UDP 2122252543 192.0.2.44 50100 typ host"));
        for bad in [
            "1 1 UDP 2122252543 1b9c-4f.local 50100 typ host",
            "1 2 UDP 2122252543 192.0.2.44 50100 typ host",
            "1 1 TCP 2122252543 192.0.2.44 9 typ host tcptype active",
            "1 1 UDP",
        ] {
            assert!(!is_usable(bad), "{bad}");
        }
    }

    #[test]
    fn an_answer_must_fit_its_offer() {
        let offer = paper::offer(1);
        let answer = paper::answer(&offer, 2);
        let refused = |from: &str, to: &str| check_answer(offer.as_str(), &answer.as_str().replacen(from, to, 1));
        assert_eq!(refused("a=setup:active", "a=setup:actpass"), Err(SdpFault::WrongSetup));
        assert_eq!(refused("a=mid:audio0", "a=mid:0"), Err(SdpFault::WrongSections));
        assert_eq!(refused("SAVPF 96\r\n", "SAVPF 111\r\n"), Err(SdpFault::WrongCodecs));
        let held = offer.as_str().replacen("a=sendrecv", "a=sendonly", 1);
        assert_eq!(check_answer(&held, answer.as_str()), Err(SdpFault::WrongDirection));
    }
}
