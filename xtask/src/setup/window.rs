//! The window's parts: npm packages from the lock file and the page that the app holds inside.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, bail};

use crate::step;

/// The oldest Node.js that can build the page. Source: Vite 8's `engines`.
const OLDEST_NODE: [u32; 2] = [20, 19];

/// Installs the npm packages and builds the page, each only if what it is made from has changed.
pub(crate) fn build() -> anyhow::Result<()> {
    check_node()?;
    let ui = step::root().join("ui");
    let lock = fs::read(ui.join("package-lock.json")).context("cannot read ui/package-lock.json")?;
    if !ui.join("node_modules").is_dir() || changed("npm", fingerprint(&[lock.as_slice()]))? {
        let mut npm = step::program("npm", &["ci", "--no-audit", "--no-fund"]);
        step::run("Installing the window's npm packages", "npm-ci", npm.current_dir(&ui))?;
        remember("npm", fingerprint(&[lock.as_slice()]))?;
    }
    let sources = sources()?;
    if !ui.join("dist/index.html").is_file() || changed("page", sources)? {
        step::run("Building the window's page", "page", step::program("npm", &["run", "build"]).current_dir(&ui))?;
        remember("page", sources)?;
    }
    Ok(())
}

fn check_node() -> anyhow::Result<()> {
    let [major, minor] = OLDEST_NODE;
    let Ok(output) = Command::new("node").arg("--version").output() else {
        bail!("Node.js is missing: install {major}.{minor} or newer (https://nodejs.org/download) and start again");
    };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if numbers(&version).is_none_or(|found| found < OLDEST_NODE) {
        bail!("Node.js {version} is too old: install {major}.{minor} or newer and start again");
    }
    Ok(())
}

/// `v20.19.2` → `[20, 19]`.
fn numbers(version: &str) -> Option<[u32; 2]> {
    let mut parts = version.strip_prefix('v')?.split('.').map(str::parse);
    Some([parts.next()?.ok()?, parts.next()?.ok()?])
}

/// A number that changes with any file the page is made from.
fn sources() -> anyhow::Result<u64> {
    let listing = step::program("git", &["ls-files", "--cached", "--others", "--exclude-standard", "ui"]).output()?;
    let mut contents = vec![listing.stdout.clone()];
    for file in String::from_utf8(listing.stdout)?.lines() {
        contents.push(fs::read(step::root().join(file)).unwrap_or_default());
    }
    Ok(fingerprint(&contents.iter().map(Vec::as_slice).collect::<Vec<_>>()))
}

fn fingerprint(contents: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    hasher.finish()
}

fn stamp(name: &str) -> anyhow::Result<PathBuf> {
    Ok(step::log_file(name)?.with_extension("stamp"))
}

fn changed(name: &str, fingerprint: u64) -> anyhow::Result<bool> {
    Ok(fs::read_to_string(stamp(name)?).ok() != Some(fingerprint.to_string()))
}

fn remember(name: &str, fingerprint: u64) -> anyhow::Result<()> {
    Ok(fs::write(stamp(name)?, fingerprint.to_string())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_is_told_from_a_new_one() {
        assert!(numbers("v18.20.4") < Some(OLDEST_NODE));
        assert!(numbers("v20.18.1") < Some(OLDEST_NODE));
        assert!(numbers("v20.19.0") >= Some(OLDEST_NODE));
        assert!(numbers("v22.1.0") >= Some(OLDEST_NODE));
        assert_eq!(numbers("nonsense"), None);
    }
}
