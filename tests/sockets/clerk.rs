//! A person at a desk, as the command-line station shows and does it.

use std::process::{Command, ExitStatus};

use anyhow::Context as _;
use roomline_rig::{DeskCard, Headset, PASSWORD, Process, Property, built};
use serde_json::Value;

use crate::PATIENCE;

/// A running station and how far its words were read.
pub(crate) struct Clerk {
    /// The desk and the person.
    pub(crate) card: DeskCard,
    process: Process,
    read: usize,
}

impl Clerk {
    /// Signs in at a desk with `headset` and does what `arguments` say.
    pub(crate) fn sit_down(
        property: &Property,
        headset: &Headset,
        card: DeskCard,
        arguments: &[&str],
    ) -> anyhow::Result<Self> {
        let mut station = station(property, card, property.server(), PASSWORD)?;
        station.envs(headset.env()).args(["--vault", "memory"]).args(arguments);
        Self::with(property, card, station)
    }

    /// Sits down at a station of one's own making.
    pub(crate) fn with(property: &Property, card: DeskCard, station: Command) -> anyhow::Result<Self> {
        let process = Process::start(&format!("station-{}", card.user), station, property.folder().path())?;
        Ok(Self { card, process, read: 0 })
    }

    /// Waits for the next line that is wanted; lines before it count as read.
    pub(crate) fn says(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        let read = &mut self.read;
        let what = format!("{what} at the {}", self.card.station);
        let found = self.process.wait_until(&what, PATIENCE, |process| {
            let output = process.output();
            // The last line may be half written.
            let whole = output.rsplit_once('\n').map_or("", |(whole, _)| whole);
            for line in whole.lines().skip(*read) {
                *read += 1;
                let line: Value = serde_json::from_str(line).with_context(|| format!("{line} is no JSON"))?;
                if wanted(&line) {
                    return Ok(Some(line));
                }
            }
            Ok(None)
        });
        found.with_context(|| format!("it said:\n{}", self.process.output()))
    }

    /// Waits for the call to come to this state.
    pub(crate) fn call_is(&mut self, state: &str) -> anyhow::Result<Value> {
        self.says(&format!("a call that is {state}"), |line| line["event"] == "call" && line["state"] == state)
    }

    /// Waits until calls reach this desk.
    pub(crate) fn is_reachable(&mut self) -> anyhow::Result<()> {
        self.says("calls that can ring", |line| line["event"] == "reachable").map(drop)
    }

    /// Ends the station as Ctrl-C does; a call is hung up first.
    pub(crate) fn is_interrupted(&mut self) -> anyhow::Result<ExitStatus> {
        self.process.stop()
    }

    /// Waits for the station to end by itself.
    pub(crate) fn leaves(&mut self) -> anyhow::Result<ExitStatus> {
        self.process.wait_for_end(PATIENCE)
    }
}

/// The station's program at a desk of its own, with folders and an account; it prints JSON, and logs all it can.
pub(crate) fn station(property: &Property, card: DeskCard, server: &str, password: &str) -> anyhow::Result<Command> {
    let folder = property.folder();
    let (config, data) =
        (folder.inside(&format!("{}-config", card.user))?, folder.inside(&format!("{}-data", card.user))?);
    let settings = format!("server = {server:?}\nstation_name = {:?}\nloopback_media = true\n", card.station);
    std::fs::write(config.join("station.toml"), settings)?;
    let password_file = config.join("password");
    std::fs::write(&password_file, password)?;
    let mut station = Command::new(built("roomline-station")?);
    station.env("ROOMLINE_CONFIG_DIR", config).env("ROOMLINE_DATA_DIR", data).env("ROOMLINE_LOG", "trace");
    station.args(["--json", "--user", card.user, "--password-file"]).arg(password_file);
    Ok(station)
}
