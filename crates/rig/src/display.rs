//! A screen that nobody sees.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask};

use crate::tools::tool;
use crate::wait::START;
use crate::{Folder, Mapped, Process};

/// An X server of its own (Xvfb), 1280 × 800 pixels.
#[derive(Debug)]
pub struct Display {
    name: String,
    _server: Process,
}

impl Display {
    /// Starts the server on a number that is free.
    ///
    /// # Errors
    /// When Xvfb is missing or does not come up.
    pub fn start(folder: &Folder) -> anyhow::Result<Self> {
        let mut xvfb = Command::new(tool("Xvfb", "xvfb")?);
        xvfb.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
        let mut server = Process::start("xvfb", xvfb, folder.path())?;
        let number = server.wait_until("the X server's number", START, |server| {
            Ok(server.output().strip_suffix('\n').map(|line| line.trim().to_owned()))
        })?;
        Ok(Self { name: format!(":{number}"), _server: server })
    }

    /// What a program needs to draw here. The window's processes skip GPU buffers, which software drawing only copies.
    #[must_use]
    pub fn env(&self) -> Vec<(String, String)> {
        [
            ("DISPLAY", self.name.as_str()),
            ("GDK_BACKEND", "x11"),
            ("NO_AT_BRIDGE", "1"),
            ("WEBKIT_DISABLE_DMABUF_RENDERER", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    /// Saves a picture of the whole screen as PNG.
    ///
    /// # Errors
    /// When ImageMagick is missing or the file cannot be written.
    pub fn picture(&self, file: &Path) -> anyhow::Result<()> {
        let mut import = Command::new(tool("import", "imagemagick")?);
        let output = import.args(["-window", "root"]).arg(file).env("DISPLAY", &self.name).output()?;
        ensure!(output.status.success(), "import: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    /// Whether the visible window of exactly this title asks to stay above all others; nothing if there is no such window.
    ///
    /// # Errors
    /// When xdotool or xprop is missing.
    pub fn stays_on_top(&self, title: &str) -> anyhow::Result<Option<bool>> {
        let Some(window) = self.visible(title)? else { return Ok(None) };
        let mut xprop = Command::new(tool("xprop", "x11-utils")?);
        let state = xprop.args(["-id", &window.to_string(), "_NET_WM_STATE"]).env("DISPLAY", &self.name).output()?;
        Ok(Some(String::from_utf8_lossy(&state.stdout).contains("_NET_WM_STATE_ABOVE")))
    }

    /// Whether a window of exactly this title is on the screen.
    ///
    /// # Errors
    /// When xdotool is missing.
    pub fn shows(&self, title: &str) -> anyhow::Result<bool> {
        Ok(self.visible(title)?.is_some())
    }

    /// Asks the visible window of exactly this title to close, as its cross does.
    ///
    /// # Errors
    /// When there is no such window, or the X server does not answer.
    pub fn close(&self, title: &str) -> anyhow::Result<()> {
        let window = self.visible(title)?.with_context(|| format!("no window {title:?} is on the screen"))?;
        let (server, _) = x11rb::connect(Some(&self.name))?;
        let atom = |name: &str| anyhow::Ok(server.intern_atom(false, name.as_bytes())?.reply()?.atom);
        let cross = [atom("WM_DELETE_WINDOW")?, x11rb::CURRENT_TIME, 0, 0, 0];
        let event = ClientMessageEvent::new(32, window, atom("WM_PROTOCOLS")?, cross);
        server.send_event(false, window, EventMask::NO_EVENT, event)?.check()?;
        Ok(())
    }

    fn visible(&self, title: &str) -> anyhow::Result<Option<u32>> {
        let mut search = Command::new(tool("xdotool", "xdotool")?);
        search.args(["search", "--onlyvisible", "--name", &format!("^{title}$")]).env("DISPLAY", &self.name);
        let found = String::from_utf8(search.output()?.stdout)?;
        Ok(found.lines().next().map(str::parse).transpose()?)
    }

    /// Notes from now on when windows come onto the screen.
    ///
    /// # Errors
    /// When the X server does not answer.
    pub fn watch_windows(&self) -> anyhow::Result<Mapped> {
        Mapped::watch(&self.name)
    }

    /// The windows of this title, also those that are hidden.
    ///
    /// # Errors
    /// When xdotool is missing or there is none.
    pub fn windows_named(&self, title: &str) -> anyhow::Result<Vec<u64>> {
        let found = self.xdotool(&["search", "--name", &format!("^{title}$")])?;
        Ok(found.lines().filter_map(|line| line.trim().parse().ok()).collect())
    }

    /// Runs xdotool on this screen, for windows that no WebDriver session owns, and returns what it prints.
    ///
    /// # Errors
    /// When xdotool is missing or fails, for example because no window matches.
    pub fn xdotool(&self, arguments: &[&str]) -> anyhow::Result<String> {
        let mut xdotool = Command::new(tool("xdotool", "xdotool")?);
        let output = xdotool.args(arguments).env("DISPLAY", &self.name).output()?;
        ensure!(output.status.success(), "xdotool: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).context("xdotool prints text")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_screens_live_side_by_side_and_can_be_photographed() {
        let folder = Folder::new().expect("a folder");
        let first = Display::start(&folder).expect("Xvfb starts");
        let other = Folder::new().expect("a folder");
        let second = Display::start(&other).expect("Xvfb starts");
        assert_ne!(first.name, second.name);
        let file = folder.path().join("screen.png");
        second.picture(&file).expect("a picture");
        assert!(std::fs::read(file).expect("the file").starts_with(b"\x89PNG"));
    }
}
