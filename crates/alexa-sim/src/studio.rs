//! Where the Echos' sound is made: a booth with a WebRTC peer per call, or a counter where a program outside is served.

mod booth;
mod dam;
mod outside;
mod sound;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use roomline_signaling::call::{Sdp, UnitId};
use serde::Serialize;
use tokio::sync::mpsc;

pub use outside::{Outside, OutsideError, OutsideWord};

use crate::media::{MediaCall, MediaOrder};
use crate::script::MediaKind;
use crate::simulator::Simulator;
use booth::Booth;

/// Orders a booth may be behind with; a call has a handful in all.
const BACKLOG: usize = 32;

/// All booths and what was recorded in them.
#[derive(Clone, Debug)]
pub struct Studio(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    calls: Mutex<BTreeMap<MediaCall, Place>>,
    recordings: Mutex<Vec<Recording>>,
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
        let inner = Inner { folder: folder.into(), calls: Mutex::default(), recordings: Mutex::default() };
        Ok(Self(Arc::new(inner)))
    }

    /// Carries out an order. Never waits; what becomes of it comes back through [`Simulator::media`].
    pub(crate) fn order(&self, simulator: &Simulator, call: MediaCall, order: MediaOrder) {
        let mut calls = self.0.calls.lock().unwrap_or_else(PoisonError::into_inner);
        match &order {
            MediaOrder::Offer { unit, kind, .. } | MediaOrder::Answer { unit, kind, .. } => {
                let place = match kind {
                    MediaKind::Peer => {
                        let (sender, orders) = mpsc::channel(BACKLOG);
                        let booth = Booth::new(simulator.clone(), self.clone(), call, unit.clone());
                        tokio::spawn(booth.run(orders));
                        Place::Booth(sender)
                    }
                    MediaKind::External => Place::Outside(Box::new(Outside::new(call, unit.clone()))),
                };
                calls.insert(call, place);
            }
            MediaOrder::Accept { .. } | MediaOrder::Open { .. } | MediaOrder::Gate(_) | MediaOrder::Close => {}
        }
        let closes = order == MediaOrder::Close;
        match calls.get_mut(&call) {
            Some(Place::Booth(sender)) => {
                if sender.try_send(order).is_err() {
                    tracing::warn!(call = call.0, "the Echo's sound is gone or far behind");
                }
            }
            Some(Place::Outside(outside)) => outside.take(order),
            None => {}
        }
        if closes {
            calls.retain(|of, place| *of != call || matches!(place, Place::Outside(_)));
        }
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

    /// What was recorded, oldest first.
    #[must_use]
    pub fn recordings(&self) -> Vec<Recording> {
        self.0.recordings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn folder(&self) -> &Path {
        &self.0.folder
    }

    fn keep(&self, recording: Recording) {
        self.0.recordings.lock().unwrap_or_else(PoisonError::into_inner).push(recording);
    }
}

/// A description without the lines that hold candidates.
fn without_candidates(sdp: &Sdp) -> Option<Sdp> {
    let kept = sdp.as_str().split_inclusive('\n').filter(|line| !line.starts_with("a=candidate:"));
    Sdp::new(kept.collect::<String>()).ok()
}
