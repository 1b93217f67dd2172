//! A desk that lacks something, and calls that go on without it.

use roomline_rig::{DeskOptions, Plugged};
use serde_json::json;

use crate::{CALL, CALLED, CALLER, VOICE, told};

#[test]
fn without_a_notification_service_a_call_rings_in_both_windows_and_is_answered() {
    told("no-notifications", &[DeskOptions { notifications: false, ..Default::default() }], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        property.ask(CALLER).await?;
        desk.logs("no notification was shown; windows and ring are not touched").await?;
        desk.small_window_shows().await?;
        desk.window().click("Answer").await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        desk.window().click("Hang up").await?;
        desk.window().click("Close").await?;
        desk.window().follow("Settings").await?;
        desk.window().text("this PC shows no notifications").await
    });
}

#[test]
fn without_a_microphone_people_read_that_nobody_hears_them() {
    without("no-microphone", Plugged::SpeakerOnly, "No microphone", "This PC has no microphone, so nobody hears you.");
}

#[test]
fn without_a_speaker_people_read_that_they_hear_nobody() {
    without("no-speaker", Plugged::MicrophoneOnly, "No speaker", "This PC has no speaker, so you hear nobody.");
}

/// The foot of the window says it before any call, the sentence comes with the call, and with the headset plugged in the next call
/// is a call.
fn without(name: &str, plugged: Plugged, word: &'static str, sentence: &'static str) {
    told(name, &[DeskOptions::default()], async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        desk.desk().headset().plug(plugged)?;
        desk.signs_in_and_reads(word).await?;
        property.script(CALLED, &json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}})).await?;
        desk.window().click(CALL).await?;
        desk.window().text(sentence).await?;
        desk.logs("the sound devices cannot be used").await?;
        desk.picture("1-call").await?;
        desk.window().click("Close").await?;

        desk.desk().headset().plug(Plugged::Headset)?;
        desk.window().text("Calls ring here").await?;
        desk.window().click(CALL).await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await
    });
}
