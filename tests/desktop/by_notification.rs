//! A resident asks for the front desk, and whoever sits there looks at another program.

use anyhow::ensure;
use roomline_rig::{DeskOptions, eventually};
use serde_json::json;

use crate::{CALLER, PATIENCE, told};

#[test]
fn a_call_that_shows_in_both_windows_and_as_notification_is_answered_by_the_notification() {
    told("by-notification", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        desk.window().button("Answer").await?;
        desk.small_window_shows().await?;
        let notifications = desk.desk().notifications();
        let shown = notifications.wait_for(PATIENCE, |shown| shown.summary == "Mr Okafor, 102, is calling")?;
        ensure!(shown.urgency == 2, "not urgent: {shown:?}");
        desk.picture("1-rings").await?;

        notifications.click(&shown, "Answer")?;
        desk.shows("In call").await?;
        desk.small_window_goes().await?;
        desk.hears_the_resident().await?;
        desk.picture("2-in-call").await?;
        let _speaking = desk.says("staff")?;
        property.happened(mark, Some(CALLER), "first_audio").await?;

        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        desk.shows("Call ended: the resident hung up").await?;
        desk.picture("3-ended").await?;
        ensure!(notifications.all().len() == 1, "{:?}", notifications.all());
        Ok(())
    });
}

#[test]
fn a_notification_is_taken_back_when_the_resident_gives_up() {
    told("given-up", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        property.ask(CALLER).await?;
        let notifications = desk.desk().notifications();
        notifications.wait_for(PATIENCE, |shown| !shown.summary.is_empty())?;
        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        eventually("the notification to go", PATIENCE, async || {
            Ok(notifications.all().iter().all(|one| !one.shown).then_some(()))
        })
        .await?;
        desk.small_window_goes().await?;
        desk.window().gone("Answer").await
    });
}
