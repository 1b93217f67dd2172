//! When windows come onto a screen, in the X server's own words: nobody has to ask again and again.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Command};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::Process;
use crate::tools::tool;

/// Every window that came onto a screen, and when.
type Seen = Arc<Mutex<Vec<(u64, SystemTime)>>>;

/// Watches a screen until it is dropped.
#[derive(Debug)]
pub struct Mapped {
    seen: Seen,
    _xev: Process,
}

impl Mapped {
    pub(crate) fn watch(display: &str, folder: &Path) -> anyhow::Result<Self> {
        // Lines that go into a pipe wait there until there are many, unless told otherwise.
        let mut xev = Command::new(tool("stdbuf", "coreutils")?);
        xev.arg("-oL").arg(tool("xev", "x11-utils")?).args(["-root", "-event", "substructure"]).env("DISPLAY", display);
        let (xev, output) = Process::start_piped("xev", xev, folder)?;
        let seen = Seen::default();
        let noting = Arc::clone(&seen);
        std::thread::spawn(move || note(output, &noting));
        Ok(Self { seen, _xev: xev })
    }

    /// When the first of these windows came onto the screen, not before `since`.
    #[must_use]
    pub fn first_of(&self, windows: &[u64], since: SystemTime) -> Option<SystemTime> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().find(|(window, when)| windows.contains(window) && *when >= since).map(|(_, when)| *when)
    }
}

#[expect(clippy::disallowed_methods, reason = "the time at which it happens is what is measured")]
fn note(output: ChildStdout, seen: &Mutex<Vec<(u64, SystemTime)>>) {
    let mut before = String::new();
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if let Some(window) = mapped(&before, &line) {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push((window, SystemTime::now()));
        }
        before = line;
    }
}

/// The window that these two lines of `xev` tell of, if they tell that one was mapped.
fn mapped(first: &str, second: &str) -> Option<u64> {
    let (_, rest) = second.split_once(", window 0x").filter(|_| first.starts_with("MapNotify event"))?;
    u64::from_str_radix(rest.split(',').next()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wait::{START, until};
    use crate::{Display, Folder};

    #[test]
    fn of_all_events_only_a_mapping_counts() {
        let first = "MapNotify event, serial 18, synthetic NO, window 0x2bd,";
        let second = "    event 0x2bd, window 0x800003, override NO";
        assert_eq!(mapped(first, second), Some(0x80_0003));
        assert_eq!(mapped("UnmapNotify event, serial 18, synthetic NO, window 0x2bd,", second), None);
        assert_eq!(mapped("", first), None);
    }

    #[test]
    fn a_window_that_comes_onto_the_screen_is_noted() {
        let folder = Folder::new().expect("a folder");
        let display = Display::start(&folder).expect("Xvfb starts");
        let watch = display.watch_windows(&folder).expect("xev starts");
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
