//! Whoever walks away from a desk locks it: it goes on ringing, and names nobody.

use anyhow::ensure;
use roomline_rig::DeskOptions;
use serde_json::json;

use crate::seat::{PIN, Seat};
use crate::{CALLER, PATIENCE, told};

#[test]
fn a_locked_desk_rings_is_answered_and_names_nobody_and_a_restart_does_not_open_it() {
    told("locked", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        window.follow("Settings").await?;
        window.fill("New PIN", PIN).await?;
        window.fill("New PIN again", PIN).await?;
        window.click("Set the PIN").await?;
        window.text("Your PIN is set.").await?;
        window.click("Lock").await?;
        window.text("This desk is locked").await?;
        window.text("Calls still ring here").await?;
        names_nobody(desk).await?;
        desk.picture("1-locked").await?;

        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        let notifications = desk.desk().notifications();
        let shown = notifications.wait_for(PATIENCE, |shown| shown.summary == "Room 102 is calling")?;
        ensure!(shown.body.is_empty(), "a note is shown: {shown:?}");
        desk.small_window_shows().await?;
        window.text("Room 102").await?;
        names_nobody(desk).await?;
        desk.picture("2-rings").await?;
        window.click("Answer").await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        names_nobody(desk).await?;
        let speaking = desk.says("staff")?;
        property.happened(mark, Some(CALLER), "first_audio").await?;
        drop(speaking);
        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        desk.shows("Call ended: the resident hung up").await?;
        names_nobody(desk).await?;
        window.click("Reached").await?;
        window.text("This desk is locked").await?;

        window.fill("PIN", "11223344").await?;
        window.click("Unlock").await?;
        window.text("This PIN is not right. Try again.").await?;
        desk.logs("a wrong PIN").await?;

        scene.seats[0].open_again().await?;
        let desk = scene.desk();
        desk.window().text("This desk is locked").await?;
        names_nobody(desk).await?;
        desk.window().fill("PIN", PIN).await?;
        desk.window().click("Unlock").await?;
        desk.window().field("Search residents and rooms").await?;
        desk.window().text("Mrs Jones").await?;
        desk.picture("3-open-again").await
    });
}

/// Says that no resident is named, nor anything noted about them, on the page and in what lies behind it.
async fn names_nobody(desk: &Seat) -> anyhow::Result<()> {
    let page = desk.window().run("return document.documentElement.outerHTML").await?.to_string();
    let named = ["Jones", "Okafor", "Lindqvist", "Hard of hearing"].into_iter().find(|name| page.contains(name));
    ensure!(named.is_none(), "{named:?} stands on the page of a locked desk");
    Ok(())
}
