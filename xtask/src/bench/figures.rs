//! Figures in the one shape that every bench has.

use serde_json::{Value, json};

/// What was measured so far.
#[derive(Default)]
pub(super) struct Figures(Vec<Value>);

impl Figures {
    /// A figure that nothing is compared with.
    pub(super) fn add(&mut self, name: impl Into<String>, value: f64, unit: &str, target: Option<f64>) {
        self.0.push(json!({
            "name": name.into(), "value": value, "unit": unit, "baseline": null, "ratio": null, "target": target
        }));
    }

    /// A figure beside the same of Chromium, measured in the same run.
    pub(super) fn beside(
        &mut self,
        name: impl Into<String>,
        value: f64,
        unit: &str,
        chromium: f64,
        target: Option<f64>,
    ) {
        self.0.push(json!({
            "name": name.into(), "value": value, "unit": unit, "baseline": chromium, "ratio": value / chromium,
            "target": target
        }));
    }

    /// All of them.
    pub(super) fn all(self) -> Vec<Value> {
        self.0
    }
}
