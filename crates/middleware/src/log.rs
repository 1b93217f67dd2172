//! The log: one line per event on standard error, as text or JSON. `docs/operations.md` says what stands in it.

use std::io::IsTerminal as _;

use tracing::{Level, Metadata, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::LogConfig;

/// Starts logging. A second start in one process changes nothing.
pub fn start(config: &LogConfig) {
    // Only ever fails when a logger is there already, as in tests.
    let _ = subscriber(config, std::io::stderr, std::io::stderr().is_terminal()).try_init();
}

/// What writes the log of a process to `writer`; tests read it there.
pub fn subscriber<W>(config: &LogConfig, writer: W, colours: bool) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(colours);
    let lines = if config.json { lines.json().boxed() } else { lines.boxed() };
    let asked = EnvFilter::builder().parse_lossy(&config.filter);
    tracing_subscriber::registry().with(asked).with(lines.with_filter(filter_fn(may_be_said)))
}

/// Whatever the filter asks for: only our own crates may say more than INFO. At their finest levels the others print what
/// they carry, tokens and addresses included.
fn may_be_said(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("roomline") || *metadata.level() <= Level::INFO
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no test panicked in it").write(line)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn written(filter: &str, json: bool) -> String {
        let paper = Paper::default();
        let writer = paper.clone();
        let config = LogConfig { filter: filter.into(), json };
        tracing::subscriber::with_default(subscriber(&config, move || writer.clone(), false), || {
            tracing::debug!(unit_id = "room-101", "ours");
            tracing::debug!(target: "hyper::proto", "bearer token");
            tracing::info!(target: "hyper::proto", "theirs");
        });
        String::from_utf8(paper.0.lock().expect("no test panicked in it").clone()).expect("text")
    }

    #[test]
    fn foreign_crates_never_say_more_than_info() {
        let log = written("trace,hyper::proto=trace", false);
        assert!(log.contains("ours") && log.contains("theirs") && !log.contains("bearer"), "{log}");
    }

    #[test]
    fn the_filter_decides_and_json_is_one_object_per_line() {
        assert!(!written("info", false).contains("ours"));
        let log = written("debug", true);
        let lines: Vec<serde_json::Value> =
            log.lines().map(|line| serde_json::from_str(line).expect("an object")).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["fields"]["unit_id"], "room-101");
    }
}
