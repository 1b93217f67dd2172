//! When windows come onto a screen, in the X server's own words: nobody has to ask again and again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask};

/// Every window that came onto a screen, and when.
type Seen = Arc<Mutex<Vec<(u64, SystemTime)>>>;

/// Watches a screen as long as that lives.
#[derive(Debug)]
pub struct Mapped {
    seen: Seen,
}

impl Mapped {
    /// Whatever comes onto the screen after this has returned is noted.
    pub(crate) fn watch(display: &str) -> anyhow::Result<Self> {
        let (server, screen) = x11rb::connect(Some(display))?;
        let root = server.setup().roots[screen].root;
        let wanted = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        server.change_window_attributes(root, &wanted)?.check()?;
        let seen = Seen::default();
        let noting = Arc::clone(&seen);
        std::thread::spawn(move || note(&server, &noting));
        Ok(Self { seen })
    }

    /// When the first of these windows came onto the screen, not before `since`.
    #[must_use]
    pub fn first_of(&self, windows: &[u64], since: SystemTime) -> Option<SystemTime> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().find(|(window, when)| windows.contains(window) && *when >= since).map(|(_, when)| *when)
    }
}

#[expect(clippy::disallowed_methods, reason = "the time at which it happens is what is measured")]
fn note(server: &impl Connection, seen: &Mutex<Vec<(u64, SystemTime)>>) {
    while let Ok(event) = server.wait_for_event() {
        if let Event::MapNotify(mapped) = event {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push((mapped.window.into(), SystemTime::now()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::tools::tool;
    use crate::wait::{START, until};
    use crate::{Display, Folder, Process};

    #[test]
    fn a_window_that_comes_onto_the_screen_is_noted() {
        let folder = Folder::new().expect("a folder");
        let display = Display::start(&folder).expect("Xvfb starts");
        let watch = display.watch_windows().expect("the X server answers");
        let mut window = Command::new(tool("xev", "x11-utils").expect("it is there"));
        window.args(["-name", "somebody"]).envs(display.env());
        let _window = Process::start("window", window, folder.path()).expect("xev starts");
        let found = until("the window", START, || {
            let windows = display.windows_named("somebody").unwrap_or_default();
            Ok(watch.first_of(&windows, SystemTime::UNIX_EPOCH))
        });
        let when = found.expect("it was noted");
        let later = when + std::time::Duration::from_secs(1);
        let windows = display.windows_named("somebody").expect("it is there");
        assert_eq!(watch.first_of(&windows, later), None);
        assert_eq!(watch.first_of(&[1], SystemTime::UNIX_EPOCH), None);
    }
}
