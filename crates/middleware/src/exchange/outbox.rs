//! What is said to Alexa: in order within a session, at least once, never again after she took it.
//!
//! A letter is written with its attempt before it is posted. A call's end drops every letter that was not delivered;
//! one that is being posted at that moment is waited for, so that `CallEnded` cannot overtake it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use roomline_signaling::call::switchboard::{Delivery, Say, Topic, WallTime};
use roomline_signaling::call::{CallId, EndReason, SessionId};

use super::from_alexa::before;
use crate::calls::PostOutcome;
use crate::store::{Store, StoreError};

/// The time of a letter: later than that, Alexa has given the call up.
const LETTER_TIME: Duration = Duration::from_secs(10);
/// The time of `CallEnded`: nobody waits for it, but an Echo may still ring.
const ENDED_TIME: Duration = Duration::from_secs(60);
/// How long an end that Alexa could not be told is remembered: as long as the longest call.
const UNTOLD_FOR: Duration = Duration::from_secs(4 * 60 * 60);
/// Pauses before the second, third, … attempt; the last one repeats.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(300), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];

/// A letter's number, unique for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LetterId(pub i64);

/// A letter that is to be posted now; its attempt is recorded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Post {
    pub(super) letter: LetterId,
    pub(super) call: CallId,
    pub(super) session: SessionId,
    pub(super) say: Say,
    pub(super) time_left: Duration,
}

/// What the outbox wants next.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Due {
    /// Post this.
    Post(Post),
    /// This one was not delivered in time.
    TooLate { call: CallId, topic: Topic },
}

/// What became of a letter, for its call.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Outcome {
    pub(super) call: CallId,
    pub(super) topic: Topic,
    pub(super) delivery: Delivery,
    /// Since it was written.
    pub(super) age: Duration,
}

/// All letters, as they also stand in the database.
#[derive(Debug, Default)]
pub(super) struct Outbox(BTreeMap<SessionId, Queue>);

#[derive(Debug)]
struct Queue {
    call: CallId,
    delivered: BTreeSet<Topic>,
    /// What Alexa has confirmed by a message of her own. Nobody waits for it, but what she has is not said again.
    confirmed: BTreeSet<Topic>,
    letters: VecDeque<Letter>,
}

#[derive(Debug)]
struct Letter {
    id: LetterId,
    say: Say,
    deadline: WallTime,
    attempts: u32,
    state: LetterState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LetterState {
    Waiting {
        not_before: WallTime,
    },
    Posting,
    /// It is being posted, but was taken back or its call is over: what becomes of it only decides when the next may go.
    Abandoned,
}

impl Outbox {
    /// The outbox as the database has it. A letter whose last attempt had no outcome is tried again.
    pub(super) fn restore(store: &Store, now: WallTime) -> Result<Self, StoreError> {
        let mut outbox = Self::default();
        for stored in store.letters()? {
            let queue = outbox.queue(stored.call, &stored.session);
            match stored.say {
                None => {
                    queue.delivered.insert(stored.topic);
                }
                Some(say) => queue.letters.push_back(Letter {
                    id: LetterId(stored.letter),
                    say,
                    deadline: stored.deadline,
                    attempts: stored.attempts,
                    state: LetterState::Waiting { not_before: now },
                }),
            }
        }
        Ok(outbox)
    }

    /// Adds a letter, unless the same was said or is about to be.
    pub(super) fn say(
        &mut self,
        store: &mut Store,
        now: WallTime,
        call: CallId,
        session: &SessionId,
        say: Say,
    ) -> Result<(), StoreError> {
        let topic = say.topic();
        let queue = self.queue(call, session);
        if queue.delivered.contains(&topic) || queue.letters.iter().any(|letter| letter.say.topic() == topic) {
            return Ok(());
        }
        let deadline = now + time_of(&topic);
        let id = LetterId(store.add_letter(call, session, &say, deadline)?);
        let state = LetterState::Waiting { not_before: now };
        queue.letters.push_back(Letter { id, say, deadline, attempts: 0, state });
        Ok(())
    }

