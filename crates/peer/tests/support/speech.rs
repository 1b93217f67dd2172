//! Speech through a connection, and how well it comes out at the far end.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Duration;

use roomline_audio::{FRAME_SAMPLES, Frame, Level, SAMPLE_RATE, wav};
use roomline_rig::{Folder, Scorer};

use crate::support::desk::Desk;
use crate::support::within;

/// So long is listened on after the last word: more than the delay of any connection here.
const AFTERWARDS: usize = SAMPLE_RATE as usize / 2;

/// What a desk says instead of its tone, and what it hears meanwhile.
#[derive(Default)]
pub(crate) struct Speech {
    says: Option<VecDeque<f32>>,
    heard: Vec<f32>,
}

/// How a voice came through.
#[derive(Debug)]
pub(crate) struct Score {
    /// PESQ-WB, 1.0 to 4.64. It levels both recordings first and hears nothing of the loudness.
    pub(crate) pesq: f64,
    /// How much louder it was heard than said, in decibels.
    pub(crate) louder: f32,
}

impl Speech {
    /// The next ten milliseconds, silence after the last word; `None` if there is no speech to be said.
    pub(crate) fn frame(&mut self) -> Option<Frame> {
        let says = self.says.as_mut()?;
        let mut frame = Frame::SILENCE;
        let words = says.len().min(FRAME_SAMPLES);
        for (sample, word) in frame.iter_mut().zip(says.drain(..words)) {
            *sample = word;
        }
        Some(frame)
    }

    /// Notes ten milliseconds that were heard.
    pub(crate) fn hears(&mut self, frame: &Frame) {
        if self.says.is_some() {
            self.heard.extend_from_slice(frame);
        }
    }
}

/// Both say their recordings at once, and what the other heard is scored: the voice of `staff` first.
pub(crate) async fn scores(staff: &mut Desk, resident: &mut Desk) -> [Score; 2] {
    for desk in [&mut *staff, &mut *resident] {
        desk.speech.lock().expect("no panic").says = Some(VecDeque::new());
    }
    for desk in [&mut *staff, &mut *resident] {
        desk.hears_nothing().await;
    }
    let (from_staff, from_resident) = (voice("staff.wav"), voice("resident.wav"));
    for (desk, file) in [(&*staff, &from_staff), (&*resident, &from_resident)] {
        let mut speech = desk.speech.lock().expect("no panic");
        *speech = Speech { says: Some(wav::read(file).expect("a voice").into()), heard: Vec::new() };
    }
    [score(&from_staff, resident).await, score(&from_resident, staff).await]
}

async fn score(said_file: &Path, listener: &Desk) -> Score {
    let said = wav::read(said_file).expect("a voice");
    let wanted = said.len() + AFTERWARDS;
    let heard = within("the end of the speech", async {
        loop {
            if let Some(heard) = listener.speech.lock().expect("no panic").heard.get(..wanted) {
                return heard.to_vec();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let heard = heard.await;
    let folder = Folder::new().expect("a folder");
    let heard_file = folder.path().join("heard.wav");
    wav::write(&heard_file, &heard).expect("written");
    let scorer = Scorer::find().expect("`cargo xtask setup` was run");
    let pesq = scorer.pesq(said_file, &heard_file).expect("a score");
    // As if the silence afterwards were none: the energy is what counts.
    let longer = 10.0 * (heard.len() as f32 / said.len() as f32).log10();
    Score { pesq, louder: Level::of(&heard).dbfs() + longer - Level::of(&said).dbfs() }
}

fn voice(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/voices").join(name)
}
