//! What the program writes down about itself: a file a day, the last week of them, without personal data.
//!
//! What is ours wraps personal data in `Private`. Other people's crates do not know that word: they are kept to
//! warnings, and addresses in those are blotted out.

use std::io::{self, Write};
use std::path::Path;

use roomline_peer::LOG_CAP;
use tracing::Metadata;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, filter_fn};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// The folder of the log among the station's data.
pub(crate) const FOLDER: &str = "log";
/// How the names of its files begin and end; the day stands between.
const NAME: (&str, &str) = ("roomline", "log");
/// Days that are kept.
const FILES: usize = 7;
/// The environment variable that says how much is written: `info`, `debug`, `roomline_station=trace`, …
const VARIABLE: &str = "ROOMLINE_LOG";

/// Keeps the log being written; dropping it writes what is still waiting.
#[derive(Debug)]
#[must_use = "without it the last lines are lost"]
pub struct LogGuard {
    _worker: WorkerGuard,
}

/// Why there is no log.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The folder cannot be made: check its permissions.
    #[error("the log folder cannot be made; check its permissions")]
    Folder(#[from] std::io::Error),
    /// The file cannot be written: check its permissions.
    #[error("the log file cannot be written; check its permissions")]
    File(#[from] tracing_appender::rolling::InitError),
    /// Something else in this program logs already.
    #[error("a log was started already")]
    Started(#[from] tracing_subscriber::util::TryInitError),
}

/// Starts writing to `roomline.<day>.log` in `folder/log`.
///
/// # Errors
/// [`LogError`]; the program can go on without a log.
pub fn start(folder: &Path) -> Result<LogGuard, LogError> {
    let folder = folder.join(FOLDER);
    std::fs::create_dir_all(&folder)?;
    let file = RollingFileAppender::builder()
        .rotation(Rotation::DAILY)
        .filename_prefix(NAME.0)
        .filename_suffix(NAME.1)
        .max_log_files(FILES)
        .build(folder)?;
    let (writer, worker) = tracing_appender::non_blocking(file);
    let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Blotting(writer));
    let lines = lines.with_filter(wanted(std::env::var(VARIABLE).ok()).and(filter_fn(is_allowed)));
    tracing_subscriber::registry().with(lines).try_init()?;
    Ok(LogGuard { _worker: worker })
}

/// Whether a file of this name is one of the log's.
pub(crate) fn is_ours(name: &str) -> bool {
    let day = name.strip_prefix(NAME.0).and_then(|rest| rest.strip_suffix(NAME.1));
    day.is_some_and(|day| day.len() > 2 && day.starts_with('.') && day.ends_with('.'))
}

/// What is written: as asked for, but never more of the WebRTC stack than [`LOG_CAP`] allows.
fn wanted(asked: Option<String>) -> EnvFilter {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::INFO.into());
    let filter = filter.parse_lossy(asked.unwrap_or_default());
    LOG_CAP.split(',').filter_map(|cap| cap.parse().ok()).fold(filter, EnvFilter::add_directive)
}

/// Whether anything like this may ever be written. No setting lifts this: at finer levels the WebRTC stack writes ICE
/// passwords, and HTTP crates write headers with tokens.
fn is_allowed(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    target == "roomline"
        || target.starts_with("roomline_")
        || target.starts_with("roomline::")
        || *metadata.level() <= tracing::Level::WARN
}

/// Writes lines with every network address blotted out.
struct Blotting<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Blotting<W> {
    type Writer = Blotting<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Blotting(self.0.make_writer())
    }
}

impl<W: Write> Write for Blotting<W> {
    /// The formatter hands over one whole line at a time.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(blotted(&String::from_utf8_lossy(line)).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// The text without IPv4 and IPv6 addresses.
pub(crate) fn blotted(line: &str) -> String {
    let is_of_address = |c: char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
    let mut clean = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_of_address) {
        let end = rest[start..].find(|c| !is_of_address(c)).map_or(rest.len(), |length| start + length);
        clean.push_str(&rest[..start]);
        let (word, after) = (&rest[start..end], &rest[end..]);
        // `rtc_ice::agent` holds a well-formed address, `ce::a`, in the middle of two words; dotted numbers are an
        // address wherever they stand.
        let is_alone = !clean.ends_with(is_of_name) && !after.starts_with(is_of_name);
        let blot = is_address(word) && (is_alone || word.matches('.').count() >= 3);
        clean.push_str(if blot { "‹address›" } else { word });
        rest = after;
    }
    clean.push_str(rest);
    clean
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(['.', ':']);
    // `udp4:10.0.0.1:5000`: the digit belongs to the word before.
    word.split_once(':').is_some_and(|(_, rest)| rest.parse::<std::net::SocketAddrV4>().is_ok())
        || word.parse::<std::net::SocketAddr>().is_ok()
        || word.parse::<std::net::IpAddr>().is_ok()
        || word.rsplit_once(':').is_some_and(|(host, _)| host.parse::<std::net::Ipv4Addr>().is_ok())
        || (word.matches(':').count() >= 4 && !word.contains('.'))
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    /// What was written.
    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("nobody panicked").write(line)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn no_setting_makes_other_peoples_crates_say_more_than_warnings() {
        let paper = Paper::default();
        let writer = paper.clone();
        let lines = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || writer.clone());
        let lines = lines.with_filter(wanted(Some("trace".to_owned())).and(filter_fn(is_allowed)));
        tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), || {
            tracing::debug!(target: "somebody::http", "a header with a token");
            tracing::warn!(target: "somebody::http", "no answer");
            tracing::trace!(target: "roomline_station", "a decision of ours");
        });
        let text = String::from_utf8(paper.0.lock().expect("nobody panicked").clone()).expect("text");
        assert!(text.contains("no answer") && text.contains("a decision of ours"), "{text}");
        assert!(!text.contains("token"), "{text}");
    }

    #[test]
    fn addresses_are_blotted_out_and_nothing_else() {
        for (line, clean) in [
            ("sending to 192.168.1.20:50123 failed", "sending to ‹address› failed"),
            ("from 10.0.0.1.", "from ‹address›"),
            ("from udp4:10.0.0.1:5000 and x_10.0.0.1", "from udp‹address› and x_‹address›"),
            ("WARN roomline::desktop: no service", "WARN roomline::desktop: no service"),
            ("WARN rtc_ice::agent: no pairs yet", "WARN rtc_ice::agent: no pairs yet"),
            ("peer [fe80::1ff:fe23:4567:890a]:443", "peer [‹address›]:443"),
            (
                "2026-11-23T15:04:19.123456Z  INFO roomline_station: up after 0.25 s",
                "2026-11-23T15:04:19.123456Z  INFO roomline_station: up after 0.25 s",
            ),
            (
                "call_id=01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f version 1.2.3",
                "call_id=01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f version 1.2.3",
            ),
        ] {
            assert_eq!(blotted(line), clean);
        }
    }
}