    /// Takes a letter back: one that is just being posted is only waited for.
    pub(super) fn unsay(&mut self, store: &mut Store, session: &SessionId, topic: &Topic) -> Result<(), StoreError> {
        let Some(queue) = self.0.get_mut(session) else { return Ok(()) };
        let Some(index) = queue.letters.iter().position(|letter| letter.say.topic() == *topic) else { return Ok(()) };
        store.drop_letter(queue.letters[index].id.0)?;
        match queue.letters[index].state {
            LetterState::Waiting { .. } => drop(queue.letters.remove(index)),
            LetterState::Posting | LetterState::Abandoned => queue.letters[index].state = LetterState::Abandoned,
        }
        Ok(())
    }

    /// Alexa says that she got what was said about this: it counts as delivered, what waits behind it may go, and what
    /// becomes of a post that is still under way changes nothing.
    pub(super) fn confirmed(&mut self, store: &mut Store, session: &SessionId, topic: Topic) -> Result<(), StoreError> {
        let Some(queue) = self.0.get_mut(session) else { return Ok(()) };
        let is_it = |letter: &mut Letter| {
            letter.say.topic() == topic && letter.attempts > 0 && letter.state != LetterState::Abandoned
        };
        if let Some(letter) = queue.letters.pop_front_if(is_it) {
            store.letter_delivered(letter.id.0)?;
            queue.delivered.insert(topic.clone());
        }
        queue.confirmed.insert(topic);
        Ok(())
    }

    /// Ends a session: nothing that waits is said any more; `CallEnded` follows if there is a reason to tell and Alexa
    /// can have heard of the call.
    pub(super) fn over(
        &mut self,
        store: &mut Store,
        now: WallTime,
        call: CallId,
        session: &SessionId,
        reason: Option<EndReason>,
    ) -> Result<(), StoreError> {
        store.drop_session(session)?;
        let queue = self.queue(call, session);
        let unheard = |letter: &Letter| letter.say.topic() == Topic::Offer && letter.attempts == 0;
        let unheard_of = queue.letters.iter().any(unheard);
        queue.letters.retain(|letter| letter.state == LetterState::Posting);
        queue.letters.iter_mut().for_each(|letter| letter.state = LetterState::Abandoned);
        for topic in [Topic::Ringing, Topic::Acceptance] {
            if queue.delivered.contains(&topic) && !queue.confirmed.contains(&topic) {
                tracing::info!(call_id = %call, session_id = %session, ?topic, "Alexa never confirmed a message");
            }
        }
        queue.delivered.clear();
        if let Some(reason) = reason.filter(|_| !unheard_of) {
            self.say(store, now, call, session, Say::Ended { reason })?;
        }
        self.forget_if_empty(session);
        Ok(())
    }

    /// The next thing that is due.
    pub(super) fn due(&mut self, store: &mut Store, now: WallTime) -> Result<Option<Due>, StoreError> {
        let is_due = |queue: &Queue| {
            queue.letters.front().is_some_and(|letter| match letter.state {
                LetterState::Waiting { not_before } => not_before.min(letter.deadline) <= now,
                LetterState::Posting | LetterState::Abandoned => false,
            })
        };
        let Some((session, queue)) = self.0.iter_mut().find(|(_, queue)| is_due(queue)) else { return Ok(None) };
        let call = queue.call;
        let Some(letter) = queue.letters.front_mut() else { return Ok(None) };
        if letter.deadline <= now {
            let topic = letter.say.topic();
            let session = session.clone();
            store.drop_letter(letter.id.0)?;
            if let Say::Ended { reason } = letter.say {
                store.end_untold((&session, call), reason, now, before(now, UNTOLD_FOR))?;
            }
            queue.letters.pop_front();
            if topic == Topic::Ended {
                self.forget_if_empty(&session);
            }
            return Ok(Some(Due::TooLate { call, topic }));
        }
        store.attempt_letter(letter.id.0)?;
        letter.attempts += 1;
        letter.state = LetterState::Posting;
        let (say, time_left) = (letter.say.clone(), now.until(letter.deadline));
        Ok(Some(Due::Post(Post { letter: letter.id, call, session: session.clone(), say, time_left })))
    }

