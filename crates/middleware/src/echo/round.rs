//! One round: every unit is asked for once, a hundred at a time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use roomline_signaling::rest::EchoState;

use super::question::{Answer, FoundEcho, Question};
use super::sight::together;

/// How many units one question names. Source: bulk requests of the ASP REST API.
const UNITS_AT_ONCE: usize = 100;
/// How many pages one question may have; what has more is asked for in halves.
const MOST_PAGES: u32 = 100;

/// What is left of a round, and what it cannot ask.
#[derive(Clone, Debug, Default)]
pub(super) struct Round {
    left: VecDeque<Vec<String>>,
    batch: Option<Batch>,
    /// Units that Amazon does not answer for; they would spoil every question they are in.
    refused: BTreeSet<String>,
    /// Whether any question of this round was answered.
    answered: bool,
}

/// The units that are asked for together now.
#[derive(Clone, Debug)]
struct Batch {
    units: Vec<String>,
    page: Option<String>,
    pages: u32,
    /// What was found, by unit.
    found: BTreeMap<String, EchoState>,
    /// Echos of which the list did not say whether they can be reached.
    unsaid: VecDeque<FoundEcho>,
    listed: bool,
}

/// What an answer led to: the state of each of these units; one without an Echo is `Unknown`.
pub(super) type Findings = Vec<(String, EchoState)>;

impl Round {
    /// Begins with these units.
    pub(super) fn begin<'u>(&mut self, units: impl Iterator<Item = &'u String>) {
        let units: Vec<String> = units.filter(|unit| !self.refused.contains(*unit)).cloned().collect();
        self.left = units.chunks(UNITS_AT_ONCE).map(<[String]>::to_vec).collect();
        self.batch = None;
        self.answered = false;
    }

    /// Asks again for what was refused, from the next round on.
    pub(super) fn forgive(&mut self) {
        self.refused.clear();
    }

    /// Whether the refusal of what is asked now would be one of everything: there is but one unit in the question, and no
    /// other was answered in this round.
    pub(super) fn is_shut_out(&self) -> bool {
        !self.answered && self.batch.as_ref().is_some_and(|batch| batch.units.len() == 1)
    }

    /// How many units are not answered for.
    pub(super) fn refused(&self) -> usize {
        self.refused.len()
    }

    /// The next question; `None`: the round went through.
    pub(super) fn question(&mut self) -> Option<Question> {
        if self.batch.is_none() {
            let units = self.left.pop_front()?;
            let (found, unsaid) = (BTreeMap::new(), VecDeque::new());
            self.batch = Some(Batch { units, page: None, pages: 0, found, unsaid, listed: false });
        }
        let batch = self.batch.as_ref()?;
        Some(match batch.unsaid.front().filter(|_| batch.listed) {
            Some(echo) => Question::Reach { endpoint: echo.endpoint.clone() },
            None => Question::Echos { units: batch.units.clone(), page: batch.page.clone() },
        })
    }

    /// Takes an answer that is not "later".
    pub(super) fn answer(&mut self, answer: Answer) -> Findings {
        let Some(mut batch) = self.batch.take() else { return Vec::new() };
        match answer {
            Answer::Echos { found, next } => {
                self.answered = true;
                batch.pages += 1;
                for echo in found {
                    batch.take(echo);
                }
                batch.listed = next.is_none();
                batch.page = next;
                if batch.pages == MOST_PAGES && !batch.listed {
                    return self.halve(batch.units);
                }
            }
            Answer::Reach(state) => {
                if let Some(echo) = batch.unsaid.pop_front() {
                    batch.note(&echo.units, state);
                }
            }
            Answer::Refused if batch.listed => {
                if let Some(echo) = batch.unsaid.pop_front() {
                    batch.note(&echo.units, EchoState::Unknown);
                }
            }
            Answer::Refused => return self.halve(batch.units),
            _ => {}
        }
        if batch.listed && batch.unsaid.is_empty() {
            let Batch { units, mut found, .. } = batch;
            let state = |unit: String| {
                let state = found.remove(&unit).unwrap_or_default();
                (unit, state)
            };
            return units.into_iter().map(state).collect();
        }
        self.batch = Some(batch);
        Vec::new()
    }

    /// One of the units spoils the question: it is looked for in halves, and left out once it is alone.
    fn halve(&mut self, units: Vec<String>) -> Findings {
        if let [unit] = units.as_slice() {
            self.refused.insert(unit.clone());
            return vec![(unit.clone(), EchoState::Unknown)];
        }
        let (first, second) = units.split_at(units.len() / 2);
        self.left.push_front(second.to_vec());
        self.left.push_front(first.to_vec());
        Vec::new()
    }
}

impl Batch {
    fn take(&mut self, echo: FoundEcho) {
        match echo.state {
            Some(state) => self.note(&echo.units, state),
            None => self.unsaid.push_back(echo),
        }
    }

    fn note(&mut self, units: &[String], state: EchoState) {
        for unit in units {
            let both = |known: &mut EchoState| *known = together(*known, state);
            self.found.entry(unit.clone()).and_modify(both).or_insert(state);
        }
    }
}
