//! Which devices there are, in which order they are wanted, what a call uses, and whether this desk muted itself.

use std::collections::VecDeque;

use roomline_signaling::hearing::HearingHelp;

use super::Action;
use crate::state::{
    Change, ChangeReason, ChosenDevice, ChosenDevices, DeviceEntry, InUse, KnownDevice, Moved, Sound, SoundTrouble,
};

/// The sound of this desk, as people see and set it.
#[derive(Debug)]
pub(super) struct SoundDesk {
    chosen: ChosenDevices,
    microphones: Way,
    speakers: Way,
    is_listed: bool,
    muted: bool,
    /// As the devices were told last.
    help: HearingHelp,
    trouble: Option<SoundTrouble>,
    actions: VecDeque<Action>,
}

/// One direction of the sound.
#[derive(Debug, Default)]
struct Way {
    there: Vec<KnownDevice>,
    using: Using,
    change: Option<Change>,
}

/// What a call uses of one direction.
#[derive(Debug, Default)]
enum Using {
    /// There is no call.
    #[default]
    Nothing,
    Open(KnownDevice),
    /// This one stopped, and another is looked for.
    Lost(KnownDevice),
}

impl SoundDesk {
    pub(super) fn new(chosen: ChosenDevices) -> Self {
        Self {
            chosen,
            microphones: Way::default(),
            speakers: Way::default(),
            is_listed: false,
            muted: false,
            help: HearingHelp::default(),
            trouble: None,
            actions: VecDeque::new(),
        }
    }

    pub(super) fn shown(&self) -> Sound {
        Sound {
            is_listed: self.is_listed,
            microphones: entries(&self.chosen.microphones, &self.microphones.there),
            speakers: entries(&self.chosen.speakers, &self.speakers.there),
            ring_volume: self.chosen.ring_volume,
            in_use: InUse { microphone: self.microphones.open(), speaker: self.speakers.open() },
            moved: Moved { microphone: self.microphones.change.clone(), speaker: self.speakers.change.clone() },
            muted: self.muted,
            trouble: self.trouble,
        }
    }

    /// How loud this desk rings, in percent.
    pub(super) fn ring_volume(&self) -> u8 {
        self.chosen.ring_volume
    }

    /// A desk that lacks one half of a headset is told so before its first call. What was missing and is there now works, as far
    /// as anybody knows; the next call tells.
    pub(super) fn found(&mut self, microphones: Vec<KnownDevice>, speakers: Vec<KnownDevice>) {
        self.is_listed = true;
        self.microphones.found(microphones);
        self.speakers.found(speakers);
        match self.trouble {
            None | Some(SoundTrouble::NoMicrophone | SoundTrouble::NoSpeaker) => self.trouble = self.missing(),
            Some(
                SoundTrouble::Blocked | SoundTrouble::Busy | SoundTrouble::DeviceGone | SoundTrouble::SilentMicrophone,
            ) => {}
        }
    }

    /// The half of a headset that is not there, if anybody has looked.
    fn missing(&self) -> Option<SoundTrouble> {
        match (self.is_listed, self.microphones.there.is_empty(), self.speakers.there.is_empty()) {
            (true, true, _) => Some(SoundTrouble::NoMicrophone),
            (true, false, true) => Some(SoundTrouble::NoSpeaker),
            (true, false, false) | (false, _, _) => None,
        }
    }

    pub(super) fn trouble(&mut self, trouble: Option<SoundTrouble>) {
        self.trouble = trouble;
    }

    /// What a call uses now; nothing, once it is over, and with it what only a call's open devices tell.
    pub(super) fn uses(&mut self, in_use: Option<InUse>) {
        match in_use {
            Some(InUse { microphone, speaker }) => {
                self.microphones.uses(microphone);
                self.speakers.uses(speaker);
            }
            None => {
                self.microphones.rests();
                self.speakers.rests();
                if matches!(self.trouble, Some(SoundTrouble::DeviceGone | SoundTrouble::SilentMicrophone)) {
                    self.trouble = self.missing();
                }
            }
        }
    }

    pub(super) fn set_muted(&mut self, muted: bool) {
        if self.muted != muted {
            self.muted = muted;
            self.actions.push_back(Action::SetMuted(muted));
        }
    }

