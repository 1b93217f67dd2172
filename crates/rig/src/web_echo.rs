//! Chromium in the part of an Echo: a WebRTC peer that is not ours, for what two peers of ours would agree on wrongly.

use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

use crate::Page;

/// How long the page may listen for something.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser page that speaks a tone, hears what comes, and gives and takes complete session descriptions.
pub struct WebEcho {
    page: Page,
}

/// What the page hears at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The loudest frequency in Hz, to 6 Hz.
    pub hz: f64,
    /// Its level in dBFS, -200 in silence.
    pub decibel: f64,
    /// The state of the connection in the browser's word, such as `connected`.
    pub state: String,
    /// How long the browser took from knowing both descriptions to being connected.
    pub connected_after: Option<Duration>,
}

impl WebEcho {
    /// Starts a browser whose voice is a tone of `hz`.
    ///
    /// # Errors
    /// When Chromium is missing or does not start.
    pub async fn open(hz: u32) -> anyhow::Result<Self> {
        let page = Page::open(include_str!("web_echo.html"), &format!("hz={hz}"), None).await?;
        Ok(Self { page })
    }

    /// Begins a connection and gives a complete offer, with a video section if asked.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn offer(&self, video: bool) -> anyhow::Result<String> {
        text(self.page.order(json!({ "name": "offer", "video": video })).await?)
    }

    /// Begins a connection by an offer and gives the complete answer.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn answer(&self, offer: &str) -> anyhow::Result<String> {
        text(self.page.order(json!({ "name": "answer", "sdp": offer })).await?)
    }

    /// Takes the answer to its offer or re-offer.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn accept(&self, answer: &str) -> anyhow::Result<()> {
        self.page.order(json!({ "name": "accept", "sdp": answer })).await.map(drop)
    }

    /// Gives a complete re-offer with a direction such as `sendonly`, and new ICE credentials if asked.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn reoffer(&self, direction: &str, restart: bool) -> anyhow::Result<String> {
        text(self.page.order(json!({ "name": "reoffer", "direction": direction, "restart": restart })).await?)
    }

    /// Tells what the page hears now.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn listen(&self) -> anyhow::Result<Heard> {
        let heard = self.page.order(json!({ "name": "listen" })).await?;
        let number = |name: &str| heard[name].as_f64();
        Ok(Heard {
            hz: number("hz").context("a frequency")?,
            decibel: number("decibel").context("a level")?,
            state: heard["state"].as_str().unwrap_or_default().to_owned(),
            connected_after: number("connected_after_ms").map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1_000.0)),
        })
    }

    /// Waits until a tone of `hz` is what the page hears.
    ///
    /// # Errors
    /// When it is not heard in time, with what was heard instead.
    pub async fn hears(&self, hz: f64) -> anyhow::Result<Heard> {
        self.waits_for(|heard| (heard.hz - hz).abs() < 12.0 && heard.decibel > -50.0).await
    }

    /// Waits until the page hears nothing.
    ///
    /// # Errors
    /// When there is still sound after the time, with what was heard.
    pub async fn hears_silence(&self) -> anyhow::Result<Heard> {
        self.waits_for(|heard| heard.decibel < -80.0).await
    }

    /// Closes the connection.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn hang_up(&self) -> anyhow::Result<()> {
        self.page.order(json!({ "name": "hang_up" })).await.map(drop)
    }

    async fn waits_for(&self, wanted: impl Fn(&Heard) -> bool) -> anyhow::Result<Heard> {
        let give_up = tokio::time::Instant::now() + PATIENCE;
        loop {
            let heard = self.listen().await?;
            if wanted(&heard) {
                return Ok(heard);
            } else if tokio::time::Instant::now() > give_up {
                bail!("the browser waited in vain and heard {heard:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

fn text(value: Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_owned).context("the browser gave no description")
}
