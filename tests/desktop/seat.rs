//! One desk with the app on it, and what a person there does, sees and hears.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::ensure;
use roomline_audio::tone::hears_tone;
use roomline_rig::{Desk, DeskCard, DeskOptions, PASSWORD, Process, Recording, Window, built, eventually};

use crate::scene::keep_logs;
use crate::{MAIN_PAGE, PATIENCE, VOICE};

/// As much sound as tells a tone from a crackle.
const EARFUL: Duration = Duration::from_millis(300);

/// No page of ours has more places for the keyboard before the one that is looked for.
const MOST_TABS: usize = 60;

/// What unlocks a desk.
pub(crate) const PIN: &str = "90210735";

/// What somebody notes of a call.
pub(crate) const NOTE: &str = "She fell in the bath.";

/// What no log may hold: residents of the property, what is noted about them, where computers are.
const PRIVATE: [&str; 10] = [
    "Mrs Jones",
    "Okafor",
    "Lindqvist",
    "Hard of hearing",
    "127.0.0.1",
    "calls.example.org",
    "candidate:",
    "Bearer ",
    PIN,
    NOTE,
];

/// A desk and its app.
pub(crate) struct Seat {
    window: Option<Window>,
    desk: Desk,
    card: DeskCard,
    server: String,
    pictures: PathBuf,
}

impl Seat {
    /// Opens the app at a desk of its own, as an administrator would have set it up: all but the server, which is typed.
    pub(crate) async fn open(
        options: DeskOptions,
        card: DeskCard,
        server: &str,
        pictures: &Path,
    ) -> anyhow::Result<Self> {
        let desk = Desk::start(options)?;
        let settings = format!("station_name = {:?}\nloopback_media = true\n", card.station);
        std::fs::write(desk.folder().inside("station-config")?.join("station.toml"), settings)?;
        let mut seat = Self { window: None, desk, card, server: server.to_owned(), pictures: pictures.to_owned() };
        seat.open_again().await?;
        Ok(seat)
    }

    /// Opens the app, after it was closed if it is open.
    pub(crate) async fn open_again(&mut self) -> anyhow::Result<()> {
        if let Some(window) = self.window.take() {
            window.close().await?;
        }
        let place = |name: &str, folder: &str| -> anyhow::Result<(String, String)> {
            Ok((name.to_owned(), self.desk.folder().inside(folder)?.to_string_lossy().into_owned()))
        };
        let (config, data) =
            (place("ROOMLINE_CONFIG_DIR", "station-config")?, place("ROOMLINE_DATA_DIR", "station-data")?);
        // At the finest level, because every story ends by looking for what must not be in the log.
        let surroundings = [config, data, ("ROOMLINE_LOG".to_owned(), "trace".to_owned())];
        let window = Window::open(&self.desk, &built("roomline")?, &surroundings).await?;
        window.turn_to(MAIN_PAGE).await?;
        self.window = Some(window);
        Ok(())
    }

    /// Waits until the app has ended by itself.
    pub(crate) async fn has_ended(&mut self) -> anyhow::Result<()> {
        self.main_window_is(false).await?;
        // Its driver has nothing to close any more.
        self.window = None;
        Ok(())
    }

    /// Signs in by the form, as somebody new at this desk does.
    pub(crate) async fn sign_in(&self) -> anyhow::Result<()> {
        self.signs_in_and_reads("Calls ring here").await
    }

    /// Signs in by the form and waits for what the foot of the window says of this desk.
    pub(crate) async fn signs_in_and_reads(&self, foot: &str) -> anyhow::Result<()> {
        self.try_to_sign_in(&self.server, PASSWORD).await?;
        self.window().field("Search residents and rooms").await?;
        self.window().text(foot).await
    }

    /// Fills the form and sends it.
    pub(crate) async fn try_to_sign_in(&self, server: &str, password: &str) -> anyhow::Result<()> {
        let window = self.window();
        window.fill("Server", server).await?;
        window.fill("User name", self.card.user).await?;
        window.fill("Password", password).await?;
        window.click("Sign in").await.map(drop)
    }

    /// The app's window.
    pub(crate) fn window(&self) -> &Window {
        self.window.as_ref().expect("the app is open")
    }

    /// Everything around it.
    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Which desk it is and who sits there.
    pub(crate) fn card(&self) -> DeskCard {
        self.card
    }

    /// Waits until the state of the call is `state`.
    pub(crate) async fn shows(&self, state: &str) -> anyhow::Result<()> {
        self.window().status(PATIENCE, |shown| shown == state).await.map(drop)
    }

    /// Waits until the resident's voice comes out of the speaker.
    pub(crate) async fn hears_the_resident(&self) -> anyhow::Result<()> {
        let recording = self.desk.headset().hear()?;
        eventually("the resident's voice", PATIENCE, async || Ok(hears(&recording).then_some(()))).await
    }

    /// Says something into the microphone.
    pub(crate) fn says(&self, voice: &str) -> anyhow::Result<Process> {
        let voices = Path::new(env!("CARGO_MANIFEST_DIR")).join("voices");
        self.desk.headset().say(&voices.join(voice).with_extension("wav"))
    }

