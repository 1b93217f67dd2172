//! How a resident and an Echo behave: what a test or a trainer sets, one script per Echo.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::service::Change;

/// The behaviour of one Echo and whoever is near it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// What happens when it rings.
    pub when_called: WhenCalled,
    /// How long it rings, in milliseconds; then Alexa says `SESSION_TIMEOUT`.
    pub rings_for_ms: u64,
    /// How long the resident waits for staff, in milliseconds; then they give up.
    pub patience_ms: u64,
    /// Hangs up so long after acceptance, in milliseconds.
    pub hangs_up_after_ms: Option<u64>,
    /// Re-offers in a running call.
    pub re_offers: Vec<TimedChange>,
    /// Whether the first re-offer of staff in each call meets one of the Echo's own.
    pub re_offers_collide: bool,
    /// Loses power so long after acceptance, in milliseconds: no word, no packet.
    pub vanishes_after_ms: Option<u64>,
    /// Whether `CallInProgress` carries the answer while it rings.
    pub early_answer: bool,
    /// When its ICE agent begins.
    pub ice: IceStart,
    /// What it says.
    pub voice: Voice,
    /// When it begins to speak.
    pub speaks: SpeakFrom,
    /// Who makes its sound.
    pub media: MediaKind,
}

/// What happens when an Echo rings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WhenCalled {
    /// Somebody at the control API or the page answers, or nobody does.
    #[default]
    ByHand,
    /// The resident answers after so many milliseconds.
    AnswerAfterMs(u64),
    /// The resident declines after so many milliseconds.
    DeclineAfterMs(u64),
    /// Alexa says `DEVICE_BUSY` at once.
    Busy,
}

/// A re-offer and when it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimedChange {
    /// After acceptance, in milliseconds.
    pub after_ms: u64,
    /// What changes.
    pub change: Change,
}

/// When an Echo's ICE agent begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IceStart {
    /// As soon as it has the offer.
    #[default]
    AtOffer,
    /// Only when the call is accepted: until then it answers no check.
    AtAcceptance,
}

/// What an Echo says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// Nothing.
    Silent,
    /// A sine of so many Hz at −12 dBFS.
    Tone(f32),
    /// A WAV file, once.
    File(PathBuf),
    /// A sentence, spoken by `espeak-ng` of this machine; a tone if there is none.
    Sentence(String),
}

/// When an Echo begins to speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpeakFrom {
    /// When sound can travel.
    #[default]
    Connected,
    /// When the call is accepted, whether or not sound can travel yet.
    Acceptance,
}

/// Who makes an Echo's sound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A WebRTC peer of the simulator.
    #[default]
    Peer,
    /// A program outside, which fetches offers and brings answers through the control API.
    External,
}

impl Default for Script {
    fn default() -> Self {
        Self {
            when_called: WhenCalled::default(),
            rings_for_ms: 60_000,
            patience_ms: 120_000,
            hangs_up_after_ms: None,
            re_offers: Vec::new(),
            re_offers_collide: false,
            vanishes_after_ms: None,
            early_answer: true,
            ice: IceStart::default(),
            voice: Voice::Tone(440.0),
            speaks: SpeakFrom::default(),
            media: MediaKind::default(),
        }
    }
}

impl Script {
    /// How long it rings.
    #[must_use]
    pub const fn rings_for(&self) -> Duration {
        Duration::from_millis(self.rings_for_ms)
    }

    /// How long the resident waits for staff.
    #[must_use]
    pub const fn patience(&self) -> Duration {
        Duration::from_millis(self.patience_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_only_what_differs_from_the_usual() {
        let text = r#"{"when_called": {"answer_after_ms": 500}, "voice": {"tone": 700.0},
            "re_offers": [{"after_ms": 0, "change": "nothing"}]}"#;
        let script: Script = serde_json::from_str(text).expect("a script");
        assert_eq!(script.when_called, WhenCalled::AnswerAfterMs(500));
        assert_eq!(script.re_offers, [TimedChange { after_ms: 0, change: Change::Nothing }]);
        assert_eq!(script.rings_for(), Duration::from_secs(60));
    }

    #[test]
    fn the_readme_shows_the_usual_script() {
        let readme = include_str!("../README.md");
        let shown = readme.split("```json").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
        let shown: serde_json::Value = serde_json::from_str(shown).expect("JSON");
        assert_eq!(shown, serde_json::json!(Script::default()));
    }

    #[test]
    fn a_slip_of_the_pen_is_an_error() {
        assert!(serde_json::from_str::<Script>(r#"{"when_caled": "by_hand"}"#).is_err());
    }
}
