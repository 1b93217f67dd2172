//! Desks as their colleagues see them, and ring groups that none of them listens for.

use roomline_call::Private;
use serde::{Deserialize, Serialize};

/// Whether a desk takes calls. Only a person sets it; idle and lock never do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// Rings.
    #[default]
    Available,
    /// Rings only if nobody else can.
    Away,
}

/// A desk as its colleagues see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// The station's name.
    pub station: String,
    /// Who is signed in; absent if it is not connected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<Private<String>>,
    /// Whether it takes calls.
    pub presence: Presence,
    /// Whether it is connected.
    pub connected: bool,
    /// Whether it is in a call.
    pub busy: bool,
}

/// A ring group that nobody listens for: none of its desks is connected and available.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unheard {
    /// Its name.
    pub ring_group: String,
    /// The ring group at which its calls ring instead; absent: nobody is there either, and they ring at desks that are set to
    /// away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
}
