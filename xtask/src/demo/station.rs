//! The desktop app at a desk: opened, and signed in through its own window.

use std::path::{Path, PathBuf};

use roomline_rig::{DESKS, Desk, DeskCard, PASSWORD, Property, Window, built};

/// The demo's one desk and its person.
const DESK: DeskCard = DESKS[0];

/// Opens `app` at a desk of the rig and signs in.
pub(crate) async fn open_app(desk: &Desk, property: &Property, app: &Path) -> anyhow::Result<Window> {
    let window = Window::open(desk, app, &surroundings(property, "")?).await?;
    sign_in(&window).await?;
    Ok(window)
}

/// Opens the app on the screen of the person and signs in.
pub(super) async fn open_for_a_person(property: &Property) -> anyhow::Result<Window> {
    // The keyring of this person is theirs: the demo keeps nothing in it.
    let surroundings = surroundings(property, "sign_in_each_time = true\n")?;
    let window = Window::open_here(property.folder(), &app()?, &surroundings).await?;
    sign_in(&window).await?;
    Ok(window)
}

/// The app of this build.
pub(super) fn app() -> anyhow::Result<PathBuf> {
    built("roomline")
}

/// The station's own folders, with what an administrator would have written.
pub(crate) fn surroundings(property: &Property, more: &str) -> anyhow::Result<Vec<(String, String)>> {
    let (config, data) = (property.folder().inside("station-config")?, property.folder().inside("station-data")?);
    let (server, station) = (property.server(), DESK.station);
    let settings = format!(
        "server = {server:?}
station_name = {station:?}
loopback_media = true
{more}"
    );
    std::fs::write(config.join("station.toml"), settings)?;
    let place = |name: &str, path: PathBuf| (name.to_owned(), path.to_string_lossy().into_owned());
    Ok(vec![place("ROOMLINE_CONFIG_DIR", config), place("ROOMLINE_DATA_DIR", data)])
}

/// Signs in by the form, as somebody new at this desk does.
pub(crate) async fn sign_in(window: &Window) -> anyhow::Result<()> {
    window.fill("User name", DESK.user).await?;
    window.fill("Password", PASSWORD).await?;
    window.click("Sign in").await?;
    window.field("Search residents and rooms").await.map(drop)
}
