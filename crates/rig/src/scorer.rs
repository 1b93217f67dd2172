//! How well speech came through, as a number that people agree on: wide-band PESQ.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

/// The score of a recording in which there is no speech at all; PESQ-WB itself gives 1.04 at the least.
pub const WORST_SCORE: f64 = 1.0;

const SCRIPT: &str = include_str!("../scorers/pesq_wb.py");

/// The scorer of this working copy, made by `cargo xtask setup`.
#[derive(Clone, Debug)]
pub struct Scorer {
    python: PathBuf,
}

impl Scorer {
    /// Finds the scorer.
    ///
    /// # Errors
    /// When it has not been made yet.
    pub fn find() -> anyhow::Result<Self> {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
        let python = target.join("scorers/bin/python");
        ensure!(python.exists(), "the speech scorer is missing: run `cargo xtask setup`");
        Ok(Self { python })
    }

    /// The PESQ-WB of `heard` against `said`, 1.0 to 4.64: the whole recordings, no fitting of gain. WAV files, 16 bit,
    /// at 16 kHz or a multiple of it.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn pesq(&self, said: &Path, heard: &Path) -> anyhow::Result<f64> {
        let output = Command::new(&self.python).args(["-c", SCRIPT]).args([said, heard]).output()?;
        ensure!(output.status.success(), "PESQ: {}", String::from_utf8_lossy(&output.stderr));
        match String::from_utf8_lossy(&output.stdout).trim() {
            "none" => Ok(WORST_SCORE),
            score => score.parse().with_context(|| format!("{score} is no score")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Folder;

    fn voice(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/voices").join(name)
    }

    #[test]
    fn a_voice_is_itself_and_neither_another_voice_nor_silence() {
        let scorer = Scorer::find().expect("`cargo xtask setup` was run");
        let pesq = |heard: &Path| scorer.pesq(&voice("staff.wav"), heard).expect("a score");
        assert!(pesq(&voice("staff.wav")) > 4.6);
        assert!(pesq(&voice("stranger.wav")) < 1.5);
        let folder = Folder::new().expect("a folder");
        let silence = folder.path().join("silence.wav");
        let silent = crate::Recorded::silence(8 * 48_000);
        silent.save(&silence).expect("written");
        assert!((pesq(&silence) - WORST_SCORE).abs() < f64::EPSILON);
    }
}
