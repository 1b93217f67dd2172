//! Two people share a desk: the second signs in beside the first, and the first comes back with a PIN while a resident calls.

use roomline_rig::{DESKS, DeskOptions, PASSWORD};
use serde_json::json;

use crate::seat::{PIN, Seat};
use crate::{CALLER, told};

/// What opens the desk for whoever comes second.
const OTHER_PIN: &str = "48151623";

#[test]
fn one_person_follows_another_with_a_pin_and_what_rings_rings_on() {
    // Of two desks only the first is used: the second has the account of whoever comes second.
    told("changing", &[DeskOptions::default(), DeskOptions::default()], async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        let (window, [ann, ben, _]) = (desk.window(), DESKS);
        desk.sign_in().await?;
        sets_a_pin(desk, PIN).await?;
        window.click("Change person").await?;
        window.text("Nobody else is known at this desk yet.").await?;
        window.click("Sign in as somebody new").await?;
        window.text("Ann Baker stays known here and comes back with the PIN.").await?;
        desk.picture("1-somebody-new").await?;
        window.fill("User name", ben.user).await?;
        window.fill("Password", PASSWORD).await?;
        window.click("Sign in").await?;
        window.field("Search residents and rooms").await?;
        window.text(ben.name).await?;
        sets_a_pin(desk, OTHER_PIN).await?;

        // She types her PIN when it begins to ring.
        window.click("Change person").await?;
        window.click(ann.name).await?;
        window.fill("PIN", PIN).await?;
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        desk.small_window_shows().await?;
        window.text("Room 102").await?;
        desk.picture("2-rings").await?;
        desk.presses("Return")?;
        window.text("Mr Okafor").await?;
        window.text(ann.name).await?;
        desk.picture("3-rings-on").await?;
        window.click("Answer").await?;
        desk.shows("In call").await?;
        desk.hears_the_resident().await?;
        let speaking = desk.says("staff")?;
        property.happened(mark, Some(CALLER), "first_audio").await?;
        drop(speaking);
        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        desk.shows("Call ended: the resident hung up").await?;
        window.click("Reached").await?;

        // Whoever is known is so after a restart, too.
        scene.seats[0].open_again().await?;
        let window = scene.desk().window();
        window.text("This desk is locked").await?;
        window.click("Somebody else").await?;
        window.click(ben.name).await?;
        window.fill("PIN", OTHER_PIN).await?;
        window.click("Go on as Ben Carter").await?;
        window.field("Search residents and rooms").await?;
        window.text("Calls ring here").await
    });
}

async fn sets_a_pin(desk: &Seat, pin: &str) -> anyhow::Result<()> {
    let window = desk.window();
    window.follow("Settings").await?;
    window.fill("New PIN", pin).await?;
    window.fill("New PIN again", pin).await?;
    window.click("Set the PIN").await?;
    window.text("Your PIN is set.").await
}
