//! Which devices there are, which are chosen, and whether this desk muted itself.

use std::collections::VecDeque;

use super::Action;
use crate::state::{ChosenDevices, Sound, SoundTrouble};

/// The sound of this desk, as people see and set it.
#[derive(Debug)]
pub(super) struct SoundDesk {
    shown: Sound,
    actions: VecDeque<Action>,
}

impl SoundDesk {
    pub(super) fn new(chosen: ChosenDevices) -> Self {
        Self { shown: Sound { chosen, ..Sound::default() }, actions: VecDeque::new() }
    }

    pub(super) fn shown(&self) -> &Sound {
        &self.shown
    }

    pub(super) fn found(&mut self, microphones: Vec<String>, speakers: Vec<String>) {
        // What was missing is there now; whether it works, the next call tells.
        let found = match self.shown.trouble {
            Some(SoundTrouble::NoMicrophone) => !microphones.is_empty(),
            Some(SoundTrouble::NoSpeaker) => !speakers.is_empty(),
            Some(SoundTrouble::Blocked | SoundTrouble::Busy | SoundTrouble::DeviceGone) | None => false,
        };
        if found {
            self.shown.trouble = None;
        }
        self.shown.microphones = microphones;
        self.shown.speakers = speakers;
    }

    pub(super) fn trouble(&mut self, trouble: Option<SoundTrouble>) {
        self.shown.trouble = trouble;
    }

    pub(super) fn set_muted(&mut self, muted: bool) {
        if self.shown.muted != muted {
            self.shown.muted = muted;
            self.actions.push_back(Action::SetMuted(muted));
        }
    }

    pub(super) fn choose(&mut self, chosen: ChosenDevices) {
        if self.shown.chosen != chosen {
            self.shown.chosen = chosen.clone();
            self.actions.push_back(Action::UseDevices(chosen));
        }
    }

    pub(super) fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }
}
