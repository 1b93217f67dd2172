//! Pictures of every screen, made by a command so that they never lie.

use crate::setup;
use crate::step;

/// Draws every state of the window into `docs/pictures/`.
pub(crate) fn run() -> anyhow::Result<()> {
    setup::everything()?;
    let ui = step::root().join("ui");
    step::run("Drawing every screen", "pictures", step::program("npm", &["run", "pictures"]).current_dir(ui))
}
