//! The first call and the first ring at a desk, by somebody who hears the window and does not see it: everything is found and pressed
//! through the accessibility tree, as a screen reader does.

use anyhow::ensure;
use roomline_rig::{DeskOptions, Reader};
use serde_json::json;

use crate::{CALL, CALLED, CALLER, VOICE, told};

/// AT-SPI's names of roles.
const BUTTON: &str = "push button";
const STATUS: &str = "status bar";

#[test]
fn who_does_not_see_the_window_calls_answers_and_says_what_came_of_it() {
    told("screen-reader", &[DeskOptions { reader: true, ..DeskOptions::default() }], async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        let reader = desk.desk().reader();
        for field in ["Server", "User name"] {
            reader.find("entry", field)?;
        }
        reader.find("password text", "Password")?;
        desk.sign_in().await?;

        property.script(CALLED, &json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}})).await?;
        reader.press(BUTTON, CALL)?;
        reader.reads(STATUS, "In call")?;
        is_told_at_once(reader)?;
        desk.hears_the_resident().await?;
        reader.press(BUTTON, "Mute")?;
        reader.find("toggle button", "Mute")?;
        reader.press(BUTTON, "Hang up")?;
        reader.reads(STATUS, "Call ended: you hung up")?;
        reader.press(BUTTON, "Reached")?;

        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        reader.press(BUTTON, "Answer")?;
        reader.reads(STATUS, "In call")?;
        desk.hears_the_resident().await?;
        property.act(CALLER, &json!({"act": "hang_up"})).await?;
        property.happened(mark, Some(CALLER), "ended").await?;
        reader.reads(STATUS, "Call ended: the resident hung up")?;
        reader.press(BUTTON, "Reached")?;
        reader.find(BUTTON, CALL).map(drop)
    });
}

/// Says that what the state region reads is spoken without being asked for.
fn is_told_at_once(reader: &Reader) -> anyhow::Result<()> {
    let status = reader.things()?.into_iter().filter(|thing| thing.role == STATUS);
    let regions: Vec<_> = status.map(|thing| reader.attributes(&thing)).collect::<Result<_, _>>()?;
    let is_live = |attributes: &std::collections::HashMap<String, String>| {
        ["live", "container-live"].iter().any(|name| attributes.get(*name).is_some_and(|live| live == "polite"))
    };
    ensure!(regions.iter().any(is_live), "no state is spoken by itself: {regions:?}");
    Ok(())
}
