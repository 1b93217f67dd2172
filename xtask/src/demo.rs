//! The demo: a whole property on this machine, with the desktop app signed in, to play with or to be played and measured.

mod calls;
pub(crate) mod figures;
mod onboarding;
mod station;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{Desk, DeskOptions, Property, PropertyOptions, Scorer};

use crate::{setup, step};
use figures::Figures;

pub(crate) use station::{open_app, sign_in, surroundings};

/// Below this score a person has to ask again.
const UNDERSTOOD: f64 = 2.5;

/// What scores as much is speech: silence and other words must stay below.
const NOTHING: f64 = 1.5;

/// How to play it.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Bring a display and sound devices, play one call each way, measure, and end.
    #[arg(long)]
    headless: bool,
    /// Begin with a property that was just unpacked, and set it up for calls first.
    #[arg(long)]
    onboarding: bool,
    /// Write the figures of a headless run into this file.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Sets up the machine, builds, starts everything, and either leaves it to the person or plays it.
///
/// # Errors
/// When something does not start, or in a played run a call does not go as planned.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let headless = options.headless || !has_display() || !has_sound();
    setup::for_the_demo()?;
    let arguments = ["build", "--locked", "-p", "roomline", "-p", "roomline-middleware", "-p", "roomline-alexa-sim"];
    step::run("Building the three programs", "build-demo", &mut step::cargo(&arguments))?;
    let runtime = tokio::runtime::Runtime::new()?;
    if headless { runtime.block_on(play(options)) } else { runtime.block_on(hand_over(options)) }
}

/// Opens the window for a person and waits until it is closed.
async fn hand_over(options: &Options) -> anyhow::Result<()> {
    println!("→ Starting the property Rosewood …");
    let property = property(options).await?;
    let mut app = station::open_for_a_person(&property).await?;
    println!("  The desktop app is open and signed in: click a resident to call.");
    println!("  To play the residents, open {} in a browser.", property.page());
    println!("  Close the window, or press Ctrl-C here, to end the demo; it leaves nothing behind.");
    app.wait_until_closed().await;
    Ok(())
}

/// Starts the property, ready for calls.
async fn property(options: &Options) -> anyhow::Result<Property> {
    if options.onboarding {
        onboarding::from_nothing().await
    } else {
        Property::start(PropertyOptions::default()).await
    }
}

/// Plays and measures one call each way, and one without an early answer.
async fn play(options: &Options) -> anyhow::Result<()> {
    println!("→ Starting a desk without display and sound card, and the property Rosewood …");
    let watch = step::Watch::start();
    let desk = Desk::start(DeskOptions::default())?;
    let property = property(options).await?;
    println!("  done in {}", step::seconds(watch.elapsed()));

    let pictures = step::target().join("demo");
    std::fs::create_dir_all(&pictures)?;
    println!("→ Opening the window and signing in …");
    let watch = step::Watch::start();
    let window = open_app(&desk, &property, &station::app()?).await?;
    println!("  done in {}", step::seconds(watch.elapsed()));

    let mut figures = Figures::default();
    let stage = calls::Stage { property: &property, desk: &desk, window: &window, scorer: Scorer::find()?, pictures };
    stage.picture("1-signed-in").await?;
    let played = async {
        println!("→ Calling a resident …");
        stage.call_to_a_unit(&mut figures).await.context("the call to a resident did not go as planned")?;
        println!("→ Calling once more, without an early answer …");
        stage.call_without_early_answer(&mut figures).await.context("the second call did not go as planned")?;
        println!("→ A resident asks for the front desk …");
        stage.call_from_a_unit(&mut figures).await.context("the call from a resident did not go as planned")
    };
    let played = played.await;
    if played.is_err() {
        stage.picture("9-failed").await.ok();
    }
    figures.print();
    if let Some(file) = &options.json {
        figures.save(file)?;
    }
    keep_logs([desk.folder().path(), property.folder().path()], &step::target().join("demo/logs"))?;
    std::fs::write(step::target().join("demo/logs/events.json"), property.events().await?)?;
    println!("  Pictures and recordings are in {}.", stage.pictures.display());
    played?;
    window.close().await.ok();
    for end in figures.scores() {
        ensure!(end.value >= UNDERSTOOD, "{} is {:.2}, and below {UNDERSTOOD} nobody understands", end.name, end.value);
    }
    for control in figures.controls() {
        ensure!(control.value < NOTHING, "{} is {:.2}: the scores cannot be believed", control.name, control.value);
    }
    println!("Both calls connected, were understood at both ends and ended as planned.");
    Ok(())
}

/// What the programs said, for whoever wants to know how it went.
pub(crate) fn keep_logs(folders: [&Path; 2], kept: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(kept)?;
    let mut folders: Vec<PathBuf> = folders.map(Path::to_owned).to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)?.flatten() {
            let path = entry.path();
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else if entry.file_name().to_string_lossy().contains(".log") {
                std::fs::copy(&path, kept.join(entry.file_name()))?;
            }
        }
    }
    println!("  What the programs said is in {}.", kept.display());
    Ok(())
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// A sound server of the person's session, or at least one playback device.
fn has_sound() -> bool {
    let run = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).unwrap_or_default();
    let server = ["pulse/native", "pipewire-0"].iter().any(|socket| run.join(socket).exists());
    let devices = std::fs::read_dir("/dev/snd").into_iter().flatten().flatten();
    server || devices.map(|device| device.file_name()).any(|name| name.to_string_lossy().starts_with("pcm"))
}

/// Milliseconds between two times; negative if the second comes first.
pub(crate) fn ms_between(first: std::time::SystemTime, second: std::time::SystemTime) -> f64 {
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    second.duration_since(first).map_or_else(|error| -ms(error.duration()), ms)
}
