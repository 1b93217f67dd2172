//! Whoever doubts a desk has it checked, and takes a report of it to their IT.

use anyhow::{Context as _, ensure};
use roomline_rig::DeskOptions;
use serde_json::json;

use crate::{CALLED, PATIENCE, told};

#[test]
fn a_desk_at_which_all_is_well_passes_its_check_and_its_report_names_nobody() {
    told("checked", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        window.follow("Settings").await?;
        window.click("Check this desk").await?;
        window.text("Say something.").await?;
        let speaking = desk.says("staff")?;
        window.text("Did you hear the tone?").await?;
        drop(speaking);
        desk.picture("1-tone").await?;
        window.click("I heard it").await?;
        let heard = desk.desk().headset().hear()?;
        window.text("Did you hear the ring?").await?;
        ensure!(heard.stop()?.loudness() > -60.0, "nothing rang");
        window.click("I heard it").await?;
        desk.desk().notifications().wait_for(PATIENCE, |shown| shown.summary == "This is a test")?;
        window.text("Choose a room where somebody knows that you test.").await?;
        window.text("The server answered after").await?;
        window.text("It was renewed").await?;
        desk.picture("2-room").await?;

        let mark = property.newest().await?;
        let choose = format!(
            "const list = document.querySelector('select[id$=room]'); list.value = '{CALLED}';
             list.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        );
        window.run(&choose).await?;
        window.click("Call for the test").await?;
        property.happened(mark, Some(CALLED), "ringing").await?;
        property.act(CALLED, &json!({"act": "answer"})).await?;
        desk.shows("In call").await?;
        window.click("Hang up").await?;
        desk.shows("Call ended: you hung up").await?;
        window.click("Reached").await?;
        window.text("You could talk. Then: you hung up.").await?;
        window.text("Everything works.").await?;
        desk.picture("3-over").await?;

        window.click("Make a report").await?;
        window.text("Read what is in it:").await?;
        let texts = window.run("return [...document.querySelectorAll('pre')].map((each) => each.textContent)").await?;
        let texts = texts.to_string();
        ensure!(
            texts.contains("ring_volume_percent") && texts.contains("hung_up_here"),
            "a report without a desk: {texts}"
        );
        let named = ["Jones", "Okafor", desk.card().name, "127.0.0.1"].into_iter().find(|name| texts.contains(name));
        ensure!(named.is_none(), "{named:?} is in the report: {texts}");
        window.click("Save the report").await?;
        window.text("The report is saved.").await?;
        let home = desk.desk().folder().inside("home")?;
        let files = std::fs::read_dir(&home)?.flatten().map(|file| file.path());
        let zip = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "zip")).context("no file")?;
        window.text(&zip.to_string_lossy()).await?;
        desk.picture("4-saved").await
    });
}
