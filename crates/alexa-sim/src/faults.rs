//! What goes wrong on the way: rules that each spoil so many of the next messages they fit.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A rule: the next `times` messages that fit are spoiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// What happens to them.
    pub what: FaultKind,
    /// Only messages of this name, such as `CallRinging`; absent: any.
    #[serde(default)]
    pub message: Option<String>,
    /// How many.
    #[serde(default = "once")]
    pub times: u32,
}

/// What happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Alexa → skill: it comes twice.
    Duplicate,
    /// Alexa → skill: it comes so many milliseconds late, and later ones overtake it.
    DelayMs(u64),
    /// Alexa → skill: it comes after the next one of its session.
    Swap,
    /// Alexa → skill: it never comes.
    Drop,
    /// Skill → Alexa: it is answered with this status and not looked at.
    Refuse(u16),
    /// Skill → Alexa: it is done, and then answered with this status all the same.
    FailAfter(u16),
    /// Skill → Alexa: it is done at once and answered so many milliseconds later.
    SlowMs(u64),
    /// Skill → Alexa: it is done, and the answer never arrives.
    LoseAnswer,
    /// Skill → Alexa: every access token expires just before it arrives.
    ExpireToken,
}

/// All rules that still spoil something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

/// What happens to a message on its way to the skill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// It never comes.
    pub dropped: bool,
    /// It comes twice.
    pub twice: bool,
    /// It comes late.
    pub delay: Duration,
    /// It comes after the next one.
    pub swapped: bool,
}

/// What happens to a POST of ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reception {
    /// It is refused with this status.
    pub refused: Option<u16>,
    /// It is done, but answered with this status.
    pub fails_after: Option<u16>,
    /// Its answer is late.
    pub slow: Duration,
    /// It is done, but its answer never arrives.
    pub answer_lost: bool,
    /// Tokens expire first.
    pub expired: bool,
}

impl Faults {
    /// Replaces all rules.
    pub fn set(&mut self, rules: Vec<Fault>) {
        self.0 = rules;
    }

    /// The rules that still spoil something.
    #[must_use]
    pub fn rules(&self) -> &[Fault] {
        &self.0
    }

    /// Spoils a message to the skill.
    pub fn on_delivery(&mut self, message: &str) -> Delivery {
        let mut delivery = Delivery::default();
        self.use_up(message, |what| {
            match what {
                FaultKind::Duplicate => delivery.twice = true,
                FaultKind::DelayMs(ms) => delivery.delay = Duration::from_millis(ms),
                FaultKind::Swap => delivery.swapped = true,
                FaultKind::Drop => delivery.dropped = true,
                FaultKind::Refuse(_)
                | FaultKind::FailAfter(_)
                | FaultKind::SlowMs(_)
                | FaultKind::LoseAnswer
                | FaultKind::ExpireToken => return false,
            }
            true
        });
        delivery
    }

    /// Spoils a message from the skill's side.
    pub fn on_post(&mut self, message: &str) -> Reception {
        let mut reception = Reception::default();
        self.use_up(message, |what| {
            match what {
                FaultKind::Refuse(status) => reception.refused = Some(status),
                FaultKind::FailAfter(status) => reception.fails_after = Some(status),
                FaultKind::SlowMs(ms) => reception.slow = Duration::from_millis(ms),
                FaultKind::LoseAnswer => reception.answer_lost = true,
                FaultKind::ExpireToken => reception.expired = true,
                FaultKind::Duplicate | FaultKind::DelayMs(_) | FaultKind::Swap | FaultKind::Drop => return false,
            }
            true
        });
        reception
    }

    fn use_up(&mut self, message: &str, mut spoil: impl FnMut(FaultKind) -> bool) {
        for rule in &mut self.0 {
            let fits = rule.message.as_deref().is_none_or(|name| name == message);
            if fits && rule.times > 0 && spoil(rule.what) {
                rule.times -= 1;
            }
        }
        self.0.retain(|rule| rule.times > 0);
    }
}

const fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_spoils_only_what_fits_and_only_so_often() {
        let mut faults = Faults::default();
        let rules = r#"[{"what": "duplicate", "message": "CallAccepted", "times": 2}, {"what": {"refuse": 503}}]"#;
        faults.set(serde_json::from_str(rules).expect("rules"));
        assert_eq!(faults.on_delivery("CallRinging"), Delivery::default());
        assert!(faults.on_delivery("CallAccepted").twice);
        assert_eq!(faults.on_post("CallAccepted").refused, Some(503));
        assert_eq!(faults.on_post("CallAccepted"), Reception::default());
        assert!(faults.on_delivery("CallAccepted").twice);
        assert!(faults.rules().is_empty());
    }
}
