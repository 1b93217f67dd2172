//! The call log is not kept for ever: once a day what is older than `retention.calls_days` is removed, a little at a time, so
//! that no call waits for it.

use std::time::Duration;

use crate::clock::Clock;
use crate::database::Database;
use crate::store::StoreError;

pub use crate::store::Forgotten;

/// How often it is looked for what is old.
const EVERY: Duration = Duration::from_secs(24 * 3600);
/// What is removed in one transaction.
const AT_ONCE: usize = 500;
/// A pause between two, in which calls are stored.
const PAUSE: Duration = Duration::from_millis(20);
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Removes everything that is older than so many days.
///
/// # Errors
/// [`StoreError`]: what was removed so far stays removed.
pub(crate) async fn forget_old(database: &Database, clock: &Clock, days: u32) -> Result<Forgotten, StoreError> {
    let before_ms = clock.now_ms() - i64::from(days) * DAY_MS;
    let mut all = Forgotten::default();
    loop {
        let some = database.ask(move |store| store.forget(before_ms, AT_ONCE)).await?;
        if some == Forgotten::default() {
            return Ok(all);
        }
        all.calls += some.calls;
        all.callbacks += some.callbacks;
        all.rounds += some.rounds;
        all.handovers += some.handovers;
        tokio::time::sleep(PAUSE).await;
    }
}

/// Does so at the start and once a day, for ever.
pub(crate) async fn keep_forgetting(database: &Database, clock: &Clock, days: u32) {
    loop {
        match forget_old(database, clock, days).await {
            Ok(forgotten) if forgotten == Forgotten::default() => {}
            Ok(Forgotten { calls, callbacks, rounds, handovers }) => {
                tracing::info!(calls, callbacks, rounds, handovers, days, "what is old was removed");
            }
            Err(error) => tracing::error!(%error, "what is old could not be removed; tomorrow it is tried again"),
        }
        tokio::time::sleep(EVERY).await;
    }
}
