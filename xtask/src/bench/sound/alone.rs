//! The media core alone, in virtual time: the same every time, for whoever changes it.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

use super::Bench;
use super::scores::{self, Recording};
use super::statistics::{mean, mean_interval, percentile};
use crate::bench::figures::Figures;
use crate::step;

/// # Errors
/// When something cannot be run or scored.
pub(super) fn run(bench: &Bench, figures: &mut Figures) -> anyhow::Result<()> {
    let list = bench.folder.join("alone.json");
    let mut listen = step::program(&bench.program.display().to_string(), &["alone"]);
    listen.arg("--folder").arg(&bench.folder).arg("--json").arg(&list);
    for voice in &bench.voices {
        listen.arg("--voice").arg(voice);
    }
    step::run("Talking over bad networks, in virtual time", "bench-listen", &mut listen)?;
    let made: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&list)?)?;
    let mut networks: Vec<&str> = Vec::new();
    for one in &made {
        let name = one["network"].as_str().context("a recording without a network")?;
        if !networks.contains(&name) {
            networks.push(name);
        }
    }
    let (mut cpu, mut minutes) = (0.0, 0.0);
    for network in networks {
        let (mut sent, mut missing) = (0.0, 0.0);
        let mut recordings = Vec::new();
        for one in made.iter().filter(|one| one["network"] == network) {
            let path = |key: &str| one[key].as_str().map(Path::new).context("a recording without a file");
            recordings.push(Recording { said: path("said")?.to_owned(), heard: path("heard")?.to_owned() });
            let number = |key: &str| one[key].as_f64().context("a recording without its counts");
            (sent, missing) = (sent + number("sent")?, missing + number("concealed")?);
            (cpu, minutes) = (cpu + number("cpu_s")?, minutes + number("seconds")? / 60.0);
        }
        let pieces = scores::of(&recordings, &bench.scorer)?;
        let scores: Vec<f64> = pieces.iter().map(|piece| piece.pesq).collect();
        let delays: Vec<f64> = pieces.iter().map(|piece| piece.delay_ms).collect();
        let (low, high) = mean_interval(&scores);
        println!(
            "  {network:<22} PESQ-WB {:.2} (95 %: {low:.2} to {high:.2}), worst twentieth {:.2}, {:.0} ms",
            mean(&scores),
            percentile(&scores, 5),
            mean(&delays),
        );
        figures.add(format!("pesq.{network}.alone"), mean(&scores), "", None);
        figures.add(format!("pesq.{network}.alone_p5"), percentile(&scores, 5), "", None);
        figures.add(format!("delay_ms.{network}.alone"), mean(&delays), "ms", None);
        figures.add(format!("concealed_percent.{network}.alone"), 100.0 * missing / f64::max(sent, 1.0), "%", None);
    }
    figures.add("media_core_cpu_s_per_call_minute.alone", cpu / minutes, "s", None);
    Ok(())
}
