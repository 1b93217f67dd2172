//! How the echo canceller does at desks with a loudspeaker: what is left of the echo, how soon, and what the voice loses by it.

use std::path::Path;

use anyhow::{Context as _, ensure};
use roomline_rig::Scorer;
use serde_json::{Value, json};

use super::sound::statistics::mean;
use super::sound::voices;
use crate::demo::figures::machine;
use crate::step;

/// The echo that must be gone once the canceller has learnt, in dB.
const LEAST_LOSS: f64 = 30.0;
/// Seconds after the echo began to come 60 ms later.
const LATEST_AGAIN: f64 = 1.0;
/// The most PESQ-WB that the voice may lose while nobody else speaks.
const MOST_HARM: f64 = 0.2;
/// What never comes counts as so many seconds: for so long the far end speaks alone, before the jump and after it.
const NEVER: [(&str, f64); 4] =
    [("converged_20_s", 25.0), ("converged_30_s", 25.0), ("again_20_s", 15.0), ("again_30_s", 15.0)];

/// Measures and writes the figures into `written`.
///
/// # Errors
/// When something cannot be fetched, built, run or scored.
pub(super) fn run(written: &Path, commit: &str) -> anyhow::Result<()> {
    let folder = step::target().join("xtask/echo");
    let voices = voices::fetch(&step::target().join("xtask/voices"))?;
    let build = ["build", "--release", "--locked", "-p", "roomline-listen"];
    step::run("Building the program that listens", "bench-build", &mut step::cargo(&build))?;
    let list = folder.join("made.json");
    let program = step::target().join("release/roomline-listen");
    let mut listen = step::program(&program.display().to_string(), &["echo"]);
    listen.arg("--folder").arg(&folder).arg("--json").arg(&list);
    for voice in &voices {
        listen.arg("--voice").arg(voice);
    }
    step::run("Talking at desks with a loudspeaker", "bench-echo", &mut listen)?;
    let made: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&list)?)?;
    let figures = figures(&made, &Scorer::find()?)?;
    let report = json!({ "bench": "echo", "commit": commit, "machine": machine(), "figures": figures });
    std::fs::write(written, format!("{report:#}\n")).with_context(|| format!("cannot write {}", written.display()))
}

fn figures(made: &[Value], scorer: &Scorer) -> anyhow::Result<Vec<Value>> {
    let mut desks: Vec<&str> = made.iter().filter_map(|one| one["desk"].as_str()).collect();
    desks.sort_unstable();
    desks.dedup();
    let mut figures = Vec::new();
    let mut figure = |name: String, value: f64, unit: &str, baseline: Option<f64>, target: Option<f64>| {
        figures.push(json!({
            "name": name, "value": value, "unit": unit, "baseline": baseline,
            "ratio": baseline.map(|baseline| value / baseline), "target": target
        }));
    };
    for desk in desks {
        let of_desk: Vec<&Value> = made.iter().filter(|one| one["desk"] == desk).collect();
        let numbers = |key: &str| of_desk.iter().filter_map(|one| one[key].as_f64()).collect::<Vec<f64>>();
        let losses = numbers("erle_db");
        ensure!(losses.len() == of_desk.len(), "at {desk} there was no echo");
        let target = (desk != "overdriven").then_some(LEAST_LOSS);
        figure(format!("erle_db.{desk}"), mean(&losses), "dB", None, target);
        figure(format!("erle_db.{desk}.worst"), losses.iter().copied().fold(f64::MAX, f64::min), "dB", None, None);
        for (key, never) in NEVER {
            let mut times = numbers(key);
            times.resize(of_desk.len(), never);
            let target = (key == "again_20_s").then_some(LATEST_AGAIN);
            figure(format!("{key}.{desk}"), mean(&times), "s", None, target);
            figure(format!("{key}.{desk}.worst"), times.iter().copied().fold(0.0, f64::max), "s", None, None);
        }
        for (turn, target) in [("near", Some(-MOST_HARM)), ("both", None)] {
            let sent = score(&of_desk, turn, "sent", scorer)?;
            let recorded = score(&of_desk, turn, "recorded", scorer)?;
            figure(format!("pesq.{turn}.{desk}"), sent, "", Some(recorded), None);
            figure(format!("pesq_gain.{turn}.{desk}"), sent - recorded, "", None, target);
        }
        println!("  {desk:<20} the echo is {:.1} dB softer", mean(&losses));
    }
    Ok(figures)
}

/// The mean PESQ-WB of one kind of recording against what was said.
fn score(of_desk: &[&Value], turn: &str, kind: &str, scorer: &Scorer) -> anyhow::Result<f64> {
    let mut scores = Vec::new();
    for one in of_desk {
        let path = |kind: &str| one[turn][kind].as_str().map(Path::new).context("a recording without a file");
        scores.extend(scorer.pieces(path("said")?, path(kind)?)?.into_iter().map(|piece| piece.pesq));
    }
    ensure!(!scores.is_empty(), "nothing could be scored");
    Ok(mean(&scores))
}
