//! What was measured: as a table for people and in the one JSON shape that every bench writes.

use std::path::Path;
use std::process::Command;

use serde::Serialize;
use serde_json::json;

use crate::step;

/// One measured value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Figure {
    /// Such as `to_unit.click_to_ringing_ms`.
    pub(super) name: &'static str,
    /// Rounded to what the measurement is good for.
    pub(super) value: f64,
    /// `ms` or `MOS`.
    unit: &'static str,
    baseline: Option<f64>,
    ratio: Option<f64>,
    /// At most (times, controls) or at least (scores) this is wanted.
    target: f64,
}

/// All that was measured in a run.
#[derive(Default)]
pub(super) struct Figures(Vec<Figure>);

impl Figures {
    /// Notes a time in milliseconds, which should be at most `target`.
    pub(super) fn time(&mut self, name: &'static str, ms: f64, target: f64) {
        self.add(name, (ms * 10.0).round() / 10.0, "ms", target);
    }

    /// Notes a PESQ score, which should be at least `target`, or at most if it is a control.
    pub(super) fn score(&mut self, name: &'static str, score: f64, target: f64) {
        self.add(name, (score * 100.0).round() / 100.0, "MOS", target);
    }

    fn add(&mut self, name: &'static str, value: f64, unit: &'static str, target: f64) {
        let figure = Figure { name, value, unit, baseline: None, ratio: None, target };
        println!("  {:<44} {:>8} {:<4}", figure.name, figure.value, figure.unit);
        self.0.push(figure);
    }

    /// The scores of what people heard; controls left out.
    pub(super) fn scores(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter().filter(|figure| figure.name.contains("heard_by"))
    }

    /// The scores of what must not be understood.
    pub(super) fn controls(&self) -> impl Iterator<Item = &Figure> {
        self.0.iter().filter(|figure| figure.name.starts_with("control."))
    }

    /// Prints the table.
    pub(super) fn print(&self) {
        println!("\n  {:<44} {:>8}      wanted", "measured", "value");
        for figure in &self.0 {
            let better_if_more = figure.name.contains("heard_by");
            let sign = if better_if_more { '≥' } else { '≤' };
            let met = if better_if_more { figure.value >= figure.target } else { figure.value <= figure.target };
            let mark = if met { "" } else { "  missed" };
            println!("  {:<44} {:>8} {:<4} {sign} {}{mark}", figure.name, figure.value, figure.unit, figure.target);
        }
        println!();
    }

    /// Writes the JSON.
    pub(super) fn save(&self, file: &Path) -> anyhow::Result<()> {
        let commit = Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).current_dir(step::root()).output();
        let commit = commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
        let whole = json!({"bench": "demo", "commit": commit, "machine": machine(), "figures": self.0});
        Ok(std::fs::write(file, serde_json::to_string_pretty(&whole)? + "\n")?)
    }
}

/// The processor, its cores and the system; nothing that names the machine.
pub(crate) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or(": unknown processor");
    let model = model.trim_start_matches(['\t', ' ', ':']);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("unknown system");
    format!("{model}, {cores} cores, {}", system.trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_no_scores_of_what_people_heard() {
        let mut figures = Figures::default();
        figures.score("to_unit.heard_by_echo_pesq", 3.912, 3.3);
        figures.score("control.muted_pesq", 1.0, 1.5);
        figures.time("to_unit.click_to_ringing_ms", 41.26, 150.0);
        let names: Vec<_> = figures.scores().map(|figure| (figure.name, figure.value)).collect();
        assert_eq!(names, [("to_unit.heard_by_echo_pesq", 3.91)]);
        assert_eq!(figures.controls().map(|figure| figure.name).collect::<Vec<_>>(), ["control.muted_pesq"]);
    }
}
