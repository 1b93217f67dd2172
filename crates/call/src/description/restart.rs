//! The text of a re-offer of ours that restarts ICE, composed of the WebRTC stack's offer and what both ends last said.
//!
//! It is to mend the path and to change nothing else: the sections and the codec stay as agreed. The stack itself knows
//! neither the sections it was never shown (an Echo's video) nor what was agreed in plain re-offers.
//!
//! Source: RFC 3264 §8 (sections stay in their places), RFC 8839 §4.4.1.1 (ICE restart), RFC 8842 §5.5 (`actpass`).

use super::{Agreement, AgreementError, Description, Flow, Line, Media, MediaKind, Origin, answer, attribute, codec};
use crate::Sdp;

/// Completes the stack's offer for a call in which `ours` and `theirs` are the last descriptions.
///
/// # Errors
/// [`AgreementError`] when the descriptions fit each other no more: there is nothing to mend.
pub fn restart_offer(stack: &Sdp, ours: &Sdp, theirs: &Sdp) -> Result<Sdp, AgreementError> {
    let agreement = Agreement::between(ours, theirs)?;
    let (stack, before) = (Description::parse(stack)?, Description::parse(ours)?);
    let voice = before.media.iter().position(|media| media.kind == MediaKind::Audio && !media.is_refused());
    let index = voice.ok_or(AgreementError::NoCommonCodec)?;
    let audio = offered(&stack, &agreement, before.media[index].mid())?;
    let next = before.version().unwrap_or(0).wrapping_add(1);
    let offer = Description {
        origin: Origin { version: Some(stack.version().unwrap_or(0).max(next)), ..before.origin.clone() },
        session: answer::session_lines(&before, before.media[index].mid()),
        media: before
            .media
            .iter()
            .enumerate()
            .map(|(at, media)| if at == index { audio.clone() } else { answer::refused(media) })
            .collect(),
    };
    Ok(offer.to_sdp()?)
}

/// The stack's audio section with the agreed codec only, both ways, under the name it has in this call.
fn offered(stack: &Description, agreement: &Agreement, mid: Option<&str>) -> Result<Media, AgreementError> {
    let mut audio = stack.audio().ok_or(AgreementError::NoCommonCodec)?.clone();
    let chosen = audio.codecs().into_iter().find(|codec| codec.is_same_encoding(agreement.codec()));
    let number = chosen.ok_or(AgreementError::NoCommonCodec)?.payload_type.to_string();
    let of_other_codec = |line: &Line| match line.as_attribute() {
        Some(("rtpmap" | "fmtp" | "rtcp-fb", value)) => value.split(' ').next() != Some(number.as_str()),
        _ => false,
    };
    let direction = |line: &Line| line.letter == 'a' && Flow::read(line.value.trim()).is_some();
    audio.lines.retain(|line| !of_other_codec(line) && !direction(line) && !line.is_attribute("mid"));
    audio.lines.extend(mid.map(|mid| Line::attribute("mid", mid)));
    audio.lines.push(Line::new('a', Flow::SendRecv.as_str()));
    for name in ["ice-ufrag", "ice-pwd", "fingerprint", "setup"] {
        if attribute(&audio.lines, name).is_none() {
            audio.lines.extend(stack.transport_attribute(name).map(|value| Line::attribute(name, value)));
        }
    }
    if codec::value_for(&audio, "rtpmap", number.parse().unwrap_or_default()).is_none() {
        audio.lines.push(Line::attribute("rtpmap", &format!("{number} {}", agreement.codec().map())));
    }
    audio.formats = vec![number];
    Ok(audio)
}

#[cfg(test)]
#[path = "restart_tests.rs"]
mod tests;
