//! A keyring as a person has it: open after sign-in, or locked because nobody typed the password.

use std::fs::File;
use std::process::Command;

use crate::tools::tool;
use crate::{Bus, Folder, Process};

/// Whether secrets can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyringState {
    /// Secrets can be read and written.
    Unlocked,
    /// There is a keyring, and whoever wants a secret is asked for a password that nobody types.
    Locked,
}

/// A Secret Service (gnome-keyring) on a bus.
#[derive(Debug)]
pub struct Keyring {
    _daemon: Process,
}

impl Keyring {
    /// Starts the service with an empty keyring.
    ///
    /// # Errors
    /// When gnome-keyring is missing or does not come up.
    pub fn start(folder: &Folder, bus: &Bus, state: KeyringState) -> anyhow::Result<Self> {
        let open = Self::run(folder, bus, KeyringState::Unlocked)?;
        if state == KeyringState::Unlocked {
            return Ok(open);
        }
        // The keyring's file is made by the first start; a second start without its password finds it locked.
        drop(open);
        Self::run(folder, bus, state)
    }

    fn run(folder: &Folder, bus: &Bus, state: KeyringState) -> anyhow::Result<Self> {
        let password = folder.path().join("keyring-password");
        std::fs::write(&password, "a password for tests")?;
        let mut daemon = Command::new(tool("gnome-keyring-daemon", "gnome-keyring")?);
        daemon
            .args(["--foreground", "--components=secrets"])
            .args((state == KeyringState::Unlocked).then_some("--unlock"))
            .arg("--control-directory")
            .arg(folder.inside("keyring")?)
            .stdin(File::open(&password)?)
            .env("HOME", folder.inside("home")?)
            .env("XDG_DATA_HOME", folder.inside("home/.local/share")?)
            .env("XDG_RUNTIME_DIR", folder.inside("run")?)
            .envs(bus.env());
        folder.inside("home/.local/share/keyrings")?;
        let daemon = Process::start_fed("keyring", daemon, folder.path())?;
        bus.wait_for_service("org.freedesktop.secrets")?;
        Ok(Self { _daemon: daemon })
    }
}
