//! Hours of a call in as many minutes: no drift, no growth, no click.

use anyhow::Context as _;
use serde_json::Value;

use crate::step;

/// How long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Virtual hours of each of two calls, with clocks that run apart by 100 ppm one way and the other.
    #[arg(long, default_value_t = 8.0)]
    hours: f64,
}

/// Runs the soak and prints what it showed.
///
/// # Errors
/// When it cannot be built or run, or something drifted, grew or clicked.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let build = ["build", "--release", "--locked", "-p", "roomline-listen"];
    step::run("Building the program that listens", "soak-build", &mut step::cargo(&build))?;
    let json = step::target().join("xtask/soak.json");
    let program = step::target().join("release/roomline-listen");
    let mut soak = step::program(&program.display().to_string(), &["soak", "--hours", &options.hours.to_string()]);
    soak.args(["--voice", "tests/voices/staff.wav"]).arg("--json").arg(&json);
    let ended = step::run("Living through the hours", "soak", &mut soak);
    if let Ok(text) = std::fs::read_to_string(&json) {
        print(&serde_json::from_str(&text).context("the soak's figures cannot be read")?);
    }
    ended
}

fn print(calls: &Value) {
    for call in calls.as_array().into_iter().flatten() {
        let figures = call.as_object().into_iter().flatten();
        figures.for_each(|(name, value)| println!("  {name:<20} {value}"));
        println!();
    }
}
