//! The lenient, bounded reading of a description.

use super::{Description, Line, Media, MediaKind, Origin};

/// More media sections than any Echo sends; a description beyond it is refused.
const MAX_SECTIONS: usize = 16;
/// More lines than any Echo sends; a description beyond it is refused.
const MAX_LINES: usize = 1_000;
/// Formats kept of one `m=` line, so that work stays linear in the text; later ones are the least preferred.
const MAX_FORMATS: usize = 64;

/// Why a text is no usable description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DescriptionError {
    /// The first line is not `v=0`.
    #[error("the session description does not begin with v=0")]
    NoVersion,
    /// There is no `m=` line.
    #[error("the session description names no media")]
    NoMedia,
    /// An `m=` line cannot be read.
    #[error("an m= line of the session description cannot be read")]
    BadMediaLine,
    /// There are more lines or media sections than are read.
    #[error("the session description has too many lines")]
    TooLong,
}

pub(super) fn description(text: &str) -> Result<Description, DescriptionError> {
    let mut lines = text.split(['\r', '\n']).filter_map(line);
    match lines.next() {
        Some(Line { letter: 'v', value }) if value.trim() == "0" => {}
        _ => return Err(DescriptionError::NoVersion),
    }
    let mut found = Description { origin: Origin::unknown(), session: Vec::new(), media: Vec::new() };
    for (count, line) in lines.enumerate() {
        if count >= MAX_LINES || found.media.len() > MAX_SECTIONS {
            return Err(DescriptionError::TooLong);
        }
        match (line.letter, found.media.last_mut()) {
            ('m', _) => found.media.push(Media::read(&line.value).ok_or(DescriptionError::BadMediaLine)?),
            (_, Some(section)) => section.lines.push(line),
            ('o', None) => found.origin = Origin::read(&line.value).unwrap_or_else(Origin::unknown),
            (_, None) => found.session.push(line),
        }
    }
    if found.media.is_empty() { Err(DescriptionError::NoMedia) } else { Ok(found) }
}

/// A line of the form `x=value`; blank lines, lines without that form and lines with control characters are dropped.
fn line(text: &str) -> Option<Line> {
    let (letter, value) = text.trim_start().split_once('=')?;
    let mut letters = letter.chars();
    let letter = letters.next().filter(char::is_ascii_lowercase)?;
    let clean = letters.next().is_none() && !value.chars().any(char::is_control);
    clean.then(|| Line::new(letter, value.trim_end()))
}

impl Origin {
    fn unknown() -> Self {
        Self { user: "-".into(), session: "0".into(), version: None, address: "IN IP4 0.0.0.0".into() }
    }

    fn read(value: &str) -> Option<Self> {
        let mut words = value.splitn(4, ' ');
        let (user, session) = (words.next()?.to_owned(), words.next()?.to_owned());
        let version = words.next()?.parse().ok();
        Some(Self { user, session, version, address: words.next()?.to_owned() })
    }
}

impl Media {
    fn read(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let kind = match words.next()? {
            "audio" => MediaKind::Audio,
            "video" => MediaKind::Video,
            other => MediaKind::Other(other.to_owned()),
        };
        let port = words.next()?;
        let port = port.split_once('/').map_or(port, |(port, _count)| port).parse().ok()?;
        let protocol = words.next()?.to_owned();
        let formats: Vec<_> = words.take(MAX_FORMATS).map(str::to_owned).collect();
        (!formats.is_empty()).then_some(Self { kind, port, protocol, formats, lines: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "v=0\r\no=- 7 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    #[test]
    fn line_ends_of_every_kind_read_the_same() {
        let text = format!("{HEAD}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:a\r\n");
        let read = description(&text).expect("valid");
        for end in ["\n", "\r", "\r\n\r\n"] {
            assert!(description(&text.replace("\r\n", end)).expect("valid") == read, "{end:?}");
        }
    }

    #[test]
    fn a_description_beyond_the_limits_is_refused() {
        let section = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n";
        assert_eq!(description(&format!("{HEAD}{}", section.repeat(18))), Err(DescriptionError::TooLong));
        assert_eq!(description(&format!("{HEAD}{section}{}", "a=x\n".repeat(2_000))), Err(DescriptionError::TooLong));
        assert_eq!(description(HEAD), Err(DescriptionError::NoMedia));
        assert_eq!(description("m=audio 9 UDP/TLS/RTP/SAVPF 0"), Err(DescriptionError::NoVersion));
        assert_eq!(description(&format!("{HEAD}m=audio 70000 X 0")), Err(DescriptionError::BadMediaLine));
    }

    #[test]
    fn a_version_that_is_no_number_is_no_version() {
        let read =
            |version| description(&format!("v=0\no=- 7 {version} IN IP4 0.0.0.0\nm=audio 9 X 0")).expect("valid");
        assert_eq!(read("3").version(), Some(3));
        assert_eq!(read("99999999999999999999999").version(), None);
    }
}
