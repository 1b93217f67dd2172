//! How voices sound at the other end: recorded speech through the media core over bad networks, scored piece by piece.

pub(super) mod statistics;
pub(super) mod voices;

use std::path::Path;

use anyhow::{Context as _, ensure};
use roomline_rig::{Piece, Scorer};
use serde_json::{Value, json};

use crate::demo::figures::machine;
use crate::step;
use statistics::{mean, mean_interval, percentile};

/// What must be reached, and no target where there is none. Source: the design's table of what Chromium reaches.
const TARGETS: [(&str, f64); 5] =
    [("loss_0", 3.7), ("loss_5", 3.2), ("loss_10", 2.8), ("loss_20", 2.0), ("jitter_60", 3.0)];
/// Processor time per minute of a call, in seconds.
const MOST_CPU: f64 = 3.0;

/// Measures and writes the figures into `written`.
///
/// # Errors
/// When something cannot be fetched, built, run or scored.
pub(super) fn run(written: &Path, commit: &str) -> anyhow::Result<()> {
    let folder = step::target().join("xtask/sound");
    let voices = voices::fetch(&step::target().join("xtask/voices"))?;
    let build = ["build", "--release", "--locked", "-p", "roomline-listen"];
    step::run("Building the program that listens", "bench-build", &mut step::cargo(&build))?;
    let list = folder.join("made.json");
    let program = step::target().join("release/roomline-listen");
    let mut listen = step::program(&program.display().to_string(), &[]);
    listen.arg("--folder").arg(&folder).arg("--json").arg(&list);
    for voice in &voices {
        listen.arg("--voice").arg(voice);
    }
    step::run("Talking over bad networks", "bench-listen", &mut listen)?;
    let made: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&list)?)?;
    let figures = figures(&made, &Scorer::find()?)?;
    let report = json!({ "bench": "sound", "commit": commit, "machine": machine(), "figures": figures });
    std::fs::write(written, format!("{report:#}\n")).with_context(|| format!("cannot write {}", written.display()))
}

fn figures(made: &[Value], scorer: &Scorer) -> anyhow::Result<Vec<Value>> {
    let mut networks: Vec<&str> = Vec::new();
    for one in made {
        let name = one["network"].as_str().context("a recording without a network")?;
        if !networks.contains(&name) {
            networks.push(name);
        }
    }
    let mut figures = Vec::new();
    let (mut cpu, mut minutes) = (0.0, 0.0);
    for network in networks {
        let of_network = made.iter().filter(|one| one["network"] == network);
        let mut pieces: Vec<Piece> = Vec::new();
        let (mut sent, mut missing) = (0.0, 0.0);
        for one in of_network {
            let path = |key: &str| one[key].as_str().map(Path::new).context("a recording without a file");
            pieces.extend(scorer.pieces(path("said")?, path("heard")?)?);
            let number = |key: &str| one[key].as_f64().context("a recording without its counts");
            (sent, missing) = (sent + number("sent")?, missing + number("concealed")?);
            (cpu, minutes) = (cpu + number("cpu_s")?, minutes + number("seconds")? / 60.0);
        }
        ensure!(!pieces.is_empty(), "nothing of {network} could be scored");
        let scores: Vec<f64> = pieces.iter().map(|piece| piece.pesq).collect();
        let delays: Vec<f64> = pieces.iter().map(|piece| piece.delay_ms).collect();
        let (low, high) = mean_interval(&scores);
        let target = TARGETS.iter().find(|(name, _)| *name == network).map(|(_, target)| *target);
        println!(
            "  {network:<22} PESQ-WB {:.2} (95 %: {low:.2} to {high:.2}), worst twentieth {:.2}, {:.0} ms",
            mean(&scores),
            percentile(&scores, 5),
            mean(&delays),
        );
        let mut figure = |name: String, value: f64, unit: &str, target: Option<f64>| {
            figures.push(json!({
                "name": name, "value": value, "unit": unit, "baseline": null, "ratio": null, "target": target
            }));
        };
        figure(format!("pesq.{network}.ours"), mean(&scores), "", target);
        figure(format!("pesq.{network}.ours_low"), low, "", None);
        figure(format!("pesq.{network}.ours_high"), high, "", None);
        figure(format!("pesq.{network}.ours_p5"), percentile(&scores, 5), "", None);
        figure(format!("delay_ms.{network}.ours"), mean(&delays), "ms", None);
        figure(format!("concealed_percent.{network}.ours"), 100.0 * missing / f64::max(sent, 1.0), "%", None);
    }
    figures.push(json!({
        "name": "media_core_cpu_s_per_call_minute.ours", "value": cpu / minutes, "unit": "s", "baseline": null,
        "ratio": null, "target": MOST_CPU
    }));
    Ok(figures)
}
