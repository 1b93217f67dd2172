//! A desk of somebody who hears the window and does not see it: everything is found, read and pressed through the
//! accessibility tree, as a screen reader does; only letters are typed on the real keyboard.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{DeskOptions, Document, PASSWORD, Role, State, eventually};
use serde_json::json;

use crate::scene::told_within;
use crate::seat::Seat;
use crate::{CALL, CALLED, CALLER, MAIN_PAGE, PATIENCE, SMALL_PAGE, VOICE, told};

/// What is said as soon as somebody calls.
const CALLING: &str = "Mr Okafor, 102, is calling";

/// What is said of a call that was hung up here.
const HUNG_UP: &str = "Call ended: you hung up";

/// The rooms of a round: who lives where, and what came of the call.
const ROUND: [(&str, &str, &str, &str); 3] = [
    ("room-101", "Mrs Jones", "101", "Reached"),
    ("room-102", "Mr Okafor", "102", "Needs a visit"),
    ("room-103", "Mr and Mrs Lindqvist", "103", "Reached"),
];

/// Three calls, and every word between them is asked for on a bus.
const WHOLE_ROUND: Duration = Duration::from_secs(300);

#[test]
fn who_does_not_see_the_window_signs_in_and_calls_a_resident() {
    told("read-call", &with_reader(), async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        let page = page_of(desk);
        let account = [
            (Role::ENTRY, "Server", property.server()),
            (Role::ENTRY, "User name", desk.card().user),
            (Role::PASSWORD, "Password", PASSWORD),
        ];
        for (role, field, text) in account {
            page.focus(role, field)?;
            desk.presses("ctrl+a")?;
            desk.types(text)?;
        }
        page.press(Role::BUTTON, "Sign in")?;
        page.find(Role::ENTRY, "Search residents and rooms")?;
        page.find(Role::BUTTON, CALL)?;
        desk.note("1-residents", &page.all())?;
        let buttons = page.buttons()?;
        ensure!(buttons.iter().all(|name| !name.is_empty()), "a button has no name: {buttons:?}");
        ensure!(buttons.iter().any(|name| name == CALL), "{CALL:?} is not in sight: {buttons:?}");

        let mark = property.newest().await?;
        page.press(Role::BUTTON, CALL)?;
        property.happened(mark, Some(CALLED), "ringing").await?;
        let state = page.find(Role::STATUS, "Ringing")?;
        ensure!(page.live(&state)?.as_deref() == Some("polite"), "the state is not said by itself");
        page.hears("Nobody hears you until Mrs Jones answers.")?;
        let mute = page.find(Role::TOGGLE, "Mute")?;
        ensure!(!page.is(&mute, State::ENABLED)?, "there is nothing to mute yet");
        desk.note("2-ringing", &page.all())?;

        property.act(CALLED, &json!({"act": "answer"})).await?;
        page.find(Role::STATUS, "In call")?;
        page.find_that_is(State::ENABLED, Role::TOGGLE, "Mute")?;
        desk.hears_the_resident().await?;
        hangs_up(page)?;
        page.press(Role::BUTTON, "Reached")?;
        page.find(Role::BUTTON, CALL).map(drop)
    });
}

#[test]
fn who_does_not_see_the_window_is_told_at_once_who_calls_and_answers() {
    told("read-ring", &with_reader(), async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let page = page_of(desk);
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        let alert = page.find(Role::ALERT, CALLING)?;
        ensure!(page.live(&alert)?.as_deref() == Some("assertive"), "who calls is not said at once");
        desk.desk().reader().document(SMALL_PAGE).find(Role::ALERT, CALLING)?;
        page.find(Role::BUTTON, "Decline")?;
        desk.note("1-rings", &page.all())?;

        page.find(Role::BUTTON, "Answer")?;
        has_listened(desk).await?;
        page.press(Role::BUTTON, "Answer")?;
        property.happened(mark, Some(CALLER), "accepted").await?;
        page.find(Role::STATUS, "In call")?;
        desk.hears_the_resident().await?;
        page.press(Role::TOGGLE, "Mute")?;
        page.find_that_is(State::PRESSED, Role::TOGGLE, "Mute")?;
        page.hears("You are not heard")?;
        hangs_up(page)?;
        property.happened(mark, Some(CALLER), "ended").await?;
        page.press(Role::BUTTON, "Reached")?;
        page.find(Role::BUTTON, CALL).map(drop)
    });
}

