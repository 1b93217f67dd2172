//! What a recording is worth, piece by piece.

use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use anyhow::ensure;
use roomline_rig::{Piece, Scorer};

/// A recording beside what was said in it.
pub(super) struct Recording {
    pub(super) said: PathBuf,
    pub(super) heard: PathBuf,
}

/// The pieces of all recordings in their order, scored on every processor at once.
///
/// # Errors
/// When one cannot be read, or holds nothing that could be scored.
pub(super) fn of(recordings: &[Recording], scorer: &Scorer) -> anyhow::Result<Vec<Piece>> {
    let scored: Mutex<Vec<(usize, anyhow::Result<Vec<Piece>>)>> = Mutex::default();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let Some(Recording { said, heard }) = recordings.get(at) else { return };
                    let pieces = scorer.pieces(said, heard);
                    scored.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, pieces));
                }
            });
        }
    });
    let mut scored = scored.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    scored.sort_by_key(|(at, _)| *at);
    let mut all = Vec::new();
    for (_, pieces) in scored {
        all.extend(pieces?);
    }
    ensure!(!all.is_empty(), "nothing could be scored");
    Ok(all)
}
