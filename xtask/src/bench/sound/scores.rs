//! What a recording is worth, piece by piece.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::ensure;
use roomline_rig::{Piece, Scorer, SecondOpinion};

/// A recording beside what was said in it.
#[derive(Clone)]
pub(super) struct Recording {
    pub(super) said: PathBuf,
    pub(super) heard: PathBuf,
}

/// The pieces of all recordings in their order, scored on every processor at once.
///
/// # Errors
/// When one cannot be read, or holds nothing that could be scored.
pub(super) fn of(recordings: &[Recording], scorer: &Scorer) -> anyhow::Result<Vec<Piece>> {
    let all = at_once(recordings, |Recording { said, heard }| scorer.pieces(said, heard))?.concat();
    ensure!(!all.is_empty(), "nothing could be scored");
    Ok(all)
}

/// The second opinion on the pieces of each row's recordings.
///
/// # Errors
/// When a recording cannot be read.
pub(super) fn second_opinion(rows: &[Vec<Recording>]) -> anyhow::Result<Vec<Vec<f64>>> {
    let scorer = SecondOpinion::find()?;
    // Each call warms up for half a minute: one for each processor.
    let share = rows.len().div_ceil(workers()).max(1);
    let shares: Vec<&[Vec<Recording>]> = rows.chunks(share).collect();
    let scored = at_once(&shares, |share| {
        let pairs: Vec<(PathBuf, PathBuf)> =
            share.iter().flatten().map(|Recording { said, heard }| (said.clone(), heard.clone())).collect();
        let mut scores = scorer.pieces(&pairs)?.into_iter();
        Ok(share.iter().map(|row| scores.by_ref().take(row.len()).flatten().collect()).collect::<Vec<Vec<f64>>>())
    })?;
    Ok(scored.concat())
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What `score` makes of each, in their order, on every processor at once.
fn at_once<T: Sync, S: Send>(all: &[T], score: impl Fn(&T) -> anyhow::Result<S> + Sync) -> anyhow::Result<Vec<S>> {
    let scored: Mutex<Vec<(usize, anyhow::Result<S>)>> = Mutex::default();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..workers() {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(each) = all.get(at) else { return };
                    let made = score(each);
                    scored.lock().unwrap_or_else(PoisonError::into_inner).push((at, made));
                }
            });
        }
    });
    let mut scored = scored.into_inner().unwrap_or_else(PoisonError::into_inner);
    scored.sort_by_key(|(at, _)| *at);
    scored.into_iter().map(|(_, made)| made).collect()
}
