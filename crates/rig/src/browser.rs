//! Chromium: a WebRTC peer that is not ours.

use std::path::Path;
use std::process::Command;

use crate::tools::tool;
use crate::{Folder, Process};

/// A headless browser that shows one page, with a WAV file as its microphone.
///
/// The page and the test talk through a small HTTP server of the test's own, from which the page is loaded.
#[derive(Debug)]
pub struct Chromium {
    /// The browser.
    pub process: Process,
}

impl Chromium {
    /// Opens `url`; `voice` is a WAV file of 48 kHz, mono, that its microphone plays once.
    ///
    /// # Errors
    /// When Chromium is missing.
    pub fn open(folder: &Folder, url: &str, voice: &Path) -> anyhow::Result<Self> {
        Self::open_sized(folder, url, voice, None)
    }

    /// The same in a window of `size` pixels, its frame and bars included, though nobody sees them.
    ///
    /// # Errors
    /// As [`Chromium::open`].
    pub(crate) fn open_sized(folder: &Folder, url: &str, voice: &Path, size: Option<[u32; 2]>) -> anyhow::Result<Self> {
        let mut chromium = Command::new(tool("chromium", "chromium")?);
        chromium.args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            // Host candidates by address: there is no mDNS between a test's processes.
            "--disable-features=WebRtcHideLocalIpsWithMdns",
            "--allow-loopback-in-peer-connection",
            "--autoplay-policy=no-user-gesture-required",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
        ]);
        chromium.args(size.map(|[width, height]| format!("--window-size={width},{height}")));
        chromium.arg(format!("--use-file-for-fake-audio-capture={}%noloop", voice.display()));
        chromium.arg(format!("--user-data-dir={}", folder.inside("chromium")?.display()));
        chromium.arg(url).env("HOME", folder.inside("home")?).env("XDG_RUNTIME_DIR", folder.inside("run")?);
        Ok(Self { process: Process::start("chromium-browser", chromium, folder.path())? })
    }
}
