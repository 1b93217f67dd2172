//! Everything but the desks: Amazon's side with a property of 24 rooms, and the middleware, each a program of its own with
//! its own ports and files. Programs are all that is known of Roomline here; none of its crates is imported.

mod onboarding;
mod programs;

use std::time::{Duration, SystemTime};

use crate::{Build, Folder, Http, Process};
use anyhow::Context as _;
use serde_json::{Value, json};

use programs::{config_file, fill, start_alexa, start_middleware, stay_at, text, write_config};

/// How long Amazon's side may take to see something that a step waits for.
const EVENT: Duration = Duration::from_secs(30);

/// Everybody's password; it opens a property that lives as long as the test or the demo.
pub const PASSWORD: &str = "only-for-the-demo";

/// A desk of the property and who signs in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskCard {
    /// The station's name, by which ring groups know it.
    pub station: &'static str,
    /// The account.
    pub user: &'static str,
    /// The name of the person.
    pub name: &'static str,
}

/// The first of them is the one desk of a property of one.
pub const DESKS: [DeskCard; 3] = [
    DeskCard { station: "Front desk", user: "ann", name: "Ann Baker" },
    DeskCard { station: "Desk 2", user: "ben", name: "Ben Carter" },
    DeskCard { station: "Desk 3", user: "cleo", name: "Cleo Davies" },
];

/// How far a property is set up at Amazon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setup {
    /// Every room can call and be called.
    Ready,
    /// Echos in their rooms, and nothing of calling: see [`Property::link_account`] and [`Property::onboard`].
    Unpacked,
}

/// What is special about a property; the default has one desk, is ready for calls and writes the usual logs.
#[derive(Clone, Copy, Debug)]
pub struct PropertyOptions {
    /// How far it is set up.
    pub setup: Setup,
    /// The desks that every ring group rings.
    pub desks: &'static [DeskCard],
    /// How many rooms it has; `None`: the 24 that are built in.
    pub rooms: Option<usize>,
    /// Which build of both programs runs.
    pub build: Build,
    /// Whether desks may re-offer: `alexa.ice_restart`.
    pub ice_restart: bool,
    /// What both programs write down, in the form of `RUST_LOG`.
    pub log: &'static str,
}

impl Default for PropertyOptions {
    fn default() -> Self {
        Self {
            setup: Setup::Ready,
            desks: &DESKS[..1],
            rooms: None,
            build: Build::Same,
            ice_restart: false,
            log: "info",
        }
    }
}

/// A running property.
#[derive(Debug)]
pub struct Property {
    control: Http,
    page: String,
    server: String,
    admin: Http,
    ring_group: String,
    build: Build,
    middleware: Process,
    _alexa: Process,
    folder: Folder,
}

impl Property {
    /// Starts Amazon's side and the middleware and adds the people; a property that is ready for calls also has its rooms
    /// imported and the permission to signal handed over.
    ///
    /// # Errors
    /// When a program was not built, does not come up or refuses what it is given.
    pub async fn start(options: PropertyOptions) -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let (alexa, about_alexa, ready_file) = start_alexa(&folder, options)?;
        let page = text(&about_alexa, "base_url")?;
        let config = write_config(&folder, &ready_file, options)?;
        fill(&folder, &config, options)?;

        let (middleware, addresses) = start_middleware(&folder, &config, options.build)?;
        stay_at(&config, &addresses)?;

