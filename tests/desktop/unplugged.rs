//! A headset that leaves in the middle of a call.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{DeskOptions, Plugged, Recorded};
use serde_json::json;

use crate::{CALL, CALLED, VOICE, told};

/// What the caregiver says: a tone that no ringback has and the resident's voice is not.
const SAID: f64 = 700.0;
/// For so long: as long as the whole story takes.
const SAID_FOR: Duration = Duration::from_secs(60);
/// Longer than this nobody misses a word: the target.
const GAP: Duration = Duration::from_millis(300);
/// Of a conversation before and after the headset has gone.
const TALK: Duration = Duration::from_secs(2);

#[test]
fn a_call_goes_on_with_other_devices_when_the_headset_is_unplugged_and_says_so() {
    told("unplugged", &[DeskOptions::default()], async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        let headset = desk.desk().headset();
        headset.plug_in_others()?;
        scene.sign_in().await?;
        property.script(CALLED, &json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}})).await?;
        let voice = desk.desk().folder().path().join("said.wav");
        Recorded::tone(SAID, SAID_FOR).save(&voice)?;
        let mark = property.newest().await?;
        desk.window().click(CALL).await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        let (in_headset, in_monitor) = (headset.hear()?, headset.hear_monitor()?);
        let saying = headset.say(&voice)?;
        property.happened(mark, Some(CALLED), "first_audio").await?;
        tokio::task::block_in_place(|| in_headset.listen(TALK))?;

        headset.plug(Plugged::Nothing)?;
        let window = desk.window();
        window.text("Headset is gone. You now talk through Webcam and hear through Monitor.").await?;
        desk.picture("1-unplugged").await?;
        tokio::task::block_in_place(|| in_monitor.listen(TALK))?;
        let (before, after) = (in_headset.so_far(), in_monitor.so_far());

        headset.plug(Plugged::Headset)?;
        window.text("Headset is back. You now talk and hear through Headset.").await?;
        desk.picture("2-back").await?;
        desk.hears_the_resident().await?;
        drop(saying);
        window.click("Hang up").await?;
        desk.shows("Call ended: you hung up").await?;
        property.happened(mark, Some(CALLED), "recorded").await?;

        let voice = f64::from(VOICE);
        let (_, last) = before.heard_tone(voice).context("the headset was heard")?;
        let (first, _) = after.heard_tone(voice).context("the monitor was heard")?;
        let here = first.duration_since(last).unwrap_or_default();
        let file = desk.desk().folder().path().join("heard.wav");
        std::fs::write(&file, property.heard(CALLED).await?)?;
        let there = Recorded::load(&file)?.longest_gap_in_tone(SAID);
        eprintln!("gap at the desk: {here:?}; at the Echo: {there:?}");
        ensure!(here <= GAP, "nothing was heard at the desk for {here:?}");
        ensure!(there <= GAP, "nothing was heard at the Echo for {there:?}");
        Ok(())
    });
}