    /// Presses a key of the real keyboard, in xdotool's words, while the main window has it.
    pub(crate) fn presses(&self, key: &str) -> anyhow::Result<()> {
        self.at_the_keyboard(&["key", "--clearmodifiers", key])
    }

    /// Types on the real keyboard.
    pub(crate) fn types(&self, text: &str) -> anyhow::Result<()> {
        self.at_the_keyboard(&["type", "--delay", "20", text])
    }

    /// Presses Tab until what is labelled `name` has the keyboard.
    pub(crate) async fn tabs_to(&self, name: &str) -> anyhow::Result<()> {
        for _ in 0..MOST_TABS {
            let before = self.window().focused().await?;
            if before.as_deref() == Some(name) {
                return Ok(());
            }
            self.presses("Tab")?;
            eventually("Tab to lead on", PATIENCE, async || {
                Ok(self.window().focused().await?.filter(|now| before.as_ref() != Some(now)).map(drop))
            })
            .await?;
        }
        anyhow::bail!("Tab does not lead to {name:?}")
    }

    /// The screen knows no window manager that would give the keyboard to anybody.
    fn at_the_keyboard(&self, deed: &[&str]) -> anyhow::Result<()> {
        let window = ["search", "--onlyvisible", "--name", "^Roomline$", "windowfocus", "--sync"];
        self.desk.display().xdotool(&[&window[..], deed].concat()).map(drop)
    }

    /// Saves a picture of the whole screen.
    pub(crate) async fn picture(&self, name: &str) -> anyhow::Result<()> {
        self.window().drawn().await?;
        self.desk.display().picture(&self.pictures.join(format!("{}-{name}.png", self.card.user)))
    }

    /// Keeps `text` beside the pictures.
    pub(crate) fn note(&self, name: &str, text: &str) -> anyhow::Result<()> {
        Ok(std::fs::write(self.pictures.join(format!("{}-{name}.txt", self.card.user)), text)?)
    }

    /// Closes the main window by its cross, and waits until it is gone.
    pub(crate) async fn closes_the_window(&self) -> anyhow::Result<()> {
        self.desk.display().close(MAIN_PAGE)?;
        self.main_window_is(false).await
    }

    /// Waits until the main window is on the screen, or is not.
    pub(crate) async fn main_window_is(&self, shown: bool) -> anyhow::Result<()> {
        let what = if shown { "the main window" } else { "the main window to go" };
        eventually(what, PATIENCE, async || Ok((self.desk.display().shows(MAIN_PAGE)? == shown).then_some(()))).await
    }

    /// Waits until the small window is on the screen and asks to stay above all others.
    pub(crate) async fn small_window_shows(&self) -> anyhow::Result<()> {
        let on_top = eventually("the small window", PATIENCE, async || self.desk.display().stays_on_top(crate::SMALL));
        ensure!(on_top.await?, "the small window does not stay on top");
        Ok(())
    }

    /// Waits until the small window is no longer on the screen.
    pub(crate) async fn small_window_goes(&self) -> anyhow::Result<()> {
        eventually("the small window to go", PATIENCE, async || {
            Ok(self.desk.display().stays_on_top(crate::SMALL)?.is_none().then_some(()))
        })
        .await
    }

    /// Waits until the app's log has `words`, and says that it holds nothing personal or secret.
    pub(crate) async fn logs(&self, words: &str) -> anyhow::Result<()> {
        eventually(&format!("{words:?} in the log"), PATIENCE, async || Ok(self.log()?.contains(words).then_some(())))
            .await?;
        self.is_discreet()
    }

    /// Says that the log holds nothing personal or secret.
    pub(crate) fn is_discreet(&self) -> anyhow::Result<()> {
        let log = self.log()?;
        let private = PRIVATE.iter().copied().chain([PASSWORD, self.card.name]);
        let leak = private.into_iter().find(|word| log.contains(word));
        ensure!(leak.is_none(), "{leak:?} is in the log:\n{log}");
        Ok(())
    }

    fn log(&self) -> anyhow::Result<String> {
        let mut log = String::new();
        for file in std::fs::read_dir(self.desk.folder().inside("station-data/log")?)? {
            log += &std::fs::read_to_string(file?.path())?;
        }
        Ok(log)
    }

    /// Copies what all programs of this desk said.
    pub(crate) fn keep_logs(&self, folder: &Path) -> anyhow::Result<()> {
        keep_logs(self.desk.folder().path(), folder)?;
        keep_logs(&self.desk.folder().inside("station-data/log")?, folder)
    }
}

/// Whether the end of a recording is the resident's voice.
fn hears(recording: &Recording) -> bool {
    let samples = recording.last(EARFUL).map(|recorded| recorded.samples).unwrap_or_default();
    let samples: Vec<f32> = samples.into_iter().map(|sample| f32::from(sample) / 32_768.0).collect();
    !samples.is_empty() && hears_tone(&samples, VOICE)
}
