//! A call whose devices are pulled and plugged at random: twenty seconds in the tests, `ROOMLINE_SOAK_S` seconds for
//! `cargo xtask soak --devices`. Nobody at the desk does anything about it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use roomline_audio::click::ClickDetector;
use roomline_audio::device::{EngineConfig, Wanted};
use roomline_audio::tone::{Sine, tone_level};

use super::desk::{Desk, Plugged, at_a_desk};
use super::far::{FarEnd, open, uses};

/// How many seconds, if the tests are not to decide.
const SECONDS: &str = "ROOMLINE_SOAK_S";
const IN_THE_TESTS: Duration = Duration::from_secs(20);
/// What is said into the microphone, and what the far end says; Hz.
const HERE: f32 = 500.0;
const THERE: f32 = 1200.0;
/// How high both sines are.
const HEIGHT: f32 = 0.3;
/// The longest that the far end may hear nothing, if nothing else runs.
const LONGEST_GAP_MS: usize = 300;
/// After a change the sound settles: the buffers of a new device fill, and the canceller looks for the new delay.
const SETTLED: Duration = Duration::from_secs(1);
/// What a process may grow by once everything was used once, in kB.
const GROWTH_KB: u64 = 16 * 1024;

type Ids = (Option<String>, Option<String>);

#[test]
fn a_call_goes_on_through_devices_that_come_and_go_at_random() {
    at_a_desk("soak::a_call_goes_on_through_devices_that_come_and_go_at_random", |desk| {
        let long = std::env::var(SECONDS).ok().and_then(|text| text.parse().ok());
        let until = Instant::now() + long.map_or(IN_THE_TESTS, Duration::from_secs);
        let _near = desk.plays_into_microphone(HERE);
        let headset = Headset { mouth: plug_in_mouth(desk), ears: plug_in_ears(desk) };
        let list = |id: &str| vec![Wanted::Device(id.to_owned()), Wanted::Default];
        let (engine, packets) =
            open(EngineConfig { capture: list("headset_mic"), playback: list("headset"), ..EngineConfig::default() });
        let (mut far, mut voice) = (FarEnd::new(), Sine::new(THERE, HEIGHT));
        let (in_use, meddling) = (Mutex::new(uses(&engine)), AtomicBool::new(true));
        let mut there = Ear::new(HERE);
        let desk = &*desk;
        let (deeds, here, grown_kb) = thread::scope(|scope| {
            let hand = scope.spawn(|| meddle(desk, headset, &in_use, &meddling, until));
            while !hand.is_finished() {
                let settled = !meddling.load(Ordering::Acquire);
                let heard = far.talks(&engine, &packets, 10, Some(&mut voice));
                there.hears(&heard, settled && !meddling.load(Ordering::Acquire));
                *in_use.lock().expect("nobody panics") = uses(&engine);
            }
            hand.join().expect("every device is found again")
        });
        let gap_ms = there.longest_gap_ms + far.longest_wait.as_millis() as usize;
        eprintln!("soak: plugs pulled and put in: {deeds}");
        eprintln!(
            "soak: longest gap at the far end: {gap_ms} ms, at the desk between two changes: {} ms",
            here.longest_gap_ms
        );
        eprintln!("soak: clicks at the far end: {} in {:.0} s", there.clicks.heard().0, there.listened_s());
        eprintln!("soak: clicks at the desk: {} in {:.0} s", here.clicks.heard().0, here.listened_s());
        eprintln!("soak: memory grew by {grown_kb} kB");
        eprintln!("soak: the loudspeaker wanted sound in vain for {:?} in all", engine.report().starved);
        assert!(deeds > 3, "only {deeds} changes");
        // A machine that also runs other tests stands still for longer at times; one change is held to this in `hot_plug`.
        assert!(long.is_none() || gap_ms <= LONGEST_GAP_MS, "the far end heard nothing for {gap_ms} ms");
        assert!(grown_kb < GROWTH_KB, "memory grew by {grown_kb} kB");
    });
}

/// A headset, as far as it is plugged in.
struct Headset {
    mouth: Option<Plugged>,
    ears: Option<Plugged>,
}

fn plug_in_mouth(desk: &Desk) -> Option<Plugged> {
    Some(desk.plugs_in_microphone("headset_mic", ""))
}

fn plug_in_ears(desk: &Desk) -> Option<Plugged> {
    Some(desk.plugs_in_speaker("headset", ""))
}

/// Pulls and plugs halves of the headset, waits each time until the call uses what is there, and listens at the desk for a while.
fn meddle(
    desk: &Desk,
    mut headset: Headset,
    in_use: &Mutex<Ids>,
    meddling: &AtomicBool,
    until: Instant,
) -> (u32, Ear, u64) {
    let (mut dice, mut here, mut deeds, mut at_first) = (Dice(11), Ear::new(THERE), 0, None);
    while Instant::now() < until {
        let speaker = if headset.ears.is_some() { "headset" } else { "speaker" };
        let microphone = if headset.mouth.is_some() { "headset_mic" } else { "microphone" };
        let wanted = (Some(microphone.to_owned()), Some(speaker.to_owned()));
        desk.until("the call uses what is plugged in", || *in_use.lock().expect("nobody panics") == wanted);
        let mut ear = desk.listens_to(speaker);
        thread::park_timeout(SETTLED);
        ear.so_far();
        here.clicks.pause();
        meddling.store(false, Ordering::Release);
        for _ in 0..5 + dice.throw(30) {
            here.hears(&ear.next_tenth(), true);
        }
        meddling.store(true, Ordering::Release);
        drop(ear);
        // Everything was opened once by then: what comes on top is growth.
        if deeds == 4 {
            at_first = Some(resident_kb());
        }
        let what = dice.throw(3);
        if what != 0 {
            headset.mouth = match headset.mouth.take() {
                Some(plug) => {
                    plug.unplug();
                    None
                }
                None => plug_in_mouth(desk),
            };
        }
        if what != 1 {
            headset.ears = match headset.ears.take() {
                Some(plug) => {
                    plug.unplug();
                    None
                }
                None => plug_in_ears(desk),
            };
        }
        deeds += 1;
    }
    (deeds, here, resident_kb().saturating_sub(at_first.unwrap_or(u64::MAX)))
}

/// Listens for clicks and gaps in a sine.
struct Ear {
    hz: f32,
    clicks: ClickDetector,
    listened: usize,
    gap_ms: usize,
    longest_gap_ms: usize,
}

impl Ear {
    fn new(hz: f32) -> Self {
        Self { hz, clicks: ClickDetector::new(hz, HEIGHT), listened: 0, gap_ms: 0, longest_gap_ms: 0 }
    }

    /// Gaps count always, clicks only while nobody touches a plug.
    fn hears(&mut self, sound: &[f32], settled: bool) {
        for piece in sound.chunks_exact(480) {
            self.gap_ms = if tone_level(piece, self.hz).dbfs() > -40.0 { 0 } else { self.gap_ms + 10 };
            self.longest_gap_ms = self.longest_gap_ms.max(self.gap_ms);
        }
        if settled {
            self.clicks.listen(sound);
            self.listened += sound.len();
        } else {
            self.clicks.pause();
        }
    }

    fn listened_s(&self) -> f64 {
        self.listened as f64 / 48_000.0
    }
}

/// Chance that is the same in every run: a linear congruential generator. Source: Knuth, TAOCP vol. 2, §3.3.4, line 26.
struct Dice(u64);

impl Dice {
    /// One of the numbers below `sides`.
    fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The resident set of this process in kB. Source: proc(5), `status`, `VmRSS`.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("it has a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
