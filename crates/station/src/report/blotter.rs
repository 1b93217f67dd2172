//! Takes out of a text whoever lives and works here, and whatever opens something. The log names nobody by construction; a report that is
//! handed to strangers does not rely on that.

use std::collections::BTreeSet;

use roomline_signaling::handover::Handover;
use roomline_signaling::rest::{Callback, CallbackState};
use roomline_signaling::round::{Round, RoundState};
use roomline_signaling::staff::UnitCard;

use super::addresses::without_addresses;
use super::secrets::without_secrets;
use crate::log::blotted;
use crate::state::{Notice, People, ReportState, SignIn, StationState, TakeoverState};

/// What stands where somebody was named.
const NAME: &str = "‹name›";
/// A letter by itself tells nothing, and would take half of every text with it.
const SHORTEST: usize = 2;

/// Knows who lives and works here.
#[derive(Debug, Default)]
pub(super) struct Blotter {
    /// Whole texts, the longest first: of two that begin alike the longer goes.
    phrases: Vec<String>,
    /// Words by themselves.
    words: BTreeSet<String>,
}

impl Blotter {
    /// For everybody whom the station knows; `names_desk`: whether its own name may stay.
    pub(super) fn of(state: &StationState, names_desk: bool) -> Self {
        let mut blotter = Self::default();
        for unit in &state.directory.units {
            blotter.somebody(&unit.name.0);
            blotter.phrase(unit.unit_id.as_str());
            unit.notes.iter().for_each(|notes| blotter.phrase(&notes.0));
        }
        state.callbacks.iter().for_each(|callback| blotter.callback(callback));
        state.rounds.iter().for_each(|round| blotter.round(round));
        state.shift_change.unread.iter().for_each(|handover| blotter.handover(handover));
        if let ReportState::Known(report) = &state.shift_change.report {
            report.groups.iter().filter_map(|group| group.last.as_ref()).for_each(|last| blotter.handover(last));
        }
        let called = state.call.iter().map(|call| &call.unit).chain(state.incoming.iter().map(|call| &call.unit));
        let units = called.chain(state.taken.iter().map(|taken| &taken.unit));
        units.flatten().for_each(|card| blotter.card(card));
        state.taken.iter().for_each(|taken| blotter.somebody(&taken.by.staff.0));
        state.desks.iter().filter_map(|desk| desk.staff.as_ref()).for_each(|staff| blotter.somebody(&staff.0));
        if let SignIn::SignedIn { staff } = &state.sign_in {
            blotter.somebody(&staff.name.0);
            blotter.phrase(&staff.user.0);
        }
        blotter.people(&state.people);
        if let Some(Notice::SignedOut { name } | Notice::PersonForgotten { name } | Notice::MadeRoom { name }) =
            &state.notice
        {
            blotter.somebody(&name.0);
        }
        if !names_desk {
            blotter.phrase(&state.setup.station_name);
        }
        blotter.phrases.sort_unstable_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        blotter.phrases.dedup();
        blotter
    }

    /// The text without all of it, and without network addresses.
    pub(super) fn clean(&self, text: &str) -> String {
        let mut text = without_addresses(&blotted(text));
        for phrase in &self.phrases {
            if text.contains(phrase.as_str()) {
                text = without_phrase(&text, phrase);
            }
        }
        text.split_inclusive('\n').map(|line| self.without_names(&without_secrets(line))).collect()
    }

    fn card(&mut self, card: &UnitCard) {
        self.somebody(&card.name.0);
        self.phrase(card.unit_id.as_str());
        card.notes.iter().for_each(|notes| self.phrase(&notes.0));
    }

    fn callback(&mut self, callback: &Callback) {
        callback.name.iter().chain(&callback.opened_by).for_each(|name| self.somebody(&name.0));
        callback.note.iter().for_each(|note| self.phrase(&note.0));
        if let CallbackState::Claimed { staff, .. } | CallbackState::Done { staff, .. } = &callback.state {
            self.somebody(&staff.0);
        }
    }

