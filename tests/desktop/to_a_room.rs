//! From the first sign-in to the end of a call to a resident.

use std::time::Duration;

use anyhow::ensure;
use roomline_rig::{DeskOptions, Recorded, Window, eventually};
use serde_json::json;

use crate::{CALL, CALLED, PATIENCE, told};

/// Quieter than this nobody hears anything, in dBFS.
const SILENCE: f64 = -60.0;
/// From this loudness on a voice is heard, in dBFS.
const HEARD: f64 = -40.0;
/// The part of the muted time that is listened to.
const MUTED: Duration = Duration::from_secs(3);

#[test]
fn one_click_on_a_resident_carries_both_voices_and_the_sign_in_outlasts_the_program() {
    told("to-a-room", &[DeskOptions::default()], async |scene| {
        scene.desk().picture("1-sign-in").await?;
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        shows_rooms(window, 24).await?;
        desk.picture("2-residents").await?;
        window.fill("Search residents and rooms", "jones").await?;
        shows_rooms(window, 2).await?;
        desk.picture("3-found").await?;

        let mark = property.newest().await?;
        window.listen().await?;
        window.click(CALL).await?;
        property.happened(mark, Some(CALLED), "ringing").await?;
        desk.shows("Ringing").await?;
        desk.picture("4-ringing").await?;
        property.act(CALLED, &json!({"act": "answer"})).await?;
        desk.shows("In call").await?;
        let states = window.states().await?;
        let course: Vec<&str> = states.iter().map(String::as_str).filter(|state| *state != "Connecting").collect();
        ensure!(course == ["Calling", "Ringing", "In call"], "the window said {states:?}");
        desk.hears_the_resident().await?;
        desk.picture("5-in-call").await?;

        let microphone = desk.desk().headset().hear_microphone()?;
        let mut speaking = desk.says("staff")?;
        property.happened(mark, Some(CALLED), "first_audio").await?;
        window.click("Mute").await?;
        window.text("You are not heard").await?;
        desk.picture("6-muted").await?;
        speaking.wait_for_end(PATIENCE)?;
        desk.says("stranger")?.wait_for_end(PATIENCE)?;
        window.click("Hang up").await?;
        desk.shows("Call ended: you hung up").await?;
        desk.picture("7-ended").await?;
        property.happened(mark, Some(CALLED), "recorded").await?;
        let spoken = end_of(&microphone.stop()?).loudness();
        ensure!(spoken > HEARD, "the microphone had {spoken} dBFS at the end");
        let file = desk.desk().folder().path().join("heard.wav");
        std::fs::write(&file, property.heard(CALLED).await?)?;
        let heard = Recorded::load(&file)?;
        ensure!(heard.loudness() > SILENCE, "the Echo heard nothing at all");
        let muted = end_of(&heard).loudness();
        ensure!(muted < SILENCE, "muted, the Echo heard {muted} dBFS");
        window.click("Close").await?;
        window.field("Search residents and rooms").await?;

        scene.seats[0].open_again().await?;
        let window = scene.desk().window();
        window.field("Search residents and rooms").await?;
        window.text("Calls ring here").await?;
        shows_rooms(window, 24).await
    });
}

async fn shows_rooms(window: &Window, count: usize) -> anyhow::Result<()> {
    const ROOMS: &str = r#"return document.querySelectorAll('button[aria-label^="Call "]').length"#;
    eventually(&format!("{count} rooms"), PATIENCE, async || {
        Ok((window.run(ROOMS).await? == json!(count)).then_some(()))
    })
    .await
}

fn end_of(recorded: &Recorded) -> Recorded {
    let samples = recorded.samples.len();
    let whole = Duration::from_secs_f64(samples as f64 / 48_000.0);
    recorded.part(whole.saturating_sub(MUTED), whole)
}
