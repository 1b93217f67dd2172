//! Where the Echos' sound is made: a booth with a WebRTC peer per call, or a counter where a program outside is served.

mod booth;
mod dam;
mod outside;
mod sound;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use roomline_signaling::call::{Sdp, UnitId};
use serde::Serialize;
use tokio::sync::{mpsc, watch};

pub use outside::{Outside, OutsideError, OutsideWord};

use crate::media::{MediaCall, MediaOrder};
use crate::script::{MediaKind, Voice};
use crate::simulator::Simulator;
use crate::voice::Speaker;
use booth::Booth;

/// Orders a booth may be behind with; a call has a handful in all.
const BACKLOG: usize = 32;

/// How long somebody who asks for recordings waits for those that are being written.
const WRITING: Duration = Duration::from_secs(5);
/// Voices that are kept ready; a demo has two.
const REHEARSED: usize = 8;

/// All booths and what was recorded in them.
#[derive(Clone, Debug)]
pub struct Studio(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    calls: Mutex<BTreeMap<MediaCall, Place>>,
    recordings: Mutex<Vec<Recording>>,
    rehearsed: Mutex<VecDeque<(Voice, Speaker)>>,
    /// The calls that are over and whose recording is not kept yet.
    unkept: watch::Sender<BTreeSet<MediaCall>>,
}

#[derive(Debug)]
enum Place {
    Booth(mpsc::Sender<MediaOrder>),
    Outside(Box<Outside>),
}

/// What an Echo heard in one call, from acceptance to the end.
#[derive(Clone, Debug, Serialize)]
pub struct Recording {
    /// The call.
    pub call: MediaCall,
    /// The unit.
    pub unit: UnitId,
    /// How long it is.
    pub seconds: f32,
    /// How loud it is as a whole.
    pub level_dbfs: f32,
    /// The WAV file: 48 kHz, mono, 16 bit.
    #[serde(skip)]
    pub file: PathBuf,
}

