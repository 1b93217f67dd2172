//! A voice travels from the desk's microphone to the Echo and another back, whoever called.

use std::time::{Duration, SystemTime};

use anyhow::ensure;
use roomline_rig::{PropertyOptions, Recorded};
use serde_json::json;

use crate::stage::{PIECE, Stage, ensure_tone, piece, script};
use crate::{RESIDENT_HZ, STAFF_HZ, alone};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn staff_call_a_room_and_both_hear_each_other() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let property = &stage.property;
    property.script("room-101", &script(json!({ "when_called": { "answer_after_ms": 500 } }))).await?;
    let mark = property.newest().await?;
    let mut clerk = stage.clerk(&["call", "room-101"])?;
    clerk.call_is("ringing")?;
    clerk.call_is("in_call")?;
    let talk = Talk::begin(&stage, mark, "room-101").await?;
    ensure!(clerk.is_interrupted()?.success(), "the station's command was done");
    let ended = clerk.call_is("ended")?;
    ensure!(ended["reason"] == "hung_up_here", "{ended}");
    talk.was_heard(&stage).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_resident_asks_staff_answer_and_both_hear_each_other() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let property = &stage.property;
    property.script("room-102", &script(json!({}))).await?;
    let mut clerk = stage.clerk(&["wait", "--answer"])?;
    clerk.is_reachable()?;
    let mark = property.newest().await?;
    property.ask("room-102").await?;
    clerk.says("the room that rings", |line| line["event"] == "incoming" && line["unit_id"] == "room-102")?;
    clerk.call_is("in_call")?;
    let talk = Talk::begin(&stage, mark, "room-102").await?;
    property.act("room-102", &json!({ "act": "hang_up" })).await?;
    let ended = clerk.call_is("ended")?;
    ensure!(ended["reason"] == "hung_up_there", "{ended}");
    ensure!(clerk.leaves()?.success(), "the station's command was done");
    talk.was_heard(&stage).await
}

/// Both speak at once.
struct Talk {
    mark: u64,
    unit: &'static str,
    accepted: SystemTime,
    first_audio: SystemTime,
    at_desk: Recorded,
}

impl Talk {
    /// The resident speaks, then staff too, for a while.
    async fn begin(stage: &Stage, mark: u64, unit: &'static str) -> anyhow::Result<Self> {
        let accepted = stage.property.happened(mark, Some(unit), "accepted").await?;
        stage.staff_hear_the_resident()?;
        let _speaking = stage.staff_speak()?;
        let first_audio = stage.property.happened(mark, Some(unit), "first_audio").await?;
        let at_desk = stage.speaker.listen(PIECE * 2)?;
        Ok(Self { mark, unit, accepted, first_audio, at_desk })
    }

    /// After the call: both recordings hold the other's voice.
    async fn was_heard(&self, stage: &Stage) -> anyhow::Result<()> {
        ensure_tone(&self.at_desk, RESIDENT_HZ, "staff hear the resident")?;
        let at_echo = stage.heard_by_echo(self.mark, self.unit).await?;
        let a_moment_later = self.first_audio + Duration::from_millis(300);
        ensure_tone(&piece(&at_echo, self.accepted, a_moment_later), STAFF_HZ, "the Echo hears staff")
    }
}
