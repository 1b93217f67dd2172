//! The codecs a media section names.

use super::{Media, attributes};

/// A codec under its payload type, as one description names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codec {
    /// The payload type in RTP, 0–127.
    pub payload_type: u8,
    /// The encoding's name in lower case: `opus`, `g722`, `pcmu`, `pcma`, …
    pub name: String,
    /// The RTP clock rate in Hz; 8,000 for G.722 although it samples at 16 kHz.
    pub clock_rate: u32,
    /// The channels of the `rtpmap`; 2 for Opus always, also when it carries mono.
    pub channels: u8,
    /// The format parameters, if there are any.
    pub parameters: Option<String>,
}

impl Codec {
    /// Whether both are the same encoding, under whatever payload type and parameters.
    #[must_use]
    pub fn is_same_encoding(&self, other: &Self) -> bool {
        self.name == other.name && self.clock_rate == other.clock_rate && self.channels == other.channels
    }

    /// Whether this carries a voice, unlike tones, comfort noise, redundancy or retransmission.
    #[must_use]
    pub fn is_voice(&self) -> bool {
        !matches!(self.name.as_str(), "telephone-event" | "cn" | "red" | "rtx" | "ulpfec" | "flexfec-03")
    }

    /// The `rtpmap` value without the payload type.
    pub(super) fn map(&self) -> String {
        let name = match self.name.as_str() {
            upper @ ("g722" | "pcmu" | "pcma" | "h264" | "vp8" | "vp9") => upper.to_ascii_uppercase(),
            other => other.to_owned(),
        };
        match self.channels {
            0 | 1 => format!("{name}/{}", self.clock_rate),
            channels => format!("{name}/{}/{channels}", self.clock_rate),
        }
    }

    /// The payload types that mean something without an `rtpmap`.
    ///
    /// Source: RFC 3551 §6 (those an Echo may name).
    pub(super) fn of_static_type(payload_type: u8) -> Option<Self> {
        let name = match payload_type {
            0 => "pcmu",
            8 => "pcma",
            9 => "g722",
            13 => "cn",
            _ => return None,
        };
        Some(Self { payload_type, name: name.to_owned(), clock_rate: 8_000, channels: 1, parameters: None })
    }

    fn read(payload_type: u8, map: &str) -> Option<Self> {
        let mut parts = map.trim().split('/');
        let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
        let clock_rate = parts.next()?.trim().parse().ok()?;
        let channels = parts.next().map_or(Some(1), |channels| channels.trim().parse().ok())?;
        Some(Self { payload_type, name, clock_rate, channels, parameters: None })
    }
}

/// The codecs of a section in the order of its `m=` line; a payload type nobody explains is left out.
pub(super) fn of_section(section: &Media) -> Vec<Codec> {
    section.formats.iter().filter_map(|format| of_format(section, format.parse().ok()?)).collect()
}

fn of_format(section: &Media, payload_type: u8) -> Option<Codec> {
    if payload_type > 127 {
        return None;
    }
    let codec = value_for(section, "rtpmap", payload_type)
        .map_or_else(|| Codec::of_static_type(payload_type), |map| Codec::read(payload_type, map))?;
    let parameters = value_for(section, "fmtp", payload_type).map(str::to_owned);
    Some(Codec { parameters, ..codec })
}

/// What an attribute such as `rtpmap` or `fmtp` says about one payload type.
pub(super) fn value_for<'a>(section: &'a Media, name: &str, payload_type: u8) -> Option<&'a str> {
    attributes(&section.lines, name).find_map(|value| {
        let (number, value) = value.split_once(' ')?;
        (number.parse() == Ok(payload_type)).then_some(value.trim())
    })
}
