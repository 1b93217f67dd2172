//! Everything but the desk: Amazon's side with a property of 24 rooms, and the middleware, each a program of its own with
//! its own ports and files.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use roomline_rig::{Folder, Http, Process, built};
use serde_json::{Value, json};

/// How long a program may take to be ready.
const START: Duration = Duration::from_secs(30);
/// How long Amazon's side may take to see something that a step waits for.
const EVENT: Duration = Duration::from_secs(30);

/// The desk that rings.
pub(super) const STATION: &str = "Front desk";
/// Who signs in there.
pub(super) const USER: &str = "ann";
/// The demo's password; it opens a property that lives as long as the demo.
pub(super) const PASSWORD: &str = "only-for-the-demo";

/// A running property.
pub(super) struct Property {
    control: Http,
    page: String,
    server: String,
    ring_group: String,
    _middleware: Process,
    _alexa: Process,
    folder: Folder,
}

impl Property {
    /// Starts Amazon's side and the middleware, imports the rooms, adds a person and hands over the permission to signal.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let (alexa, ready, ready_file) = start_alexa(&folder)?;
        let page = text(&ready, "base_url")?;
        let config = write_config(&folder, &ready_file)?;
        fill(&folder, &config)?;

        let addresses = folder.path().join("middleware.json");
        let mut serve = middleware(&config)?;
        serve.args(["serve", "--ready-file"]).arg(&addresses);
        let mut middleware = Process::start("middleware", serve, folder.path())?;
        let addresses: Value = serde_json::from_str(&middleware.wait_for_file(&addresses, START)?)?;

        let control = Http::new(format!("{}/control", page.trim_end_matches('/')));
        let skill = format!("http://{}/alexa/skill", text(&addresses, "listen")?);
        control.put("/skill", &json!({"url": skill, "grant": true})).await?;
        let groups = control.get("/ring-groups").await?;
        let ring_group = text(&groups[0], "name")?;
        let server = format!("http://{}", text(&addresses, "staff_listen")?);
        let property = Self { control, page, server, ring_group, _middleware: middleware, _alexa: alexa, folder };
        property.happened(0, None, "grant_taken").await.context("the middleware did not take Amazon's permission")?;
        Ok(property)
    }

    /// Where a person plays the residents.
    pub(super) fn page(&self) -> &str {
        &self.page
    }

    /// Where the desk signs in.
    pub(super) fn server(&self) -> &str {
        &self.server
    }

    /// Its private folder.
    pub(super) fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Everything that happened on Amazon's side, as JSON.
    pub(super) async fn events(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(&self.control.get("/events").await?)?)
    }

    /// The number of the newest event; later ones have higher numbers.
    pub(super) async fn newest(&self) -> anyhow::Result<u64> {
        self.control.get("/events").await?["newest"].as_u64().context("events are numbered")
    }

    /// Waits for the first event of this kind after `mark`, in `unit` if one is named, and returns its time.
    pub(super) async fn happened(&self, mark: u64, unit: Option<&str>, kind: &str) -> anyhow::Result<SystemTime> {
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
    pub(super) async fn script(&self, unit: &str, script: &Value) -> anyhow::Result<()> {
        self.control.put(&format!("/echos/{unit}/script"), script).await.map(drop)
    }

    /// A resident does something.
    pub(super) async fn act(&self, unit: &str, act: &Value) -> anyhow::Result<()> {
        self.control.post(&format!("/echos/{unit}/act"), act).await.map(drop)
    }

    /// The resident of `unit` calls the front desk.
    pub(super) async fn ask(&self, unit: &str) -> anyhow::Result<()> {
        self.act(unit, &json!({"act": "ask", "ring_group": self.ring_group})).await
    }

    /// What the Echo of `unit` heard in its newest call: a WAV file from acceptance to the end.
    pub(super) async fn heard(&self, unit: &str) -> anyhow::Result<Vec<u8>> {
        let list = self.control.get("/recordings").await?;
        let mine = list.as_array().context("a list")?.iter().filter(|recording| recording["unit"] == unit);
        let call = mine.filter_map(|recording| recording["call"].as_u64()).max();
        let call = call.with_context(|| format!("the Echo of {unit} has no recording"))?;
        Ok(self.control.bytes(&format!("/recordings/{call}")).await?.to_vec())
    }
}

fn start_alexa(folder: &Folder) -> anyhow::Result<(Process, Value, PathBuf)> {
    let ready_file = folder.path().join("alexa.json");
    let mut alexa = Command::new(built("roomline-alexa-sim")?);
    alexa.args(["serve", "--listen", "127.0.0.1:0", "--state-dir"]).arg(folder.inside("alexa")?);
    alexa.arg("--ready-file").arg(&ready_file).current_dir(folder.path());
    let mut alexa = Process::start("alexa-sim", alexa, folder.path())?;
    let ready = serde_json::from_str(&alexa.wait_for_file(&ready_file, START)?)?;
    Ok((alexa, ready, ready_file))
}

/// The simulator prints what is about it; ports, database and key are ours.
fn write_config(folder: &Folder, ready_file: &std::path::Path) -> anyhow::Result<PathBuf> {
    let mut print = Command::new(built("roomline-alexa-sim")?);
    print.arg("config").arg("--ready-file").arg(ready_file).args(["--station", STATION]);
    let about_alexa = output(&mut print)?;
    let own = format!(
        "server.listen = \"127.0.0.1:0\"\nserver.admin_listen = \"127.0.0.1:0\"\ndatabase.path = {:?}\n\
         secrets.key_file = {:?}\n\n",
        folder.path().join("roomline.db"),
        folder.path().join("roomline.key"),
    );
    let mut key = Command::new("sh");
    output(
        key.args(["-c", r#"umask 077; head -c 32 /dev/urandom | base64 >"$0""#])
            .arg(folder.path().join("roomline.key")),
    )?;
    let config = folder.path().join("roomline.toml");
    std::fs::write(&config, own + &about_alexa)?;
    Ok(config)
}

/// Brings in the rooms and the person at the desk.
fn fill(folder: &Folder, config: &std::path::Path) -> anyhow::Result<()> {
    let rooms = folder.path().join("rooms.csv");
    std::fs::write(&rooms, output(Command::new(built("roomline-alexa-sim")?).args(["rooms", "--csv"]))?)?;
    output(middleware(config)?.args(["directory", "import"]).arg(&rooms))?;
    let password = folder.path().join("password");
    std::fs::write(&password, PASSWORD)?;
    output(middleware(config)?.args(["staff", "add", USER, "--name", "Ann Baker", "--password-file"]).arg(&password))?;
    Ok(())
}

fn middleware(config: &std::path::Path) -> anyhow::Result<Command> {
    let mut command = Command::new(built("roomline-middleware")?);
    command.arg("--config").arg(config).current_dir(config.parent().context("it lies in a folder")?);
    Ok(command)
}

fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    ensure!(output.status.success(), "{:?}: {}", command.get_program(), String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn text(value: &Value, key: &str) -> anyhow::Result<String> {
    Ok(value[key].as_str().with_context(|| format!("{key} is missing in {value}"))?.to_owned())
}
