//! A window that is closed, and the icon in the tray that stays.

use anyhow::ensure;
use roomline_rig::DeskOptions;

use crate::{CALLER, MAIN_PAGE, PATIENCE, SMALL_PAGE, told};

#[test]
fn a_desk_whose_window_is_closed_goes_on_ringing_in_the_tray() {
    told("tray", &[DeskOptions::default()], async |scene| {
        let (property, desk) = (&scene.property, scene.desk());
        let window = desk.window();
        // Desktops are often later than the programs that start with them.
        let tray = desk.desk().tray()?;
        tray.wait_for(PATIENCE, "Nobody is signed in")?;
        scene.sign_in().await?;
        tray.wait_for(PATIENCE, "Ready. Calls ring here")?;
        ensure!(tray.sizes()? == [32, 128], "pictures of {:?}", tray.sizes()?);
        desk.closes_the_window().await?;

        // A call brings back what is needed for it.
        let mark = property.newest().await?;
        property.ask(CALLER).await?;
        tray.wait_for(PATIENCE, "A room is calling")?;
        desk.small_window_shows().await?;
        window.turn_to(SMALL_PAGE).await?;
        window.click("Answer").await?;
        property.happened(mark, Some(CALLER), "accepted").await?;
        window.turn_to(MAIN_PAGE).await?;
        desk.shows("In call").await?;
        desk.main_window_is(true).await?;
        tray.wait_for(PATIENCE, "In call")?;

        // Nobody hangs up on a resident by a menu of one line.
        tray.choose("Quit Roomline")?;
        desk.picture("1-quit-in-a-call").await?;
        window.click("Stay in the call").await?;
        desk.shows("In call").await?;
        window.click("Hang up").await?;
        desk.shows("Call ended: you hung up").await?;

        desk.closes_the_window().await?;
        tray.click()?;
        desk.main_window_is(true).await?;
        desk.closes_the_window().await?;
        tray.choose("Open Roomline")?;
        desk.main_window_is(true).await?;

        // A panel that crashes takes no window with it.
        desk.closes_the_window().await?;
        drop(tray);
        desk.main_window_is(true).await?;
        desk.desk().display().close(MAIN_PAGE)?;
        window.text("No more calls ring at this desk").await?;
        desk.picture("2-close-without-a-tray").await?;
        window.click("Keep it open").await?;
        window.gone("Keep it open").await?;

        // And who means it is obeyed.
        let tray = desk.desk().tray()?;
        tray.wait_for(PATIENCE, "Ready")?;
        tray.choose("Quit Roomline")?;
        desk.main_window_is(false).await?;
        desk.logs("the program ends").await
    });
}

#[test]
fn a_desk_that_cannot_be_reached_brings_its_window_back() {
    told("tray-unreachable", &[DeskOptions::default()], async |scene| {
        scene.sign_in().await?;
        let tray = scene.desk().desk().tray()?;
        tray.wait_for(PATIENCE, "Ready")?;
        scene.desk().closes_the_window().await?;
        scene.property.cut_middleware();
        let desk = scene.desk();
        tray.wait_for(PATIENCE, "This desk cannot be reached")?;
        desk.main_window_is(true).await?;
        desk.picture("1-back").await
    });
}
