//! What the icon says, in the language of the windows.

use roomline_station::signaling::staff::Presence;
use roomline_station::{Reachability, Ring, SignIn, StationState};

use crate::desktop::{Buttons, Language};

/// What the desk is worth right now; the most urgent of what is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Nobody is signed in, so no call can ring.
    SignedOut,
    /// The first connection is being made.
    Connecting,
    /// Calls ring here.
    Ready,
    /// Calls ring elsewhere first.
    Away,
    /// A room calls.
    Ringing,
    /// Somebody talks here.
    InCall,
    /// No call can ring here.
    Unreachable,
}

impl Sign {
    /// The sign for this state.
    #[must_use]
    pub fn of(state: &StationState) -> Self {
        if !matches!(state.sign_in, SignIn::SignedIn { .. }) {
            return Self::SignedOut;
        }
        if state.ring() != Ring::Silent {
            return Self::Ringing;
        }
        if state.call.as_ref().is_some_and(|call| !call.state.is_ended()) {
            return Self::InCall;
        }
        match (state.reachability, state.presence) {
            (Reachability::Connecting, _) => Self::Connecting,
            (Reachability::Unreachable { .. }, _) => Self::Unreachable,
            (Reachability::Reachable, Presence::Available) => Self::Ready,
            (Reachability::Reachable, Presence::Away) => Self::Away,
        }
    }

    /// Whether no call can ring here until somebody does something.
    #[must_use]
    pub const fn is_deaf(self) -> bool {
        matches!(self, Self::SignedOut | Self::Unreachable)
    }
}

/// The words beside the icon and in its menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrayWords {
    /// What the sign means.
    pub state: &'static str,
    /// Opens the main window.
    pub open: &'static str,
    /// Ends the program.
    pub quit: &'static str,
}

impl TrayWords {
    /// The words for a sign.
    #[must_use]
    pub const fn of(sign: Sign, language: Language) -> Self {
        let quit = match language {
            Language::En => "Quit Roomline: nothing rings here any more",
            Language::De => "Roomline beenden: hier klingelt nichts mehr",
            Language::Fr => "Quitter Roomline : plus rien ne sonne ici",
            Language::Es => "Salir de Roomline: aquí ya no suena nada",
        };
        Self { state: state(sign, language), open: Buttons::of(language).open, quit }
    }
}

const fn state(sign: Sign, language: Language) -> &'static str {
    match (language, sign) {
        (Language::En, Sign::SignedOut) => "Nobody is signed in",
        (Language::En, Sign::Connecting) => "Starting",
        (Language::En, Sign::Ready) => "Ready. Calls ring here",
        (Language::En, Sign::Away) => "Away. Others ring first",
        (Language::En, Sign::Ringing) => "A room is calling",
        (Language::En, Sign::InCall) => "In call",
        (Language::En, Sign::Unreachable) => "This desk cannot be reached",
        (Language::De, Sign::SignedOut) => "Niemand ist angemeldet",
        (Language::De, Sign::Connecting) => "Startet",
        (Language::De, Sign::Ready) => "Bereit. Anrufe klingeln hier",
        (Language::De, Sign::Away) => "Abwesend. Andere klingeln zuerst",
        (Language::De, Sign::Ringing) => "Ein Zimmer ruft an",
        (Language::De, Sign::InCall) => "Im Gespräch",
        (Language::De, Sign::Unreachable) => "Dieser Arbeitsplatz ist nicht erreichbar",
        (Language::Fr, Sign::SignedOut) => "Personne n’est connecté",
        (Language::Fr, Sign::Connecting) => "Démarrage",
        (Language::Fr, Sign::Ready) => "Prêt. Les appels sonnent ici",
        (Language::Fr, Sign::Away) => "En retrait. Les autres sonnent d’abord",
        (Language::Fr, Sign::Ringing) => "Une chambre appelle",
        (Language::Fr, Sign::InCall) => "En communication",
        (Language::Fr, Sign::Unreachable) => "Ce poste est injoignable",
        (Language::Es, Sign::SignedOut) => "Nadie ha iniciado sesión",
        (Language::Es, Sign::Connecting) => "Iniciando",
        (Language::Es, Sign::Ready) => "Listo. Las llamadas suenan aquí",
        (Language::Es, Sign::Away) => "Ausente. Primero suenan otros",
        (Language::Es, Sign::Ringing) => "Llaman de una habitación",
        (Language::Es, Sign::InCall) => "En llamada",
        (Language::Es, Sign::Unreachable) => "No se puede contactar con este puesto",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_icon_says_the_words_of_the_window() {
        macro_rules! catalogue {
            ($language:literal) => {
                [
                    include_str!(concat!("../../../../ui/src/text/", $language, "/window.ts")),
                    include_str!(concat!("../../../../ui/src/text/", $language, "/call.ts")),
                    include_str!(concat!("../../../../ui/src/text/", $language, "/problems.ts")),
                ]
            };
        }
        let catalogues = [
            (Language::En, catalogue!("en")),
            (Language::De, catalogue!("de")),
            (Language::Fr, catalogue!("fr")),
            (Language::Es, catalogue!("es")),
        ];
        for (language, texts) in catalogues {
            for sign in [Sign::Connecting, Sign::Ready, Sign::Away, Sign::InCall, Sign::Unreachable] {
                for words in TrayWords::of(sign, language).state.split(". ") {
                    let line = format!("\"{words}\",");
                    assert!(
                        texts.iter().any(|text| text.contains(&line)),
                        "no {line} in the windows' words, {language:?}"
                    );
                }
            }
        }
    }
}
