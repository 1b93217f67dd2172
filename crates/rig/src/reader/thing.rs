//! One thing on a page as a screen reader knows it: what it is, what it is called, how it is.

use std::fmt;

use super::Place;

/// Something on a page.
#[derive(Clone, Debug)]
pub struct Thing {
    pub(super) place: Place,
    /// What it is.
    pub role: Role,
    /// What it is called; where it has no name, what is written in it.
    pub words: String,
    /// How deep it lies below the page.
    pub depth: usize,
}

impl Thing {
    /// Whether it is called so; each `…` in `name` stands for anything.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        fits(name, &self.words)
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {:?}", self.role, self.words)
    }
}

/// What a thing is. Asked for by number, because WebKit leaves the names of roles empty.
///
/// Source: `AtspiRole` in at-spi2-core 2.46, `atspi/atspi-constants.h`; which HTML has which of them: WebKitGTK,
/// `AccessibilityObjectAtspi.cpp`, `atspiRole`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role(u32);

impl Role {
    /// `role="alertdialog"`: interrupts, and wants an answer.
    pub const ALERT: Self = Self(2);
    /// A box to tick.
    pub const CHECK_BOX: Self = Self(7);
    /// A field that does not tell what is typed.
    pub const PASSWORD: Self = Self(40);
    /// A button that does something.
    pub const BUTTON: Self = Self(43);
    /// `role="status"`: what is said as soon as it changes and nobody speaks.
    pub const STATUS: Self = Self(54);
    /// A button that stays in: `aria-pressed`.
    pub const TOGGLE: Self = Self(62);
    /// A field to type in.
    pub const ENTRY: Self = Self(79);
    /// A heading of any level.
    pub const HEADING: Self = Self(83);
    /// A link.
    pub const LINK: Self = Self(88);
    /// A whole page.
    pub const DOCUMENT: Self = Self(95);

    pub(super) const fn numbered(number: u32) -> Self {
        Self(number)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NAMES.iter().find(|(number, _)| *number == self.0) {
            Some((_, name)) => formatter.write_str(name),
            None => write!(formatter, "role {}", self.0),
        }
    }
}

/// The roles that pages have.
const NAMES: &[(u32, &str)] = &[
    (2, "alert"),
    (7, "check box"),
    (11, "combo box"),
    (16, "dialog"),
    (20, "filler"),
    (27, "image"),
    (29, "label"),
    (31, "list"),
    (32, "list item"),
    (39, "panel"),
    (40, "password text"),
    (42, "progress bar"),
    (43, "push button"),
    (44, "radio button"),
    (49, "scroll pane"),
    (51, "slider"),
    (54, "status bar"),
    (61, "text"),
    (62, "toggle button"),
    (67, "unknown"),
    (73, "paragraph"),
    (79, "entry"),
    (83, "heading"),
    (85, "section"),
    (87, "form"),
    (88, "link"),
    (95, "document web"),
    (101, "notification"),
    (110, "landmark"),
    (115, "timer"),
    (116, "static"),
    (121, "description list"),
];

/// How a thing may be.
///
/// Source: `AtspiStateType` in at-spi2-core 2.46, `atspi/atspi-constants.h`; of the two numbers of a set of states the first
/// has the lower 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State(u32);

impl State {
    /// It can be pressed or typed in.
    pub const ENABLED: Self = Self(8);
    /// It has the keyboard.
    pub const FOCUSED: Self = Self(12);
    /// It is a button that is in.
    pub const PRESSED: Self = Self(20);
    /// It is in sight, not only on the page.
    pub const SHOWING: Self = Self(25);

    /// Whether a set of states has it.
    pub(super) fn is_among(self, states: &[u32]) -> bool {
        states.first().is_some_and(|lower| (lower >> self.0) & 1 == 1)
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match *self {
            Self::ENABLED => "enabled",
            Self::FOCUSED => "focused",
            Self::PRESSED => "pressed",
            Self::SHOWING => "showing",
            Self(_) => "in another state",
        })
    }
}

/// Words as they are said: without line breaks, and without the signs that stand for what lies deeper inside.
pub(super) fn spoken(words: &str) -> String {
    words.replace('\u{fffc}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

fn fits(pattern: &str, words: &str) -> bool {
    let pieces: Vec<&str> = pattern.split('…').collect();
    let [start, between @ .., end] = &pieces[..] else { return pattern == words };
    let inner = words.strip_prefix(*start).and_then(|rest| rest.strip_suffix(*end));
    let all_there = inner.is_some_and(|mut rest| {
        between.iter().all(|&piece| match rest.find(piece) {
            Some(at) => {
                rest = &rest[at + piece.len()..];
                true
            }
            None => false,
        })
    });
    // Some words of ours end in such dots.
    all_there || pattern == words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_in_a_name_stand_for_anything() {
        for (pattern, words) in
            [("Call", "Call"), ("…Jones…101…", "101 Mrs Jones , 101"), ("Go…", "Go on here"), ("Go on…", "Go on…")]
        {
            assert!(fits(pattern, words), "{pattern} {words}");
        }
        for (pattern, words) in [("Call", "Call Mrs Jones"), ("…101…Jones…", "Mrs Jones, 101"), ("aXb…bYa", "aXbYa")]
        {
            assert!(!fits(pattern, words), "{pattern} {words}");
        }
    }

    #[test]
    fn words_are_said_in_one_line() {
        assert_eq!(spoken(" You are\n  not\u{fffc}heard \u{fffc}"), "You are not heard");
    }

    #[test]
    fn a_state_is_one_bit_and_a_role_one_number() {
        assert!(State::FOCUSED.is_among(&[1 << 12, 0]));
        assert!(!State::FOCUSED.is_among(&[(1 << 8) | (1 << 25), u32::MAX]));
        assert!(!State::FOCUSED.is_among(&[]));
        assert_eq!([Role::BUTTON.to_string(), Role::numbered(999).to_string()], ["push button", "role 999"]);
    }
}
