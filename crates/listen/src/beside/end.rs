//! One end of every call of a measurement, whoever it is: orders go to it, and it tells what came of them.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use roomline_rig::{Page, Usage};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

/// How long an end may take for an order.
const PATIENCE: Duration = Duration::from_secs(30);

/// Whose end it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Whose {
    Ours,
    Chromium,
}

/// See the module.
pub(super) enum End {
    Ours(Box<Desk>),
    Chromium(Page),
}

/// A process that is our end.
pub(super) struct Desk {
    child: Child,
    orders: ChildStdin,
    outcomes: Lines<BufReader<ChildStdout>>,
}

impl End {
    /// Starts an end whose files are those of `folder`.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) async fn start(whose: Whose, folder: &Path, records: bool) -> anyhow::Result<Self> {
        match whose {
            Whose::Ours => Ok(Self::Ours(Box::new(Desk::start(folder, records)?))),
            Whose::Chromium => {
                let query = format!("records={records}");
                Ok(Self::Chromium(Page::open(include_str!("beside.html"), &query, Some(folder)).await?))
            }
        }
    }

    /// # Errors
    /// In the end's words.
    pub(super) async fn order(&mut self, order: Value) -> anyhow::Result<Value> {
        match self {
            Self::Chromium(page) => page.order(order).await,
            Self::Ours(desk) => timeout(PATIENCE, desk.order(&order)).await.context("our end does not answer")?,
        }
    }

    /// Makes a description by the order `name`, with the far end's if there is one.
    pub(super) async fn describe(&mut self, name: &str, far: Option<&str>) -> anyhow::Result<String> {
        let made = self.order(json!({ "name": name, "sdp": far })).await?;
        made.as_str().map(str::to_owned).context("an end gave no description")
    }

    pub(super) fn usage(&self) -> anyhow::Result<Usage> {
        Usage::of_tree(match self {
            Self::Ours(desk) => desk.child.id().context("our end has ended")?,
            Self::Chromium(page) => page.process_id(),
        })
    }
}

impl Desk {
    fn start(folder: &Path, records: bool) -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("desk").arg("--folder").arg(folder).kill_on_drop(true);
        if records {
            command.arg("--records");
        }
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().context("our end does not start")?;
        let orders = child.stdin.take().context("a pipe")?;
        let outcomes = BufReader::new(child.stdout.take().context("a pipe")?).lines();
        Ok(Self { child, orders, outcomes })
    }

    async fn order(&mut self, order: &Value) -> anyhow::Result<Value> {
        self.orders.write_all(format!("{order}\n").as_bytes()).await?;
        let line = self.outcomes.next_line().await?.context("our end has ended")?;
        let mut outcome: Value = serde_json::from_str(&line)?;
        match outcome["failed"].as_str() {
            Some(words) => bail!("our end says: {words}"),
            None => Ok(outcome["done"].take()),
        }
    }
}
