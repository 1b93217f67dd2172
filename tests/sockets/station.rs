//! The program `roomline-station` at one desk, with a headset.

use std::path::PathBuf;
use std::process::{Command, ExitStatus};

use roomline_rig::{Headset, Process, built};
use serde_json::Value;

use crate::property::{DESKS, PATIENCE, Property};

/// A desk at which the program runs.
pub(crate) struct Station {
    process: Process,
    data: PathBuf,
}

impl Station {
    /// Runs the program at a desk of [`DESKS`].
    pub(crate) fn run(property: &Property, desk: usize, headset: &Headset, arguments: &[&str]) -> anyhow::Result<Self> {
        let (name, user) = DESKS[desk];
        let config = property.folder().inside(&format!("desk-{desk}"))?;
        let settings = format!("server = {:?}\nstation_name = {name:?}\nloopback_media = true\n", property.server());
        std::fs::write(config.join("station.toml"), settings)?;
        let data = property.folder().inside(&format!("desk-{desk}/data"))?;
        let mut program = Command::new(built("roomline-station")?);
        program.args(["--json", "--vault", "memory", "--user", user, "--password-file"]).arg(property.password_file());
        program.args(arguments).envs(headset.env());
        program.env("ROOMLINE_CONFIG_DIR", config).env("ROOMLINE_DATA_DIR", &data).env("ROOMLINE_LOG", "trace");
        let process = Process::start(&format!("desk-{desk}"), program, property.folder().path())?;
        Ok(Self { process, data })
    }

    /// Waits until the program has said something like this, and returns the first such line.
    pub(crate) fn says(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        self.process.wait_until(what, PATIENCE, |process| {
            let lines = process.output();
            Ok(lines.lines().filter_map(|line| serde_json::from_str(line).ok()).find(|line| wanted(line)))
        })
    }

    pub(crate) fn is_reachable(&mut self) -> anyhow::Result<()> {
        self.says("a reachable desk", |line| line["event"] == "reachable").map(drop)
    }

    /// Waits until the call is in this state.
    pub(crate) fn call_is(&mut self, state: &str) -> anyhow::Result<Value> {
        self.says(state, |line| line["event"] == "call" && line["state"] == state)
    }

    /// Ends it as Ctrl-C does, and waits for its exit.
    pub(crate) fn interrupt(&mut self) -> anyhow::Result<ExitStatus> {
        self.process.stop()
    }

    pub(crate) fn exit(&mut self) -> anyhow::Result<ExitStatus> {
        self.process.wait_for_end(PATIENCE)
    }

    /// What the program wrote down about itself.
    pub(crate) fn log(&self) -> anyhow::Result<String> {
        let files = std::fs::read_dir(self.data.join("log"))?;
        files.map(|file| Ok(std::fs::read_to_string(file?.path())?)).collect()
    }
}
