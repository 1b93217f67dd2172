//! Where the main window stands.

use anyhow::Context as _;
use roomline_rig::{DeskOptions, eventually};

use crate::seat::Seat;
use crate::{MAIN_PAGE, PATIENCE, told};

#[test]
fn a_window_is_a_strip_when_somebody_wants_it_and_opens_where_it_was() {
    told("arranged", &[DeskOptions::default()], async |scene| {
        let tray = scene.desk().desk().tray()?;
        scene.sign_in().await?;
        scene.desk().window().follow("Settings").await?;
        scene.desk().window().click("Narrow strip at the edge").await?;
        stands(scene.desk(), STRIP).await?;
        scene.desk().picture("1-strip").await?;

        tray.wait_for(PATIENCE, "Ready")?;
        tray.choose("Quit Roomline")?;
        scene.seats[0].has_ended().await?;
        scene.seats[0].open_again().await?;
        stands(scene.desk(), STRIP).await?;

        scene.desk().window().follow("Settings").await?;
        scene.desk().window().click("Usual size").await?;
        stands(scene.desk(), [0, 0, 1280, 800]).await
    });
}

/// Left, top, width and height on a screen of 1280 × 800 pixels without window manager.
const STRIP: [i32; 4] = [900, 0, 380, 800];

/// Waits until the main window stands there.
async fn stands(desk: &Seat, wanted: [i32; 4]) -> anyhow::Result<()> {
    let waited = eventually("the window's place", PATIENCE, async || Ok((place(desk)? == wanted).then_some(()))).await;
    waited.with_context(|| format!("it stands at {:?}", place(desk)))
}

fn place(desk: &Seat) -> anyhow::Result<[i32; 4]> {
    let title = format!("^{MAIN_PAGE}$");
    let search = ["search", "--onlyvisible", "--name", &title, "getwindowgeometry", "--shell"];
    let told = desk.desk().display().xdotool(&search)?;
    let value = |name: &str| -> anyhow::Result<i32> {
        let line = told.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        Ok(line.with_context(|| format!("no {name} in {told:?}"))?.parse()?)
    };
    Ok([value("X")?, value("Y")?, value("WIDTH")?, value("HEIGHT")?])
}
