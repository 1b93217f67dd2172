//! A morning at two desks, as staff live it: a call that nobody took, a round, a change of person, a locked desk, a network that goes away
//! and a PC that is started again. A picture of every step is kept.

use std::time::Duration;

use anyhow::ensure;
use roomline_rig::{DeskOptions, PASSWORD};
use serde_json::json;

use crate::scene::told_within;
use crate::seat::{PIN, Seat};
use crate::{PATIENCE, VOICE};

/// The three whose Echos speak this morning.
const JONES: &str = "room-101";
const OKAFOR: &str = "room-102";
const LINDQVIST: &str = "room-103";

/// It goes on for so long at most, pictures and all.
const MORNING: Duration = Duration::from_secs(400);

/// Numbers the pictures.
#[derive(Default)]
struct Steps(usize);

impl Steps {
    /// Something was done and has been seen at this desk.
    async fn seen(&mut self, desk: &Seat, what: &str) -> anyhow::Result<()> {
        self.0 += 1;
        desk.picture(&format!("{:02}-{what}", self.0)).await
    }
}

#[test]
fn a_morning_at_two_desks() {
    let desks = [DeskOptions::default(), DeskOptions { keyring: None, ..DeskOptions::default() }];
    told_within("morning", MORNING, &desks, async |scene| {
        let mut steps = Steps::default();
        let answers = json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}});
        for unit in [JONES, OKAFOR, LINDQVIST] {
            scene.property.script(unit, &answers).await?;
        }
        scene.sign_in().await?;
        let (property, [ann, ben]) = (&scene.property, &scene.seats[..]) else { unreachable!("two desks") };
        steps.seen(ann, "signed-in").await?;
        steps.seen(ben, "signed-in").await?;

        // Mr Okafor calls while nobody has a hand free.
        let mark = property.newest().await?;
        property.ask(OKAFOR).await?;
        ann.window().button("Answer").await?;
        ben.window().button("Answer").await?;
        steps.seen(ann, "mr-okafor-calls").await?;
        property.act(OKAFOR, &json!({"act": "hang_up"})).await?;
        property.happened(mark, Some(OKAFOR), "ended").await?;
        for desk in [ann, ben] {
            desk.window().text("1 is waiting for a call").await?;
        }
        steps.seen(ben, "he-waits").await?;
        ben.window().click("Show").await?;
        ben.window().click("I’ll take care of it, Mr Okafor, 102").await?;
        ben.window().button("Give it back, Mr Okafor, 102").await?;
        steps.seen(ben, "ben-takes-care").await?;
        ann.window().follow("Call back").await?;
        ann.window().text("Ben Carter, Desk 2, is calling back").await?;
        steps.seen(ann, "ann-sees-it").await?;
        ben.window().click("Call back Mr Okafor, 102").await?;
        ben.shows("In call").await?;
        ben.hears_the_resident().await?;
        steps.seen(ben, "they-talk").await?;
        ben.window().click("Hang up").await?;
        ben.shows("Call ended: you hung up").await?;
        ben.window().click("Reached").await?;
        for desk in [ann, ben] {
            desk.window().text("Nobody is waiting").await?;
        }
        steps.seen(ann, "nobody-waits").await?;

        // A round of five rooms: begun by Ann at the keyboard, gone on with by Ben.
        ann.window().follow("Rounds").await?;
        ann.window().click("New round").await?;
        ann.window().field("Search residents and rooms").await?;
        ann.tabs_to("Search residents and rooms").await?;
        for room in ["101", "102", "103", "104", "105"] {
            ann.types(room)?;
            ann.presses("Return")?;
        }
        ann.window().text("5 rooms ticked").await?;
        steps.seen(ann, "five-rooms").await?;
        ann.tabs_to("Start the round").await?;
        ann.presses("Return")?;
        calls(ann, "Mrs Jones").await?;
        steps.seen(ann, "first-of-the-round").await?;
        ann.presses("F9")?;
        settles(ann, "1", "1 of 5 done").await?;
        steps.seen(ann, "one-done").await?;
        calls(ann, "Mr Okafor").await?;
        ann.presses("F9")?;
        settles(ann, "3", "2 of 5 done").await?;
        steps.seen(ann, "he-needs-a-visit").await?;
        ann.window().click("Pause").await?;
        ann.window().text("Paused by Ann Baker").await?;
        steps.seen(ann, "paused").await?;
        ben.window().follow("Rounds").await?;
        ben.window().click("Go on here…").await?;
        calls(ben, "Mr and Mrs Lindqvist").await?;
        steps.seen(ben, "ben-goes-on").await?;
        ben.window().click("Hang up").await?;
        settles(ben, "1", "3 of 5 done").await?;
        for (who, done) in [("Miss Featherstonehaugh, 104", "4 of 5 done"), ("Mrs García Márquez, 105", "5 of 5 done")]
        {
            ben.window().click(&format!("Skip {who}")).await?;
            ben.window().click("Skip this room").await?;
            ben.window().text(done).await?;
        }
        steps.seen(ben, "all-done").await?;
        ben.window().click("Finish the round").await?;
        ben.window().text("What came of the round").await?;
        steps.seen(ben, "what-came-of-it").await?;

        // Ann's shift ends, and Ben takes the front desk, too.
        ann.window().follow("Hand over").await?;
        ann.window().fill("Note for the next shift", "Mr Okafor wants a visit after lunch.").await?;
        steps.seen(ann, "hand-over").await?;
        ann.window().click("Hand over and sign out").await?;
        ann.window().click("Hand over and sign out").await?;
        ann.window().field("User name").await?;
        steps.seen(ann, "signed-out").await?;
        ann.window().fill("User name", "ben").await?;
        ann.window().fill("Password", PASSWORD).await?;
        ann.window().click("Sign in").await?;
        ann.window().text("Mr Okafor wants a visit after lunch.").await?;
        steps.seen(ann, "ben-reads-the-note").await?;
        ann.window().click("Read: note from Ann Baker").await?;
        ann.window().gone("Read: note from Ann Baker").await?;

        // He locks it and goes; it still rings, and tells the room only.
        ann.window().follow("Settings").await?;
        ann.window().fill("New PIN", PIN).await?;
        ann.window().fill("New PIN again", PIN).await?;
        ann.window().click("Set the PIN").await?;
        ann.window().text("Your PIN is set.").await?;
        ann.window().click("Lock").await?;
        ann.window().text("This desk is locked").await?;
        steps.seen(ann, "locked").await?;
        let mark = property.newest().await?;
        property.ask(LINDQVIST).await?;
        let notifications = ann.desk().notifications();
        notifications.wait_for(PATIENCE, |shown| shown.summary == "Room 103 is calling")?;
        steps.seen(ann, "room-103-calls").await?;
        ann.window().click("Answer").await?;
        property.happened(mark, Some(LINDQVIST), "accepted").await?;
        ann.shows("In call").await?;
        ann.hears_the_resident().await?;
        steps.seen(ann, "answered-while-locked").await?;
        ann.window().click("Hang up").await?;
        ann.window().click("Reached").await?;
        ann.window().fill("PIN", PIN).await?;
        ann.window().click("Unlock").await?;
        ann.window().follow("Residents").await?;
        ann.window().field("Search residents and rooms").await?;
        steps.seen(ann, "unlocked").await?;

        // The network goes and comes back.
        scene.property.cut_middleware();
        for desk in &scene.seats {
            desk.window().text("This desk cannot be reached").await?;
        }
        steps.seen(&scene.seats[0], "cannot-be-reached").await?;
        scene.property.restart_middleware()?;
        for desk in &scene.seats {
            desk.window().text("Calls ring here").await?;
        }
        steps.seen(&scene.seats[1], "back-again").await?;

        // And the PC of the front desk is started anew: locked, because there is a PIN.
        scene.seats[0].open_again().await?;
        let (property, front) = (&scene.property, &scene.seats[0]);
        front.window().text("This desk is locked").await?;
        steps.seen(front, "started-anew").await?;
        front.window().fill("PIN", PIN).await?;
        front.window().click("Unlock").await?;
        front.window().text("Calls ring here").await?;
        front.window().click("Call Mrs Jones, 101").await?;
        front.shows("In call").await?;
        front.hears_the_resident().await?;
        steps.seen(front, "mrs-jones-again").await?;
        let mark = property.newest().await?;
        property.act(JONES, &json!({"act": "hang_up"})).await?;
        property.happened(mark, Some(JONES), "ended").await?;
        front.shows("Call ended: the resident hung up").await?;
        front.window().click("Reached").await?;
        front.window().click("Show").await?;
        front.window().button("Visited: Mr Okafor, 102").await?;
        steps.seen(front, "one-visit-left").await?;
        ensure!(steps.0 >= 25, "only {} steps", steps.0);
        Ok(())
    });
}

/// Calls whose turn it is, and waits for the voice.
async fn calls(desk: &Seat, who: &str) -> anyhow::Result<()> {
    desk.window().click(&format!("Call {who}")).await?;
    desk.shows("In call").await?;
    desk.hears_the_resident().await
}

/// Says what came of a call by one key, and reads how far the round is.
async fn settles(desk: &Seat, key: &str, done: &str) -> anyhow::Result<()> {
    desk.shows("Call ended: you hung up").await?;
    desk.window().button("Reached").await?;
    desk.presses(key)?;
    desk.window().text(done).await
}
