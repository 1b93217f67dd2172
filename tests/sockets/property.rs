//! Amazon's side with 24 rooms, and a middleware with three desks, each a program of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{Folder, Http, Process, Recorded, built};
use serde_json::{Value, json};

/// The desks of the ring group that is called, and who sits there.
pub(crate) const DESKS: [(&str, &str); 3] = [("Desk 1", "ann"), ("Desk 2", "bob"), ("Desk 3", "cid")];
/// For anything that a story waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running property.
pub(crate) struct Property {
    control: Http,
    server: String,
    ring_group: String,
    middleware: Process,
    _alexa: Process,
    folder: Folder,
}

impl Property {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let folder = Folder::new()?;
        let (alexa, ready) = start_alexa(&folder)?;
        let config = write_config(&folder)?;
        fill(&folder, &config)?;
        let addresses = folder.path().join("middleware.json");
        let mut serve = middleware(&config)?;
        serve.args(["serve", "--ready-file"]).arg(&addresses).env("ROOMLINE_LOG", "trace");
        let mut middleware = Process::start("middleware", serve, folder.path())?;
        let addresses: Value = serde_json::from_str(&middleware.wait_for_file(&addresses, PATIENCE)?)?;
        let control = Http::new(text(&ready, "control_url")?.trim_end_matches('/'));
        let skill = format!("http://{}/alexa/skill", text(&addresses, "listen")?);
        control.put("/skill", &json!({"url": skill, "grant": true})).await?;
        let ring_group = text(&control.get("/ring-groups").await?[0], "name")?;
        let server = format!("http://{}", text(&addresses, "staff_listen")?);
        let property = Self { control, server, ring_group, middleware, _alexa: alexa, folder };
        property.happened(0, None, "grant_taken").await?;
        Ok(property)
    }

    pub(crate) fn server(&self) -> &str {
        &self.server
    }

    pub(crate) fn folder(&self) -> &Folder {
        &self.folder
    }

    pub(crate) fn password_file(&self) -> PathBuf {
        self.folder.path().join("password")
    }

    /// What the middleware wrote down.
    pub(crate) fn middleware_log(&self) -> String {
        self.middleware.log()
    }

    pub(crate) async fn newest(&self) -> anyhow::Result<u64> {
        self.control.get("/events").await?["newest"].as_u64().context("events are numbered")
    }

    /// Waits for the first event of this kind after `mark`, in `unit` if one is named.
    pub(crate) async fn happened(&self, mark: u64, unit: Option<&str>, kind: &str) -> anyhow::Result<()> {
        let waiting = async {
            let mut seen = mark;
            loop {
                let list = self.control.get(&format!("/events?after={seen}&wait_ms=1000")).await?;
                let wanted = |event: &Value| event["event"] == kind && unit.is_none_or(|unit| event["unit"] == unit);
                if list["events"].as_array().context("a list")?.iter().any(wanted) {
                    return Ok(());
                }
                seen = list["newest"].as_u64().context("events are numbered")?;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.with_context(|| format!("waited in vain for {kind:?}"))?
    }

    pub(crate) async fn script(&self, unit: &str, script: &Value) -> anyhow::Result<()> {
        self.control.put(&format!("/echos/{unit}/script"), script).await.map(drop)
    }

    /// A resident does something.
    pub(crate) async fn act(&self, unit: &str, act: &str) -> anyhow::Result<()> {
        let act = match act {
            "ask" => json!({"act": act, "ring_group": self.ring_group}),
            _ => json!({"act": act}),
        };
        self.control.post(&format!("/echos/{unit}/act"), &act).await.map(drop)
    }

    /// What the Echo of `unit` heard in its newest call.
    pub(crate) async fn heard(&self, unit: &str) -> anyhow::Result<Recorded> {
        let list = self.control.get("/recordings").await?;
        let mine = list.as_array().context("a list")?.iter().filter(|recording| recording["unit"] == unit);
        let call = mine.filter_map(|recording| recording["call"].as_u64()).max().context("a recording")?;
        let file = self.folder.path().join(format!("heard-{call}.wav"));
        std::fs::write(&file, self.control.bytes(&format!("/recordings/{call}")).await?)?;
        Recorded::load(&file)
    }
}

fn start_alexa(folder: &Folder) -> anyhow::Result<(Process, Value)> {
    let ready = folder.path().join("alexa.json");
    let mut alexa = Command::new(built("roomline-alexa-sim")?);
    alexa.args(["serve", "--listen", "127.0.0.1:0", "--state-dir"]).arg(folder.inside("alexa")?);
    alexa.arg("--ready-file").arg(&ready).current_dir(folder.path());
    let mut alexa = Process::start("alexa-sim", alexa, folder.path())?;
    let ready = serde_json::from_str(&alexa.wait_for_file(&ready, PATIENCE)?)?;
    Ok((alexa, ready))
}

fn write_config(folder: &Folder) -> anyhow::Result<PathBuf> {
    let mut print = Command::new(built("roomline-alexa-sim")?);
    print.args(["config", "--ready-file"]).arg(folder.path().join("alexa.json"));
    for (desk, _) in DESKS {
        print.args(["--station", desk]);
    }
    let about_alexa = output(&mut print)?;
    let (database, key) = (folder.path().join("roomline.db"), folder.path().join("roomline.key"));
    let mut make_key = Command::new("sh");
    output(make_key.args(["-c", r#"umask 077; head -c 32 /dev/urandom | base64 >"$0""#]).arg(&key))?;
    let own = format!(
        "server.listen = \"127.0.0.1:0\"\nserver.admin_listen = \"127.0.0.1:0\"\ndatabase.path = {database:?}\n\
         secrets.key_file = {key:?}\n\n"
    );
    let config = folder.path().join("roomline.toml");
    std::fs::write(&config, own + &about_alexa)?;
    Ok(config)
}

fn fill(folder: &Folder, config: &Path) -> anyhow::Result<()> {
    let rooms = folder.path().join("rooms.csv");
    std::fs::write(&rooms, output(Command::new(built("roomline-alexa-sim")?).args(["rooms", "--csv"]))?)?;
    output(middleware(config)?.args(["directory", "import"]).arg(&rooms))?;
    let password = folder.path().join("password");
    std::fs::write(&password, "only-for-this-story")?;
    for (_, user) in DESKS {
        let name = format!("{user} Baker");
        output(middleware(config)?.args(["staff", "add", user, "--name", &name, "--password-file"]).arg(&password))?;
    }
    Ok(())
}

fn middleware(config: &Path) -> anyhow::Result<Command> {
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
