//! What is counted for the operator. Nothing is decided by it, and a restart begins anew.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_signaling::call::EndReason;

use crate::distribution::QualityFigures;
use crate::metrics::Histogram;

/// What became of calls and messages since the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls that are over, by end reason.
    pub ended: BTreeMap<EndReason, u64>,
    /// How well calls that are over could be heard.
    pub quality: QualityFigures,
    /// How long messages to Alexa took from being stored to being taken.
    pub to_alexa: Histogram,
}

impl Figures {
    pub(super) fn call_over(&mut self, reason: EndReason) {
        *self.ended.entry(reason).or_default() += 1;
    }

    /// `age`: of the letter, when Alexa took it.
    pub(super) fn letter_taken(&mut self, age: Duration) {
        self.to_alexa.observe(age);
    }
}
