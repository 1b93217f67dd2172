//! The small window: it stays on top, and only what is meant for it acts on it.

use roomline_rig::DeskOptions;

use crate::{CALLER, MAIN_PAGE, SMALL_PAGE, told};

#[test]
fn the_small_window_answers_but_not_a_click_that_was_on_its_way_to_something_else() {
    told("small-window", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        let mark = property.newest().await?;
        // A hand that was on its way to another button meets Decline, in both windows.
        window.pounce_on("Decline").await?;
        window.turn_to(SMALL_PAGE).await?;
        window.pounce_on("Decline").await?;
        property.ask(CALLER).await?;
        window.pounced().await?;
        desk.small_window_shows().await?;
        window.text("Mr Okafor").await?;
        desk.picture("1-small-window").await?;

        // It rings on as if nothing had been clicked; this click comes after the guard.
        window.click("Answer").await?;
        property.happened(mark, Some(CALLER), "accepted").await?;
        desk.small_window_goes().await?;
        window.turn_to(MAIN_PAGE).await?;
        window.pounced().await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        let _speaking = desk.says("staff")?;
        property.happened(mark, Some(CALLER), "first_audio").await?;
        window.click("Hang up").await?;
        desk.shows("Call ended: you hung up").await
    });
}

#[test]
fn a_call_declined_in_the_small_window_waits_to_be_called_back() {
    told("declined", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        desk.small_window_shows().await?;
        desk.window().turn_to(SMALL_PAGE).await?;
        desk.window().click("Decline").await?;
        desk.small_window_goes().await?;
        property.happened(mark, Some(CALLER), "ended").await?;
        desk.window().turn_to(MAIN_PAGE).await?;
        desk.window().gone("Decline").await?;
        desk.window().text("1 is waiting for a call").await?;
        desk.picture("1-owed").await
    });
}
