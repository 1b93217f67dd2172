//! Recorded human voices of five languages, one announcement of more than a minute each: Debian's prompts of a telephone
//! exchange (CC BY-SA), fetched and unpacked below `target/`, never part of the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::step;

const LANGUAGES: [&str; 5] = ["en", "es", "fr", "it", "ru"];
/// The longest announcement there is in each language.
const ANNOUNCEMENT: &str = "demo-instruct.g722";

/// Fetches what is not there yet; returns a recording per language.
///
/// # Errors
/// When a package cannot be fetched or unpacked, or does not hold the recording.
pub(in crate::bench) fn fetch(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder)?;
    LANGUAGES.into_iter().map(|language| of_language(folder, language)).collect()
}

fn of_language(folder: &Path, language: &str) -> anyhow::Result<PathBuf> {
    let unpacked = folder.join(language);
    if let Some(found) = find(&unpacked)? {
        return Ok(found);
    }
    let package = format!("asterisk-core-sounds-{language}-g722");
    let mut download = step::program("apt-get", &["download", &package]);
    step::run(&format!("Fetching voices ({language})"), "bench-voices", download.current_dir(folder))?;
    let starts = format!("{package}_");
    let files = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path());
    let is_it = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&starts));
    let file = files.into_iter().find(is_it).with_context(|| format!("apt-get left no {package}"))?;
    let mut unpack = step::program("dpkg-deb", &["-x"]);
    let unpacked_by = unpack.arg(&file).arg(&unpacked).status().context("cannot start dpkg-deb")?;
    ensure!(unpacked_by.success(), "dpkg-deb cannot unpack {}", file.display());
    find(&unpacked)?.with_context(|| format!("{package} holds no {ANNOUNCEMENT}"))
}

/// The announcement below `unpacked`, in the folder of whichever speaker there is.
fn find(unpacked: &Path) -> anyhow::Result<Option<PathBuf>> {
    let sounds = unpacked.join("usr/share/asterisk/sounds");
    if !sounds.exists() {
        return Ok(None);
    }
    let speakers = std::fs::read_dir(sounds)?.filter_map(Result::ok);
    Ok(speakers.map(|speaker| speaker.path().join(ANNOUNCEMENT)).find(|file| file.exists()))
}
