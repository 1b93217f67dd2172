//! System packages: what Debian has to bring, and the one line to type where we may not bring it ourselves.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::bail;

use crate::step;

/// What the packages are for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Build everything and play a call on a machine without display and sound card.
    Demo,
    /// The same, a browser as a foreign WebRTC peer, networks of one's own, what a screen reader listens to, and systemd's own look
    /// at the server's service.
    Test,
}

/// To build the app: the window's libraries, sound, libopus.
const BUILD: &[&str] = &["build-essential", "pkg-config", "cmake", "libwebkit2gtk-4.1-dev", "libasound2-dev"];

/// To run it: the tray's library is loaded by name, sound goes through ALSA's PulseAudio plugin.
const RUN: &[&str] = &["libayatana-appindicator3-1", "libasound2-plugins", "fonts-dejavu-core"];

/// A desk without display and sound card.
const HEADLESS: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "x11-utils",
    "xdotool",
    "imagemagick",
    "dbus",
    "gnome-keyring",
    "pulseaudio",
    "pulseaudio-utils",
];

/// The speech scorer is a Python extension built here.
const SCORERS: &[&str] = &["python3", "python3-venv", "python3-dev"];

/// A WebRTC peer that is not ours.
const INTEROP: &[&str] = &["chromium"];

/// Networks of one's own: for a desk that changes its network, routers as homes have them, and a relay where there is no other way.
const NETWORKS: &[&str] = &["iproute2", "nftables", COTURN];

/// A server that its package starts at once, if the system lets it: it is masked first, and stays so until `systemctl unmask coturn`.
const COTURN: &str = "coturn";

/// What a screen reader listens to.
const READER: &[&str] = &["at-spi2-core"];

/// Reads the server's service and counts what it may.
const SERVICE: &[&str] = &["systemd"];

impl Purpose {
    fn packages(self) -> Vec<&'static str> {
        let for_tests: [&[&str]; 4] = if self == Self::Test { [INTEROP, NETWORKS, READER, SERVICE] } else { [&[]; 4] };
        [&[BUILD, RUN, HEADLESS, SCORERS][..], &for_tests[..]].concat().concat()
    }
}

/// Installs the packages that are missing.
///
/// # Errors
/// When they cannot be installed; the sentence then holds the line to type.
pub(crate) fn install(purpose: Purpose) -> anyhow::Result<()> {
    let missing = missing_of(&purpose.packages())?;
    if missing.is_empty() {
        return Ok(());
    }
    let list = missing.join(" ");
    let Some(as_root) = way_to_root() else {
        let masked = if missing.contains(&COTURN) { "sudo systemctl mask coturn.service && " } else { "" };
        bail!(
            "{} system packages are missing and this is not root: type\n\n  \
             {masked}sudo apt-get update && sudo apt-get install --no-install-recommends {list}\n\nand start again",
            missing.len()
        );
    };
    let apt = |arguments: &[&str]| {
        let mut words = as_root.clone();
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        words.extend(arguments);
        step::program(words[0], &words[1..])
    };
    if missing.contains(&COTURN) {
        // For tests only: this machine shall not serve strangers.
        let unit = "/etc/systemd/system/coturn.service";
        let mask = format!("mkdir -p /etc/systemd/system && {{ test -e {unit} || ln -s /dev/null {unit}; }}");
        let words = [&as_root[..], &["sh", "-c", &mask]].concat();
        step::run("Keeping the relay from starting by itself", "mask", &mut step::program(words[0], &words[1..]))?;
    }
    step::run("Reading the package lists", "apt-update", &mut apt(&["update"]))?;
    let mut install = vec!["install", "--yes", "--no-install-recommends"];
    install.extend(&missing);
    step::run(&format!("Installing {} system packages: {list}", missing.len()), "apt-install", &mut apt(&install))
}

/// The packages of `wanted` that are not installed, in their order.
fn missing_of(wanted: &[&'static str]) -> anyhow::Result<Vec<&'static str>> {
    let format = "--showformat=${Package} ${db:Status-Status}\n";
    let Ok(output) = Command::new("dpkg-query").args(["--show", format]).args(wanted).output() else {
        bail!("this is no Debian or Ubuntu: install what matches these packages and start again: {}", wanted.join(" "));
    };
    Ok(not_in(wanted, &String::from_utf8_lossy(&output.stdout)))
}

fn not_in(wanted: &[&'static str], listing: &str) -> Vec<&'static str> {
    let installed: BTreeSet<&str> = listing.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    wanted.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// The words to put before a command that needs root, if there is a way without asking for a password.
fn way_to_root() -> Option<Vec<&'static str>> {
    let id = Command::new("id").arg("-u").output().ok()?;
    if id.stdout.trim_ascii() == b"0" {
        return Some(Vec::new());
    }
    let sudo = Command::new("sudo").args(["-n", "true"]).output().ok()?;
    sudo.status.success().then(|| vec!["sudo", "-n"])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_but_left_its_settings_is_missing() {
        let listing = "xvfb installed\ndbus config-files\n";
        assert_eq!(not_in(&["xvfb", "dbus", "cmake"], listing), ["dbus", "cmake"]);
    }

    #[test]
    fn the_demo_needs_no_browser() {
        assert!(!Purpose::Demo.packages().contains(&"chromium"));
        assert!(Purpose::Test.packages().contains(&"chromium"));
    }
}
