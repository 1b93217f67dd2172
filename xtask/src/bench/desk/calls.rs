//! Calls each way: how soon a click is taken, how soon the desk rings, and what memory a call takes.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use roomline_rig::{Mapped, Window, eventually};
use serde_json::{Value, json};

use super::costs::megabytes;
use super::log::calls_read;
use super::scene::Scene;
use super::{Browser, tenths};
use crate::bench::figures::Figures;
use crate::bench::sound::statistics::percentile;
use crate::demo::ms_between;

/// The resident who is called, and what stands on her button.
const CALLED: &str = "room-101";
const CALL: &str = "Call Mrs Jones, 101";
/// The resident who calls.
const CALLER: &str = "room-102";
/// What the small window is called.
const SMALL: &str = "Roomline: incoming call";
/// For anything that a person waits for.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longer than any desk takes to ring.
const RING: Duration = Duration::from_millis(1500);
/// Louder than this it rings, in dBFS over 20 ms: the first millisecond of a ring is enough.
const SOUND: f64 = -60.0;
/// So long a call lasts before its memory is looked at.
const TALK: Duration = Duration::from_secs(10);
/// What was just done goes on for a moment.
const BREATH: Duration = Duration::from_millis(500);

const CALLING_WITHIN: f64 = 50.0;
const RINGS_WITHIN: f64 = 300.0;

/// What was measured of all calls: milliseconds, and MB.
pub(super) struct Calls {
    calling: Vec<f64>,
    ring: Vec<f64>,
    window: Vec<f64>,
    memory: f64,
}

/// Plays so many calls each way, and one in which somebody talks.
///
/// # Errors
/// When one does not go as planned.
pub(super) async fn play(scene: &Scene, window: &Window, times: usize) -> anyhow::Result<Calls> {
    let mut calling = Vec::new();
    for _ in 0..times {
        calling.push(click(scene, window).await.context("a call to a resident did not go as planned")?);
    }
    let watch = scene.desk.display().watch_windows()?;
    let (mut rings, mut windows) = (Vec::new(), Vec::new());
    for _ in 0..times {
        let rung = be_called(scene, window, &watch).await.context("a resident's call did not go as planned")?;
        rings.push(ms_between(rung.read, rung.heard));
        windows.push(ms_between(rung.read, rung.shown));
    }
    let memory = talk(scene, window).await.context("the talk did not go as planned")?;
    Ok(Calls { calling, ring: rings, window: windows, memory })
}

impl Calls {
    /// Notes the medians and the worst.
    pub(super) fn report(&self, figures: &mut Figures) {
        for (name, times, target) in [
            ("click_to_calling_ms", &self.calling, CALLING_WITHIN),
            ("incoming_to_ring_ms", &self.ring, RINGS_WITHIN),
            ("incoming_to_window_ms", &self.window, RINGS_WITHIN),
        ] {
            figures.add(name, tenths(percentile(times, 50)), "ms", Some(target));
            figures.add(format!("{name}.worst"), tenths(percentile(times, 100)), "ms", None);
        }
        figures.add("memory_in_call_mb", self.memory, "MB", None);
    }
}

/// Clicks on *Call*, hangs up as soon as it rings, and returns after how many milliseconds *Calling* was read.
async fn click(scene: &Scene, window: &Window) -> anyhow::Result<f64> {
    let mark = scene.property.newest().await?;
    let told = Browser::Ours(window).ask(include_str!("calling.js"), vec![CALL.into()]).await?;
    window.status(PATIENCE, |state| state == "Ringing").await?;
    hang_up(scene, window, mark).await?;
    told["ms"].as_f64().context("the page tells no time")
}

/// The desk hangs up, and looks at the residents again.
async fn hang_up(scene: &Scene, window: &Window, mark: u64) -> anyhow::Result<()> {
    window.click("Hang up").await?;
    window.status(PATIENCE, |state| state.starts_with("Call ended: ")).await?;
    scene.property.happened(mark, Some(CALLED), "ended").await?;
    window.click("Close").await?;
    window.field("Search residents and rooms").await?;
    tokio::time::sleep(BREATH).await;
    Ok(())
}

/// When a resident's call came, was heard and was seen.
struct Rung {
    read: SystemTime,
    heard: SystemTime,
    shown: SystemTime,
}

/// A resident asks for the front desk and gives up after the first ring.
async fn be_called(scene: &Scene, window: &Window, watch: &Mapped) -> anyhow::Result<Rung> {
    let speaker = scene.desk.headset().hear()?;
    let before = calls_read(&scene.log()?)?.len();
    let asked = now();
    scene.property.ask(CALLER).await?;
    // Nothing is asked of the window meanwhile, and nothing is computed: it would wait for us.
    tokio::time::sleep(RING).await;
    // The X server knows the small window from the first time on that it is shown.
    let shown = || Ok(watch.first_of(&scene.desk.display().windows_named(SMALL).unwrap_or_default(), asked));
    let shown = eventually("the small window", PATIENCE, async || shown()).await?;
    let sound = speaker.stop()?;
    scene.property.act(CALLER, &json!({"act": "hang_up"})).await?;
    window.gone("Answer").await?;

    let read = calls_read(&scene.log()?)?;
    ensure!(read.len() == before + 1, "{} calls were read, and {before} before", read.len());
    let read = read[before];
    let heard = sound.since(read).first_sound(SOUND).context("the desk does not ring")?;
    tokio::time::sleep(BREATH).await;
    Ok(Rung { read, heard, shown })
}

/// Talks with a resident, and returns the memory that all processes have by then, in MB.
async fn talk(scene: &Scene, window: &Window) -> anyhow::Result<f64> {
    scene.property.script(CALLED, &answers_at_once()).await?;
    let mark = scene.property.newest().await?;
    window.click(CALL).await?;
    window.status(PATIENCE, |state| state == "In call").await?;
    tokio::time::sleep(TALK).await;
    let memory = megabytes(window.usage()?);
    hang_up(scene, window, mark).await?;
    Ok(memory)
}

/// A resident who picks up at once and talks on.
fn answers_at_once() -> Value {
    json!({"when_called": {"answer_after_ms": 300}, "voice": {"tone": 1000.0}})
}

#[expect(clippy::disallowed_methods, reason = "compared with the times that other programs report")]
fn now() -> SystemTime {
    SystemTime::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_has_its_target_and_the_worst_stands_beside_it() {
        let times = vec![30.04, 10.0, 20.0];
        let calls = Calls { calling: times.clone(), ring: times.clone(), window: times, memory: 200.0 };
        let mut figures = Figures::default();
        calls.report(&mut figures);
        let figures = figures.all();
        assert_eq!(figures.len(), 7);
        assert_eq!((&figures[0]["name"], &figures[0]["value"]), (&json!("click_to_calling_ms"), &json!(20.0)));
        assert_eq!((&figures[1]["name"], &figures[1]["value"]), (&json!("click_to_calling_ms.worst"), &json!(30.0)));
        assert_eq!((&figures[0]["target"], &figures[1]["target"]), (&json!(50.0), &Value::Null));
    }
}
