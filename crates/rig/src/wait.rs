//! Waiting for something outside this process: always with a deadline, never longer than needed.

use std::time::{Duration, Instant};

use anyhow::bail;

/// How long a part of the rig may take to be there: on a busy machine an X server needs more than ten seconds.
pub(crate) const START: Duration = Duration::from_secs(30);

/// How often a condition is looked at. Short against everything measured, long against the cost of a look.
const PERIOD: Duration = Duration::from_millis(5);

/// Blocks until `probe` finds something, at most `within`.
///
/// # Errors
/// When the time is over, naming `what` was waited for, or when `probe` itself fails.
#[expect(clippy::disallowed_methods, reason = "the one clock and the one pause of the rig, for other processes")]
pub fn until<T>(
    what: &str,
    within: Duration,
    mut probe: impl FnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let give_up_at = Instant::now() + within;
    loop {
        if let Some(found) = probe()? {
            return Ok(found);
        }
        if Instant::now() >= give_up_at {
            bail!("waited {within:?} in vain for {what}");
        }
        std::thread::sleep(PERIOD);
    }
}

/// Waits until `probe` finds something, at most `within`, without blocking other tasks.
///
/// # Errors
/// As [`until`].
#[expect(clippy::disallowed_methods, reason = "as in `until`")]
pub async fn eventually<T>(
    what: &str,
    within: Duration,
    mut probe: impl AsyncFnMut() -> anyhow::Result<Option<T>>,
) -> anyhow::Result<T> {
    let give_up_at = Instant::now() + within;
    loop {
        match probe().await {
            Ok(Some(found)) => return Ok(found),
            Err(error) if !is_redrawn(&error) => return Err(error),
            Ok(None) | Err(_) => {}
        }
        if Instant::now() >= give_up_at {
            bail!("waited {within:?} in vain for {what}");
        }
        tokio::time::sleep(PERIOD).await;
    }
}

/// Whether the page was drawn anew between finding a part and reading it. WebKit's driver says so by text alone.
fn is_redrawn(error: &anyhow::Error) -> bool {
    let text = format!("{error:#}").to_lowercase();
    text.contains("stale element")
}