        let control = Http::new(format!("{}/control", page.trim_end_matches('/')));
        let skill = format!("http://{}/alexa/skill", text(&addresses, "listen")?);
        let ready = options.setup == Setup::Ready;
        control.put("/skill", &json!({"url": skill, "grant": ready})).await?;
        let groups = control.get("/ring-groups").await?;
        let ring_group = text(&groups[0], "name")?;
        let server = format!("http://{}", text(&addresses, "staff_listen")?);
        let admin = Http::new(format!("http://{}", text(&addresses, "admin_listen")?));
        let build = options.build;
        let property = Self { control, page, server, admin, ring_group, build, middleware, _alexa: alexa, folder };
        if ready {
            property
                .happened(0, None, "grant_taken")
                .await
                .context("the middleware did not take Amazon's permission")?;
        }
        Ok(property)
    }

    /// Where a person plays the residents.
    #[must_use]
    pub fn page(&self) -> &str {
        &self.page
    }

    /// Where the desk signs in.
    #[must_use]
    pub fn server(&self) -> &str {
        &self.server
    }

    /// What the middleware tells its operator: `/healthz`, `/readyz`, `/metrics`.
    #[must_use]
    pub fn admin(&self) -> &Http {
        &self.admin
    }

    /// The control API of Amazon's side, for what has no name of its own here.
    #[must_use]
    pub fn control(&self) -> &Http {
        &self.control
    }

    /// Its private folder.
    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Everything that happened on Amazon's side, as JSON.
    ///
    /// # Errors
    /// When Amazon's side is gone.
    pub async fn events(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(&self.control.get("/events").await?)?)
    }

    /// Ends the middleware at once, as a power cut would.
    pub fn cut_middleware(&mut self) {
        self.middleware.kill();
    }

    /// Ends the middleware as an operator would.
    ///
    /// # Errors
    /// When it had to be killed.
    pub fn stop_middleware(&mut self) -> anyhow::Result<()> {
        self.middleware.stop().map(drop)
    }

    /// Starts it again, at the same addresses and with what it had stored.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn restart_middleware(&mut self) -> anyhow::Result<()> {
        self.middleware = start_middleware(&self.folder, &config_file(&self.folder), self.build)?.0;
        Ok(())
    }

    /// The number of the newest event; later ones have higher numbers.
    ///
    /// # Errors
    /// When Amazon's side is gone.
    pub async fn newest(&self) -> anyhow::Result<u64> {
        self.control.get("/events").await?["newest"].as_u64().context("events are numbered")
    }

    /// Waits for the first event of this kind after `mark`, in `unit` if one is named, and returns its time.
    ///
    /// # Errors
    /// When it does not happen in 30 s.
    pub async fn happened(&self, mark: u64, unit: Option<&str>, kind: &str) -> anyhow::Result<SystemTime> {
        let waiting = async {
            let mut seen = mark;
            loop {
                let list = self.control.get(&format!("/events?after={seen}&wait_ms=1000")).await?;
                let wanted = |event: &&Value| event["event"] == kind && unit.is_none_or(|unit| event["unit"] == unit);
                if let Some(entry) = list["events"].as_array().context("a list")?.iter().find(wanted) {
                    let at = entry["at_ms"].as_f64().context("events have a time")?;
                    return Ok(SystemTime::UNIX_EPOCH + Duration::from_secs_f64(at / 1000.0));
                }
                seen = list["newest"].as_u64().context("events are numbered")?;
            }
        };
        let unit = unit.unwrap_or("Amazon's side");
        tokio::time::timeout(EVENT, waiting).await.with_context(|| format!("waited in vain for {kind:?} in {unit}"))?
    }

    /// Says how a resident and the Echo behave.
    ///
    /// # Errors
    /// When Amazon's side does not understand it.
    pub async fn script(&self, unit: &str, script: &Value) -> anyhow::Result<()> {
        self.control.put(&format!("/echos/{unit}/script"), script).await.map(drop)
    }

    /// A resident does something.
    ///
    /// # Errors
    /// When it is not possible now.
    pub async fn act(&self, unit: &str, act: &Value) -> anyhow::Result<()> {
        self.control.post(&format!("/echos/{unit}/act"), act).await.map(drop)
    }

    /// The resident of `unit` calls the front desk.
    ///
    /// # Errors
    /// As [`Property::act`].
    pub async fn ask(&self, unit: &str) -> anyhow::Result<()> {
        self.act(unit, &json!({"act": "ask", "ring_group": self.ring_group})).await
    }

    /// What the Echo of `unit` heard in its newest call: a WAV file from acceptance to the end.
    ///
    /// # Errors
    /// When it had no call whose recording is kept.
    pub async fn heard(&self, unit: &str) -> anyhow::Result<Vec<u8>> {
        let list = self.control.get("/recordings").await?;
        let mine = list.as_array().context("a list")?.iter().filter(|recording| recording["unit"] == unit);
        let call = mine.filter_map(|recording| recording["call"].as_u64()).max();
        let call = call.with_context(|| format!("the Echo of {unit} has no recording"))?;
        Ok(self.control.bytes(&format!("/recordings/{call}")).await?.to_vec())
    }
}
