//! The sound of a desk: which devices are wanted, which are used, what ails them.

use roomline_station::{Change, ChangeReason, ChosenDevice, DeviceEntry, Sound, SoundTrouble};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Microphone, speaker and ring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DevicesView {
    /// Microphones, the one to take first on top.
    pub microphones: Vec<DeviceEntryView>,
    /// Speakers and headphones, in the same way.
    pub speakers: Vec<DeviceEntryView>,
    /// How loud this desk rings, in percent.
    pub ring_volume: u8,
    /// The microphone of the call that is going on.
    pub microphone: Option<String>,
    /// What took the place of another microphone in this call.
    pub microphone_change: Option<ChangeView>,
    /// What took the place of another speaker in this call.
    pub speaker_change: Option<ChangeView>,
    /// What does not work.
    pub trouble: Option<SoundTroubleView>,
}

/// One line of a priority list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeviceEntryView {
    /// The device; absent: whichever this PC is set to.
    pub id: Option<String>,
    /// What people call it; empty for the one this PC is set to.
    pub name: String,
    /// Whether it is plugged in.
    pub is_there: bool,
}

/// One line of a priority list, as a person ordered it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Type)]
pub struct DeviceLine {
    /// The device; absent: whichever this PC is set to.
    pub id: Option<String>,
    /// What people call it.
    pub name: String,
}

/// One device in place of another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeView {
    /// What was used before.
    pub from: String,
    /// What is used now.
    pub to: String,
    /// Why.
    pub why: ChangeReasonView,
}

/// Why another device is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is the station's reason of the same name")]
pub enum ChangeReasonView {
    Gone,
    Back,
    Chosen,
}

/// What does not work about the sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is the station's trouble of the same name")]
pub enum SoundTroubleView {
    NoMicrophone,
    NoSpeaker,
    Blocked,
    Busy,
    DeviceGone,
    SilentMicrophone,
}

impl From<&Sound> for DevicesView {
    fn from(sound: &Sound) -> Self {
        let list = |entries: &[DeviceEntry]| entries.iter().map(DeviceEntryView::from).collect();
        Self {
            microphones: list(&sound.microphones),
            speakers: list(&sound.speakers),
            ring_volume: sound.ring_volume,
            microphone: sound.in_use.microphone.as_ref().map(|device| device.name.clone()),
            microphone_change: sound.moved.microphone.as_ref().map(ChangeView::from),
            speaker_change: sound.moved.speaker.as_ref().map(ChangeView::from),
            trouble: sound.trouble.map(Into::into),
        }
    }
}

impl From<&DeviceEntry> for DeviceEntryView {
    fn from(entry: &DeviceEntry) -> Self {
        let ChosenDevice { id, name } = entry.device.clone();
        Self { id, name, is_there: entry.is_there }
    }
}

impl From<DeviceLine> for ChosenDevice {
    fn from(DeviceLine { id, name }: DeviceLine) -> Self {
        Self { id, name }
    }
}

impl From<&Change> for ChangeView {
    fn from(change: &Change) -> Self {
        let why = match change.why {
            ChangeReason::Gone => ChangeReasonView::Gone,
            ChangeReason::Back => ChangeReasonView::Back,
            ChangeReason::Chosen => ChangeReasonView::Chosen,
        };
        Self { from: change.from.name.clone(), to: change.to.name.clone(), why }
    }
}

impl From<SoundTrouble> for SoundTroubleView {
    fn from(trouble: SoundTrouble) -> Self {
        match trouble {
            SoundTrouble::NoMicrophone => Self::NoMicrophone,
            SoundTrouble::NoSpeaker => Self::NoSpeaker,
            SoundTrouble::Blocked => Self::Blocked,
            SoundTrouble::Busy => Self::Busy,
            SoundTrouble::DeviceGone => Self::DeviceGone,
            SoundTrouble::SilentMicrophone => Self::SilentMicrophone,
        }
    }
}
