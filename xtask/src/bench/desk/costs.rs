//! What the app costs while nobody needs it: every process of it, the browser engine's among them.

use std::time::Duration;

use roomline_rig::{Usage, until};

use super::scene::{MAIN_PAGE, Scene};
use super::{Browser, tenths};
use crate::bench::figures::Figures;
use crate::step::Watch;

/// What was just done goes on for a moment.
const BREATH: Duration = Duration::from_secs(5);
/// How long the last call and the window take to be gone.
const SETTLED_WITHIN: Duration = Duration::from_secs(20);
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

/// Closes the window and leaves the app alone in the tray for so long.
///
/// # Errors
/// When the tray shows no desk that rings, or the window stays.
pub(super) async fn in_tray(scene: &Scene, ours: &Browser<'_>, length: Duration) -> anyhow::Result<Idle> {
    scene.tray.wait_for(SETTLED_WITHIN, "Ready")?;
    let display = scene.desk.display();
    display.close(MAIN_PAGE)?;
    until("the window to close", SETTLED_WITHIN, || Ok((!display.shows(MAIN_PAGE)?).then_some(())))?;
    idle(ours, length).await
}

impl Idle {
    /// Notes what it costs without its window.
    pub(super) fn report_in_tray(&self, figures: &mut Figures) {
        figures.add("tray_cpu_pct", self.processor, "%", Some(MOST_PROCESSOR));
        figures.add("memory_in_tray_mb", self.memory, "MB", None);
    }

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
