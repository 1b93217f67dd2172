//! The log: one line per event on standard error, as text or JSON.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::LogConfig;

/// Foreign crates print what people said to them at their finest levels, tokens included; they may never say more.
const CAPS: [(&str, LevelFilter); 7] = [
    ("hyper", LevelFilter::INFO),
    ("hyper_util", LevelFilter::INFO),
    ("reqwest", LevelFilter::INFO),
    ("rustls", LevelFilter::INFO),
    ("tungstenite", LevelFilter::INFO),
    ("axum", LevelFilter::INFO),
    ("h2", LevelFilter::INFO),
];

/// Starts logging. A second start in one process changes nothing.
pub fn start(config: &LogConfig) {
    let filter = filter(&config.filter);
    let registry = tracing_subscriber::registry().with(filter);
    let colours = std::io::stderr().is_terminal();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(colours);
    let started = if config.json { registry.with(lines.json()).try_init() } else { registry.with(lines).try_init() };
    // Only ever fails when a logger is there already, as in tests.
    drop(started);
}

fn filter(asked: &str) -> EnvFilter {
    let mut filter = EnvFilter::builder().parse_lossy(asked);
    for (target, cap) in CAPS {
        let directive = format!("{target}={cap}").parse().expect("our own directives can be read");
        filter = filter.add_directive(directive);
    }
    filter
}
