//! The same page in Chromium: the files that the app holds inside, with a small script in the place of the program behind them, which
//! gives it what the program gave the app's own window.

use std::path::Path;

use anyhow::{Context as _, ensure};
use roomline_rig::{Folder, Page};

use super::Browser;
use crate::step;

/// See the module.
pub(super) struct Beside {
    folder: Folder,
    html: String,
    /// What the app's own window gives the page, in pixels.
    viewport: [u32; 2],
    /// The window of Chromium that gives it as much.
    window: [u32; 2],
}

impl Beside {
    /// Takes the page and what the app shows in it now.
    ///
    /// # Errors
    /// When the page was not built, or the app does not say what it shows.
    pub(super) async fn of(ours: &Browser<'_>) -> anyhow::Result<Self> {
        let shown = ours.ask(include_str!("shown.js"), Vec::new()).await?;
        let folder = Folder::new()?;
        for name in ["app", "directory"] {
            let part = shown.get(name).with_context(|| format!("the app tells no {name}"))?;
            std::fs::write(folder.path().join(name).with_extension("json"), part.to_string())?;
        }
        let dist = step::root().join("ui/dist");
        copy_files(&dist, folder.path())?;
        copy_files(&dist.join("assets"), folder.path())?;
        let html = std::fs::read_to_string(dist.join("index.html")).context("the page was not built")?;
        let viewport = viewport_of(ours).await?;
        let mut beside = Self { folder, html: with_stand_in(&html)?, viewport, window: viewport };
        // Its bars take their part, how much is known to nobody else.
        let inside = viewport_of(&Browser::Chromium(&beside.start().await?)).await?;
        beside.window = around(viewport, inside);
        Ok(beside)
    }

    /// Opens it in a Chromium of its own, where it has as much room as in the app's window.
    ///
    /// # Errors
    /// When that does not start, or has other room for it.
    pub(super) async fn open(&self) -> anyhow::Result<Page> {
        let page = self.start().await?;
        let viewport = viewport_of(&Browser::Chromium(&page)).await?;
        ensure!(viewport == self.viewport, "Chromium's page has {viewport:?} pixels, ours {:?}", self.viewport);
        Ok(page)
    }

    async fn start(&self) -> anyhow::Result<Page> {
        Page::open_sized(self.html.clone(), "desk", Some(self.folder.path()), Some(self.window)).await
    }
}

/// The pixels that a page has, wide and high.
async fn viewport_of(browser: &Browser<'_>) -> anyhow::Result<[u32; 2]> {
    let size = browser.ask(include_str!("viewport.js"), Vec::new()).await?;
    serde_json::from_value(size).context("the page tells no size")
}

/// The window whose page has `viewport`, when one as large as that leaves its page only `inside`.
fn around(viewport: [u32; 2], inside: [u32; 2]) -> [u32; 2] {
    [0, 1].map(|side| viewport[side] + viewport[side].saturating_sub(inside[side]))
}

fn copy_files(from: &Path, to: &Path) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

/// The page with the script before all others, and with its files where the browser finds them.
fn with_stand_in(html: &str) -> anyhow::Result<String> {
    ensure!(html.matches("<head>").count() == 1, "the page has no head");
    let script = concat!("<head><script>", include_str!("stand-in.js"), "</script>");
    Ok(html.replace("\"./assets/", "\"files/").replace("\"./", "\"files/").replacen("<head>", script, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_bars_take_is_added() {
        assert_eq!(around([1280, 800], [1280, 657]), [1280, 943]);
        assert_eq!(around([1280, 800], [1280, 800]), [1280, 800]);
    }

    #[test]
    fn the_page_finds_its_files_and_its_stand_in_comes_first() {
        let html = r#"<html><head><script src="./look.js"></script><script src="./assets/main-1.js"></script></head>"#;
        let page = with_stand_in(html).expect("a page");
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing in {page}"));
        assert!(at("__TAURI_INTERNALS__") < at("src=\"files/look.js\""));
        assert!(at("src=\"files/look.js\"") < at("src=\"files/main-1.js\""));
        assert!(with_stand_in("<html>").is_err());
    }
}
