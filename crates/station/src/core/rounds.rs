//! Rounds of this desk's ring groups as the middleware has them, and what people here want of them.
//!
//! The middleware tells of a change only what changed, so that a long round is a short message; its revision says whether
//! something is missing. What people want is asked one after the other: an answer must not overtake the one before.

use std::collections::VecDeque;
use std::time::Instant;

use roomline_signaling::call::{Private, RoundId, UnitId};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::round::{self, Round, RoundState, SettleStop};

use super::Core;
use super::desk::{ASK_AGAIN_AFTER, Question};
use crate::client::{Ask, AskError, RoundDeed};
use crate::request::RequestError;
use crate::state::Notice;

/// How long a finished round is shown, in milliseconds: so long the middleware lists it.
const SHOWN_FOR_MS: u64 = 24 * 3600 * 1000;

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    known: Vec<Round>,
    /// Whether all of them are asked for.
    pub(super) list: Question,
    /// What an answer is awaited to.
    asked: Option<(RoundId, RoundDeed)>,
    /// What is asked after that.
    waiting: VecDeque<(RoundId, RoundDeed)>,
}

impl Rounds {
    pub(super) fn known(&self) -> &[Round] {
        &self.known
    }

    /// A round that is not over.
    pub(super) fn open(&self, id: RoundId) -> Result<&Round, RequestError> {
        let open = self.known.iter().find(|round| round.id == id && !round.state.is_finished());
        open.ok_or(RequestError::NoSuchRound)
    }

    /// Whether another round than this one runs at the station of this name, or is about to.
    fn another_runs_at(&self, station: &str, id: RoundId) -> bool {
        let is_starting =
            |(starting, deed): &(RoundId, RoundDeed)| *starting != id && matches!(deed, RoundDeed::Start { .. });
        self.known.iter().any(|round| round.id != id && round.state.runs_at() == Some(station))
            || self.asked.iter().chain(&self.waiting).any(is_starting)
    }

    fn wants(&mut self, id: RoundId, deed: RoundDeed) {
        self.waiting.push_back((id, deed));
    }

    /// What is to be asked now.
    pub(super) fn take_questions(&mut self, access: &Private<String>) -> Vec<Ask> {
        let mut asks = Vec::new();
        if self.asked.is_none()
            && let Some((id, deed)) = self.waiting.pop_front()
        {
            self.asked = Some((id, deed.clone()));
            asks.push(Ask::Round { access: access.clone(), id, deed });
        }
        if let Question::Due = self.list {
            self.list = Question::Asked;
            asks.push(Ask::Rounds { access: access.clone() });
        }
        asks
    }

    /// Takes a snapshot: what was believed before is gone.
    pub(super) fn replace(&mut self, rounds: Vec<Round>) {
        self.known = rounds;
    }

    /// Takes an event, which has only the stops that are new.
    pub(super) fn changed(&mut self, news: Round) {
        match self.known.iter_mut().find(|known| known.id == news.id) {
            Some(known) if news.revision <= known.revision => {}
            Some(known) if news.revision == known.revision + 1 => {
                let stops = std::mem::take(&mut known.stops);
                let newest = |stop: round::Stop| {
                    news.stops.iter().find(|new| new.unit_id == stop.unit_id).cloned().unwrap_or(stop)
                };
                let stops = stops.into_iter().map(newest).collect();
                *known = Round { stops, ..news };
            }
            // What this desk starts itself comes whole with the answer.
            None if self.asked.as_ref().is_some_and(|(id, _)| *id == news.id) => {}
            Some(_) | None => self.list = Question::Due,
        }
        self.forget_old();
    }

    /// All of them came. One that is not among them may be younger than the answer.
    pub(super) fn listed(&mut self, now: Instant, outcome: Result<round::Rounds, AskError>) {
        match outcome {
            Ok(listed) => {
                listed.rounds.into_iter().for_each(|round| self.put(round));
                if let Question::Asked = self.list {
                    self.list = Question::Answered;
                }
            }
            // A middleware of an older version has none.
            Err(AskError::Refused(ErrorCode::NotFound)) => self.list = Question::Answered,
            Err(_) => self.list = Question::At(now + ASK_AGAIN_AFTER),
        }
    }

