//! What is said on the command line, before any window, folder or log is there.

use std::ffi::OsStr;

/// What the program does first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// Opens its window.
    Window,
    /// Prints this and ends well.
    Print(&'static str),
    /// Prints this and fails.
    Refuse(&'static str),
}

const VERSION: &str = concat!("roomline ", env!("CARGO_PKG_VERSION"));

const USAGE: &str = concat!(
    "roomline ",
    env!("CARGO_PKG_VERSION"),
    ": talk with the residents' rooms from this computer\n\n\
     Usage: roomline [--help | --version]\n\n\
     Opens a window, where everything else is asked. The server's address may be set ahead in station.toml.\n\
     Without a screen use roomline-station."
);

const NO_SCREEN: &str =
    "Roomline needs a screen: start it from a desktop session (neither DISPLAY nor WAYLAND_DISPLAY is set)";

/// Decides by the arguments behind the program's name. Others are left to the window system.
#[must_use]
pub fn beginning<'a>(arguments: impl IntoIterator<Item = &'a OsStr>, has_screen: bool) -> Beginning {
    for argument in arguments {
        match argument.to_str() {
            Some("--help" | "-h") => return Beginning::Print(USAGE),
            Some("--version" | "-V") => return Beginning::Print(VERSION),
            _ => {}
        }
    }
    if has_screen { Beginning::Window } else { Beginning::Refuse(NO_SCREEN) }
}

/// Whether a window can be shown at all, as far as that can be known without trying.
#[must_use]
pub fn has_screen() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(arguments: &[&str], has_screen: bool) -> Beginning {
        beginning(arguments.iter().map(OsStr::new), has_screen)
    }

    #[test]
    fn whoever_asks_for_help_needs_no_screen() {
        assert_eq!(begin(&["--help"], false), Beginning::Print(USAGE));
        assert_eq!(begin(&["-V"], false), Beginning::Print(VERSION));
        assert_eq!(begin(&["--gtk-something", "-h"], true), Beginning::Print(USAGE));
    }

    #[test]
    fn without_a_screen_it_is_said_and_with_one_the_window_opens() {
        assert_eq!(begin(&[], false), Beginning::Refuse(NO_SCREEN));
        assert_eq!(begin(&["--gtk-something"], true), Beginning::Window);
    }
}
