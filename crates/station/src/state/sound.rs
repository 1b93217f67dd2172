//! Microphones, speakers and the ring, as people see and order them.

use serde::{Deserialize, Serialize};

use super::SoundTrouble;

/// How loud a desk rings until somebody chose otherwise, in percent.
const RING_VOLUME: u8 = 100;

/// Microphone, speaker and ring.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sound {
    /// Whether the devices have been looked for yet; before that nobody knows whether there is one.
    pub is_listed: bool,
    /// Microphones, the one to take first; then those that nobody put in order.
    pub microphones: Vec<DeviceEntry>,
    /// Speakers and headphones, in the same way.
    pub speakers: Vec<DeviceEntry>,
    /// How loud this desk rings, in percent.
    pub ring_volume: u8,
    /// What the present call uses.
    pub in_use: InUse,
    /// Which device of this call was taken in place of another.
    pub moved: Moved,
    /// Whether the person at this desk muted themselves. Every call starts unmuted.
    pub muted: bool,
    /// What does not work.
    pub trouble: Option<SoundTrouble>,
}

/// One line of a priority list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceEntry {
    /// What it is.
    pub device: ChosenDevice,
    /// Whether it is plugged in.
    pub is_there: bool,
}

/// A device that exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Stays the same when it is plugged in again.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// What a call uses; absent while there is no call, and while one device is replaced by another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InUse {
    /// What is talked into.
    pub microphone: Option<KnownDevice>,
    /// What is heard.
    pub speaker: Option<KnownDevice>,
}

/// The last change of each device in a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Of the microphone.
    pub microphone: Option<Change>,
    /// Of the speaker.
    pub speaker: Option<Change>,
}

/// One device in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What was used before.
    pub from: KnownDevice,
    /// What is used now.
    pub to: KnownDevice,
    /// Why.
    pub why: ChangeReason,
}

/// Why another device is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeReason {
    /// The one before stopped or was unplugged.
    Gone,
    /// This one had gone, and came back.
    Back,
    /// Somebody wanted it, here or in the system's settings.
    Chosen,
}

/// What people decided about the sound of this desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct ChosenDevices {
    /// How loud this desk rings, in percent.
    pub ring_volume: u8,
    /// Where the voice comes from: the first that works is taken. Empty: the system's.
    pub microphones: Vec<ChosenDevice>,
    /// Where the resident is heard, in the same way.
    pub speakers: Vec<ChosenDevice>,
}

/// A line of a priority list, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenDevice {
    /// The device; absent: whichever the system takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What people call it, also while it is not plugged in; empty for the system's.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl ChosenDevice {
    /// Whichever device the system takes.
    pub const SYSTEM: Self = Self { id: None, name: String::new() };

    /// Whether this line means that device; by its name, too, as earlier versions kept it.
    pub(crate) fn is(&self, device: &KnownDevice) -> bool {
        self.id.as_ref().is_some_and(|id| *id == device.id || *id == device.name)
    }
}

impl Default for ChosenDevices {
    fn default() -> Self {
        Self { ring_volume: RING_VOLUME, microphones: Vec::new(), speakers: Vec::new() }
    }
}

/// What may stand in the file: also what version 0.1 wrote, one name each.
#[derive(Deserialize)]
struct Kept {
    ring_volume: Option<u8>,
    #[serde(default)]
    microphones: Vec<ChosenDevice>,
    #[serde(default)]
    speakers: Vec<ChosenDevice>,
    microphone: Option<String>,
    speaker: Option<String>,
}

impl From<Kept> for ChosenDevices {
    fn from(kept: Kept) -> Self {
        let list = |list: Vec<ChosenDevice>, only: Option<String>| match only {
            Some(name) if list.is_empty() => {
                vec![ChosenDevice { id: Some(name.clone()), name }, ChosenDevice::SYSTEM]
            }
            Some(_) | None => list,
        };
        Self {
            ring_volume: kept.ring_volume.unwrap_or(RING_VOLUME).min(100),
            microphones: list(kept.microphones, kept.microphone),
            speakers: list(kept.speakers, kept.speaker),
        }
    }
}
