//! What staff feel at a desk: how soon the list stands, a letter is followed, a click is taken, a call rings; and what the program
//! costs while nobody needs it. The release build in its real window, at a desk of the rig, in a property of 5,000 rooms; beside it
//! the same page in Chromium.

mod beside;
mod browser;
mod calls;
mod costs;
mod log;
mod scene;
mod search;
mod start;

use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::figures::Figures;
use crate::demo::figures::machine;
use crate::demo::keep_logs;
use crate::{setup, step};
use beside::Beside;
use browser::Browser;
use scene::Scene;

/// How much is done.
#[derive(Clone, Copy)]
struct Extent {
    rooms: usize,
    starts: usize,
    /// How often the whole list of words is typed.
    rounds: usize,
    /// Calls each way.
    calls: usize,
    idle: Duration,
}

const WHOLE: Extent = Extent { rooms: 5_000, starts: 5, rounds: 3, calls: 20, idle: Duration::from_secs(60) };
const QUICK: Extent = Extent { rooms: 500, starts: 2, rounds: 1, calls: 2, idle: Duration::from_secs(5) };

/// Measures and writes the figures into `written`. `quick`: a few of everything, with 500 rooms.
///
/// # Errors
/// When something cannot be installed, built or run, or a call does not go as planned.
pub(super) fn run(written: &Path, commit: &str, quick: bool) -> anyhow::Result<()> {
    setup::without_scorers()?;
    let programs = ["-p", "roomline", "-p", "roomline-middleware", "-p", "roomline-alexa-sim"];
    let build = [&["build", "--release", "--locked"], &programs[..]].concat();
    step::run("Building the programs as people get them", "bench-build", &mut step::cargo(&build))?;
    let figures = tokio::runtime::Runtime::new()?.block_on(measure(if quick { QUICK } else { WHOLE }))?;
    let report = json!({ "bench": "desk", "commit": commit, "machine": machine(), "figures": figures });
    std::fs::write(written, format!("{report:#}\n")).with_context(|| format!("cannot write {}", written.display()))
}

async fn measure(extent: Extent) -> anyhow::Result<Vec<Value>> {
    println!("→ Starting a desk and a property of {} rooms …", extent.rooms);
    let scene = Scene::set(extent.rooms).await?;
    let measured = measure_in(&scene, extent).await;
    if measured.is_err() {
        keep_logs([scene.desk.folder().path(), scene.property.folder().path()], &step::target().join("xtask/desk"))?;
    }
    measured
}

async fn measure_in(scene: &Scene, extent: Extent) -> anyhow::Result<Vec<Value>> {
    println!("→ Signing in …");
    scene.sign_in().await?;

    println!("→ Starting the app {} times …", extent.starts);
    let (window, starts) = start::of_ours(scene, extent.starts).await?;
    println!("→ Leaving it alone for {} s …", extent.idle.as_secs());
    let ours = Browser::Ours(&window);
    let idle = costs::idle(&ours, extent.idle).await?;
    println!("→ Typing into the search …");
    let strokes = search::type_all(&ours, extent.rounds).await?;
    let beside = Beside::of(&ours).await?;

    println!("→ Calling {} times each way …", extent.calls);
    let mut figures = Figures::default();
    let calls = calls::play(scene, &window, extent.calls).await?;
    println!("→ Closing its window; the app goes on in the tray …");
    let in_tray = costs::in_tray(scene, &ours, extent.idle).await?;
    window.close().await.ok();

    println!("→ The same page in Chromium …");
    let (page, starts_beside) = start::of_chromium(&beside, extent.starts).await?;
    let chromium = Browser::Chromium(&page);
    let idle_beside = costs::idle(&chromium, extent.idle).await?;
    let strokes_beside = search::type_all(&chromium, extent.rounds).await?;

    start::report(&starts, &starts_beside, &mut figures);
    search::report(&strokes, &strokes_beside, &mut figures);
    calls.report(&mut figures);
    idle.report(&idle_beside, &mut figures);
    in_tray.report_in_tray(&mut figures);
    Ok(figures.all())
}

/// Milliseconds to a tenth, as far as the measurement is good for.
fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
