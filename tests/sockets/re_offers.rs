//! The Echo changes a running call: camera, microphone, hold. Sound goes on afterwards, in both directions.

use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use roomline_rig::{PropertyOptions, until};
use serde_json::{Value, json};

use crate::stage::{PIECE, Stage, ensure_no_tone, ensure_tone, piece, script};
use crate::{PATIENCE, RESIDENT_HZ, STAFF_HZ, alone};

/// Between the answer to a re-offer and the piece that is looked at: what was under way has arrived.
const SETTLING: Duration = Duration::from_millis(700);
/// Below this loudness the desk hears nothing.
const QUIET_DBFS: f64 = -60.0;

/// A change and who hears whom from then on.
struct Change {
    name: &'static str,
    desk_hears: bool,
    echo_hears: bool,
}

/// On hold the Echo goes on sending: the desk would hear music.
const CHANGES: [Change; 6] = [
    Change { name: "camera_covered", desk_hears: true, echo_hears: true },
    Change { name: "muted", desk_hears: false, echo_hears: true },
    Change { name: "unmuted", desk_hears: true, echo_hears: true },
    Change { name: "camera_uncovered", desk_hears: true, echo_hears: true },
    Change { name: "held", desk_hears: true, echo_hears: false },
    Change { name: "resumed", desk_hears: true, echo_hears: true },
];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sound_goes_on_after_every_change_of_a_called_echo() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let special = with_re_offer_at_once(json!({ "when_called": { "answer_after_ms": 300 } }));
    stage.property.script("room-103", &script(special)).await?;
    let mark = stage.property.newest().await?;
    let mut clerk = stage.clerk(&["call", "room-103"])?;
    clerk.call_is("in_call")?;
    change_everything(&stage, mark, "room-103").await?;
    clerk.call_is("ended").map(drop)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sound_goes_on_after_every_change_of_an_echo_that_called() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    stage.property.script("room-104", &script(with_re_offer_at_once(json!({})))).await?;
    let mut clerk = stage.clerk(&["wait", "--answer"])?;
    clerk.is_reachable()?;
    let mark = stage.property.newest().await?;
    stage.property.ask("room-104").await?;
    clerk.call_is("in_call")?;
    change_everything(&stage, mark, "room-104").await?;
    clerk.call_is("ended").map(drop)
}

/// An Echo that re-offers right after acceptance, as real ones do.
fn with_re_offer_at_once(mut special: Value) -> Value {
    special["re_offers"] = json!([{ "after_ms": 0, "change": "nothing" }]);
    special
}

/// Both speak all the time; after each change a piece of sound of each end is looked at.
async fn change_everything(stage: &Stage, mark: u64, unit: &str) -> anyhow::Result<()> {
    let property = &stage.property;
    let _speaking = stage.staff_speak()?;
    let accepted = property.happened(mark, Some(unit), "accepted").await?;
    property.happened(mark, Some(unit), "first_audio").await?;
    let answered = property.happened(mark, Some(unit), "re_offer_answered").await?;
    let first_audio = property.happened(mark, Some(unit), "first_audio").await?;
    let at_once = Change { name: "nothing", desk_hears: true, echo_hears: true };
    at_once.is_heard_at_the_desk(stage)?;
    let mut pieces = vec![(&at_once, answered.max(first_audio) + SETTLING)];
    for change in &CHANGES {
        let mark = property.newest().await?;
        property.act(unit, &json!({ "act": "change", "change": change.name })).await?;
        let answered = property.happened(mark, Some(unit), "re_offer_answered").await?;
        change.is_heard_at_the_desk(stage).with_context(|| format!("after {:?}", change.name))?;
        pieces.push((change, answered + SETTLING));
    }
    property.act(unit, &json!({ "act": "hang_up" })).await?;
    let at_echo = stage.heard_by_echo(mark, unit).await?;
    for (change, when) in pieces {
        let heard = piece(&at_echo, accepted, when);
        let checked = if change.echo_hears {
            ensure_tone(&heard, STAFF_HZ, "the Echo hears staff")
        } else {
            ensure_no_tone(&heard, STAFF_HZ, "the Echo hears no staff")
        };
        checked.with_context(|| after(change, when, accepted))?;
    }
    Ok(())
}

fn after(change: &Change, when: SystemTime, accepted: SystemTime) -> String {
    let when = when.duration_since(accepted).unwrap_or_default();
    format!("after {:?}, {:.1} s after acceptance", change.name, when.as_secs_f64())
}

impl Change {
    /// Looks at a piece at the desk, and lets the Echo hear so long, too.
    fn is_heard_at_the_desk(&self, stage: &Stage) -> anyhow::Result<()> {
        if self.desk_hears {
            stage.staff_hear_the_resident()?;
            stage.speaker.listen(SETTLING)?;
            ensure_tone(&stage.speaker.listen(PIECE)?, RESIDENT_HZ, "staff hear the resident")?;
        } else {
            until("silence at the desk", PATIENCE, || {
                Ok(stage.speaker.loudness_of_last(PIECE).filter(|loudness| *loudness < QUIET_DBFS))
            })?;
            stage.speaker.listen(PIECE)?;
        }
        // The next change comes well after the piece that the Echo hears.
        stage.speaker.listen(SETTLING).map(drop)
    }
}
