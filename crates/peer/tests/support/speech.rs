//! Speech through a connection, and how well it comes out at the far end.
//!
//! What came is played at the pace that its own timestamps tell: a busy machine, which wakes a test late, spoils no score.
#![expect(clippy::disallowed_methods, reason = "the beginning of a time that then is counted")]

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use roomline_audio::{FRAME_SAMPLES, FRAME_TIME, Frame, Gate, Level, Packet, Receiver, VoiceFormat, wav};
use roomline_rig::{Folder, Scorer};

use crate::support::desk::Desk;
use crate::support::within;

/// So long is listened on after the last word, more than a receiver waits.
const AFTERWARDS: Duration = Duration::from_millis(500);

/// What a desk says instead of its tone, and what comes meanwhile.
#[derive(Default)]
pub(crate) struct Speech {
    says: Option<VecDeque<f32>>,
    came: Vec<Packet>,
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

    /// Notes a packet that came.
    pub(crate) fn takes(&mut self, packet: &Packet) {
        if self.says.is_some() {
            self.came.push(packet.clone());
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
        *speech = Speech { says: Some(wav::read(file).expect("a voice").into()), came: Vec::new() };
    }
    [score(&from_staff, resident).await, score(&from_resident, staff).await]
}

async fn score(said_file: &Path, listener: &Desk) -> Score {
    let said = wav::read(said_file).expect("a voice");
    let format = listener.peer.format().expect("an agreement");
    let length = FRAME_TIME * (said.len() / FRAME_SAMPLES) as u32 + AFTERWARDS;
    let came = within("the end of the speech", async {
        loop {
            let came = listener.speech.lock().expect("no panic").came.clone();
            if came.last().is_some_and(|last| since(&came[0], last, format) > length) {
                return came;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let heard = played(came.await, format, length);
    let folder = Folder::new().expect("a folder");
    let heard_file = folder.path().join("heard.wav");
    wav::write(&heard_file, &heard).expect("written");
    let scorer = Scorer::find().expect("`cargo xtask setup` was run");
    // It takes a second, in which the other calls must go on.
    let pesq = tokio::task::block_in_place(|| scorer.pesq(said_file, &heard_file)).expect("a score");
    // As if the silence afterwards were none: the energy is what counts.
    let longer = 10.0 * (heard.len() as f32 / said.len() as f32).log10();
    Score { pesq, louder: Level::of(&heard).dbfs() + longer - Level::of(&said).dbfs() }
}

/// What a receiver makes of packets that come when they were sent.
fn played(came: Vec<Packet>, format: VoiceFormat, length: Duration) -> Vec<f32> {
    let mut receiver = Receiver::new(format).expect("a codec");
    receiver.set_gate(Gate::SendReceive);
    let (begin, first) = (Instant::now(), came[0].clone());
    let mut came = came.into_iter().peekable();
    let mut heard = Vec::new();
    for frame in 0..length.as_millis() / FRAME_TIME.as_millis() {
        let now = FRAME_TIME * frame as u32;
        while let Some(packet) = came.next_if(|packet| since(&first, packet, format) <= now) {
            let arrived = begin + since(&first, &packet, format);
            receiver.push(Packet { arrived, ..packet });
        }
        heard.extend_from_slice(&receiver.pull(begin + now));
    }
    heard
}

fn since(first: &Packet, packet: &Packet, format: VoiceFormat) -> Duration {
    // One that was sent before the first counts as the first.
    let ticks = packet.timestamp.wrapping_sub(first.timestamp).cast_signed().max(0);
    Duration::from_micros(u64::from(ticks.unsigned_abs()) * 1_000_000 / u64::from(format.kind.clock_rate()))
}

fn voice(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/voices").join(name)
}
