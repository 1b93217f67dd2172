//! A desk in a property of many rooms, and the app on it, whose process tells when it began.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use roomline_rig::{Build, Desk, DeskOptions, Property, PropertyOptions, Tray, Window};

use super::Browser;
use crate::demo::{sign_in, surroundings};
use crate::step::Watch;

/// What the page in the main window is called.
pub(super) const MAIN_PAGE: &str = "Roomline";
/// What the log says beyond the usual: when a call was read from the socket.
const LOG: &str = "info,roomline_station::client::link=debug";
/// How long the app may take to learn who lives here.
const KNOWN_WITHIN: Duration = Duration::from_secs(120);
/// How often is looked whether it has. Rarely: the whole directory is counted each time.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// See the module.
pub(super) struct Scene {
    pub(super) property: Property,
    pub(super) desk: Desk,
    pub(super) tray: Tray,
    app: PathBuf,
    began: PathBuf,
    env: Vec<(String, String)>,
    rooms: usize,
}

impl Scene {
    /// Starts everything but the app.
    ///
    /// # Errors
    /// When something does not start.
    pub(super) async fn set(rooms: usize) -> anyhow::Result<Self> {
        let options = PropertyOptions { rooms: Some(rooms), build: Build::Release, ..PropertyOptions::default() };
        let property = Property::start(options).await?;
        let desk = Desk::start(DeskOptions::default())?;
        let tray = desk.tray()?;
        let mut env = surroundings(&property, "")?;
        env.push(("ROOMLINE_LOG".to_owned(), LOG.to_owned()));
        let (app, began) = (desk.folder().path().join("app"), desk.folder().path().join("began"));
        // The program takes the place of the shell: it begins when the shell has written down the time.
        let script = format!(
            "#!/bin/sh\ndate +%s%N >'{}'\nexec '{}' \"$@\"\n",
            began.display(),
            Build::Release.program("roomline")?.display()
        );
        std::fs::write(&app, script)?;
        std::fs::set_permissions(&app, std::fs::Permissions::from_mode(0o700))?;
        Ok(Self { property, desk, tray, app, began, env, rooms })
    }

    /// Opens the app and returns when its process began.
    ///
    /// # Errors
    /// When it opens no window.
    pub(super) async fn open(&self) -> anyhow::Result<(Window, SystemTime)> {
        let window = Window::open(&self.desk, &self.app, &self.env).await?;
        window.turn_to(MAIN_PAGE).await?;
        let written = std::fs::read_to_string(&self.began).context("the app did not say when it began")?;
        let began = Duration::from_nanos(written.trim().parse().context("that is no time")?);
        Ok((window, SystemTime::UNIX_EPOCH + began))
    }

    /// Signs in as somebody new, so that later starts find a session; and waits until everybody is known. From then on nothing of the
    /// directory changes: rooms that were only listed have no Echo that the middleware could ask for.
    ///
    /// # Errors
    /// When that takes too long.
    pub(super) async fn sign_in(&self) -> anyhow::Result<()> {
        let (window, _) = self.open().await?;
        sign_in(&window).await?;
        let watch = Watch::start();
        loop {
            let known = Browser::Ours(&window).ask(include_str!("residents.js"), Vec::new()).await?;
            if known == self.rooms {
                break;
            }
            ensure!(watch.elapsed() < KNOWN_WITHIN, "the app knows {known} of {} residents", self.rooms);
            tokio::time::sleep(LOOK_EVERY).await;
        }
        window.close().await
    }

    /// What the app wrote down so far.
    ///
    /// # Errors
    /// When it writes no log.
    pub(super) fn log(&self) -> anyhow::Result<String> {
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in std::fs::read_dir(self.property.folder().inside("station-data/log")?)? {
            files.push(entry?.path());
        }
        // A file a day, named by it.
        files.sort();
        Ok(files.iter().map(std::fs::read_to_string).collect::<Result<Vec<String>, _>>()?.concat())
    }
}
