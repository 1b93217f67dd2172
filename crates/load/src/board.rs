//! Brings what is heard, from the middleware or on its way to Alexa, to whoever waits for it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, bail};
use roomline_signaling::alexa::Signal;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// More than is ever said of one call.
const WAITING: usize = 64;
/// How long anything that surely comes may take; then the call counts as an error.
const PATIENCE: Duration = Duration::from_secs(15);

/// Something that was heard, and when its last byte was there.
#[derive(Debug)]
pub(crate) enum Heard {
    /// A desk read an event.
    Event {
        /// Which desk.
        desk: usize,
        /// When.
        at: Instant,
        /// The event.
        event: Value,
    },
    /// A message arrived at Alexa.
    Post {
        /// When.
        at: Instant,
        /// The message.
        signal: Signal,
    },
}

/// Who waits for what: by the ids of units, sessions and calls, none of which is like any other.
#[derive(Debug, Default)]
pub(crate) struct Board {
    waiting: Mutex<HashMap<String, mpsc::Sender<Heard>>>,
    faults: Mutex<BTreeMap<String, usize>>,
}

impl Board {
    /// Gives what is heard of `id` to the owner of `ear` from now on.
    pub(crate) fn listen(&self, id: impl Into<String>, ear: &mut Ear) {
        let id = id.into();
        ear.ids.push(id.clone());
        lock(&self.waiting).insert(id, ear.sender.clone());
    }

    /// Nobody waits any more.
    pub(crate) fn forget(&self, ear: &Ear) {
        let mut waiting = lock(&self.waiting);
        for id in &ear.ids {
            waiting.remove(id);
        }
    }

    /// Tells whoever waits; `false`: nobody does.
    pub(crate) fn tell(&self, id: &str, heard: Heard) -> bool {
        lock(&self.waiting).get(id).is_some_and(|ear| ear.try_send(heard).is_ok())
    }

    /// Notes something that must not happen.
    pub(crate) fn fault(&self, what: impl Into<String>) {
        *lock(&self.faults).entry(what.into()).or_default() += 1;
    }

    /// Everything that was noted since the last time, and how often.
    pub(crate) fn take_faults(&self) -> BTreeMap<String, usize> {
        std::mem::take(&mut lock(&self.faults))
    }
}

/// What one call has heard and not used yet: messages may come in another order than they are asked for.
#[derive(Debug)]
pub(crate) struct Ear {
    sender: mpsc::Sender<Heard>,
    hearing: mpsc::Receiver<Heard>,
    kept: Vec<Heard>,
    ids: Vec<String>,
}

impl Ear {
    pub(crate) fn new() -> Self {
        let (sender, hearing) = mpsc::channel(WAITING);
        Self { sender, hearing, kept: Vec::new(), ids: Vec::new() }
    }

    /// Waits until a desk reads an event of this type.
    pub(crate) async fn event(&mut self, of: usize, kind: &str) -> anyhow::Result<(Instant, Value)> {
        let is_it =
            |heard: &Heard| matches!(heard, Heard::Event { desk, event, .. } if *desk == of && event["type"] == kind);
        match self.find(is_it).await.with_context(|| format!("no desk heard {kind}"))? {
            Heard::Event { at, event, .. } => Ok((at, event)),
            Heard::Post { .. } => bail!("a post is no event"),
        }
    }

    /// Waits until a message of this name arrives at Alexa.
    pub(crate) async fn post(&mut self, name: &str) -> anyhow::Result<(Instant, Signal)> {
        let is_it = |heard: &Heard| matches!(heard, Heard::Post { signal, .. } if signal.body.name() == name);
        match self.find(is_it).await.with_context(|| format!("Alexa heard no {name}"))? {
            Heard::Post { at, signal } => Ok((at, signal)),
            Heard::Event { .. } => bail!("an event is no post"),
        }
    }

    async fn find(&mut self, is_it: impl Fn(&Heard) -> bool) -> anyhow::Result<Heard> {
        if let Some(index) = self.kept.iter().position(&is_it) {
            return Ok(self.kept.remove(index));
        }
        let hears = async {
            loop {
                match self.hearing.recv().await {
                    Some(heard) if is_it(&heard) => return Some(heard),
                    Some(heard) => self.kept.push(heard),
                    None => return None,
                }
            }
        };
        tokio::time::timeout(PATIENCE, hears).await.context("in time")?.context("at all")
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use roomline_signaling::alexa::SignalBody;
    use roomline_signaling::call::SessionId;
    use serde_json::json;

    use super::*;

    fn event(desk: usize, kind: &str) -> Heard {
        Heard::Event { desk, at: Instant::now(), event: json!({ "type": kind }) }
    }

    #[tokio::test]
    async fn what_comes_early_is_kept_until_it_is_asked_for() {
        let (board, mut ear) = (Board::default(), Ear::new());
        board.listen("unit-1", &mut ear);
        board.listen("s-1", &mut ear);
        assert!(board.tell("unit-1", event(3, "call.incoming")));
        assert!(board.tell("unit-1", event(2, "call.incoming")));
        let session_id = SessionId::new("s-1").expect("an id");
        assert!(board.tell(
            "s-1",
            Heard::Post { at: Instant::now(), signal: Signal { session_id, body: SignalBody::CallRinging } }
        ));
        ear.post("CallRinging").await.expect("it was posted");
        ear.event(2, "call.incoming").await.expect("it was heard");
        ear.event(3, "call.incoming").await.expect("it was heard");
    }

    #[tokio::test(start_paused = true)]
    async fn what_never_comes_is_an_error_that_says_what_was_waited_for() {
        let (board, mut ear) = (Board::default(), Ear::new());
        board.listen("unit-1", &mut ear);
        board.tell("unit-1", event(1, "call.taken"));
        let error = ear.event(1, "call.awarded").await.expect_err("it never came");
        assert!(error.to_string().contains("call.awarded"), "{error}");
    }

    #[test]
    fn nobody_hears_of_a_call_that_is_over() {
        let (board, mut ear) = (Board::default(), Ear::new());
        board.listen("c-1", &mut ear);
        board.forget(&ear);
        assert!(!board.tell("c-1", event(0, "call.ended")));
        board.fault("a socket ended");
        board.fault("a socket ended");
        assert_eq!(board.take_faults(), BTreeMap::from([("a socket ended".to_owned(), 2)]));
        assert!(board.take_faults().is_empty());
    }
}
