//! The text of an answer of ours, composed of our own description and the offer it answers.
//!
//! Source: RFC 3264 §6 (sections in the offer's order, refused ones with port 0), RFC 9143 §7.3 (BUNDLE in answers).

use super::{
    Agreement, Description, DescriptionError, Flow, Line, Media, MediaKind, Origin, Reanswer, attribute, attributes,
    codec,
};

/// Our side of an agreement as the answer to an offer: the first audio section taken, every other one refused.
pub(super) fn composed(agreement: &Agreement, offer: &Description, version: u64) -> Result<Reanswer, DescriptionError> {
    let voice = offer.media.iter().position(|media| media.kind == MediaKind::Audio && !media.is_refused());
    let flow = voice.map_or(Flow::Inactive, |index| offer.flow_of(&offer.media[index]).mirrored());
    let media =
        offer.media.iter().enumerate().map(|(index, wanted)| {
            if Some(index) == voice { accepted(agreement, wanted, flow) } else { refused(wanted) }
        });
    let answer = Description {
        origin: Origin { version: Some(version), ..agreement.ours.origin.clone() },
        session: session_lines(offer, voice.and_then(|index| offer.media[index].mid())),
        media: media.collect(),
    };
    Ok(Reanswer { sdp: answer.to_sdp()?, flow })
}

/// Our audio section as an answer to theirs: our transport, the one codec, and of the extras what they offer.
fn accepted(agreement: &Agreement, wanted: &Media, flow: Flow) -> Media {
    let ours = &agreement.ours;
    let before = ours.audio();
    let our_lines = before.map_or(&[][..], |audio| &audio.lines);
    let chosen = agreement.codec();
    let number = chosen.payload_type.to_string();
    let mut lines = Vec::new();
    let connection = |line: &&Line| line.letter == 'c';
    lines.extend(our_lines.iter().find(connection).or_else(|| ours.session.iter().find(connection)).cloned());
    let of_ours = |name: &'static str| our_lines.iter().filter(move |line| line.is_attribute(name)).cloned();
    lines.extend(["candidate", "end-of-candidates"].into_iter().flat_map(of_ours));
    for name in ["ice-ufrag", "ice-pwd", "fingerprint"] {
        lines.extend(ours.transport_attribute(name).map(|value| Line::attribute(name, value)));
    }
    lines.push(Line::attribute("setup", agreement.role().as_str()));
    lines.extend(wanted.mid().map(|mid| Line::attribute("mid", mid)));
    lines.push(Line::new('a', flow.as_str()));
    let offered = |name: &&str| attribute(&wanted.lines, name).is_some();
    lines.extend(["rtcp-mux", "rtcp-rsize"].into_iter().filter(offered).map(|name| Line::new('a', name)));
    lines.push(Line::attribute("rtpmap", &format!("{number} {}", chosen.map())));
    lines.extend(agreement.our_codec().parameters.map(|value| Line::attribute("fmtp", &format!("{number} {value}"))));
    lines.extend(of_ours("extmap").filter(|line| wanted.lines.contains(line)));
    lines.extend(["ptime", "maxptime", "msid", "ssrc"].into_iter().flat_map(of_ours));
    Media {
        kind: MediaKind::Audio,
        port: before.map(|audio| audio.port).filter(|port| *port != 0).unwrap_or(9),
        protocol: wanted.protocol.clone(),
        formats: vec![number],
        lines,
    }
}

pub(super) fn session_lines(offer: &Description, voice: Option<&str>) -> Vec<Line> {
    let mut lines = vec![Line::new('s', "-"), Line::new('t', "0 0")];
    let bundled = |mid: &&str| {
        attributes(&offer.session, "group").any(|group| {
            group.strip_prefix("BUNDLE").is_some_and(|mids| mids.split_ascii_whitespace().any(|m| m == *mid))
        })
    };
    lines.extend(voice.filter(bundled).map(|mid| Line::attribute("group", &format!("BUNDLE {mid}"))));
    lines
}

/// A section that we refuse: port 0, its name and one format kept, as RFC 3264 §6 wants.
pub(super) fn refused(wanted: &Media) -> Media {
    let mut lines = vec![Line::new('c', "IN IP4 0.0.0.0")];
    lines.extend(wanted.mid().map(|mid| Line::attribute("mid", mid)));
    lines.push(Line::new('a', Flow::Inactive.as_str()));
    let format: Vec<String> = wanted.formats.iter().take(1).cloned().collect();
    let map = format.first().and_then(|format| codec::value_for(wanted, "rtpmap", format.parse().ok()?));
    lines.extend(map.zip(format.first()).map(|(map, format)| Line::attribute("rtpmap", &format!("{format} {map}"))));
    Media { kind: wanted.kind.clone(), port: 0, protocol: wanted.protocol.clone(), formats: format, lines }
}
