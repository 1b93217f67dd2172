//! The driver of the watch: asks Amazon, keeps what is found, and hands over what the desks are to be told.

use std::time::Duration;

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::rest::UnitEcho;
use tokio::time::Instant;

use super::port::{Action, Input};
use super::question::{Answer, Question};
use super::watch::Watch;
use crate::asp::Carrier;
use crate::calls::Calls;
use crate::clock::Clock;
use crate::database::Database;
use crate::store::echo::FoundRoom;
use crate::store::{Store, StoreError};

/// How soon a change of the directory is seen; and how soon what could not be kept is tried again.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Asks Amazon about the Echos as long as it runs.
#[derive(Debug)]
pub struct Poller<C> {
    carrier: C,
    database: Database,
    watch: Watch,
    began: WallTime,
    since: Instant,
    version: Option<i64>,
    look_at: Instant,
}

impl<C: Carrier> Poller<C> {
    /// A poller that goes on from what an earlier run kept. `every`: from the beginning of one round to the next.
    ///
    /// # Errors
    /// [`StoreError`] when the database cannot be read.
    pub async fn start(carrier: C, database: Database, clock: &Clock, every: Duration) -> Result<Self, StoreError> {
        let memory = database.ask(|store| store.echo_memory()).await?;
        let began = WallTime::from_millis(clock.now_ms().unsigned_abs());
        let watch = Watch::new(began, every, memory);
        let now = Instant::now();
        Ok(Self { carrier, database, watch, began, since: now, version: None, look_at: now })
    }

    /// Tells the desks what changes, until calls are not served any more.
    pub async fn run(mut self, calls: &Calls) {
        loop {
            let news = self.next_news().await;
            if calls.echos_changed(news).await.is_err() {
                return;
            }
        }
    }

    /// Asks until something changed; it is kept already.
    pub async fn next_news(&mut self) -> Vec<UnitEcho> {
        loop {
            self.look_for_rooms().await;
            while let Some(action) = self.watch.poll_action() {
                match action {
                    Action::Ask(question) => {
                        let answer = self.ask(&question).await;
                        let now = self.now();
                        self.watch.handle_input(now, Input::Answer(answer));
                    }
                    Action::Tell(news) => {
                        let kept = news.clone();
                        self.keep(move |store| store.put_echos(&kept)).await;
                        return news;
                    }
                    Action::RoundDone(at) => self.keep(move |store| store.put_echo_round(at)).await,
                    Action::Learned(room, unit) => {
                        let (unit_id, amazon_unit) = (room.as_str().to_owned(), unit);
                        let room = FoundRoom { unit_id, amazon_unit, profile_name: None };
                        self.keep(move |store| store.put_property_room(&room)).await;
                    }
                    Action::Drift(at, found) => self.keep(move |store| store.put_drift(at, &found)).await,
                }
            }
            let due = self.watch.poll_timeout().map(|at| self.since + self.began.until(at));
            tokio::time::sleep_until(due.map_or(self.look_at, |due| due.min(self.look_at))).await;
            let now = self.now();
            self.watch.handle_timeout(now);
        }
    }

    /// One request; its own deadlines bound it.
    async fn ask(&self, question: &Question) -> Answer {
        match question.request() {
            Ok(request) => question.read(self.carrier.carry(&request).await),
            Err(_) => Answer::Refused,
        }
    }

    /// Sees rooms that were imported or set up beside this process.
    async fn look_for_rooms(&mut self) {
        if Instant::now() < self.look_at {
            return;
        }
        self.look_at = Instant::now() + LOOK_EVERY;
        let known = self.version;
        let found = self.database.ask(move |store| {
            let version = store.directory_version()?;
            let property = (known != Some(version)).then(|| store.property_at_amazon()).transpose()?;
            Ok((version, property))
        });
        match found.await {
            Ok((version, Some(property))) => {
                self.version = Some(version);
                let now = self.now();
                self.watch.handle_input(now, Input::Property(property));
            }
            Ok((_, None)) => {}
            Err(error) => tracing::error!(%error, "the rooms cannot be read"),
        }
    }

    /// Keeps something, however long it takes: desks are told only what is kept.
    async fn keep(&self, put: impl FnMut(&mut Store) -> Result<(), StoreError> + Clone + Send + 'static) {
        while let Err(error) = self.database.ask(put.clone()).await {
            tracing::error!(%error, "what is known of the Echos cannot be kept");
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn now(&self) -> WallTime {
        self.began + self.since.elapsed()
    }
}
