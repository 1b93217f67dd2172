//! The echo canceller at desks with a loudspeaker, in virtual time: how much of the echo is gone, how soon, and what is left of
//! the voice. It decides nothing.

mod loss;
mod room;
mod scene;

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use roomline_audio::{SAMPLE_RATE, wav};
use serde_json::{Value, json};

use self::loss::Loss;
use crate::talk;

/// Until here the canceller may learn: 10 s.
const LEARNT: usize = 10 * SAMPLE_RATE as usize;

/// What is measured.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// A recording in G.722; at least two. Each is the far end once, the next one the desk.
    #[arg(long = "voice", value_name = "FILE", required = true, num_args = 1)]
    voices: Vec<PathBuf>,
    /// What was said, recorded and sent goes here, a WAV file each.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The list of what was made, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
}

/// Measures.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.folder).context("the folder cannot be made")?;
    let read = |voice: &PathBuf| {
        let recording = std::fs::read(voice).with_context(|| format!("cannot read {}", voice.display()))?;
        talk::from_g722(&recording)
    };
    let voices = options.voices.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?;
    let has_sound = voices.iter().all(|voice| !voice.is_empty());
    ensure!(voices.len() >= 2 && has_sound, "it takes two voices, with something in them");
    let mut made = Vec::new();
    for (number, far) in voices.iter().enumerate() {
        let near = &voices[(number + 1) % voices.len()];
        let played = scene::far_end(far);
        for (index, desk) in scene::ALL.into_iter().enumerate() {
            let response = room::impulse_response(desk.rt60, index as u64);
            let heard = if desk.overdriven {
                room::in_room(&room::overdriven(&played), &response)
            } else {
                room::in_room(&played, &response)
            };
            let conversation = scene::converse(desk, &played, &heard?, near, (number * 100 + index) as u64);
            made.push(figures(desk, &conversation, &options.folder.join(format!("{number}.{}", desk.name)))?);
        }
    }
    std::fs::write(&options.json, Value::from(made).to_string())
        .with_context(|| format!("cannot write {}", options.json.display()))
}

fn figures(desk: scene::Desk, conversation: &scene::Conversation, file: &Path) -> anyhow::Result<Value> {
    let scene::Conversation { said, echo, recorded, sent } = conversation;
    let loss = |of: Range<usize>| Loss::of(&echo[of.clone()], &recorded[of.clone()], &sent[of]);
    let beginning = loss(scene::FAR_ALONE.start..scene::JUMP_AT);
    let after_jump = loss(scene::JUMP_AT..scene::FAR_ALONE.end);
    let mut figures = json!({
        "desk": desk.name, "delay_ms": desk.delay_ms,
        "erle_db": loss(LEARNT..scene::JUMP_AT).db(),
        "converged_20_s": beginning.reaches(20.0), "converged_30_s": beginning.reaches(30.0),
        "again_20_s": after_jump.reaches(20.0), "again_30_s": after_jump.reaches(30.0),
    });
    for (name, of) in [("near", scene::NEAR_ALONE), ("both", scene::BOTH)] {
        let mut files = json!({});
        for (kind, sound) in [("said", said), ("recorded", recorded), ("sent", sent)] {
            let path = format!("{}.{name}.{kind}.wav", file.display());
            wav::write(Path::new(&path), &sound[of.clone()])?;
            files[kind] = path.into();
        }
        figures[name] = files;
    }
    Ok(figures)
}
