//! How well speech came through, as a number that people agree on: wide-band PESQ, and ViSQOL as a second opinion.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

/// The score of a recording in which there is no speech at all; PESQ-WB itself gives 1.04 at the least.
pub const WORST_SCORE: f64 = 1.0;

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
        let python = python_of("scorers");
        ensure!(python.exists(), "the speech scorer is missing: run `cargo xtask setup`");
        Ok(Self { python })
    }

    /// The PESQ-WB of `heard` against `said`, 1.0 to 4.64: the whole recordings, no fitting of gain. WAV files, 16 bit,
    /// at 16 kHz or a multiple of it.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn pesq(&self, said: &Path, heard: &Path) -> anyhow::Result<f64> {
        let printed = printed(&self.python, "pesq_wb.py", &[said, heard])?;
        match String::from_utf8_lossy(&printed).trim() {
            "none" => Ok(WORST_SCORE),
            score => score.parse().with_context(|| format!("{score} is no score")),
        }
    }
}

/// Eight seconds of speech, as they were heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// PESQ-WB, 1.0 to 4.64.
    pub pesq: f64,
    /// How much later it was heard, in milliseconds, 0 to 500.
    pub delay_ms: f64,
}

impl Scorer {
    /// Scores `heard` against `said` in pieces of eight seconds; those without speech are left out. WAV files as for
    /// [`Scorer::pesq`].
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn pieces(&self, said: &Path, heard: &Path) -> anyhow::Result<Vec<Piece>> {
        let printed = printed(&self.python, "pesq_pieces.py", &[said, heard])?;
        let pieces: Vec<(f64, f64)> = serde_json::from_slice(&printed).context("the scores cannot be read")?;
        Ok(pieces.into_iter().map(|(pesq, delay_ms)| Piece { pesq, delay_ms }).collect())
    }
}

/// A second opinion, by ViSQOL's model for speech. The bench of the sound installs it, `cargo xtask setup` does not.
#[derive(Clone, Debug)]
pub struct SecondOpinion {
    python: PathBuf,
}

impl SecondOpinion {
    /// Finds the second scorer.
    ///
    /// # Errors
    /// When it has not been installed yet.
    pub fn find() -> anyhow::Result<Self> {
        let python = python_of("second-opinion");
        ensure!(python.exists(), "the second scorer is missing: `cargo xtask bench sound` installs it");
        Ok(Self { python })
    }

    /// The ViSQOL scores, 1.0 to 4.54, of the same pieces as [`Scorer::pieces`], for each pair of what was said and what was heard.
    /// Half a second for each piece, after half a minute.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn pieces(&self, pairs: &[(PathBuf, PathBuf)]) -> anyhow::Result<Vec<Vec<f64>>> {
        let files: Vec<&Path> = pairs.iter().flat_map(|(said, heard)| [said.as_path(), heard.as_path()]).collect();
        let printed = printed(&self.python, "visqol_pieces.py", &files)?;
        serde_json::from_slice(&printed).context("the second scores cannot be read")
    }
}

/// The Python below the build directory that was made for some scorers.
fn python_of(folder: &str) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace.join("target"), PathBuf::from);
    target.join(folder).join("bin/python")
}

/// What a script of `scorers/` prints about files.
fn printed(python: &Path, script: &str, files: &[&Path]) -> anyhow::Result<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scorers").join(script);
    // -B: nothing is written into the working copy.
    let output = Command::new(python).arg("-B").arg(path).args(files).output()?;
    ensure!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(output.stdout)
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

    #[test]
    fn pieces_are_found_where_they_are_heard_later() {
        let scorer = Scorer::find().expect("`cargo xtask setup` was run");
        let folder = Folder::new().expect("a folder");
        let mut wav = hound::WavReader::open(voice("staff.wav")).expect("a voice");
        let spec = wav.spec();
        let once: Vec<i16> = wav.samples().collect::<Result<_, _>>().expect("samples");
        let later = vec![0; spec.sample_rate as usize * 120 / 1000];
        let write = |name: &str, samples: &[i16]| {
            let file = folder.path().join(name);
            let mut wav = hound::WavWriter::create(&file, spec).expect("a file");
            samples.iter().for_each(|sample| wav.write_sample(*sample).expect("written"));
            wav.finalize().expect("written");
            file
        };
        let (one, other) = (write("said.wav", &once.repeat(3)), write("heard.wav", &[later, once.repeat(3)].concat()));
        let pieces = scorer.pieces(&one, &other).expect("scores");
        assert!(!pieces.is_empty());
        for piece in pieces {
            assert!(piece.pesq > 4.5 && (119.0..121.0).contains(&piece.delay_ms), "{piece:?}");
        }
    }
}
