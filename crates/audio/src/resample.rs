//! Codecs and devices with other rates than ours exist only at the edges; this is the bridge they cross.

use rubato::audioadapter_buffers::direct::SequentialSlice;
use rubato::{Fft, FixedSync, Resampler as _};

use crate::SAMPLE_RATE;

/// A stream of mono sound on its way from one rate to another, in blocks of any size.
///
/// Delays by about 5 ms; equal rates pass untouched and at once.
pub(crate) struct Resampler {
    bridge: Option<Bridge>,
}

struct Bridge {
    fft: Fft<f32>,
    waiting: Vec<f32>,
    chunk_in: usize,
    chunk_out: Vec<f32>,
}

/// Rates outside of this are no sound card's and no codec's. Bounds what a broken file or driver can make us allocate.
pub(crate) const RATES: std::ops::RangeInclusive<u32> = 8_000..=384_000;

impl Resampler {
    /// A bridge from `from` Hz to `to` Hz, or `None` if one of them is outside [`RATES`].
    pub(crate) fn new(from: u32, to: u32) -> Option<Self> {
        if !RATES.contains(&from) || !RATES.contains(&to) {
            return None;
        }
        if from == to {
            return Some(Self { bridge: None });
        }
        let chunk = (from / 100) as usize;
        let fft = Fft::new_custom(
            from as usize,
            to as usize,
            chunk,
            1,
            1,
            rubato::WindowFunction::BlackmanHarris2,
            FixedSync::Both,
        )
        .ok()?;
        let (chunk_in, chunk_out) = (fft.input_frames_max(), vec![0.0; fft.output_frames_max()]);
        Some(Self { bridge: Some(Bridge { fft, waiting: Vec::with_capacity(2 * chunk_in), chunk_in, chunk_out }) })
    }

    /// From any rate to the inner one.
    pub(crate) fn to_inner(from: u32) -> Option<Self> {
        Self::new(from, SAMPLE_RATE)
    }

    /// Takes samples at the first rate and appends what is ready at the second.
    pub(crate) fn push(&mut self, samples: &[f32], out: &mut Vec<f32>) {
        let Some(bridge) = &mut self.bridge else {
            out.extend_from_slice(samples);
            return;
        };
        bridge.waiting.extend_from_slice(samples);
        let mut taken = 0;
        while bridge.waiting.len() - taken >= bridge.chunk_in {
            bridge.cross(taken, out);
            taken += bridge.chunk_in;
        }
        bridge.waiting.drain(..taken);
    }
}

impl Bridge {
    fn cross(&mut self, start: usize, out: &mut Vec<f32>) {
        let chunk = &self.waiting[start..start + self.chunk_in];
        let length = self.chunk_out.len();
        let input = SequentialSlice::new(chunk, 1, self.chunk_in).expect("the chunk is as long as told");
        let mut output =
            SequentialSlice::new_mut(&mut self.chunk_out, 1, length).expect("the buffer is as long as told");
        let (_, made) = self
            .fft
            .process_into_buffer(&input, &mut output, None)
            .expect("both buffers are of the size the resampler asked for");
        out.extend_from_slice(&self.chunk_out[..made]);
    }
}

/// Takes a whole clip from `from` Hz to the inner rate, without the delay of a stream; `None` if the rate is outside [`RATES`].
pub(crate) fn whole_clip(samples: &[f32], from: u32) -> Option<Vec<f32>> {
    let mut stream = Resampler::to_inner(from)?;
    let Some(bridge) = &stream.bridge else { return Some(samples.to_vec()) };
    let (delay, flush) = (bridge.fft.output_delay(), 3 * bridge.chunk_in);
    let wanted = (samples.len() as u64 * u64::from(SAMPLE_RATE) / u64::from(from)) as usize;
    let mut out = Vec::with_capacity(wanted + 4 * bridge.chunk_out.len());
    stream.push(samples, &mut out);
    stream.push(&vec![0.0; flush], &mut out);
    out.drain(..delay.min(out.len()));
    out.resize(wanted, 0.0);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tone::{Sine, tone_level};

    #[test]
    fn a_tone_keeps_its_pitch_and_its_level_over_every_usual_rate() {
        for rate in [8_000, 16_000, 22_050, 44_100, 96_000] {
            let there = &mut Resampler::new(SAMPLE_RATE, rate).expect("a usual rate");
            let back = &mut Resampler::to_inner(rate).expect("a usual rate");
            let (mut between, mut out) = (Vec::new(), Vec::new());
            let mut sine = Sine::new(1000.0, 0.5);
            for _ in 0..100 {
                there.push(&sine.frame(), &mut between);
            }
            back.push(&between, &mut out);
            assert!(out.len() > 46_000, "{rate} Hz gave {} samples of 48000", out.len());
            let heard = tone_level(&out[4_800..43_200], 1000.0).dbfs();
            assert!((heard + 9.03).abs() < 0.2, "{rate} Hz: {heard} dBFS");
        }
    }

    #[test]
    fn a_whole_clip_keeps_its_length_and_its_place_in_time() {
        let mut clip = vec![0.0; 16_000];
        clip[8_000] = 1.0;
        let out = whole_clip(&clip, 16_000).expect("a usual rate");
        assert_eq!(out.len(), 48_000);
        let peak = out.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(at, _)| at);
        assert!(peak.is_some_and(|at| at.abs_diff(24_000) <= 3), "the click is at {peak:?}");
    }

    #[test]
    fn an_absurd_rate_is_refused() {
        assert!(Resampler::to_inner(0).is_none() && Resampler::to_inner(u32::MAX).is_none());
    }
}
