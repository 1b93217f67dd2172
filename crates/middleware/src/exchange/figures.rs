//! What is counted for the operator. Nothing is decided by it, and a restart begins anew.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_signaling::call::EndReason;
use roomline_signaling::call::switchboard::Call;

use crate::distribution::{Distribution, QualityFigures};
use crate::metrics::Histogram;

/// What became of calls and messages since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls that are over, by end reason.
    pub ended: BTreeMap<EndReason, u64>,
    /// How well calls that are over could be heard.
    pub quality: QualityFigures,
    /// How long calls from units that are over had waited until a desk answered, by ring group.
    pub waits: BTreeMap<String, Distribution>,
    /// How long messages to Alexa took from being stored to being taken.
    pub to_alexa: Histogram,
}

impl Figures {
    pub(super) fn call_over(&mut self, call: &Call, reason: EndReason) {
        *self.ended.entry(reason).or_default() += 1;
        // An award that Alexa never took was no answer.
        if let (Some(awarded), Some(_)) = (call.awarded_at(), call.accepted_at()) {
            let wait_s = call.started().until(awarded).as_millis().div_ceil(1000);
            let waits = self.waits.entry(call.group().to_owned()).or_insert(Distribution::WAITS);
            waits.observe(u16::try_from(wait_s).unwrap_or(u16::MAX));
        }
    }

    /// `age`: of the letter, when Alexa took it.
    pub(super) fn letter_taken(&mut self, age: Duration) {
        self.to_alexa.observe(age);
    }
}
