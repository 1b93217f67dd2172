//! The watch over all Echos of the property: what to ask next, what an answer means, what the desks are told.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use roomline_signaling::call::UnitId;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::EchoState;

use super::drift::Drift;
use super::look::{LOOK_EVERY, Look, Step};
use super::pace::{GAP, Pace};
use super::port::{Action, Input, Memory, Property, Room};
use super::question::{Answer, Question};
use super::round::Round;
use super::sight::Sight;
use crate::asp::AspError;

/// What was found longer ago than so many rounds is not known any more.
const ROUNDS_UNTIL_UNKNOWN: u32 = 3;
/// How often the desks are told at most: what happens between goes together.
const TELL_EVERY: Duration = Duration::from_secs(2);
/// The look at the property gets every so manieth question while a round is under way.
const LOOK_TURN: u32 = 5;
/// How many Echos Amazon lists on a page; more is not promised.
const ECHOS_PER_PAGE: usize = 10;

/// The watch over all Echos. **After every input and time-out, drain [`Watch::poll_action`] until it is `None`.**
///
/// ```text
///  rooms ─► round ─► question ─► answer ─► sight of each room ─► news, at most every 2 s
///        └► look, every hour, in the gaps ─► drift
/// ```
#[derive(Clone, Debug)]
pub struct Watch {
    every: Duration,
    rooms: BTreeMap<UnitId, Room>,
    /// Which rooms one of Amazon's units is; rooms of one unit are asked for once.
    of_unit: BTreeMap<String, Vec<UnitId>>,
    root: Option<String>,
    known: BTreeMap<UnitId, Known>,
    pace: Pace,
    round: Round,
    /// Since when a round is under way.
    round_since: Option<WallTime>,
    next_round_at: WallTime,
    /// How long the last round took, without waits after failures; and so far this one.
    length: Duration,
    length_so_far: Duration,
    look: Look,
    turn: u32,
    asked: Option<Of>,
    /// Whether the last answer could not be read; a second one is taken as a refusal.
    unreadable: bool,
    sweep_at: WallTime,
    news: BTreeSet<UnitId>,
    tell_at: WallTime,
    actions: VecDeque<Action>,
}

/// What is known of a room.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    sight: Sight,
    checked: Option<WallTime>,
}

/// Whose question is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Round,
    Look,
}

impl Watch {
    /// A watch that waits for [`Input::Property`]. `every`: from the beginning of one round to that of the next.
    #[must_use]
    pub fn new(now: WallTime, every: Duration, memory: Memory) -> Self {
        let Memory { sights, round_at, look_at } = memory;
        let known = sights.into_iter().map(|(id, sight)| (id, Known { sight, checked: round_at })).collect();
        Self {
            every,
            rooms: BTreeMap::new(),
            of_unit: BTreeMap::new(),
            root: None,
            known,
            pace: Pace::default(),
            round: Round::default(),
            round_since: None,
            next_round_at: now,
            length: Duration::ZERO,
            length_so_far: Duration::ZERO,
            look: Look::new(look_at),
            turn: 0,
            asked: None,
            unreadable: false,
            sweep_at: now,
            news: BTreeSet::new(),
            tell_at: now,
            actions: VecDeque::new(),
        }
    }

    /// Takes what happened.
    pub fn handle_input(&mut self, now: WallTime, input: Input) {
        match input {
            Input::Property(property) => self.take_property(now, property),
            Input::Answer(answer) => self.take_answer(now, answer),
        }
        self.handle_timeout(now);
    }

