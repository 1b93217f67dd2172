//! Help for hearing in the calls of one resident, as the home stores it.

use serde::{Deserialize, Serialize};

/// Help in both directions. None of it changes what the other residents hear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HearingHelp {
    /// For the resident, who hears badly: what the desk says is sent like this.
    pub resident: Boost,
    /// For the desk, where a faint voice is hard to understand: what the resident says is played like this.
    pub desk: Boost,
}

/// What is done to a voice. Nothing of it is ever louder than full scale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Boost {
    /// Louder by so many decibels, 0..=[`Boost::MOST_GAIN_DB`].
    pub gain_db: u8,
    /// Consonants (around 2 to 4 kHz) louder by so many decibels on top of that, 0..=[`Boost::MOST_PRESENCE_DB`].
    pub presence_db: u8,
}

impl HearingHelp {
    /// Whether every voice passes as it was spoken.
    #[must_use]
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Whether every number is within its limits.
    #[must_use]
    pub fn is_within_limits(&self) -> bool {
        [self.resident, self.desk]
            .iter()
            .all(|boost| boost.gain_db <= Boost::MOST_GAIN_DB && boost.presence_db <= Boost::MOST_PRESENCE_DB)
    }
}

impl Boost {
    /// The most gain there is, in decibels.
    pub const MOST_GAIN_DB: u8 = 18;
    /// The most presence there is, in decibels.
    pub const MOST_PRESENCE_DB: u8 = 12;
}
