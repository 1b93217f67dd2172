//! What the app costs while nobody needs it: every process of it, the browser engine's among them.

use std::time::Duration;

use roomline_rig::Usage;

use super::{Browser, tenths};
use crate::bench::figures::Figures;
use crate::step::Watch;

/// What was just done goes on for a moment.
const BREATH: Duration = Duration::from_secs(5);
/// A desk that waits for calls all day must not heat a room.
const MOST_PROCESSOR: f64 = 0.5;

/// See the module.
pub(super) struct Idle {
    /// Of one core, in percent.
    processor: f64,
    /// In MB.
    memory: f64,
}

/// Leaves the page alone for so long.
///
/// # Errors
/// When its processes have ended.
pub(super) async fn idle(browser: &Browser<'_>, length: Duration) -> anyhow::Result<Idle> {
    tokio::time::sleep(BREATH).await;
    let (before, watch) = (browser.usage()?, Watch::start());
    tokio::time::sleep(length).await;
    let after = browser.usage()?;
    Ok(Idle { processor: percent_of_a_core(before, after, watch.elapsed()), memory: megabytes(after) })
}

impl Idle {
    /// Notes what it cost, beside Chromium.
    pub(super) fn report(&self, chromium: &Self, figures: &mut Figures) {
        figures.beside("idle_cpu_pct", self.processor, "%", chromium.processor, Some(MOST_PROCESSOR));
        figures.beside("memory_idle_mb", self.memory, "MB", chromium.memory, None);
    }
}

/// Memory in MB, what processes share counted once.
pub(super) fn megabytes(usage: Usage) -> f64 {
    tenths(usage.memory as f64 / 1e6)
}

fn percent_of_a_core(before: Usage, after: Usage, time: Duration) -> f64 {
    let worked = after.cpu.saturating_sub(before.cpu);
    (worked.as_secs_f64() / time.as_secs_f64() * 10_000.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_counted_in_percent_of_one_core() {
        let usage = |ms| Usage { cpu: Duration::from_millis(ms), memory: 180_440_000 };
        let percent = percent_of_a_core(usage(1_000), usage(1_300), Duration::from_secs(60));
        assert!((percent - 0.5).abs() < f64::EPSILON, "{percent}");
        assert!((megabytes(usage(0)) - 180.4).abs() < f64::EPSILON);
        // One of the processes has ended, and its work with it.
        assert!(percent_of_a_core(usage(1_000), usage(900), Duration::from_secs(60)) < f64::EPSILON);
    }
}
