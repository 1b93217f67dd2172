//! Measures: each bench prints a table and writes the one JSON shape. A bench decides nothing; people do.

mod desk;
mod echo;
mod figures;
mod middleware;
mod sound;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::demo::figures::machine;
use crate::step;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Which bench.
    name: Bench,
    /// Write the figures into this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Less: a minute in which `middleware` or `desk` shows that it works; `sound` without Chromium, in virtual time.
    #[arg(long)]
    quick: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Bench {
    /// How long good requests to the skill take while hostile ones come.
    Skill,
    /// What thousands of desks cost the middleware, and how long messages take through it while calls are set up.
    Middleware,
    /// What is left of the echo, and of the voice, at desks with a loudspeaker.
    Echo,
    /// How recorded voices sound over bad networks, behind our media core and behind Chromium.
    Sound,
    /// What staff feel of the app in its real window, with 5,000 residents, and what it costs while nobody needs it.
    Desk,
}

/// Runs one bench.
///
/// # Errors
/// When it cannot be built or run; never because of a figure.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let folder = step::target().join("xtask");
    std::fs::create_dir_all(&folder)?;
    let written = folder.join("bench.json");
    if written.exists() {
        std::fs::remove_file(&written)?;
    }
    let commit = step::program("git", &["rev-parse", "--short=12", "HEAD"]).output();
    let commit = commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    match options.name {
        Bench::Skill => skill(&written, &commit)?,
        Bench::Middleware => middleware::run(&written, &commit, options.quick)?,
        Bench::Echo => {
            ensure!(!options.quick, "this bench has no quick form; it takes four minutes");
            echo::run(&written, &commit)?;
        }
        Bench::Sound => sound::run(&written, &commit, options.quick)?,
        Bench::Desk => desk::run(&written, &commit, options.quick)?,
    }
    let text = std::fs::read_to_string(&written).context("the bench wrote no figures")?;
    print(&serde_json::from_str(&text)?);
    if let Some(file) = &options.json {
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn skill(written: &Path, commit: &str) -> anyhow::Result<()> {
    let test = "hostile::figures::good_requests_are_answered_while_hostile_ones_come";
    let package = "roomline-middleware";
    let mut measuring = step::cargo(&["test", "--release", "-p", package, "--test", "edge", "--", "--exact", test]);
    measuring.env("ROOMLINE_BENCH_JSON", written).env("ROOMLINE_BENCH_COMMIT", commit);
    measuring.env("ROOMLINE_BENCH_MACHINE", machine());
    step::run("Asking the skill while strangers do", "bench", &mut measuring)
}

fn print(bench: &Value) {
    println!("  {:<36} {:>10} {:<5} {:>10} {:>7} {:>10}", "measured", "value", "", "baseline", "ratio", "target");
    for figure in bench["figures"].as_array().into_iter().flatten() {
        let number = |key: &str| figure[key].as_f64().map_or_else(String::new, |value| format!("{value:.2}"));
        let text = |key: &str| figure[key].as_str().unwrap_or_default();
        println!(
            "  {:<36} {:>10} {:<5} {:>10} {:>7} {:>10}",
            text("name"),
            number("value"),
            text("unit"),
            number("baseline"),
            number("ratio"),
            number("target")
        );
    }
}
