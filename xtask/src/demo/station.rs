//! The desktop app at a desk: opened, and signed in through its own window.

use std::path::PathBuf;

use roomline_rig::{DESKS, Desk, DeskCard, PASSWORD, Property, Window, built};

/// The demo's one desk and its person.
const DESK: DeskCard = DESKS[0];

/// Opens the app at a desk of the rig and signs in.
pub(super) async fn open_at(desk: &Desk, property: &Property) -> anyhow::Result<Window> {
    let window = Window::open(desk, &app()?, &surroundings(property)?).await?;
    sign_in(&window).await?;
    Ok(window)
}

/// Opens the app on the screen of the person and signs in.
pub(super) async fn open_for_a_person(property: &Property) -> anyhow::Result<Window> {
    let window = Window::open_here(property.folder(), &app()?, &surroundings(property)?).await?;
    sign_in(&window).await?;
    Ok(window)
}

fn app() -> anyhow::Result<PathBuf> {
    built("roomline")
}

/// The station's own folders, with what an administrator would have written.
fn surroundings(property: &Property) -> anyhow::Result<Vec<(String, String)>> {
    let (config, data) = (property.folder().inside("station-config")?, property.folder().inside("station-data")?);
    let settings =
        format!("server = {:?}\nstation_name = {:?}\nloopback_media = true\n", property.server(), DESK.station);
    std::fs::write(config.join("station.toml"), settings)?;
    let place = |name: &str, path: PathBuf| (name.to_owned(), path.to_string_lossy().into_owned());
    Ok(vec![place("ROOMLINE_CONFIG_DIR", config), place("ROOMLINE_DATA_DIR", data)])
}

async fn sign_in(window: &Window) -> anyhow::Result<()> {
    window.fill("User name", DESK.user).await?;
    window.fill("Password", PASSWORD).await?;
    window.click("Sign in").await?;
    window.field("Search residents and rooms").await.map(drop)
}