    /// Help for hearing in the call with the voice; without a call the last one's stays, for nobody hears it.
    pub(super) fn help_hearing(&mut self, help: Option<HearingHelp>) {
        if let Some(help) = help.filter(|help| *help != self.help) {
            self.help = help;
            self.actions.push_back(Action::SetHearing(help));
        }
    }

    pub(super) fn choose(&mut self, chosen: ChosenDevices) {
        if self.chosen != chosen {
            self.chosen = chosen.clone();
            self.actions.push_back(Action::UseDevices(chosen));
        }
    }

    pub(super) fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }
}

impl Way {
    fn found(&mut self, there: Vec<KnownDevice>) {
        self.there = there;
        // That a device is gone may be told after another has taken its place.
        if let Some(change) = &mut self.change
            && change.why == ChangeReason::Chosen
            && !self.there.contains(&change.from)
        {
            change.why = ChangeReason::Gone;
        }
    }

    fn open(&self) -> Option<KnownDevice> {
        if let Using::Open(device) = &self.using { Some(device.clone()) } else { None }
    }

    fn uses(&mut self, now: Option<KnownDevice>) {
        let before = std::mem::take(&mut self.using);
        let Some(now) = now else {
            if let Using::Open(device) | Using::Lost(device) = before {
                self.using = Using::Lost(device);
            }
            return;
        };
        match before {
            Using::Open(from) if from != now => {
                let why = if self.there.contains(&from) { ChangeReason::Chosen } else { ChangeReason::Gone };
                self.changes(from, &now, why);
            }
            Using::Lost(from) if from != now => self.changes(from, &now, ChangeReason::Gone),
            Using::Nothing | Using::Open(_) | Using::Lost(_) => {}
        }
        self.using = Using::Open(now);
    }

    fn changes(&mut self, from: KnownDevice, to: &KnownDevice, why: ChangeReason) {
        let had_gone = self.change.take().is_some_and(|last| last.why == ChangeReason::Gone && last.from == *to);
        let why = if had_gone { ChangeReason::Back } else { why };
        self.change = Some(Change { from, to: to.clone(), why });
    }

    fn rests(&mut self) {
        (self.using, self.change) = (Using::Nothing, None);
    }
}

/// The order in which devices are wanted: what people put in order, the system's own choice, then what nobody put in order.
fn entries(chosen: &[ChosenDevice], there: &[KnownDevice]) -> Vec<DeviceEntry> {
    let mut entries: Vec<DeviceEntry> = Vec::new();
    for device in chosen {
        let known = there.iter().find(|known| device.is(known));
        let is_there = known.is_some() || device.id.is_none();
        // By now it may be called otherwise.
        let device = known.map_or_else(|| device.clone(), ChosenDevice::from);
        if entries.iter().all(|entry| entry.device.id != device.id) {
            entries.push(DeviceEntry { device, is_there });
        }
    }
    if entries.iter().all(|entry| entry.device.id.is_some()) {
        entries.push(DeviceEntry { device: ChosenDevice::SYSTEM, is_there: true });
    }
    for known in there {
        if entries.iter().all(|entry| entry.device.id.as_ref() != Some(&known.id)) {
            entries.push(DeviceEntry { device: known.into(), is_there: true });
        }
    }
    entries
}

