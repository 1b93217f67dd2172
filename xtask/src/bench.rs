//! Measures: each bench prints a table and writes the one JSON shape. A bench decides nothing; people do.

use std::path::PathBuf;

use anyhow::Context as _;
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
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Bench {
    /// How long good requests to the skill take while hostile ones come.
    Skill,
}

impl Bench {
    /// The package, the test file and the test that measures.
    const fn test(self) -> [&'static str; 3] {
        match self {
            Self::Skill => {
                ["roomline-middleware", "edge", "hostile::figures::good_requests_are_answered_while_hostile_ones_come"]
            }
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Skill => "Asking the skill while strangers do",
        }
    }
}

/// Runs one bench.
///
/// # Errors
/// When it cannot be built or run; never because of a figure.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let [package, file, test] = options.name.test();
    let folder = step::target().join("xtask");
    std::fs::create_dir_all(&folder)?;
    let written = folder.join("bench.json");
    let commit = step::program("git", &["rev-parse", "--short=12", "HEAD"]).output();
    let commit = commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    let mut measuring = step::cargo(&["test", "--release", "-p", package, "--test", file, "--", "--exact", test]);
    measuring.env("ROOMLINE_BENCH_JSON", &written).env("ROOMLINE_BENCH_COMMIT", commit);
    measuring.env("ROOMLINE_BENCH_MACHINE", machine());
    step::run(options.name.sentence(), "bench", &mut measuring)?;
    let text = std::fs::read_to_string(&written).context("the bench wrote no figures")?;
    print(&serde_json::from_str(&text)?);
    if let Some(file) = &options.json {
        std::fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
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
