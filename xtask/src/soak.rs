//! Hours of a call: no drift, no growth, no click.

use std::fs;

use anyhow::Context as _;
use serde_json::Value;

use crate::step;

/// The test that holds a call through devices that come and go, and what its figures begin with.
const WITH_DEVICES: &str = "soak::a_call_goes_on_through_devices_that_come_and_go_at_random";
const FIGURE: &str = "soak: ";

/// How long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Virtual hours of each of two calls, with clocks that run apart by 100 ppm one way and the other.
    #[arg(long, default_value_t = 8.0, conflicts_with = "devices")]
    hours: f64,
    /// Instead: so many real minutes of one call through virtual sound devices that are pulled and plugged at random.
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u64).range(1..=24 * 60))]
    devices: Option<u64>,
}

/// Runs the soak and prints what it showed.
///
/// # Errors
/// When it cannot be built or run, or something drifted, grew or clicked.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    match options.devices {
        Some(minutes) => with_devices(minutes),
        None => in_virtual_time(options.hours),
    }
}

fn in_virtual_time(hours: f64) -> anyhow::Result<()> {
    let build = ["build", "--release", "--locked", "-p", "roomline-listen"];
    step::run("Building the program that listens", "soak-build", &mut step::cargo(&build))?;
    let json = step::target().join("xtask/soak.json");
    let program = step::target().join("release/roomline-listen");
    let mut soak = step::program(&program.display().to_string(), &["soak", "--hours", &hours.to_string()]);
    soak.args(["--voice", "tests/voices/staff.wav"]).arg("--json").arg(&json);
    let ended = step::run("Living through the hours", "soak", &mut soak);
    if let Ok(text) = fs::read_to_string(&json) {
        print(&serde_json::from_str(&text).context("the soak's figures cannot be read")?);
    }
    ended
}

fn with_devices(minutes: u64) -> anyhow::Result<()> {
    // With the features of the whole workspace, as in the tests: nothing is built twice.
    let test = ["test", "--workspace", "--locked", "--test", "device"];
    let mut build = step::cargo(&test);
    step::run("Building the call", "soak-devices-build", build.arg("--no-run"))?;
    let mut soak = step::cargo(&test);
    soak.args(["--", "--exact", WITH_DEVICES, "--nocapture"]).env("ROOMLINE_SOAK_S", (minutes * 60).to_string());
    let sentence = format!("Pulling and plugging devices for {minutes} min");
    let ended = step::run(&sentence, "soak-devices", &mut soak);
    let log = fs::read_to_string(step::target().join("xtask/soak-devices.log")).unwrap_or_default();
    log.lines().filter_map(|line| line.strip_prefix(FIGURE)).for_each(|figure| println!("  {figure}"));
    ended
}

fn print(calls: &Value) {
    for call in calls.as_array().into_iter().flatten() {
        let figures = call.as_object().into_iter().flatten();
        figures.for_each(|(name, value)| println!("  {name:<20} {value}"));
        println!();
    }
}
