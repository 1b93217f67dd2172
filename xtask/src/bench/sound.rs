//! How voices sound at the other end: recorded speech over bad networks, our media core and Chromium in the same conditions in one
//! run, scored piece by piece.

mod alone;
mod beside;
mod picture;
mod scores;
mod set_up;
pub(super) mod statistics;
pub(super) mod voices;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use roomline_rig::Scorer;
use serde_json::json;

use super::figures::Figures;
use crate::demo::figures::machine;
use crate::setup::scorers;
use crate::step;

/// What all parts of the bench need.
struct Bench {
    /// The program that listens.
    program: PathBuf,
    /// What is said and heard.
    folder: PathBuf,
    voices: Vec<PathBuf>,
    scorer: Scorer,
}

/// Measures and writes the figures into `written`. `quick`: the media core alone, in virtual time; five minutes instead of an hour.
///
/// # Errors
/// When something cannot be fetched, built, run or scored.
pub(super) fn run(written: &Path, commit: &str, quick: bool) -> anyhow::Result<()> {
    let folder = step::target().join("xtask/sound");
    std::fs::create_dir_all(&folder)?;
    let voices = voices::fetch(&step::target().join("xtask/voices"))?;
    let build =
        ["build", "--release", "--locked", "-p", "roomline-listen", "-p", "roomline-peer", "--examples", "--bins"];
    step::run("Building the program that listens", "bench-build", &mut step::cargo(&build))?;
    let program = step::target().join("release/roomline-listen");
    let bench = Bench { program, folder, voices, scorer: Scorer::find()? };
    let mut figures = Figures::default();
    if quick {
        alone::run(&bench, &mut figures)?;
    } else {
        scorers::install_second_opinion()?;
        set_up::run(&bench, &mut figures)?;
        let rows = beside::run(&bench, &mut figures)?;
        picture::draw(&rows, &step::root().join("docs/pictures/sound.svg"))?;
    }
    let report = json!({ "bench": "sound", "commit": commit, "machine": machine(), "figures": figures.all() });
    std::fs::write(written, format!("{report:#}\n")).with_context(|| format!("cannot write {}", written.display()))
}
