//! What a notification says, in the language of the windows. The windows' own sentences stand in `ui/src/text`; these few are said
//! while no window may be there.

use std::sync::Arc;

use roomline_station::signaling::staff::UnitCard;
use serde::Deserialize;
use specta::Type;
use tokio::sync::watch;

/// A language that the windows speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English, also where nobody has said otherwise yet.
    #[default]
    En,
    /// German.
    De,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

/// The language that the windows speak now, as they tell; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Spoken(Arc<watch::Sender<Language>>);

impl Spoken {
    /// The windows speak another one from now on. A notification that is shown stays as it is.
    pub fn set(&self, language: Language) {
        self.0.send_if_modified(|spoken| std::mem::replace(spoken, language) != language);
    }

    /// The language of now.
    #[must_use]
    pub fn language(&self) -> Language {
        *self.0.borrow()
    }

    /// Follows the language.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Language> {
        self.0.subscribe()
    }
}

/// What a notification says.
#[derive(Clone, PartialEq, Eq)]
pub struct Words {
    /// Who calls.
    pub title: String,
    /// What to know before one answers; may be empty.
    pub body: String,
    /// What can be done.
    pub buttons: Buttons,
}

/// What a notification says that is about nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialWords {
    /// That it is a test.
    pub title: &'static str,
    /// That nothing is to be done.
    pub body: &'static str,
}

impl TrialWords {
    /// In this language.
    #[must_use]
    pub const fn of(language: Language) -> Self {
        let (title, body) = match language {
            Language::En => ("This is a test", "Roomline shows calls here. There is nothing to do."),
            Language::De => ("Das ist ein Test", "Hier zeigt Roomline Anrufe. Es ist nichts zu tun."),
            Language::Fr => ("Ceci est un test", "Roomline affiche les appels ici. Il n’y a rien à faire."),
            Language::Es => ("Esto es una prueba", "Roomline muestra aquí las llamadas. No hay nada que hacer."),
        };
        Self { title, body }
    }
}

/// The words on the buttons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buttons {
    /// Opens the main window.
    pub open: &'static str,
    /// Takes the call.
    pub answer: &'static str,
    /// Does not take it.
    pub decline: &'static str,
}

impl Words {
    /// Words for a call from a unit; absent: nobody knows the room. A locked desk tells the room and no more.
    #[must_use]
    pub fn of(unit: Option<&UnitCard>, locked: bool, language: Language) -> Self {
        let is_calling = |who: &str| match language {
            Language::En => format!("{who} is calling"),
            Language::De => format!("{who} ruft an"),
            Language::Fr => format!("{who} appelle"),
            Language::Es => format!("{who} está llamando"),
        };
        let (title, body) = match unit {
            Some(UnitCard { room, .. }) if locked => (is_calling(&a_room(room, language)), String::new()),
            Some(UnitCard { name, room, notes, .. }) => {
                let body = notes.as_ref().map(|notes| notes.0.clone()).unwrap_or_default();
                (is_calling(&format!("{}, {room},", name.0)), body)
            }
            None => (is_calling(unknown_room(language)), String::new()),
        };
        Self { title, body, buttons: Buttons::of(language) }
    }
}

impl Buttons {
    pub(crate) const fn of(language: Language) -> Self {
        let (open, answer, decline) = match language {
            Language::En => ("Open Roomline", "Answer", "Decline"),
            Language::De => ("Roomline öffnen", "Annehmen", "Ablehnen"),
            Language::Fr => ("Ouvrir Roomline", "Répondre", "Refuser"),
            Language::Es => ("Abrir Roomline", "Contestar", "Rechazar"),
        };
        Self { open, answer, decline }
    }
}

fn a_room(room: &str, language: Language) -> String {
    match language {
        Language::En => format!("Room {room}"),
        Language::De => format!("Zimmer {room}"),
        Language::Fr => format!("Chambre {room}"),
        Language::Es => format!("Habitación {room}"),
    }
}

const fn unknown_room(language: Language) -> &'static str {
    match language {
        Language::En => "Unknown room",
        Language::De => "Unbekanntes Zimmer",
        Language::Fr => "Chambre inconnue",
        Language::Es => "Habitación desconocida",
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹private›")
    }
}

#[cfg(test)]
mod tests {
    use roomline_station::signaling::call::{Private, UnitId};

    use super::*;

    #[test]
    fn each_language_says_who_calls_and_what_can_be_done() {
        let card = jones();
        let said = |unit, language| {
            let Words { title, body, buttons } = Words::of(unit, false, language);
            (title, body, buttons.answer)
        };
        let jones = Some(&card);
        let note = || "Speak slowly".to_owned();
        assert_eq!(said(jones, Language::En), ("Mrs Jones, 101, is calling".into(), note(), "Answer"));
        assert_eq!(said(jones, Language::De), ("Mrs Jones, 101, ruft an".into(), note(), "Annehmen"));
        assert_eq!(said(None, Language::Fr), ("Chambre inconnue appelle".into(), String::new(), "Répondre"));
        assert_eq!(said(None, Language::Es).0, "Habitación desconocida está llamando");
        assert!(!format!("{:?}", Words::of(jones, false, Language::En)).contains("Jones"));
    }

    #[test]
    fn a_locked_desk_tells_the_room_and_no_more() {
        let card = jones();
        for (language, title) in [
            (Language::En, "Room 101 is calling"),
            (Language::De, "Zimmer 101 ruft an"),
            (Language::Fr, "Chambre 101 appelle"),
            (Language::Es, "Habitación 101 está llamando"),
        ] {
            let words = Words::of(Some(&card), true, language);
            assert_eq!((words.title.as_str(), words.body.as_str()), (title, ""));
        }
    }

    fn jones() -> UnitCard {
        UnitCard {
            unit_id: UnitId::new("unit-101").expect("an id"),
            name: Private("Mrs Jones".into()),
            room: "101".into(),
            notes: Some(Private("Speak slowly".into())),
        }
    }

    #[test]
    fn what_a_window_chooses_counts_for_every_clone() {
        let spoken = Spoken::default();
        let other = spoken.clone();
        assert_eq!(other.language(), Language::En);
        spoken.set(Language::De);
        assert_eq!(other.language(), Language::De);
    }
}
