//! A line that goes dead sounds like a call that was cut off. While nobody speaks and nothing is sent, or so much is lost that
//! guessing has ended, a little of the far room's own hiss goes on.

use crate::SAMPLE_RATE;

/// Nobody's room is so loud that we should make more noise than this: RMS of full scale, -45 dBFS.
const LOUDEST: f32 = 0.005_6;

/// Unless the far end says how loud its room is; and then not above -30 dBFS.
const LOUDEST_TOLD: f32 = 0.031_6;

/// A room is as quiet as its quietest 10 ms lately; if it gets louder, we believe it by 2 dB a second.
const BELIEVED_PER_FRAME: f32 = 1.002_3;

/// Below this there is no hiss but digital silence: -90 dBFS.
const SILENT: f32 = 0.000_032;

/// Coming and going takes 40 ms.
const SLIDE: f32 = 1.0 / 1_920.0;

/// Rooms hum more than they hiss: above this, in Hz, the noise falls off.
const DULL_ABOVE: f32 = 700.0;

/// Learns how quiet the far end is, and makes noise like that. A new one knows nothing and is silent.
#[derive(Debug)]
pub(crate) struct Comfort {
    /// RMS of the noise there.
    floor: Option<f32>,
    /// 0 while a voice is heard, 1 while there is nothing else.
    share: f32,
    dull: f32,
    dice: u32,
}

impl Default for Comfort {
    fn default() -> Self {
        Self { floor: None, share: 0.0, dull: 0.0, dice: 0x5EED }
    }
}

impl Comfort {
    /// Learns from sound that really came from there.
    pub(crate) fn learn(&mut self, sound: &[f32]) {
        const FRAME: usize = 480;
        for frame in sound.chunks_exact(FRAME) {
            let rms = (frame.iter().map(|sample| sample * sample).sum::<f32>() / FRAME as f32).sqrt();
            if rms.is_finite() {
                self.floor =
                    Some(self.floor.map_or(rms, |floor| rms.min(floor * BELIEVED_PER_FRAME).max(SILENT / 2.0)));
            }
        }
        if let Some(floor) = &mut self.floor {
            *floor = floor.min(LOUDEST);
        }
    }

    /// Takes the far end's word for it: `level` in dB below full scale, 0..=127. Source: RFC 3389 §3.
    pub(crate) fn told(&mut self, level: u8) {
        self.floor = Some(10.0_f32.powf(-f32::from(level.min(127)) / 20.0).min(LOUDEST_TOLD));
    }

    /// Adds noise to `sound` if there is nothing else in it, and takes it away again once there is.
    pub(crate) fn accompany(&mut self, sound: &mut [f32], is_empty: bool) {
        let Some(floor) = self.floor.filter(|floor| *floor > SILENT) else { return };
        let aim = if is_empty { 1.0 } else { 0.0 };
        if self.share <= 0.0 && !is_empty {
            return;
        }
        let passes = 1.0 - (-std::f32::consts::TAU * DULL_ABOVE / SAMPLE_RATE as f32).exp();
        // White noise of -1..=1 has an RMS of 1/√3, and this filter leaves passes/(2 - passes) of its power.
        let scale = floor * (3.0 * (2.0 - passes) / passes).sqrt();
        for sample in sound {
            self.dice = self.dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let white = (self.dice >> 8) as f32 / 8_388_608.0 - 1.0;
            self.dull += (white - self.dull) * passes;
            self.share = if self.share < aim { (self.share + SLIDE).min(aim) } else { (self.share - SLIDE).max(aim) };
            *sample += self.dull * scale * self.share;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Level;

    fn hiss(rms: f32, frames: usize) -> Vec<f32> {
        let mut seed = 9_u32;
        (0..frames * 480)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((seed >> 8) as f32 / 8_388_608.0 - 1.0) * rms * 3.0_f32.sqrt()
            })
            .collect()
    }

    #[test]
    fn it_sounds_as_loud_as_the_room_between_two_words() {
        let mut comfort = Comfort::default();
        comfort.learn(&hiss(0.002, 20));
        comfort.learn(&hiss(0.2, 50));
        let mut nothing = vec![0.0; 48_000];
        comfort.accompany(&mut nothing, true);
        let (heard, room) = (Level::of(&nothing[4_800..]).dbfs(), Level::of(&hiss(0.002, 20)).dbfs());
        assert!((heard - room).abs() < 2.5, "{heard} dBFS in a room of {room}");
    }

    #[test]
    fn it_never_adds_to_a_voice_and_is_never_loud() {
        let mut comfort = Comfort::default();
        comfort.learn(&hiss(0.3, 100));
        let (voice, mut heard) = (hiss(0.1, 5), hiss(0.1, 5));
        comfort.accompany(&mut heard, false);
        assert_eq!(voice, heard);
        let mut nothing = vec![0.0; 48_000];
        comfort.accompany(&mut nothing, true);
        assert!(Level::of(&nothing[4_800..]).dbfs() < -42.0);
        // It leaves as it came: not at once.
        let mut back = hiss(0.1, 10);
        comfort.accompany(&mut back, false);
        assert_ne!(back[..480], hiss(0.1, 10)[..480]);
        assert_eq!(back[1_920..], hiss(0.1, 10)[1_920..]);
    }

    #[test]
    fn the_far_end_may_say_how_loud_its_room_is() {
        let mut comfort = Comfort::default();
        let mut nothing = vec![0.0; 48_000];
        comfort.accompany(&mut nothing, true);
        assert!(nothing.iter().all(|sample| *sample == 0.0), "it does not know yet");
        comfort.told(60);
        comfort.accompany(&mut nothing, true);
        assert!((Level::of(&nothing[4_800..]).dbfs() + 60.0).abs() < 1.0);
    }
}
