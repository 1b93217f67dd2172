//! One call of a desk, with what people are shown and what the log says of it.

use std::time::Instant;

use roomline_signaling::call::CallId;
use roomline_signaling::call::machine::{Call, Phase};
use roomline_signaling::staff::UnitCard;

use crate::quality::Meter;

/// One call and what is shown of it.
#[derive(Debug)]
pub(super) struct OneCall {
    pub(super) call: Call,
    pub(super) unit: Option<UnitCard>,
    pub(super) ring_group: String,
    pub(super) also_ringing: Vec<String>,
    pub(super) since: Instant,
    /// Who is in the way of a call to a unit that was refused.
    pub(super) busy_with: Option<String>,
    /// Whether the middleware has it as this desk's call, so that it can be told what came of it.
    pub(super) known_there: bool,
    /// How well it can be heard; absent until both could talk.
    pub(super) meter: Option<Meter>,
    /// What was written down of it last.
    pub(super) logged: &'static str,
}

impl OneCall {
    /// Whether both can talk, and nobody has hung up.
    pub(super) fn is_talking(&self) -> bool {
        matches!(self.call.phase(), Phase::InCall { .. }) && !self.call.is_over()
    }

    /// The line is broken: what was measured before does not count for what comes after.
    pub(super) fn pause(&mut self) {
        if let Some(meter) = &mut self.meter {
            meter.pause();
        }
    }

    /// Writes down how far the call is, once for every change that staff would notice.
    pub(super) fn log(&mut self, call_id: CallId, phase: Phase) {
        let word = match phase {
            Phase::Calling => "calling",
            Phase::Ringing => "ringing",
            Phase::Arriving => "rings here",
            Phase::Answering => "answered here",
            Phase::Connecting => "connecting",
            Phase::InCall { .. } => "in call",
            Phase::Reconnecting { .. } => "reconnecting",
            Phase::Ended(_) => "ended",
        };
        if self.logged == word {
            return;
        }
        self.logged = word;
        let unit_id = self.unit.as_ref().map(|unit| unit.unit_id.as_str());
        match phase {
            Phase::Ended(ending) => {
                tracing::info!(%call_id, unit_id, state = word, reason = ?ending.reason, "a call changed")
            }
            _ => tracing::info!(%call_id, unit_id, state = word, "a call changed"),
        }
    }
}
