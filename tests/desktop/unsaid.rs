//! What was said of a call while the server was away, and the program ended before it was back.

use anyhow::ensure;
use roomline_rig::{DeskOptions, eventually};
use serde_json::json;

use crate::seat::NOTE;
use crate::{CALL, CALLED, PATIENCE, VOICE, told};

#[test]
fn a_visit_that_was_asked_for_without_a_server_is_on_the_list_after_a_restart() {
    told("unsaid", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let answers = json!({"when_called": {"answer_after_ms": 0}, "voice": {"tone": VOICE}});
        scene.property.script(CALLED, &answers).await?;
        let mark = scene.property.newest().await?;
        scene.desk().window().click(CALL).await?;
        scene.desk().shows("In call").await?;
        scene.desk().hears_the_resident().await?;
        scene.desk().window().click("Hang up").await?;
        scene.property.happened(mark, Some(CALLED), "ended").await?;
        scene.desk().shows("Call ended: you hung up").await?;

        scene.property.cut_middleware();
        scene.desk().window().fill("Note for colleagues", NOTE).await?;
        scene.desk().window().click("Needs a visit").await?;
        let file = scene.desk().desk().folder().inside("station-data")?.join("unsaid.sealed");
        let sealed = eventually("the word to be kept", PATIENCE, async || Ok(std::fs::read(&file).ok())).await?;
        ensure!(!String::from_utf8_lossy(&sealed).contains(NOTE), "the note lies on the disk in clear");
        scene.desk().window().text("This desk cannot be reached").await?;
        scene.desk().picture("1-said").await?;

        scene.seats[0].open_again().await?;
        ensure!(file.exists(), "the word was not kept");
        scene.property.restart_middleware()?;
        let window = scene.desk().window();
        window.text("Calls ring here").await?;
        window.click("Show").await?;
        window.button("Visited: Mrs Jones, 101").await?;
        window.text(NOTE).await?;
        scene.desk().picture("2-on-the-list").await?;
        eventually("nothing to be kept", PATIENCE, async || Ok((!file.exists()).then_some(()))).await
    });
}
