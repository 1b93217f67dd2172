//! A real TURN server, for callers with no direct way to each other.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::tools::tool;
use crate::{Process, wait};

/// `coturn` as long as this value lives, for one user.
#[derive(Debug)]
pub struct TurnServer {
    process: Process,
}

impl TurnServer {
    /// The user's name.
    pub const USER: &str = "desk";
    /// The user's password.
    pub const PASSWORD: &str = "not a secret";
    /// Where it listens.
    pub const PORT: u16 = 3478;

    /// Starts it in the network of this thread: it listens at one address, by UDP, and relays from another.
    ///
    /// # Errors
    /// When it is missing or does not start.
    pub fn start(listens: &str, relays: &str, folder: &Path) -> anyhow::Result<Self> {
        let mut server = Command::new(tool("turnserver", "coturn")?);
        server.args(["-n", "--verbose", "--lt-cred-mech", "--realm", "roomline.test", "--user"]);
        server.arg(format!("{}:{}", Self::USER, Self::PASSWORD));
        server.args(["--listening-ip", listens, "--relay-ip", relays, "--no-tcp", "--no-tls", "--no-dtls", "--no-cli"]);
        server.args(["--log-file", "stdout", "--simple-log", "--pidfile"]).arg(folder.join("turnserver.pid"));
        let mut process = Process::start("turnserver", server, folder)?;
        let opened = |process: &Process| Ok(process.output().contains("UDP listener opened on").then_some(()));
        let listens = process.wait_until("the relay's socket", wait::START, opened);
        listens.with_context(|| format!("the relay said:\n{}", process.output()))?;
        Ok(Self { process })
    }

    /// Whether it has given somebody an address so far.
    #[must_use]
    pub fn has_allocated(&self) -> bool {
        self.process.output().contains("ALLOCATE processed, success")
    }
}
