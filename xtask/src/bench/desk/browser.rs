//! Whose engine shows the page: the app's, or Chromium. Both run the same scripts.

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, bail};
use roomline_rig::{Page, Usage, Window};
use serde_json::{Value, json};

/// See the module.
pub(super) enum Browser<'a> {
    /// The app's real window.
    Ours(&'a Window),
    /// The same page in Chromium.
    Chromium(&'a Page),
}

impl Browser<'_> {
    /// Runs a script that finds `arguments` in its own, and behind them a function to call with what came of it: a value, or
    /// `{"failed": "…"}`.
    ///
    /// # Errors
    /// In the script's words, or when the page does not answer.
    pub(super) async fn ask(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let answer = match self {
            Self::Ours(window) => window.ask(script, arguments).await?,
            Self::Chromium(page) => page.order(json!({ "script": script, "arguments": arguments })).await?,
        };
        match answer["failed"].as_str() {
            Some(words) => bail!("the page says: {words}"),
            None => Ok(answer),
        }
    }

    /// When the page noted that `what` first stood on it, and how many milliseconds after it began to load.
    ///
    /// # Errors
    /// When it does not come.
    pub(super) async fn drawn(&self, what: &str) -> anyhow::Result<(SystemTime, f64)> {
        let noted = self.ask(include_str!("drawn.js"), vec![what.into()]).await?;
        let number = |key: &str| noted[key].as_f64().with_context(|| format!("no {key} in {noted}"));
        Ok((SystemTime::UNIX_EPOCH + Duration::from_secs_f64(number("at_ms")? / 1000.0), number("after_ms")?))
    }

    /// What all processes behind the page have used.
    ///
    /// # Errors
    /// When they have ended.
    pub(super) fn usage(&self) -> anyhow::Result<Usage> {
        match self {
            Self::Ours(window) => window.usage(),
            Self::Chromium(page) => Usage::of_tree(page.process_id()),
        }
    }
}