    /// Notes what became of a post; returns what the call must hear of it.
    pub(super) fn posted(
        &mut self,
        store: &mut Store,
        now: WallTime,
        id: LetterId,
        outcome: PostOutcome,
    ) -> Result<Option<Outcome>, StoreError> {
        let is_it = |queue: &Queue| queue.letters.front().is_some_and(|letter| letter.id == id);
        let Some((session, queue)) = self.0.iter_mut().find(|(_, queue)| is_it(queue)) else { return Ok(None) };
        let (session, call) = (session.clone(), queue.call);
        let Some(mut letter) = queue.letters.pop_front() else { return Ok(None) };
        if letter.state == LetterState::Abandoned {
            self.forget_if_empty(&session);
            return Ok(None);
        }
        let (topic, age) = (letter.say.topic(), letter.written().until(now));
        let delivery = match outcome {
            PostOutcome::Accepted => Delivery::Taken,
            PostOutcome::Refused => Delivery::Refused,
            PostOutcome::Forbidden if topic != Topic::Ended => Delivery::Forbidden,
            PostOutcome::Gone => Delivery::SessionGone,
            // An end that is forbidden is tried again: there is no call left to give up, but an Echo that may still be in one.
            PostOutcome::Forbidden | PostOutcome::Retry { .. } => {
                let after = if let PostOutcome::Retry { after } = outcome { after } else { None };
                let index = usize::try_from(letter.attempts).unwrap_or(usize::MAX).clamp(1, PAUSES.len()) - 1;
                let pause = PAUSES[index].max(after.unwrap_or_default());
                letter.state = LetterState::Waiting { not_before: now + pause };
                queue.letters.push_front(letter);
                return Ok(None);
            }
        };
        if delivery == Delivery::Taken && topic != Topic::Ended {
            queue.delivered.insert(topic.clone());
            store.letter_delivered(letter.id.0)?;
        } else {
            store.drop_letter(letter.id.0)?;
        }
        if topic == Topic::Ended {
            self.forget_if_empty(&session);
        }
        Ok(Some(Outcome { call, topic, delivery, age }))
    }

    /// When something is due next.
    pub(super) fn poll_timeout(&self) -> Option<WallTime> {
        let due = |queue: &Queue| match queue.letters.front() {
            Some(Letter { state: LetterState::Waiting { not_before }, deadline, .. }) => {
                Some(WallTime::min(*not_before, *deadline))
            }
            Some(_) | None => None,
        };
        self.0.values().filter_map(due).min()
    }

    /// Sessions in which something was said or is to be said.
    pub(super) fn sessions(&self) -> impl Iterator<Item = &SessionId> {
        self.0.keys()
    }

    /// Age of the oldest letter that was not delivered yet.
    pub(super) fn oldest(&self, now: WallTime) -> Option<Duration> {
        self.0.values().flat_map(|queue| &queue.letters).map(|letter| letter.written().until(now)).max()
    }

    /// Letters that were not delivered yet.
    pub(super) fn len(&self) -> usize {
        self.0.values().map(|queue| queue.letters.len()).sum()
    }

    fn queue(&mut self, call: CallId, session: &SessionId) -> &mut Queue {
        let new = || Queue { call, delivered: BTreeSet::new(), confirmed: BTreeSet::new(), letters: VecDeque::new() };
        self.0.entry(session.clone()).or_insert_with(new)
    }

    fn forget_if_empty(&mut self, session: &SessionId) {
        if self.0.get(session).is_some_and(|queue| queue.letters.is_empty()) {
            self.0.remove(session);
        }
    }
}

impl Letter {
    fn written(&self) -> WallTime {
        before(self.deadline, time_of(&self.say.topic()))
    }
}

/// How long a letter is tried.
fn time_of(topic: &Topic) -> Duration {
    if *topic == Topic::Ended { ENDED_TIME } else { LETTER_TIME }
}
