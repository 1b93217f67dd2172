//! Residents and rooms as the window lists them.

use roomline_station::StationState;
use roomline_station::signaling::hearing::Boost;
use roomline_station::signaling::rest::{DirectoryUnit, EchoState};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Millis;

/// Everybody who can be called.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryView {
    /// Grows with every change.
    pub revision: u32,
    /// All units, sorted by room.
    pub units: Vec<UnitView>,
}

/// A resident and their room.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnitView {
    /// For `startCall`.
    pub unit_id: String,
    /// The resident's name.
    pub name: String,
    /// The room's name.
    pub room: String,
    /// The floor, if the home has said so.
    pub floor: Option<String>,
    /// The wing, if the home has said so.
    pub wing: Option<String>,
    /// Notes for the caller.
    pub notes: Option<String>,
    /// The resident's language, as a BCP 47 tag.
    pub language: Option<String>,
    /// Help for the resident, who hears badly.
    pub resident_hears: HelpView,
    /// Help for this desk, where the resident's voice is faint.
    pub desk_hears: HelpView,
    /// Whether the Echo can be reached.
    pub echo: EchoView,
    /// Since when; absent if nobody saw the change.
    pub echo_since_ms: Option<Millis>,
    /// When it was last seen online; absent while it is, or if it never was.
    pub echo_seen_ms: Option<Millis>,
}

/// How much a voice is helped. Homes store decibels; at a desk people choose among these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum HelpView {
    /// As it was spoken.
    None,
    /// Louder and clearer.
    Louder,
    /// Much louder and clearer.
    MuchLouder,
}

impl HelpView {
    /// The nearest to what is stored.
    fn of(Boost { gain_db, presence_db }: Boost) -> Self {
        match gain_db.max(presence_db) {
            0 => Self::None,
            1..=11 => Self::Louder,
            12.. => Self::MuchLouder,
        }
    }

    /// What to store for it. Decibels that are shown as this already stay as somebody has set them; else half of the most that there is,
    /// or nearly all of it: 6 dB more are heard as clearly louder.
    #[must_use]
    pub fn instead_of(self, stored: Boost) -> Boost {
        match self {
            _ if Self::of(stored) == self => stored,
            Self::None => Boost::default(),
            Self::Louder => Boost { gain_db: 8, presence_db: 4 },
            Self::MuchLouder => Boost { gain_db: 14, presence_db: 8 },
        }
    }
}

/// Whether an Echo can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum EchoView {
    /// It can.
    Online,
    /// It cannot.
    Offline,
    /// Nobody knows.
    Unknown,
}

impl DirectoryView {
    /// Draws the directory; a locked desk shows none.
    #[must_use]
    pub fn of(state: &StationState, revision: u32) -> Self {
        let units: &[DirectoryUnit] = if state.is_locked() { &[] } else { &state.directory.units };
        Self { revision, units: units.iter().map(UnitView::from).collect() }
    }
}

impl From<&DirectoryUnit> for UnitView {
    fn from(unit: &DirectoryUnit) -> Self {
        Self {
            unit_id: unit.unit_id.to_string(),
            name: unit.name.0.clone(),
            room: unit.room.clone(),
            floor: unit.floor.clone(),
            wing: unit.wing.clone(),
            notes: unit.notes.clone().map(|notes| notes.0),
            language: unit.language.clone(),
            resident_hears: HelpView::of(unit.hearing.resident),
            desk_hears: HelpView::of(unit.hearing.desk),
            echo: match unit.echo {
                EchoState::Online => EchoView::Online,
                EchoState::Offline => EchoView::Offline,
                EchoState::Unknown => EchoView::Unknown,
            },
            echo_since_ms: unit.echo_since_ms.map(Millis),
            echo_seen_ms: unit.echo_seen_ms.map(Millis),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_set_in_decibels_stays_until_another_step_is_chosen() {
        let stored = Boost { gain_db: 18, presence_db: 12 };
        assert_eq!(HelpView::of(stored), HelpView::MuchLouder);
        assert_eq!(HelpView::MuchLouder.instead_of(stored), stored);
        assert_eq!(HelpView::None.instead_of(stored), Boost::default());
        for help in [HelpView::None, HelpView::Louder, HelpView::MuchLouder] {
            assert_eq!(HelpView::of(help.instead_of(Boost { gain_db: 1, presence_db: 0 })), help);
        }
    }
}
