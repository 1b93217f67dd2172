//! From the start of a process until the first residents stand on the screen.

use std::time::SystemTime;

use anyhow::Context as _;
use roomline_rig::{Page, Window};

use super::beside::Beside;
use super::scene::Scene;
use super::{Browser, tenths};
use crate::bench::figures::Figures;
use crate::bench::sound::statistics::percentile;
use crate::demo::ms_between;

/// What the page notes once they do (`ui/src/features/directory`).
const RESIDENTS: &str = "residents";
/// How soon somebody may call after opening the app.
const DIRECTORY_WITHIN: f64 = 1000.0;

/// The times of several starts, in milliseconds.
#[derive(Default)]
pub(super) struct Starts {
    /// From the start of the process.
    program: Vec<f64>,
    /// From the beginning of the page.
    page: Vec<f64>,
}

impl Starts {
    async fn note(&mut self, browser: &Browser<'_>, began: SystemTime) -> anyhow::Result<()> {
        let (drawn, after_ms) = browser.drawn(RESIDENTS).await?;
        self.program.push(ms_between(began, drawn));
        self.page.push(after_ms);
        Ok(())
    }
}

/// Starts the app, in which somebody is signed in, so often; the last window stays open.
///
/// # Errors
/// When it does not start, or shows no residents.
pub(super) async fn of_ours(scene: &Scene, times: usize) -> anyhow::Result<(Window, Starts)> {
    let mut starts = Starts::default();
    let mut last: Option<Window> = None;
    for _ in 0..times {
        if let Some(window) = last.take() {
            window.close().await?;
        }
        let (window, began) = scene.open().await?;
        starts.note(&Browser::Ours(&window), began).await?;
        last = Some(window);
    }
    Ok((last.context("at least one start")?, starts))
}

/// Starts Chromium with the same page and the same residents, so often; the last one stays open.
///
/// # Errors
/// As [`of_ours`].
pub(super) async fn of_chromium(beside: &Beside, times: usize) -> anyhow::Result<(Page, Starts)> {
    let mut starts = Starts::default();
    let mut last: Option<Page> = None;
    for _ in 0..times {
        // Two browsers at once would be in each other's way.
        drop(last.take());
        let began = now();
        let page = beside.open().await?;
        starts.note(&Browser::Chromium(&page), began).await?;
        last = Some(page);
    }
    Ok((last.context("at least one start")?, starts))
}

/// Notes how long starts took, beside Chromium's.
pub(super) fn report(ours: &Starts, chromium: &Starts, figures: &mut Figures) {
    let mut beside = |name: &str, percent, of: fn(&Starts) -> &[f64], target| {
        let at = |starts: &Starts| tenths(percentile(of(starts), percent));
        figures.beside(name, at(ours), "ms", at(chromium), target);
    };
    beside("start_to_directory_ms", 50, |starts| &starts.program, Some(DIRECTORY_WITHIN));
    beside("start_to_directory_ms.worst", 100, |starts| &starts.program, None);
    beside("page_to_directory_ms", 50, |starts| &starts.page, None);
    beside("page_to_directory_ms.worst", 100, |starts| &starts.page, None);
}

#[expect(clippy::disallowed_methods, reason = "compared with the time that the page reports")]
fn now() -> SystemTime {
    SystemTime::now()
}
