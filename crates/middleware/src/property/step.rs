//! One step from what is to what should be. It names things by our own words, because Amazon's ids come only with it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A step. Its `Display` is a line of the diff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Registers us.
    CreateProvider {
        /// Our own unique id.
        logical_id: String,
        /// The name.
        name: String,
    },
    /// Renames us.
    RenameProvider {
        /// The name.
        name: String,
    },
    /// Maps us to our skill.
    MapNetwork {
        /// The skill.
        skill: String,
    },
    /// Maps us to another skill.
    RemapNetwork {
        /// The skill.
        skill: String,
    },
    /// Makes the address book.
    CreateBook {
        /// The name.
        name: String,
    },
    /// Renames it.
    RenameBook {
        /// The name.
        name: String,
    },
    /// Adds a contact.
    AddContact {
        /// The name.
        name: String,
        /// The ring group's address.
        address: String,
    },
    /// Renames a contact.
    RenameContact {
        /// The name.
        name: String,
        /// The ring group's address.
        address: String,
    },
    /// Gives a contact of ours the address of another ring group.
    MoveContact {
        /// The name.
        name: String,
        /// The ring group's address until now.
        from: String,
        /// And from then on.
        address: String,
    },
    /// Deletes a contact of ours.
    DeleteContact {
        /// The ring group's address.
        address: String,
    },
    /// Changes a room.
    Room {
        /// Our id.
        unit_id: String,
        /// What people call it.
        label: String,
        /// Amazon's id of it, if it has one yet.
        unit: Option<String>,
        /// What changes.
        change: Change,
    },
}

/// What changes in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Makes its unit.
    CreateUnit {
        /// The name.
        name: String,
    },
    /// Makes its profile and names it.
    MakeProfile {
        /// The name.
        name: String,
    },
    /// Renames its profile.
    NameProfile {
        /// The name.
        name: String,
    },
    /// Switches WebRTC calling on.
    EnableSubscription,
    /// Enables our skill.
    EnableSkill,
    /// Disables our skill and enables it again, so that it has the account that was linked since.
    RelinkSkill,
    /// Says that our id is its profile.
    Associate,
    /// Points our id to its profile.
    Reassociate,
    /// Gives it the address book.
    GiveBook,
    /// Takes the address book.
    TakeBook,
    /// Forgets our id.
    Disassociate,
    /// Disables our skill.
    DisableSkill,
    /// Switches WebRTC calling off.
    DisableSubscription,
    /// Deletes its profile.
    DeleteProfile,
}

impl Step {
    /// Whether it takes something away: done only when that was allowed.
    #[must_use]
    pub const fn removes(&self) -> bool {
        matches!(self.sign(), '-')
    }

    /// What changes, if it changes a room.
    #[must_use]
    pub const fn change(&self) -> Option<&Change> {
        match self {
            Self::Room { change, .. } => Some(change),
            _ => None,
        }
    }

    /// Whether both change the same room.
    #[must_use]
    pub fn is_of_same_room(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Room { unit_id, .. }, Self::Room { unit_id: other, .. }) => unit_id == other,
            _ => false,
        }
    }

    /// `+` adds, `~` changes, `-` takes away.
    #[must_use]
    pub const fn sign(&self) -> char {
        match self {
            Self::CreateProvider { .. }
            | Self::MapNetwork { .. }
            | Self::CreateBook { .. }
            | Self::AddContact { .. } => '+',
            Self::RenameProvider { .. }
            | Self::RemapNetwork { .. }
            | Self::RenameBook { .. }
            | Self::RenameContact { .. }
            | Self::MoveContact { .. } => '~',
            Self::DeleteContact { .. } => '-',
            Self::Room { change, .. } => match change {
                Change::NameProfile { .. } | Change::RelinkSkill | Change::Reassociate => '~',
                Change::CreateUnit { .. }
                | Change::MakeProfile { .. }
                | Change::EnableSubscription
                | Change::EnableSkill
                | Change::Associate
                | Change::GiveBook => '+',
                Change::TakeBook
                | Change::Disassociate
                | Change::DisableSkill
                | Change::DisableSubscription
                | Change::DeleteProfile => '-',
            },
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.sign())?;
        match self {
            Self::CreateProvider { logical_id, name } => write!(f, "service provider {logical_id} \"{name}\""),
            Self::RenameProvider { name } => write!(f, "service provider is called \"{name}\""),
            Self::MapNetwork { skill } | Self::RemapNetwork { skill } => write!(f, "network mapping to {skill}"),
            Self::CreateBook { name } => write!(f, "address book \"{name}\""),
            Self::RenameBook { name } => write!(f, "address book is called \"{name}\""),
            Self::AddContact { name, address } => write!(f, "contact \"{name}\" for {address}"),
            Self::RenameContact { name, address } => write!(f, "contact for {address} is called \"{name}\""),
            Self::MoveContact { name, from, address } => {
                write!(f, "contact \"{name}\" for {address} instead of {from}")
            }
            Self::DeleteContact { address } => write!(f, "contact for {address}"),
            Self::Room { label, change, .. } => write!(f, "{change} for {label}"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CreateUnit { .. } => "unit",
            Self::MakeProfile { .. } | Self::DeleteProfile => "profile",
            Self::NameProfile { .. } => "profile name",
            Self::EnableSubscription | Self::DisableSubscription => "Amazon's calling skill",
            Self::EnableSkill | Self::DisableSkill => "our skill",
            Self::RelinkSkill => "our skill enabled anew with the linked account",
            Self::Associate | Self::Reassociate | Self::Disassociate => "account association",
            Self::GiveBook | Self::TakeBook => "address book",
        })
    }
}
