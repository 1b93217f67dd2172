//! How much of the echo is gone, and since when.

use roomline_audio::{FRAME_SAMPLES, Level};

/// Echo softer than this counts as a pause of the speaker.
const PAUSE_DBFS: f32 = -60.0;
/// Frames in the second over which a loss is judged.
const WINDOW: usize = 100;
/// So many of them must hold echo, else nothing can be said.
const ENOUGH: usize = 30;

/// The energies of the echo's frames, as recorded and as sent; nothing of the frames without echo.
pub(super) struct Loss {
    frames: Vec<Option<(f64, f64)>>,
}

impl Loss {
    /// Compares what was recorded with what was sent, where there was `echo`.
    pub(super) fn of(echo: &[f32], recorded: &[f32], sent: &[f32]) -> Self {
        let frames = echo.chunks(FRAME_SAMPLES).zip(recorded.chunks(FRAME_SAMPLES)).zip(sent.chunks(FRAME_SAMPLES));
        let frame = |((echo, recorded), sent): ((&[f32], &[f32]), &[f32])| {
            (Level::of(echo).dbfs() > PAUSE_DBFS).then(|| (energy(recorded), energy(sent)))
        };
        Self { frames: frames.map(frame).collect() }
    }

    /// The echo return loss enhancement in dB over all of it; `None` without an echo. Source: ITU-T G.165 §2.3.
    pub(super) fn db(&self) -> Option<f64> {
        loss(&self.frames, 1)
    }

    /// After how many seconds the loss is at least `db`, over the second that follows; `None` if never.
    pub(super) fn reaches(&self, db: f64) -> Option<f64> {
        let reached = |second: &[Option<(f64, f64)>]| loss(second, ENOUGH).is_some_and(|loss| loss >= db);
        self.frames.windows(WINDOW).position(reached).map(|frame| frame as f64 / WINDOW as f64)
    }
}

fn loss(frames: &[Option<(f64, f64)>], enough: usize) -> Option<f64> {
    let (mut recorded, mut sent, mut count) = (0.0, 0.0, 0);
    for (frame_recorded, frame_sent) in frames.iter().flatten() {
        recorded += frame_recorded;
        sent += frame_sent;
        count += 1;
    }
    (count >= enough).then(|| 10.0 * (recorded / f64::max(sent, 1e-12)).log10())
}

fn energy(sound: &[f32]) -> f64 {
    sound.iter().map(|sample| f64::from(*sample).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loss_is_told_and_when_it_began() {
        let echo = vec![0.1; 48_000 * 4];
        let sent: Vec<f32> = (0..echo.len()).map(|at| if at < 96_000 { 0.1 } else { 0.001 }).collect();
        let loss = Loss::of(&echo, &echo, &sent);
        assert_eq!(loss.reaches(39.0), Some(2.0));
        assert_eq!(loss.reaches(41.0), None);
        assert!((loss.db().expect("an echo") - 3.0).abs() < 0.1);
    }

    #[test]
    fn pauses_do_not_count() {
        let echo = vec![0.0; 96_000];
        let loss = Loss::of(&echo, &echo, &echo);
        assert_eq!((loss.db(), loss.reaches(0.0)), (None, None));
    }
}