    /// What a person wanted was done, or not; gives back what there is to say of it.
    pub(super) fn came(&mut self, outcome: Result<Round, AskError>) -> Option<Notice> {
        // Nobody waits for it: it was asked in a session that is over.
        let (id, deed) = self.asked.take()?;
        let error = match outcome {
            Ok(round) => {
                self.put(round);
                return None;
            }
            Err(error) => error,
        };
        // It may have been done all the same, or somebody was quicker.
        self.list = Question::Due;
        match error {
            AskError::Refused(ErrorCode::RoundRunning | ErrorCode::RoundOver | ErrorCode::Taken) => {
                Some(Notice::RoundMoved)
            }
            AskError::Refused(ErrorCode::NotFound) if !matches!(deed, RoundDeed::Start { .. }) => {
                self.known.retain(|known| known.id != id);
                Some(Notice::NotReached)
            }
            AskError::Refused(_) => Some(Notice::NotReached),
            AskError::Unreachable
            | AskError::WrongCertificate
            | AskError::PlainHttp
            | AskError::BadAddress
            | AskError::NotRoomline => {
                // The others would come to the same end, each after its own wait.
                self.waiting.clear();
                Some(Notice::NotReached)
            }
        }
    }

    /// Takes a whole round, unless it is older than what is known of it.
    fn put(&mut self, round: Round) {
        match self.known.iter_mut().find(|known| known.id == round.id) {
            Some(known) if round.revision < known.revision => {}
            Some(known) => *known = round,
            None => self.known.push(round),
        }
        self.forget_old();
    }

    /// Finished rounds go a day after they were. The newest word of any round says what time it is at the middleware.
    fn forget_old(&mut self) {
        let newest = self.known.iter().map(|round| said_ms(&round.state)).max().unwrap_or_default();
        self.known.retain(|round| !round.state.is_finished() || said_ms(&round.state) + SHOWN_FOR_MS >= newest);
    }
}

/// When the state began.
const fn said_ms(state: &RoundState) -> u64 {
    match state {
        RoundState::Running { since_ms, .. } | RoundState::Paused { since_ms, .. } => *since_ms,
        RoundState::Finished { at_ms, .. } => *at_ms,
    }
}

impl Core {
    pub(super) fn start_round(&mut self, now: Instant, units: Vec<UnitId>) -> Result<(), RequestError> {
        self.session.access()?;
        if units.is_empty() || units.len() > Round::MOST_STOPS {
            return Err(RequestError::EmptyRound);
        }
        let mut once: Vec<UnitId> = Vec::with_capacity(units.len());
        for unit in units {
            self.desk.unit_card(&unit).ok_or(RequestError::NoSuchUnit)?;
            if !once.contains(&unit) {
                once.push(unit);
            }
        }
        let id = RoundId::from_u128(self.calls.new_id(now, self.wall));
        self.check_none_runs_beside(id)?;
        self.desk.rounds_mut().wants(id, RoundDeed::Start { units: once });
        Ok(())
    }

    pub(super) fn resume_round(&mut self, id: RoundId) -> Result<(), RequestError> {
        self.desk.rounds().open(id)?;
        self.check_none_runs_beside(id)?;
        self.care_for_round(id, RoundDeed::Resume)
    }

    pub(super) fn settle_stop(&mut self, id: RoundId, unit: UnitId, said: SettleStop) -> Result<(), RequestError> {
        let is_in_it = self.desk.rounds().open(id)?.stops.iter().any(|stop| stop.unit_id == unit);
        if !is_in_it {
            return Err(RequestError::NoSuchRound);
        }
        self.care_for_round(id, RoundDeed::Settle { unit, said })
    }

    pub(super) fn care_for_round(&mut self, id: RoundId, deed: RoundDeed) -> Result<(), RequestError> {
        self.session.access()?;
        self.desk.rounds().open(id)?;
        self.desk.rounds_mut().wants(id, deed);
        Ok(())
    }

    fn check_none_runs_beside(&self, id: RoundId) -> Result<(), RequestError> {
        let another_runs = self.desk.rounds().another_runs_at(self.setup.station_name.trim(), id);
        if another_runs { Err(RequestError::RoundRunning) } else { Ok(()) }
    }
}
