//! What goes into the watch and what comes out of it.

use std::collections::BTreeMap;

use roomline_signaling::call::UnitId;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::UnitEcho;

use super::drift::Drift;
use super::question::{Answer, Question};
use super::sight::Sight;

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The rooms, or what is known of their units, are these now.
    Property(Property),
    /// The answer to the question that was asked last.
    Answer(Answer),
}

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Ask Amazon once and hand in her answer.
    Ask(Question),
    /// Keep these and then tell every desk.
    Tell(Vec<UnitEcho>),
    /// Keep that a round that began then went through.
    RoundDone(WallTime),
    /// Keep which of Amazon's units a room is.
    Learned(UnitId, String),
    /// Keep what a look at the property found.
    Drift(WallTime, Vec<Drift>),
}

/// The property as the directory and `property apply` know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Property {
    /// The unit all rooms are under.
    pub root: Option<String>,
    /// All rooms of the directory.
    pub rooms: BTreeMap<UnitId, Room>,
}

/// What is known of a room at Amazon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Room {
    /// Amazon's id of its unit.
    pub unit: Option<String>,
    /// Its communication profile.
    pub profile: Option<String>,
    /// What the profile shall be called.
    pub profile_name: Option<String>,
}

/// What an earlier run kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// How the Echos were.
    pub sights: BTreeMap<UnitId, Sight>,
    /// When the last round that went through began: so old is what is known.
    pub round_at: Option<WallTime>,
    /// When the last look at the property went through.
    pub look_at: Option<WallTime>,
}
