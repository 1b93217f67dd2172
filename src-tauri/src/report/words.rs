//! The few words of a report, in the language of the windows. What came of a call is said as in `ui/src/text`.

use roomline_station::signaling::round::StopOutcome;

use crate::desktop::Language;

/// See the module.
#[derive(Clone, Copy, Debug)]
pub(super) struct Words {
    /// Room, resident, outcome, note, by whom, when.
    pub(super) headings: [&'static str; 6],
    reached: &'static str,
    no_answer: &'static str,
    call_again: &'static str,
    needs_visit: &'static str,
    skipped: &'static str,
    /// Of a stop that nobody has settled.
    open: &'static str,
}

impl Words {
    pub(super) const fn of(language: Language) -> Self {
        match language {
            Language::En => Self {
                headings: ["Room", "Resident", "Outcome", "Note", "By", "At"],
                reached: "Reached",
                no_answer: "No answer",
                call_again: "Ask to call later",
                needs_visit: "Needs a visit",
                skipped: "Skipped",
                open: "Not called",
            },
            Language::De => Self {
                headings: ["Zimmer", "Bewohner/in", "Ergebnis", "Notiz", "Von", "Zeit"],
                reached: "Erreicht",
                no_answer: "Nicht erreicht",
                call_again: "Um späteren Anruf bitten",
                needs_visit: "Besuch nötig",
                skipped: "Übersprungen",
                open: "Nicht angerufen",
            },
            Language::Fr => Self {
                headings: ["Chambre", "Résident", "Résultat", "Note", "Par", "Heure"],
                reached: "Joint",
                no_answer: "Pas de réponse",
                call_again: "Demander de rappeler",
                needs_visit: "Passer dans la chambre",
                skipped: "Sauté",
                open: "Pas appelé",
            },
            Language::Es => Self {
                headings: ["Habitación", "Residente", "Resultado", "Nota", "Por", "Hora"],
                reached: "Se habló",
                no_answer: "No contestó",
                call_again: "Pedir que llamen luego",
                needs_visit: "Hace falta ir",
                skipped: "Omitida",
                open: "Sin llamar",
            },
        }
    }

    pub(super) const fn outcome(&self, outcome: Option<StopOutcome>) -> &'static str {
        match outcome {
            Some(StopOutcome::Reached) => self.reached,
            Some(StopOutcome::NoAnswer) => self.no_answer,
            Some(StopOutcome::CallAgain) => self.call_again,
            Some(StopOutcome::NeedsVisit) => self.needs_visit,
            Some(StopOutcome::Skipped) => self.skipped,
            None => self.open,
        }
    }
}
