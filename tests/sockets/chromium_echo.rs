//! Chromium makes the sound of an Echo: a WebRTC that is not ours meets the station over the simulator's signaling.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{Property, PropertyOptions, WebEcho, eventually};
use serde_json::{Value, json};

use crate::clerk::Clerk;
use crate::stage::{Stage, script};
use crate::{PATIENCE, RESIDENT_HZ, STAFF_HZ, alone};

/// The resident takes their time; an Echo rings for at most 45 s.
const LATE: Duration = Duration::from_secs(40);

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_browser_asks_as_an_echo_does_and_both_hear_each_other() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let echo = BrowserEcho::open(&stage.property, "room-106", json!({ "media": "external" })).await?;
    let mut clerk = stage.clerk(&["wait", "--answer"])?;
    clerk.is_reachable()?;
    stage.property.ask("room-106").await?;
    echo.offer().await?;
    echo.accept().await?;
    clerk.call_is("in_call")?;
    echo.talk(&stage, &mut clerk).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_browser_answers_as_an_echo_does_and_both_hear_each_other() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let echo = BrowserEcho::open(&stage.property, "room-107", json!({ "media": "external" })).await?;
    let mut clerk = stage.clerk(&["call", "room-107"])?;
    echo.answer().await?;
    clerk.call_is("ringing")?;
    stage.property.act("room-107", &json!({ "act": "answer" })).await?;
    clerk.call_is("in_call")?;
    echo.talk(&stage, &mut clerk).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_browser_that_begins_when_the_resident_picks_up_after_40_s_is_heard() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let special = json!({ "media": "external", "early_answer": false });
    let echo = BrowserEcho::open(&stage.property, "room-108", special).await?;
    let mut clerk = stage.clerk(&["call", "room-108"])?;
    clerk.call_is("ringing")?;
    stage.speaker.listen(LATE)?;
    stage.property.act("room-108", &json!({ "act": "answer" })).await?;
    echo.answer().await?;
    clerk.call_is("in_call")?;
    echo.talk(&stage, &mut clerk).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_echo_that_answered_early_and_begins_ice_after_40_s_is_heard() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    stage.property.script("room-201", &script(json!({ "ice": "at_acceptance" }))).await?;
    let mark = stage.property.newest().await?;
    let mut clerk = stage.clerk(&["call", "room-201"])?;
    clerk.call_is("ringing")?;
    stage.property.happened(mark, Some("room-201"), "early_answer").await?;
    stage.speaker.listen(LATE)?;
    stage.property.act("room-201", &json!({ "act": "answer" })).await?;
    clerk.call_is("in_call")?;
    stage.staff_hear_the_resident()?;
    let _speaking = stage.staff_speak()?;
    stage.property.happened(mark, Some("room-201"), "first_audio").await?;
    stage.property.act("room-201", &json!({ "act": "hang_up" })).await?;
    clerk.call_is("ended").map(drop)
}

/// A browser that stands in for the sound of one Echo.
struct BrowserEcho<'a> {
    property: &'a Property,
    unit: &'static str,
    web: WebEcho,
}

impl<'a> BrowserEcho<'a> {
    async fn open(property: &'a Property, unit: &'static str, special: Value) -> anyhow::Result<Self> {
        property.script(unit, &script(special)).await?;
        Ok(Self { property, unit, web: WebEcho::open(RESIDENT_HZ as u32).await? })
    }

    /// Makes the offer that is wanted.
    async fn offer(&self) -> anyhow::Result<()> {
        let wanted = self.media("a wish for an offer", |media| media["wants"] == "offer").await?;
        self.bring(&wanted, json!({ "sdp": self.web.offer(true).await? })).await
    }

    /// Makes the answer that is wanted.
    async fn answer(&self) -> anyhow::Result<()> {
        let wanted = self.media("a wish for an answer", |media| media["wants"] == "answer").await?;
        let offer = wanted["offer"].as_str().context("staff's offer")?;
        ensure!(offer.contains("opus/48000/2"), "staff offer Opus");
        self.bring(&wanted, json!({ "sdp": self.web.answer(offer).await? })).await
    }

    /// Takes staff's answer.
    async fn accept(&self) -> anyhow::Result<()> {
        let media = self.media("staff's answer", |media| media["answer"].is_string()).await?;
        let answer = media["answer"].as_str().context("staff's answer")?;
        ensure!(answer.contains("opus/48000/2"), "staff answer with Opus");
        self.web.accept(answer).await
    }

    /// Both hear each other; then the resident hangs up.
    async fn talk(&self, stage: &Stage, clerk: &mut Clerk) -> anyhow::Result<()> {
        let media = self.media("acceptance", |media| media["open"] == true).await?;
        stage.staff_hear_the_resident()?;
        self.bring(&media, json!({ "connected": true })).await?;
        let _speaking = stage.staff_speak()?;
        self.web.hears(STAFF_HZ).await?;
        self.property.act(self.unit, &json!({ "act": "hang_up" })).await?;
        self.web.hang_up().await?;
        let ended = clerk.call_is("ended")?;
        ensure!(ended["reason"] == "hung_up_there", "{ended}");
        Ok(())
    }

    /// Waits until what is asked of the sound of this Echo is as wanted.
    async fn media(&self, what: &str, wanted: impl Fn(&Value) -> bool) -> anyhow::Result<Value> {
        eventually(what, PATIENCE, async || {
            // Before its first call an Echo has no media.
            let media = self.property.control().get(&format!("/echos/{}/media", self.unit)).await.ok();
            Ok(media.filter(&wanted))
        })
        .await
    }

    async fn bring(&self, media: &Value, mut word: Value) -> anyhow::Result<()> {
        word["call"] = media["call"].clone();
        self.property.control().post(&format!("/echos/{}/media", self.unit), &word).await.map(drop)
    }
}