impl Studio {
    /// A studio that keeps its recordings in `folder`.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(folder: &Path) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let inner = Inner {
            folder: folder.into(),
            calls: Mutex::default(),
            recordings: Mutex::default(),
            rehearsed: Mutex::default(),
            unkept: watch::Sender::default(),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Carries out an order. Never waits; what becomes of it comes back through [`Simulator::media`].
    pub(crate) fn order(&self, simulator: &Simulator, call: MediaCall, order: MediaOrder) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if let MediaOrder::Offer { unit, kind, .. } | MediaOrder::Answer { unit, kind, .. } = &order {
            let place = match kind {
                MediaKind::Peer => self.build(simulator, call, unit),
                MediaKind::External => {
                    calls.retain(|_, place| !matches!(place, Place::Outside(before) if before.unit == *unit));
                    Place::Outside(Box::new(Outside::new(call, unit.clone())))
                }
            };
            calls.insert(call, place);
        }
        let ends = matches!(order, MediaOrder::Close | MediaOrder::Vanish);
        match calls.get_mut(&call) {
            Some(Place::Booth(orders)) => {
                if ends {
                    // Noted first: a booth that hears of its end at once may be empty before this thread goes on.
                    self.0.unkept.send_modify(|unkept| _ = unkept.insert(call));
                }
                if let Err(error) = orders.try_send(order) {
                    tracing::warn!(call = call.0, %error, "the Echo's sound is gone or far behind");
                    if orders.is_closed() {
                        self.0.unkept.send_modify(|unkept| _ = unkept.remove(&call));
                    }
                }
                if ends {
                    calls.remove(&call);
                }
            }
            Some(Place::Outside(outside)) => outside.take(order),
            None => {}
        }
    }

    /// Builds a booth with a thread and a runtime of its own, so that no Echo's sound ever waits for another's.
    fn build(&self, simulator: &Simulator, call: MediaCall, unit: &UnitId) -> Place {
        let (sender, orders) = mpsc::channel(BACKLOG);
        let booth = Booth::new(simulator.clone(), self.clone(), call, unit.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let started = runtime.and_then(|runtime| {
            std::thread::Builder::new().name("echo".into()).spawn(move || booth.run(runtime, orders))
        });
        if let Err(error) = started {
            tracing::error!(call = call.0, %error, "there is no thread left for an Echo");
        }
        Place::Booth(sender)
    }

    /// What a program outside must know of an Echo's newest call.
    #[must_use]
    pub fn outside(&self, unit: &UnitId) -> Option<Outside> {
        let calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.values().rev().find_map(|place| match place {
            Place::Outside(outside) if outside.unit == *unit => Some((**outside).clone()),
            Place::Outside(_) | Place::Booth(_) => None,
        })
    }

    /// Takes what a program outside says.
    ///
    /// # Errors
    /// [`OutsideError`] if it does not fit the call.
    pub fn hear_outside(&self, simulator: &Simulator, unit: &UnitId, word: OutsideWord) -> Result<(), OutsideError> {
        let (call, fact) = {
            let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
            let place = calls.get_mut(&word.call).ok_or(OutsideError::NoSuchCall)?;
            let Place::Outside(outside) = place else { return Err(OutsideError::NoSuchCall) };
            if outside.unit != *unit {
                return Err(OutsideError::NoSuchCall);
            }
            (word.call, outside.hear(word.what)?)
        };
        simulator.media(call, fact);
        Ok(())
    }

    /// What was recorded, oldest first. Waits for the recordings of calls that are over.
    pub async fn recordings(&self) -> Vec<Recording> {
        let mut unkept = self.0.unkept.subscribe();
        // A disk that does not answer must not hold up those who ask.
        drop(tokio::time::timeout(WRITING, unkept.wait_for(BTreeSet::is_empty)).await);
        self.0.recordings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Makes a voice ready, so that no call has to wait for a file to be read or a sentence to be spoken.
    pub async fn rehearse(&self, voice: Voice) {
        let studio = self.clone();
        let rehearsal = tokio::task::spawn_blocking(move || {
            let speaker = Speaker::prepare(&voice, studio.folder());
            let mut rehearsed = studio.0.rehearsed.lock().unwrap_or_else(PoisonError::into_inner);
            rehearsed.retain(|(known, _)| *known != voice);
            rehearsed.push_back((voice, speaker));
            if rehearsed.len() > REHEARSED {
                rehearsed.pop_front();
            }
        });
        if rehearsal.await.is_err() {
            tracing::warn!("a voice could not be made ready");
        }
    }

    /// A voice from its beginning. May read files: not for the runtime's threads.
    fn speaker(&self, voice: &Voice) -> Speaker {
        let rehearsed = self.0.rehearsed.lock().unwrap_or_else(PoisonError::into_inner);
        let known = rehearsed.iter().find(|(known, _)| known == voice).map(|(_, speaker)| speaker.clone());
        drop(rehearsed);
        known.unwrap_or_else(|| Speaker::prepare(voice, self.folder()))
    }

    fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// A booth is empty again, told to or not; keeps what was recorded in it.
    fn keep(&self, call: MediaCall, recording: Option<Recording>) {
        self.0.recordings.lock().unwrap_or_else(PoisonError::into_inner).extend(recording);
        self.0.unkept.send_modify(|unkept| _ = unkept.remove(&call));
    }
}

/// A description without the lines that hold candidates.
fn without_candidates(sdp: &Sdp) -> Option<Sdp> {
    let kept = sdp.as_str().split_inclusive('\n').filter(|line| !line.starts_with("a=candidate:"));
    Sdp::new(kept.collect::<String>()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A booth also ends when its call's place is taken, and then nobody has told it to.
    #[tokio::test(start_paused = true)]
    async fn a_booth_nobody_told_to_end_makes_no_later_recording_wait() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let studio = Studio::new(folder.path())?;
        studio.keep(MediaCall(1), None);
        studio.0.unkept.send_modify(|unkept| _ = unkept.insert(MediaCall(2)));
        let asked = tokio::spawn({
            let studio = studio.clone();
            async move { studio.recordings().await }
        });
        tokio::task::yield_now().await;
        assert!(!asked.is_finished(), "the second call's recording is still being written");
        studio.keep(MediaCall(2), None);
        tokio::task::yield_now().await;
        assert!(asked.is_finished(), "nothing is being written any more");
        Ok(())
    }
}
