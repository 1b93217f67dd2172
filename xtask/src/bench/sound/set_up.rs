//! How soon two peers of ours are connected on this computer, in both roles; the slower role counts.

use anyhow::Context as _;
use serde_json::Value;

use super::Bench;
use crate::bench::figures::Figures;
use crate::step;

/// As often, so that a median and the worst mean something.
const RUNS: &str = "50";
const CONNECTED_WITHIN: f64 = 60.0;
const FIRST_AUDIO_WITHIN: f64 = 120.0;

/// # Errors
/// When the program fails.
pub(super) fn run(bench: &Bench, figures: &mut Figures) -> anyhow::Result<()> {
    let list = bench.folder.join("set_up.json");
    let program = step::target().join("release/examples/connect_time");
    let mut connect = step::program(&program.display().to_string(), &["--runs", RUNS]);
    step::run("Connecting fifty times", "bench-set-up", connect.arg("--json").arg(&list))?;
    let times: Value = serde_json::from_str(&std::fs::read_to_string(&list)?)?;
    for (name, target) in [("connected_ms", CONNECTED_WITHIN), ("first_audio_ms", FIRST_AUDIO_WITHIN)] {
        for part in ["p50", "p99"] {
            let of = |role: &str| times[role][name][part].as_f64().with_context(|| format!("no {role}.{name}.{part}"));
            let (offering, answering) = (of("we_offer")?, of("we_answer")?);
            figures.add(format!("{name}.{part}"), offering.max(answering), "ms", (part == "p50").then_some(target));
            figures.add(format!("{name}.{part}.we_offer"), offering, "ms", None);
            figures.add(format!("{name}.{part}.we_answer"), answering, "ms", None);
        }
    }
    Ok(())
}