impl From<&KnownDevice> for ChosenDevice {
    fn from(device: &KnownDevice) -> Self {
        Self { id: Some(device.id.clone()), name: device.name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(id: &str) -> KnownDevice {
        KnownDevice { id: id.to_owned(), name: format!("The {id}") }
    }

    fn using(microphone: Option<&str>) -> Option<InUse> {
        Some(InUse { microphone: microphone.map(known), speaker: None })
    }

    fn desk(there: &[&str]) -> SoundDesk {
        let mut desk = SoundDesk::new(ChosenDevices::default());
        desk.found(there.iter().copied().map(known).collect(), vec![known("speaker")]);
        desk
    }

    fn moved(desk: &SoundDesk) -> Option<(String, String, ChangeReason)> {
        desk.shown().moved.microphone.map(|change| (change.from.id, change.to.id, change.why))
    }

    #[test]
    fn a_desk_without_a_microphone_is_told_before_its_first_call() {
        let mut desk = SoundDesk::new(ChosenDevices::default());
        assert_eq!((desk.shown().trouble, desk.shown().is_listed), (None, false), "nobody has looked yet");
        desk.found(vec![], vec![known("speaker")]);
        assert_eq!(desk.shown().trouble, Some(SoundTrouble::NoMicrophone));
        desk.found(vec![known("headset")], vec![]);
        assert_eq!(desk.shown().trouble, Some(SoundTrouble::NoSpeaker));
        desk.found(vec![known("headset")], vec![known("headset")]);
        assert_eq!(desk.shown().trouble, None);
    }

    #[test]
    fn an_unplugged_headset_is_named_and_so_is_what_was_taken_instead() {
        let mut desk = desk(&["headset", "built-in"]);
        desk.uses(using(Some("headset")));
        assert_eq!(moved(&desk), None);
        desk.uses(using(None));
        desk.uses(using(Some("built-in")));
        assert_eq!(moved(&desk), Some(("headset".into(), "built-in".into(), ChangeReason::Gone)));
        desk.uses(using(Some("headset")));
        assert_eq!(moved(&desk), Some(("built-in".into(), "headset".into(), ChangeReason::Back)));
        desk.uses(None);
        assert_eq!(moved(&desk), None, "the call is over");
    }

    #[test]
    fn a_change_that_was_too_quick_to_be_seen_is_told_all_the_same() {
        let mut desk = desk(&["built-in"]);
        desk.uses(using(Some("headset")));
        desk.uses(using(Some("built-in")));
        assert_eq!(moved(&desk), Some(("headset".into(), "built-in".into(), ChangeReason::Gone)));
    }

    #[test]
    fn a_device_that_a_person_chose_did_not_take_the_place_of_one_that_is_gone() {
        let mut desk = desk(&["headset", "built-in"]);
        desk.uses(using(Some("headset")));
        desk.uses(using(Some("built-in")));
        assert_eq!(moved(&desk), Some(("headset".into(), "built-in".into(), ChangeReason::Chosen)));
    }

    #[test]
    fn a_device_whose_going_is_told_late_is_gone_all_the_same() {
        let mut desk = desk(&["headset", "built-in"]);
        desk.uses(using(Some("headset")));
        desk.uses(using(Some("built-in")));
        desk.found(vec![known("built-in")], vec![known("speaker")]);
        assert_eq!(moved(&desk), Some(("headset".into(), "built-in".into(), ChangeReason::Gone)));
    }

    #[test]
    fn the_same_device_opened_again_is_no_news() {
        let mut desk = desk(&["headset"]);
        desk.uses(using(Some("headset")));
        desk.uses(using(None));
        desk.uses(using(Some("headset")));
        assert_eq!(moved(&desk), None);
    }

    #[test]
    fn what_only_open_devices_tell_ends_with_the_call() {
        let mut desk = desk(&["headset"]);
        for trouble in [SoundTrouble::SilentMicrophone, SoundTrouble::DeviceGone] {
            desk.uses(using(Some("headset")));
            desk.trouble(Some(trouble));
            assert_eq!(desk.shown().trouble, Some(trouble));
            desk.uses(None);
            assert_eq!(desk.shown().trouble, None);
        }
        desk.trouble(Some(SoundTrouble::DeviceGone));
        desk.found(vec![], vec![known("speaker")]);
        assert_eq!(desk.shown().trouble, Some(SoundTrouble::DeviceGone), "a call is looking for another");
        desk.uses(None);
        assert_eq!(desk.shown().trouble, Some(SoundTrouble::NoMicrophone));
    }

    #[test]
    fn the_list_is_what_people_ordered_then_the_systems_then_the_rest() {
        let mut desk = desk(&["a", "b"]);
        let ids = |desk: &SoundDesk| -> Vec<String> {
            let name = |entry: DeviceEntry| entry.device.id.unwrap_or("system".into());
            desk.shown().microphones.into_iter().map(name).collect()
        };
        assert_eq!(ids(&desk), ["system", "a", "b"]);
        let gone = ChosenDevice { id: Some("gone".into()), name: "The headset".into() };
        let order = vec![gone, (&known("b")).into()];
        desk.choose(ChosenDevices { microphones: order, ..ChosenDevices::default() });
        assert_eq!(ids(&desk), ["gone", "b", "system", "a"]);
        let shown = desk.shown().microphones;
        assert!(!shown[0].is_there && shown[0].device.name == "The headset" && shown[1].is_there);
    }
}
