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
        Ok(Self { folder, html: with_stand_in(&html)? })
    }

    /// Opens it in a Chromium of its own.
    ///
    /// # Errors
    /// When that does not start.
    pub(super) async fn open(&self) -> anyhow::Result<Page> {
        Page::open(self.html.clone(), "desk", Some(self.folder.path())).await
    }
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
    fn the_page_finds_its_files_and_its_stand_in_comes_first() {
        let html = r#"<html><head><script src="./look.js"></script><script src="./assets/main-1.js"></script></head>"#;
        let page = with_stand_in(html).expect("a page");
        let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} is missing in {page}"));
        assert!(at("__TAURI_INTERNALS__") < at("src=\"files/look.js\""));
        assert!(at("src=\"files/look.js\"") < at("src=\"files/main-1.js\""));
        assert!(with_stand_in("<html>").is_err());
    }
}