    /// Takes the time; call it when the moment of [`Watch::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: WallTime) {
        self.sweep(now);
        if self.asked.is_none() && self.pace.free_at() <= now && !self.rooms.is_empty() {
            self.ask(now);
        }
        if !self.news.is_empty() && self.tell_at <= now {
            self.tell(now);
        }
    }

    /// What is to be done next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// When to call [`Watch::handle_timeout`], if nothing happens before; `None`: there is no room.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<WallTime> {
        let ask_at = self.asked.is_none().then(|| {
            let round_at = if self.round_since.is_some() { WallTime::default() } else { self.next_round_at };
            round_at.min(self.look.due_at()).max(self.pace.free_at())
        });
        let tell_at = (!self.news.is_empty()).then_some(self.tell_at);
        let wakes = [ask_at, tell_at, Some(self.sweep_at)].into_iter().flatten().min();
        wakes.filter(|_| !self.rooms.is_empty())
    }

    fn take_property(&mut self, now: WallTime, property: Property) {
        if property.rooms == self.rooms && property.root == self.root {
            return;
        }
        let Property { root, rooms } = property;
        self.known.retain(|id, _| rooms.contains_key(id));
        self.news.retain(|id| rooms.contains_key(id));
        // At the start only what was kept says whether the property was looked at lately.
        if !self.rooms.is_empty() || rooms.values().any(|room| room.unit.is_none() && room.profile.is_some()) {
            self.look.restart();
        }
        (self.root, self.rooms) = (root, rooms);
        self.of_unit.clear();
        for (id, room) in &self.rooms {
            if let Some(unit) = &room.unit {
                self.of_unit.entry(unit.clone()).or_default().push(id.clone());
            }
        }
        self.round.forgive();
        self.round_since = None;
        self.next_round_at = now;
        // An answer under way is to a question about rooms that may be others.
        self.asked = None;
    }

    fn take_answer(&mut self, now: WallTime, answer: Answer) {
        let Some(of) = self.asked.take() else { return };
        match answer {
            Answer::Unreadable { status, request_id } => {
                tracing::warn!(status, request_id, "an answer of Amazon about the property cannot be read");
                if std::mem::replace(&mut self.unreadable, true) {
                    self.take_readable(now, of, Answer::Refused);
                } else {
                    self.pace.setback(now, None);
                }
            }
            Answer::Later { after } => {
                let wait = self.pace.setback(now, after);
                tracing::info!(wait_s = wait.as_secs(), "Amazon lets us wait with the Echos");
            }
            Answer::Locked(error @ AspError::Forbidden { .. }) if of == Of::Look => {
                self.pace.answered(now);
                self.look.give_up();
                self.round.forgive();
                tracing::error!(%error, "the property cannot be looked at");
            }
            // It may be one unit only that is not ours.
            Answer::Locked(error @ AspError::Forbidden { .. }) => {
                let shut_out = self.round.is_shut_out();
                self.take_readable(now, of, Answer::Refused);
                if shut_out {
                    self.pace.locked(now);
                    tracing::error!(%error, "Amazon does not say whether Echos can be reached");
                }
            }
            Answer::Locked(error) => {
                self.pace.locked(now);
                tracing::error!(%error, "Amazon does not say whether Echos can be reached");
            }
            answer => {
                self.unreadable = false;
                self.take_readable(now, of, answer);
            }
        }
    }

    fn take_readable(&mut self, now: WallTime, of: Of, answer: Answer) {
        let cost = self.pace.answered(now);
        match of {
            Of::Round => {
                self.length_so_far += cost;
                for (unit, state) in self.round.answer(answer) {
                    self.find(now, &unit, state);
                }
            }
            Of::Look => self.take_look(answer),
        }
    }

    fn take_look(&mut self, answer: Answer) {
        match self.look.answer(answer, &self.rooms) {
            Step::On => {}
            Step::Learned(room, unit) => {
                if let Some(known) = self.rooms.get_mut(&room) {
                    known.unit = Some(unit.clone());
                    self.of_unit.entry(unit.clone()).or_default().push(room.clone());
                }
                self.actions.push_back(Action::Learned(room, unit));
            }
            Step::GivenUp => {
                self.round.forgive();
                let again_s = LOOK_EVERY.as_secs();
                tracing::warn!(again_s, "Amazon does not list the units of the property; look at `property plan`");
            }
        }
    }

    /// Asks the next question, if there is one.
    fn ask(&mut self, now: WallTime) {
        self.begin_round(now);
        self.look.begin(now, self.root.as_ref(), &self.rooms);
        if let Some(drift) = self.look.outcome() {
            self.report(now, drift);
        }
        let look = self.look.question();
        let round_goes_first = look.is_none() || !self.turn.is_multiple_of(LOOK_TURN);
        let round = if round_goes_first { self.next_of_round(now) } else { None };
        let question = round.map(|question| (Of::Round, question)).or(look.map(|question| (Of::Look, question)));
        let Some((of, question)) = question else { return };
        self.turn = self.turn.wrapping_add(1);
        self.asked = Some(of);
        self.pace.asked(now);
        self.actions.push_back(Action::Ask(question));
    }

    fn begin_round(&mut self, now: WallTime) {
        if self.round_since.is_some() || self.next_round_at > now {
            return;
        }
        self.next_round_at = now + self.every;
        if !self.of_unit.is_empty() {
            self.round.begin(self.of_unit.keys());
            (self.round_since, self.length_so_far) = (Some(now), Duration::ZERO);
        }
    }

    fn next_of_round(&mut self, now: WallTime) -> Option<Question> {
        let since = self.round_since?;
        if let Some(question) = self.round.question() {
            return Some(question);
        }
        self.round_since = None;
        self.next_round_at = self.next_round_at.max(now);
        self.length = self.length_so_far;
        tracing::debug!(
            refused = self.round.refused(),
            took_s = since.until(now).as_secs(),
            "all Echos were asked for"
        );
        self.actions.push_back(Action::RoundDone(since));
        None
    }

    fn find(&mut self, now: WallTime, unit: &str, state: EchoState) {
        for id in self.of_unit.get(unit).cloned().unwrap_or_default() {
            self.note(now, id, state);
        }
    }

    fn note(&mut self, now: WallTime, id: UnitId, state: EchoState) {
        let known = self.known.entry(id.clone()).or_default();
        let sight = known.sight.after(state, known.checked, now);
        if sight != known.sight {
            tracing::debug!(unit_id = %id, echo = ?state, "an Echo changed");
            self.news.insert(id);
        }
        *known = Known { sight, checked: Some(now) };
    }

    /// What is too old is not known any more.
    fn sweep(&mut self, now: WallTime) {
        if self.sweep_at > now || self.rooms.is_empty() {
            return;
        }
        self.sweep_at = now + self.every;
        let patience = self.patience();
        for (id, known) in &mut self.known {
            let fresh = known.checked.is_some_and(|checked| checked + patience > now);
            if !fresh && known.sight.state != EchoState::Unknown {
                known.sight = known.sight.after(EchoState::Unknown, known.checked, now);
                self.news.insert(id.clone());
            }
        }
    }

    /// How old a finding may be. A large property cannot be asked for as often as is wished.
    fn patience(&self) -> Duration {
        let pages = self.rooms.len().div_ceil(ECHOS_PER_PAGE);
        let least = GAP * u32::try_from(pages).unwrap_or(u32::MAX);
        self.every.max(self.length).max(least) * ROUNDS_UNTIL_UNKNOWN
    }

    fn tell(&mut self, now: WallTime) {
        self.tell_at = now + TELL_EVERY;
        let news = std::mem::take(&mut self.news);
        tracing::info!(units = news.len(), "the desks are told of Echos that changed");
        let told = news.into_iter().filter_map(|id| Some(self.known.get(&id)?.sight.of(id)));
        self.actions.push_back(Action::Tell(told.collect()));
    }

    fn report(&mut self, now: WallTime, drift: Vec<Drift>) {
        self.round.forgive();
        if drift.is_empty() {
            tracing::debug!("Amazon has the property as the directory has it");
        } else {
            let count = |is: fn(&Drift) -> bool| drift.iter().filter(|one| is(one)).count();
            tracing::warn!(
                units_without_room = count(|one| matches!(one, Drift::UnitWithoutRoom { .. })),
                units_gone = count(|one| matches!(one, Drift::UnitGone { .. })),
                profiles_gone = count(|one| matches!(one, Drift::ProfileGone { .. })),
                profiles_renamed = count(|one| matches!(one, Drift::ProfileRenamed { .. })),
                "Amazon has the property another way than the directory"
            );
        }
        self.actions.push_back(Action::Drift(now, drift));
    }
}
