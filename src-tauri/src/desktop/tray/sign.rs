//! What the icon says, in the language of the windows.

use roomline_station::signaling::staff::Presence;
use roomline_station::{Reachability, Ring, SignIn, StationState};

use crate::desktop::Language;

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
        let (open, quit) = match language {
            Language::En => ("Open Roomline", "Quit Roomline: nothing rings here any more"),
            Language::De => ("Roomline öffnen", "Roomline beenden: hier klingelt nichts mehr"),
            Language::Fr => ("Ouvrir Roomline", "Quitter Roomline : plus rien ne sonne ici"),
            Language::Es => ("Abrir Roomline", "Salir de Roomline: aquí ya no suena nada"),
        };
        Self { state: state(sign, language), open, quit }
    }
}

const fn state(sign: Sign, language: Language) -> &'static str {
    match (language, sign) {
        (Language::En, Sign::SignedOut) => "Nobody is signed in",
        (Language::En, Sign::Connecting) => "Connecting",
        (Language::En, Sign::Ready) => "Ready: calls ring here",
        (Language::En, Sign::Away) => "Away: others ring first",
        (Language::En, Sign::Ringing) => "A room is calling",
        (Language::En, Sign::InCall) => "In a call",
        (Language::En, Sign::Unreachable) => "This desk cannot be reached",
        (Language::De, Sign::SignedOut) => "Niemand ist angemeldet",
        (Language::De, Sign::Connecting) => "Verbindung wird hergestellt",
        (Language::De, Sign::Ready) => "Bereit: Anrufe klingeln hier",
        (Language::De, Sign::Away) => "Abwesend: andere klingeln zuerst",
        (Language::De, Sign::Ringing) => "Ein Zimmer ruft an",
        (Language::De, Sign::InCall) => "Im Gespräch",
        (Language::De, Sign::Unreachable) => "Dieser Platz ist nicht erreichbar",
        (Language::Fr, Sign::SignedOut) => "Personne n’est connecté",
        (Language::Fr, Sign::Connecting) => "Connexion en cours",
        (Language::Fr, Sign::Ready) => "Prêt : les appels sonnent ici",
        (Language::Fr, Sign::Away) => "En retrait : les autres sonnent d’abord",
        (Language::Fr, Sign::Ringing) => "Une chambre appelle",
        (Language::Fr, Sign::InCall) => "En communication",
        (Language::Fr, Sign::Unreachable) => "Ce poste est injoignable",
        (Language::Es, Sign::SignedOut) => "Nadie ha iniciado sesión",
        (Language::Es, Sign::Connecting) => "Conectando",
        (Language::Es, Sign::Ready) => "Listo: las llamadas suenan aquí",
        (Language::Es, Sign::Away) => "Ausente: primero suenan otros",
        (Language::Es, Sign::Ringing) => "Llaman de una habitación",
        (Language::Es, Sign::InCall) => "En una llamada",
        (Language::Es, Sign::Unreachable) => "No se puede localizar este puesto",
    }
}
