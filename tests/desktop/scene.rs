//! A story's surroundings: a property, its desks, and what is kept when something goes wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context as _;
use roomline_rig::{DESKS, DeskOptions, Property, PropertyOptions};
use serde_json::json;

use crate::{Seat, VOICE};

/// A story that takes longer hangs.
const WHOLE_STORY: Duration = Duration::from_secs(150);

/// The property and the desks of one story.
pub(crate) struct Scene {
    pub(crate) property: Property,
    pub(crate) seats: Vec<Seat>,
}

/// Sets the scene with one desk for each of `desks`, tells the story, and clears the stage.
///
/// # Panics
/// When the story goes another way than told.
pub(crate) fn told(name: &str, desks: &[DeskOptions], story: impl AsyncFnOnce(&mut Scene) -> anyhow::Result<()>) {
    told_within(name, WHOLE_STORY, desks, story);
}

/// The same for a story that takes its time.
///
/// # Panics
/// When the story goes another way than told, or takes longer.
pub(crate) fn told_within(
    name: &str,
    limit: Duration,
    desks: &[DeskOptions],
    story: impl AsyncFnOnce(&mut Scene) -> anyhow::Result<()>,
) {
    // One story at a time: a window, a browser engine and a sound server each want a processor.
    static TURN: Mutex<()> = Mutex::new(());
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let pictures = pictures_of(name).expect("a folder for the pictures");
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let outcome = runtime.block_on(async {
        let mut scene = Scene::set(desks, &pictures).await?;
        let outcome = tokio::time::timeout(limit, story(&mut scene)).await.context("the story hangs");
        let outcome = outcome.and_then(|outcome| outcome);
        let outcome = outcome.and_then(|()| scene.seats.iter().try_for_each(Seat::is_discreet));
        if outcome.is_err() {
            scene.keep_evidence(&pictures).await?;
        }
        outcome
    });
    if let Err(error) = outcome {
        panic!("{name}: {error:#}");
    }
}

impl Scene {
    async fn set(desks: &[DeskOptions], pictures: &Path) -> anyhow::Result<Self> {
        let property = Property::start(PropertyOptions { desks: &DESKS[..desks.len()], ..Default::default() }).await?;
        for unit in [crate::CALLED, crate::CALLER] {
            property.script(unit, &json!({ "voice": { "tone": VOICE } })).await?;
        }
        let mut seats = Vec::new();
        for (options, card) in desks.iter().zip(DESKS) {
            seats.push(Seat::open(*options, card, property.server(), pictures).await?);
        }
        Ok(Self { property, seats })
    }

    /// Signs in at every desk.
    pub(crate) async fn sign_in(&self) -> anyhow::Result<()> {
        for seat in &self.seats {
            seat.sign_in().await?;
        }
        Ok(())
    }

    /// The only desk, or the first.
    pub(crate) fn desk(&self) -> &Seat {
        &self.seats[0]
    }

    /// Saves the screens and what every program has said.
    async fn keep_evidence(&self, folder: &Path) -> anyhow::Result<()> {
        for seat in &self.seats {
            seat.picture("failed").await.ok();
            seat.keep_logs(&folder.join(seat.card().user))?;
        }
        keep_logs(self.property.folder().path(), folder)
    }
}

/// Copies what the programs with files in `from` said.
pub(crate) fn keep_logs(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for file in fs::read_dir(from)? {
        let file = file?.path();
        if let Some(name) = file.file_name().filter(|_| file.extension().is_some_and(|kind| kind == "log")) {
            fs::copy(&file, to.join(name))?;
        }
    }
    Ok(())
}

/// An empty folder for a story's pictures.
fn pictures_of(story: &str) -> anyhow::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("desktop").join(story);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