    fn round(&mut self, round: &Round) {
        self.somebody(&round.started_by.0);
        let (RoundState::Running { staff, .. } | RoundState::Paused { staff, .. } | RoundState::Finished { staff, .. }) =
            &round.state;
        self.somebody(&staff.0);
        for stop in &round.stops {
            self.somebody(&stop.name.0);
            self.phrase(stop.unit_id.as_str());
            if let Some(done) = &stop.done {
                self.somebody(&done.staff.0);
                done.note.iter().for_each(|note| self.phrase(&note.0));
            }
        }
    }

    fn handover(&mut self, handover: &Handover) {
        let read_by = handover.read.iter().map(|read| &read.staff);
        read_by.chain([&handover.staff]).for_each(|staff| self.somebody(&staff.0));
        handover.note.iter().for_each(|note| self.phrase(&note.0));
    }

    fn people(&mut self, people: &People) {
        for known in &people.known {
            self.somebody(&known.name.0);
            self.phrase(&known.user.0);
        }
        if let TakeoverState::Failed { user, name, .. } = &people.takeover {
            self.somebody(&name.0);
            self.phrase(&user.0);
        }
    }

    /// A person's name: as a whole, and every part that is written like one.
    fn somebody(&mut self, name: &str) {
        self.phrase(name);
        let parts = name.split(|c: char| !c.is_alphanumeric());
        parts.filter(|part| !part.starts_with(char::is_lowercase)).for_each(|part| self.word(part));
    }

    fn phrase(&mut self, phrase: &str) {
        self.phrases.extend(telling(phrase));
    }

    fn word(&mut self, word: &str) {
        self.words.extend(telling(word));
    }

    fn without_names(&self, line: &str) -> String {
        let mut clean = String::with_capacity(line.len());
        let mut rest = line;
        while let Some(start) = rest.find(char::is_alphanumeric) {
            clean.push_str(&rest[..start]);
            rest = &rest[start..];
            let (word, after) = rest.split_at(rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()));
            clean.push_str(if self.words.contains(word) { NAME } else { word });
            rest = after;
        }
        clean.push_str(rest);
        clean
    }
}

/// What would tell somebody from others; a number alone does not, and stands in every other line.
fn telling(text: &str) -> Option<String> {
    let text = text.trim();
    let tells = text.chars().count() >= SHORTEST && !text.chars().all(|c| c.is_ascii_digit());
    tells.then(|| text.to_owned())
}

/// The text without `phrase`, where it is not a part of a longer word.
fn without_phrase(text: &str, phrase: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(phrase) {
        let (before, from) = rest.split_at(start);
        let after = &from[phrase.len()..];
        clean.push_str(before);
        let is_part = clean.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
        clean.push_str(if is_part { phrase } else { NAME });
        rest = after;
    }
    clean.push_str(rest);
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_as_a_whole_and_in_parts_and_other_words_stay() {
        let mut blotter = Blotter::default();
        ["Mrs Jones-Abara", "Mr and Mrs Castellanos", "Ann", "Li B", "王芳"]
            .iter()
            .for_each(|name| blotter.somebody(name));
        ["room-101", "Hard of hearing", "102"].iter().for_each(|phrase| blotter.phrase(phrase));
        for (line, clean) in [
            ("device \"Jones’ headset\" opened", "device \"‹name›’ headset\" opened"),
            ("usb_Castellanos and Announcement", "usb_‹name› and Announcement"),
            ("Mrs Jones-Abara: Hard of hearing", "‹name›: ‹name›"),
            ("room-101 is not room-1012, and 102 is a number", "‹name› is not room-1012, and 102 is a number"),
            ("Ann at 10.0.0.7", "‹name› at ‹address›"),
            ("Li or 王芳, plan B, in a list", "‹name› or ‹name›, plan B, in a list"),
        ] {
            assert_eq!(blotter.clean(line), clean);
        }
    }
}
