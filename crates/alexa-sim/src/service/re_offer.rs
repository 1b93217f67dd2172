//! An Echo's re-offer: its last description once more, a version higher and with other directions.
//!
//! What a real Echo sends on mute, camera cover and hold was never captured in public; this is what the field reports and
//! the standard suggest: same credentials, same sections, other directions.

use std::fmt::Write as _;

use roomline_signaling::alexa::RenegotiationType;
use roomline_signaling::call::Sdp;
use serde::{Deserialize, Serialize};

/// What the resident or the Echo changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Nothing: what an Echo was seen to do right after acceptance.
    Nothing,
    /// The microphone button.
    Muted,
    /// The microphone button again.
    Unmuted,
    /// The camera's lid.
    CameraCovered,
    /// The camera's lid again.
    CameraUncovered,
    /// The call is put on hold.
    Held,
    /// The call is taken off hold.
    Resumed,
}

/// Which media the Echo sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habits {
    /// The microphone is off.
    pub muted: bool,
    /// The camera's lid is shut.
    pub covered: bool,
    /// The call is on hold.
    pub held: bool,
}

impl Habits {
    /// Everything on.
    pub const OPEN: Self = Self { muted: false, covered: false, held: false };

    /// Takes a change.
    pub const fn apply(&mut self, change: Change) {
        match change {
            Change::Nothing => {}
            Change::Muted => self.muted = true,
            Change::Unmuted => self.muted = false,
            Change::CameraCovered => self.covered = true,
            Change::CameraUncovered => self.covered = false,
            Change::Held => self.held = true,
            Change::Resumed => self.held = false,
        }
    }

    const fn direction(self, kind: &str) -> &'static str {
        match (kind.as_bytes(), self.held) {
            (b"audio", false) if self.muted => "recvonly",
            (b"audio", false) => "sendrecv",
            (b"audio", true) => "sendonly",
            (_, true) => "inactive",
            (_, false) if self.covered => "recvonly",
            (_, false) => "sendrecv",
        }
    }
}

impl Change {
    /// The word Alexa has for it.
    #[must_use]
    pub const fn kind(self) -> RenegotiationType {
        match self {
            Self::Held => RenegotiationType::Hold,
            Self::Resumed => RenegotiationType::Resume,
            Self::Nothing | Self::Muted | Self::Unmuted | Self::CameraCovered | Self::CameraUncovered => {
                RenegotiationType::Update
            }
        }
    }
}

/// The re-offer after `local`, the Echo's last description (its offer or its answer).
///
/// `None` if `local` is no description an Echo could have made.
#[must_use]
pub(super) fn re_offer(local: &Sdp, habits: Habits) -> Option<Sdp> {
    let mut text = String::with_capacity(local.as_str().len() + 32);
    let mut direction = None;
    for line in local.as_str().lines() {
        if let Some(origin) = line.strip_prefix("o=") {
            writeln(&mut text, &format!("o={}", one_higher(origin)?));
        } else if let Some(media) = line.strip_prefix("m=") {
            end_section(&mut text, direction.take());
            let refused = media.split(' ').nth(1)? == "0";
            direction = Some(if refused { "inactive" } else { habits.direction(media.split(' ').next()?) });
            writeln(&mut text, line);
        } else if line.starts_with("a=setup:") {
            writeln(&mut text, "a=setup:actpass");
        } else if !matches!(line, "a=sendrecv" | "a=sendonly" | "a=recvonly" | "a=inactive") {
            writeln(&mut text, line);
        }
    }
    end_section(&mut text, direction);
    Sdp::new(text).ok()
}

fn end_section(text: &mut String, direction: Option<&str>) {
    if let Some(direction) = direction {
        writeln(text, &format!("a={direction}"));
    }
}

fn writeln(text: &mut String, line: &str) {
    write!(text, "{line}\r\n").expect("writing to a String succeeds");
}

fn one_higher(origin: &str) -> Option<String> {
    let mut words: Vec<String> = origin.split(' ').map(str::to_owned).collect();
    let version: u64 = words.get(2)?.parse().ok()?;
    words[2] = version.checked_add(1)?.to_string();
    Some(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper;
    use crate::service::strict_sdp;

    #[test]
    fn mute_and_cover_change_directions_and_the_version_only() {
        let offer = paper::offer(1);
        let habits = Habits { muted: true, covered: true, held: false };
        let again = re_offer(&offer, habits).expect("a re-offer");
        assert_eq!(strict_sdp::check_offer(again.as_str()), Ok(()));
        assert_eq!(again.as_str().matches("a=recvonly").count(), 2);
        let restored = again.as_str().replace("a=recvonly\r\n", "").replace(" 3 IN", " 2 IN");
        assert_eq!(restored, offer.as_str().replace("a=sendrecv\r\n", ""));
    }

    #[test]
    fn hold_sends_only_and_stops_the_picture() {
        let again = re_offer(&paper::offer(1), Habits { held: true, ..Habits::OPEN }).expect("a re-offer");
        let directions: Vec<&str> =
            again.as_str().lines().filter(|line| line.ends_with("only") || line.ends_with("inactive")).collect();
        assert_eq!(directions, ["a=sendonly", "a=inactive"]);
    }

    #[test]
    fn an_echo_that_answered_re_offers_with_the_role_left_open() {
        let answer = paper::answer(&paper::offer(1), 2);
        let again = re_offer(&answer, Habits::OPEN).expect("a re-offer");
        assert!(again.as_str().contains("a=setup:actpass") && !again.as_str().contains("a=setup:active\r\n"));
        assert!(again.as_str().contains("m=video 0 "), "a refused section stays refused");
    }
}
