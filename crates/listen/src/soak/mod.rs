//! Hours of one call in virtual time: the delay must not drift, the memory not grow, and no click be heard.

mod delay;
mod memory;
mod session;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_audio::{FRAME_TIME, wav};
use serde_json::{Value, json};

use self::session::Session;

/// Clocks that run apart by more than this are broken.
const SKEWS_PPM: [f64; 2] = [100.0, -100.0];
/// How much the delay at the end may differ from that at the beginning: one packet. Without a remedy it would be 2.9 s in eight
/// hours.
const MOST_DRIFT_MS: f64 = 20.0;
/// How much memory may grow after the first eighth of the time, in kilobytes.
const MOST_GROWTH_KB: u64 = 2 * 1024;
/// What the canceller must take away of each speech, in dB: clocks that run apart must not make it lose the echo.
const LEAST_LOSS_DB: f64 = 30.0;
/// Memory is looked at so many times.
const LOOKS: u32 = 8;

/// How long.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Virtual hours of each of the two calls.
    #[arg(long, default_value_t = 8.0)]
    hours: f64,
    /// The far end's voice, a WAV file.
    #[arg(long, value_name = "FILE")]
    voice: PathBuf,
    /// The figures, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
}

/// Holds both calls; writes the figures whether they are well or not.
///
/// # Errors
/// When a file cannot be read or written, or a bound is broken: which, is said.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let voice = wav::read(&options.voice).with_context(|| format!("cannot read {}", options.voice.display()))?;
    let minutes = (options.hours * 60.0).round();
    ensure!(!voice.is_empty(), "{} is empty", options.voice.display());
    ensure!((10.0..=6_000.0).contains(&minutes), "between ten minutes and a hundred hours can be lived through");
    let length = Duration::from_secs(60) * minutes as u32;
    let mut calls = Vec::new();
    let mut broken = Vec::new();
    for skew_ppm in SKEWS_PPM {
        let (figures, wrong) = call(&voice, length, skew_ppm)?;
        broken.extend(wrong.into_iter().map(|wrong| format!("at {skew_ppm} ppm {wrong}")));
        calls.push(figures);
    }
    std::fs::write(&options.json, format!("{:#}\n", Value::from(calls)))
        .with_context(|| format!("cannot write {}", options.json.display()))?;
    ensure!(broken.is_empty(), "{}", broken.join("; "));
    Ok(())
}

/// Holds one call; returns its figures and what was wrong with it.
fn call(voice: &[f32], length: Duration, skew_ppm: f64) -> anyhow::Result<(Value, Vec<String>)> {
    let mut session = Session::new(voice, length, skew_ppm)?;
    let frames = length.as_millis() / FRAME_TIME.as_millis();
    let mut resident = Vec::new();
    for frame in 1..=frames {
        session.step();
        if frame * u128::from(LOOKS) % frames == 0 {
            resident.push(memory::resident_kb()?);
        }
    }
    let (clicks, surprise) = session.clicks();
    let (first, last) = session.speeches.first().zip(session.speeches.last()).context("nobody spoke")?;
    let grown = resident.last().zip(resident.first()).map_or(0, |(last, first)| last.saturating_sub(*first));
    let mut wrong = Vec::new();
    let mut bound = |is_kept: bool, sentence: String| wrong.extend((!is_kept).then_some(sentence));
    let drift = last.delay_ms - first.delay_ms;
    bound(drift.abs() <= MOST_DRIFT_MS, format!("the delay drifted by {drift} ms"));
    bound(clicks == 0, format!("{clicks} clicks were heard"));
    bound(grown <= MOST_GROWTH_KB, format!("memory grew by {grown} kB"));
    let least = session.speeches.iter().map(|speech| speech.erle_db).fold(f64::MAX, f64::min);
    bound(least >= LEAST_LOSS_DB, format!("only {least:.1} dB of the echo were gone in one speech"));
    let tally = session.tally();
    let delays = session.speeches.iter().map(|speech| speech.delay_ms);
    let figures = json!({
        "skew_ppm": skew_ppm, "hours": length.as_secs_f64() / 3600.0,
        "delay_first_ms": first.delay_ms, "delay_last_ms": last.delay_ms,
        "delay_least_ms": delays.clone().fold(f64::MAX, f64::min), "delay_most_ms": delays.fold(0.0, f64::max),
        "erle_first_db": first.erle_db, "erle_last_db": last.erle_db,
        "erle_least_db": least,
        "clicks": clicks, "greatest_surprise": surprise, "resident_kb": resident,
        "played": tally.played, "concealed": tally.concealed, "rebuilt": tally.rebuilt, "late": tally.late,
    });
    Ok((figures, wrong))
}
