//! Three desks ring; one answers.

use std::time::Duration;

use anyhow::ensure;
use roomline_rig::DeskOptions;

use crate::{CALLER, told};

/// How soon the others know who answered.
const KNOWN_WITHIN: Duration = Duration::from_secs(1);

#[test]
fn one_of_three_desks_answers_and_the_others_read_who_it_was() {
    let quiet = DeskOptions { keyring: None, ..Default::default() };
    told("ring-group", &[DeskOptions::default(), quiet, quiet], async |scene| {
        scene.sign_in().await?;
        let (property, [ann, ben, cleo]) = (&scene.property, &scene.seats[..]) else { unreachable!("three desks") };
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        for seat in [ann, ben, cleo] {
            seat.window().button("Answer").await?;
        }
        ann.picture("1-rings").await?;
        for loser in [ann, cleo] {
            // What is said is one sentence with a button to put it away.
            loser.window().watch_for("Close").await?;
        }
        ben.window().click("Answer").await?;
        // Counted from the award, which the Echo hears of a moment later: opening the devices takes its own time.
        let accepted = property.happened(mark, Some(CALLER), "accepted").await?;
        for loser in [ann, cleo] {
            let known = loser.window().appeared().await?;
            let after = known.duration_since(accepted).unwrap_or_default();
            ensure!(after <= KNOWN_WITHIN, "{} knew after {after:?}", loser.card().user);
            loser.window().text("Answered by Ben Carter at Desk 2.").await?;
            loser.window().gone("Answer").await?;
            loser.small_window_goes().await?;
        }
        ann.picture("2-answered-elsewhere").await?;
        ben.shows("In call").await?;
        ben.hears_the_resident().await?;
        ben.picture("2-in-call").await?;
        ben.window().click("Hang up").await?;
        ben.shows("Call ended: you hung up").await
    });
}
