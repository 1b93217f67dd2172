//! The icon in the desktop's tray: what the desk is worth at a glance, and the way back to a window that was closed.
//!
//! Not every desktop has a tray. So nothing waits for it, and whether it is there decides what closing the window means
//! ([`super::closing`]).

mod icon;
#[cfg(target_os = "linux")]
mod linux;
mod sign;

use std::sync::Arc;

use tokio::sync::mpsc;

pub use icon::Picture;
pub use sign::{Sign, TrayWords};

/// What a tray tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrayTold {
    /// Whether the desktop shows the icon, as far as it was seen last.
    Shown(bool),
    /// Somebody wants the main window.
    Open,
    /// Somebody wants to end the program.
    Quit,
}

/// A way to show the icon. Never waits.
pub trait Tray: Send + Sync {
    /// Shows this from now on.
    fn show(&self, sign: Sign, words: TrayWords);
}

/// This system's tray and where its words arrive.
#[must_use]
pub fn system_tray() -> (Arc<dyn Tray>, mpsc::Receiver<TrayTold>) {
    // More clicks than this at once are no person's.
    let (tell, told) = mpsc::channel(8);
    #[cfg(target_os = "linux")]
    let tray: Arc<dyn Tray> = Arc::new(linux::StatusNotifierTray::start(tell));
    #[cfg(not(target_os = "linux"))]
    let tray: Arc<dyn Tray> = Arc::new(none::NoTray::new(tell));
    (tray, told)
}

/// Windows and macOS have no tray yet: closing the window asks there.
#[cfg(not(target_os = "linux"))]
mod none {
    use super::{Sign, Tray, TrayTold, TrayWords, mpsc};

    pub(super) struct NoTray(#[expect(dead_code, reason = "an open channel never clicks")] mpsc::Sender<TrayTold>);

    impl NoTray {
        pub(super) fn new(tell: mpsc::Sender<TrayTold>) -> Self {
            tracing::info!("this system's tray is not used yet");
            Self(tell)
        }
    }

    impl Tray for NoTray {
        fn show(&self, _: Sign, _: TrayWords) {}
    }
}
