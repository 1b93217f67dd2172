//! A property that is set up from nothing, as its owner would: the account is linked, then two files say what shall be.

use std::process::Command;

use anyhow::Context as _;
use serde_json::json;

use super::programs::{config_file, middleware, output, simulator};
use super::{DESKS, PASSWORD, Property};

/// What Alexa calls itself at the middleware's authorization server.
pub(super) const LINKING_CLIENT: &str = "alexa";
/// What it proves it with; it opens a property that lives as long as the test or the demo.
pub(super) const LINKING_SECRET: &str = "only-for-the-demo-too";
/// Where the Alexa app is sent back to.
pub(super) const LINKING_REDIRECT: &str = "https://layla.amazon.com/api/skill/link/M0000";

impl Property {
    /// Links the account once for all rooms, as a person does in the Alexa app.
    ///
    /// # Errors
    /// When the middleware's page or tokens refuse it.
    pub async fn link_account(&self) -> anyhow::Result<()> {
        let server = &self.server;
        let login = json!({
            "authorize_url": format!("{server}/oauth/authorize"), "token_url": format!("{server}/oauth/token"),
            "client_id": LINKING_CLIENT, "client_secret": LINKING_SECRET, "redirect_uri": LINKING_REDIRECT,
            "user": DESKS[0].user, "password": PASSWORD, "scope": "calls",
        });
        self.control.post("/link", &login).await.map(drop).context("the account was not linked")
    }

    /// Writes `property.toml` beside `rooms.csv`: all rooms of the simulated property, and its ring groups as contacts.
    ///
    /// # Errors
    /// When the simulator's program fails, or the file cannot be written.
    pub fn write_property_file(&self) -> anyhow::Result<()> {
        let mut simulator = simulator(self.build)?;
        let file = output(simulator.args(["property", "--ready-file"]).arg(self.folder.path().join("alexa.json")))?;
        Ok(std::fs::write(self.folder.path().join("property.toml"), file)?)
    }

    /// `roomline-middleware property …`, ready to run in the property's folder.
    ///
    /// # Errors
    /// When the program was not built.
    pub fn property_command(&self, arguments: &[&str]) -> anyhow::Result<Command> {
        let mut command = middleware(&config_file(&self.folder), self.build)?;
        command.arg("property").args(arguments);
        Ok(command)
    }

    /// Runs `roomline-middleware property …` and returns what it prints.
    ///
    /// # Errors
    /// When it fails, with what it says.
    pub fn onboard(&self, arguments: &[&str]) -> anyhow::Result<String> {
        output(&mut self.property_command(arguments)?)
    }
}
