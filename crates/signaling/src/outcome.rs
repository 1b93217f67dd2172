//! What came of a call, in the words of whoever made it.

use roomline_call::Private;
use serde::{Deserialize, Serialize};

/// What came of a call, and what is worth a word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallOutcome {
    /// What came of it.
    pub outcome: Outcome,
    /// What colleagues should know, up to [`CallOutcome::LONGEST_NOTE`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Private<String>>,
}

impl CallOutcome {
    /// The longest note, in characters.
    pub const LONGEST_NOTE: usize = 500;
}

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// They have talked, and nothing is left to do.
    Reached,
    /// Nobody was reached, and nothing is left to do.
    NoAnswer,
    /// Somebody should call again: opens a call-back.
    CallAgain,
    /// Somebody should go there: opens a call-back that only a person can close.
    NeedsVisit,
}

/// What a call-back asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Errand {
    /// A call; done when staff and resident talk.
    #[default]
    Call,
    /// A visit; done when a person says so.
    Visit,
}

impl Errand {
    /// Whether it is a call.
    #[must_use]
    pub const fn is_call(&self) -> bool {
        matches!(self, Self::Call)
    }
}

impl Outcome {
    /// What is left to do.
    #[must_use]
    pub const fn errand(self) -> Option<Errand> {
        match self {
            Self::Reached | Self::NoAnswer => None,
            Self::CallAgain => Some(Errand::Call),
            Self::NeedsVisit => Some(Errand::Visit),
        }
    }
}