#[test]
fn who_does_not_see_the_window_calls_a_round_and_reads_what_came_of_it() {
    told_within("read-round", WHOLE_ROUND, &with_reader(), async |scene| {
        for (unit, ..) in ROUND {
            let answers = json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}});
            scene.property.script(unit, &answers).await?;
        }
        scene.sign_in().await?;
        let desk = scene.desk();
        let page = page_of(desk);
        page.press(Role::LINK, "Rounds")?;
        page.press(Role::BUTTON, "New round")?;
        for (_, who, room, _) in ROUND {
            page.press(Role::CHECK_BOX, &format!("…{who}…{room}…"))?;
        }
        page.hears("3 rooms ticked")?;
        page.press(Role::BUTTON, "Start the round")?;

        for (stop, (_, who, room, outcome)) in ROUND.into_iter().enumerate() {
            page.hears(&format!("Next: {who}, {room}"))?;
            let call = format!("Call {who}");
            page.find(Role::BUTTON, &call)?;
            has_listened(desk).await?;
            page.press(Role::BUTTON, &call)?;
            page.find(Role::STATUS, "In call")?;
            desk.hears_the_resident().await?;
            hangs_up(page)?;
            page.press(Role::BUTTON, outcome)?;
            page.hears(&format!("{} of 3 done", stop + 1))?;
        }
        page.hears("Every room is done.")?;
        page.press(Role::BUTTON, "Finish the round")?;
        page.hears("The round is finished")?;
        page.find(Role::HEADING, "What came of the round")?;
        page.find(Role::HEADING, "The other rooms")?;
        let read = page.all();
        desk.note("1-what-came-of-it", &read)?;
        let parts = read.split_once(r#"heading "Somebody is needed here""#).map(|(_, after)| after);
        let parts = parts.and_then(|after| after.split_once(r#"heading "The other rooms""#));
        let (needed, others) = parts.with_context(|| format!("the summary is not in this order:\n{read}"))?;
        for (_, who, _, outcome) in ROUND {
            let (there, elsewhere) = if outcome == "Reached" { (others, needed) } else { (needed, others) };
            let told = there.contains(who) && there.contains(outcome) && !elsewhere.contains(who);
            ensure!(told, "{who} is not where {outcome:?} is read:\n{read}");
        }
        Ok(())
    });
}

/// One desk where somebody works with a screen reader.
fn with_reader() -> [DeskOptions; 1] {
    [DeskOptions { reader: true, ..DeskOptions::default() }]
}

fn page_of(desk: &Seat) -> Document<'_> {
    desk.desk().reader().document(MAIN_PAGE)
}

fn hangs_up(page: Document<'_>) -> anyhow::Result<()> {
    page.press(Role::BUTTON, "Hang up")?;
    page.find(Role::STATUS, HUNG_UP).map(drop)
}

/// Waits until a press is no longer dropped as meant for what stood there before (`incoming/guard.ts`). Whoever listens first
/// is never that quick, and the tree does not tell it: so the page is asked this one thing.
async fn has_listened(desk: &Seat) -> anyhow::Result<()> {
    const OPEN: &str = "return document.querySelector('[data-guarded]') === null";
    eventually("a press to be taken", PATIENCE, async || {
        Ok((desk.window().run(OPEN).await? == json!(true)).then_some(()))
    })
    .await
}
