//! A call over networks that are the same every time: what is said of it, when, and what is reported.

use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use roomline_audio::{CodecKind, Level, Tally};
use roomline_signaling::call::UnitId;
use roomline_signaling::quality::{CallQuality, CauseWord};

use super::place::Past;
use super::*;

/// Packets in a second.
const PACKETS: u32 = 50;

/// A call whose network the test sets; a look is taken every second.
struct Talk {
    now: Instant,
    sample: Sample,
    meter: Meter,
    memory: Memory,
    unit: UnitId,
    dice: StdRng,
    /// Of a hundred packets of the resident's so many never come.
    loses: f64,
    /// Each is mended but for those whose successor is lost, too.
    mends: bool,
    reports: Vec<CallQuality>,
    /// Every change of what is said.
    said: Vec<Option<Cause>>,
}

impl Talk {
    #[expect(clippy::disallowed_methods, reason = "virtual time needs a first moment")]
    fn new() -> Self {
        let now = Instant::now();
        let sample = Sample {
            codec: CodecKind::Opus,
            received: 0,
            lost: 0,
            losses: 0,
            jitter: Some(Duration::from_millis(3)),
            far_loss: Some(0.0),
            far_jitter: Some(Duration::from_millis(4)),
            round_trip: Some(Duration::from_millis(30)),
            tally: Tally::default(),
            microphone: Level::from_dbfs(-30.0),
            heard: Level::from_dbfs(-26.0),
            sends: true,
            starved: Duration::ZERO,
        };
        Self {
            now,
            sample,
            meter: Meter::new(now),
            memory: Memory::default(),
            unit: room("101"),
            dice: StdRng::seed_from_u64(11),
            loses: 0.0,
            mends: true,
            reports: Vec::new(),
            said: Vec::new(),
        }
    }

    fn second(&mut self) -> Option<Cause> {
        let mut in_loss = false;
        for _ in 0..PACKETS {
            let lost = self.dice.random_bool(self.loses / 100.0);
            if lost {
                self.sample.lost += 1;
                self.sample.losses += u64::from(!in_loss);
                let tally = &mut self.sample.tally;
                *(if in_loss || !self.mends { &mut tally.concealed } else { &mut tally.rebuilt }) += 1;
            } else {
                self.sample.received += 1;
                self.sample.tally.played += 1;
            }
            in_loss = lost;
        }
        self.look()
    }

    fn look(&mut self) -> Option<Cause> {
        self.now += Duration::from_secs(1);
        self.meter.take(self.now, self.sample, Some(&self.unit), &self.memory);
        self.reports.extend(self.meter.due(self.now));
        let cause = self.cause();
        if self.said.last().copied().flatten() != cause {
            self.said.push(cause);
        }
        cause
    }

    fn goes_on(&mut self, seconds: u32) -> Option<Cause> {
        for _ in 0..seconds {
            self.second();
        }
        self.cause()
    }

    fn cause(&self) -> Option<Cause> {
        self.meter.live().and_then(|live| live.cause)
    }

    /// This desk talked with another room a while ago and lost so many of a hundred, both ways.
    fn talked_with(&mut self, unit: &str, lost: f32, ago: Duration) {
        let past = Past {
            unit: room(unit),
            ended: self.now - ago,
            measured: Duration::from_secs(60),
            lost_from_unit: lost / 100.0,
            lost_to_unit: Some(lost / 100.0),
        };
        self.memory.keep(past);
    }

    fn place(&mut self) -> Place {
        self.loses = 10.0;
        match self.goes_on(10) {
            Some(Cause::Loss { place, .. }) => place,
            other => panic!("{other:?} is said of ten per cent"),
        }
    }
}

fn room(name: &str) -> UnitId {
    UnitId::new(name).expect("an id")
}

#[test]
fn a_good_call_is_not_talked_about() {
    let mut talk = Talk::new();
    assert_eq!(talk.goes_on(120), None);
    let live = talk.meter.live().expect("figures").figures;
    assert_eq!((live.mos_here_hundredths, live.lost_from_unit_permille), (Some(442), 0));
    talk.loses = 1.0;
    assert_eq!(talk.goes_on(120), None, "what is mended is not heard");
    assert_eq!(talk.said, []);
}

#[test]
fn loss_is_said_once_it_lasts_and_withdrawn_once_it_is_over() {
    let mut talk = Talk::new();
    talk.goes_on(20);
    talk.loses = 12.0;
    assert_eq!(talk.goes_on(2), None, "two bad seconds are no cause");
    let said = talk.goes_on(10).expect("it lasts");
    let Cause::Loss { way: Way::FromUnit, place: Place::OnTheWay, percent } = said else {
        panic!("{said:?} is said of the resident's lost voice")
    };
    assert!((5..=16).contains(&percent), "{percent}");
    talk.loses = 0.0;
    assert_eq!(talk.goes_on(30), None);
    assert_eq!(talk.said.last(), Some(&None));
}

#[test]
fn a_loss_around_the_limit_does_not_flicker() {
    for seed in 0..20 {
        let mut talk = Talk::new();
        talk.dice = StdRng::seed_from_u64(seed);
        talk.loses = 5.0;
        talk.goes_on(300);
        // Said once, perhaps corrected a few times in five minutes, never withdrawn.
        assert!(talk.said.len() <= 4, "seed {seed}: {:?}", talk.said);
        assert!(talk.said.iter().all(Option::is_some), "seed {seed}: {:?}", talk.said);
    }
}

#[test]
fn a_much_worse_loss_is_corrected_but_not_every_second() {
    let mut talk = Talk::new();
    talk.loses = 7.0;
    talk.goes_on(30);
    talk.loses = 30.0;
    talk.goes_on(40);
    let percents: Vec<u8> = talk
        .said
        .iter()
        .map(|said| match said {
            Some(Cause::Loss { percent, .. }) => *percent,
            other => panic!("{other:?}"),
        })
        .collect();
    assert!(percents.last().is_some_and(|last| (22..=38).contains(last)), "{percents:?}");
    assert!(percents.len() <= 5, "{percents:?}");
}

#[test]
fn the_direction_is_the_one_that_loses() {
    let mut talk = Talk::new();
    talk.sample.far_loss = Some(0.08);
    let said = talk.goes_on(10);
    assert_eq!(said, Some(Cause::Loss { way: Way::ToUnit, place: Place::OnTheWay, percent: 8 }));
    talk.sample.far_loss = None;
    assert_eq!(talk.goes_on(20), None, "an Echo that reports nothing is not blamed");
    talk.sample.far_loss = Some(0.5);
    talk.sample.sends = false;
    assert_eq!(talk.goes_on(20), None, "what a muted desk does not say cannot be lost");
}

#[test]
fn one_call_alone_blames_nobody() {
    assert_eq!(Talk::new().place(), Place::OnTheWay);
    let mut same_room = Talk::new();
    same_room.talked_with("101", 0.0, Duration::from_secs(60));
    assert_eq!(same_room.place(), Place::OnTheWay, "the room itself is no witness");
}

#[test]
fn a_good_call_with_another_room_clears_the_desk() {
    let mut talk = Talk::new();
    talk.talked_with("102", 0.2, Duration::from_secs(600));
    assert_eq!(talk.place(), Place::Room);
    let mut long_ago = Talk::new();
    long_ago.talked_with("102", 0.2, Duration::from_secs(3600));
    assert_eq!(long_ago.place(), Place::OnTheWay);
}

#[test]
fn bad_calls_with_all_others_point_at_the_desk_and_a_mixture_at_nobody() {
    let mut one = Talk::new();
    one.talked_with("102", 9.0, Duration::from_secs(60));
    assert_eq!(one.place(), Place::OnTheWay, "two rooms may both be bad");
    let mut two = Talk::new();
    two.talked_with("102", 9.0, Duration::from_secs(600));
    two.talked_with("103", 7.0, Duration::from_secs(60));
    assert_eq!(two.place(), Place::Desk);
    two.talked_with("104", 0.0, Duration::from_secs(30));
    let place = |way| two.memory.place(two.now, Some(&two.unit), way);
    assert_eq!(place(Way::FromUnit), Place::OnTheWay);
    assert_eq!(two.memory.place(two.now, None, Way::FromUnit), Place::OnTheWay, "an unknown room may be any");
}

#[test]
fn a_silent_microphone_is_told_after_three_seconds_and_forgiven_at_once() {
    let mut talk = Talk::new();
    talk.goes_on(5);
    talk.sample.microphone = Level::SILENCE;
    assert_eq!(talk.goes_on(3), None);
    assert_eq!(talk.second(), Some(Cause::MicrophoneSilent));
    talk.sample.microphone = Level::from_dbfs(-58.0);
    assert_eq!(talk.second(), None, "a quiet room is no silence");
    talk.sample.microphone = Level::SILENCE;
    talk.sample.sends = false;
    assert_eq!(talk.goes_on(10), None, "whoever mutes means it");
}

#[test]
fn a_busy_computer_and_a_long_way_are_told() {
    let mut talk = Talk::new();
    talk.goes_on(10);
    for _ in 0..8 {
        talk.sample.starved += Duration::from_millis(60);
        talk.second();
    }
    assert_eq!(talk.cause(), Some(Cause::PcBusy));
    assert_eq!(talk.goes_on(20), None);
    talk.sample.round_trip = Some(Duration::from_millis(800));
    assert_eq!(talk.goes_on(5), Some(Cause::Delay { tenths: 5 }));
    assert_eq!(talk.goes_on(60), Some(Cause::Delay { tenths: 5 }));
}

#[test]
fn packets_that_come_too_late_are_uneven_and_not_lost() {
    let mut talk = Talk::new();
    for _ in 0..10 {
        talk.sample.tally.late += 4;
        talk.sample.tally.concealed += 4;
        talk.second();
    }
    assert_eq!(talk.cause(), Some(Cause::Uneven { percent: 8 }));
}

#[test]
fn the_worse_cause_goes_first_and_the_lesser_comes_after_it() {
    let mut talk = Talk::new();
    talk.loses = 15.0;
    assert!(matches!(talk.goes_on(12), Some(Cause::Loss { .. })));
    talk.sample.microphone = Level::SILENCE;
    assert_eq!(talk.goes_on(5), Some(Cause::MicrophoneSilent));
    talk.sample.microphone = Level::from_dbfs(-30.0);
    assert!(matches!(talk.goes_on(6), Some(Cause::Loss { .. })));
}

#[test]
fn a_far_end_that_is_silent_loses_nothing() {
    let mut talk = Talk::new();
    talk.goes_on(10);
    // It sends no packets, and ours fills the pause: as it does for what is lost.
    for _ in 0..30 {
        talk.sample.tally.concealed += u64::from(PACKETS);
        assert_eq!(talk.look(), None);
        assert_eq!(talk.meter.live().map(|live| live.figures.concealed_permille), Some(0));
    }
    assert_eq!(talk.meter.report(true).expect("a report").figures.concealed_permille, 0);
}

#[test]
fn a_broken_line_forgets_what_was_before_it() {
    let mut talk = Talk::new();
    talk.loses = 20.0;
    assert!(talk.goes_on(10).is_some());
    talk.meter.pause();
    assert_eq!(talk.meter.live(), None);
    talk.loses = 0.0;
    assert_eq!(talk.goes_on(5), None);
}

#[test]
fn the_middleware_is_told_every_half_minute_and_at_the_end() {
    let mut talk = Talk::new();
    assert_eq!(talk.meter.report(true), None, "nobody talked");
    talk.goes_on(30);
    assert_eq!(talk.reports.len(), 1);
    talk.loses = 10.0;
    talk.goes_on(40);
    assert_eq!(talk.reports.len(), 2);
    let last = talk.meter.report(true).expect("they talked");
    assert!(talk.reports.iter().all(|report| !report.last && report.is_plausible()));
    assert!(last.last && last.is_plausible());
    assert_eq!(last.measured_s, 69, "the first look only says where the totals stand");
    assert!((40..=75).contains(&last.figures.lost_from_unit_permille), "{last:?}");
    assert_eq!((last.cause, last.figures.round_trip_ms), (Some(CauseWord::LossOnTheWay), Some(30)));
    assert!(last.cause_s >= 30, "{last:?}");
    let (mean, worst) = (last.figures.mos_here_hundredths, last.worst_mos_here_hundredths);
    assert!(worst < mean && mean < Some(442), "{last:?}");
}

#[test]
fn unmended_loss_is_rated_worse_than_mended_and_telephone_sound_below_both() {
    let rated = |codec, mends| {
        let mut talk = Talk::new();
        talk.sample.codec = codec;
        (talk.loses, talk.mends) = (8.0, mends);
        talk.goes_on(30);
        talk.meter.report(true).and_then(|report| report.figures.mos_here_hundredths).expect("rated")
    };
    assert!(rated(CodecKind::Opus, true) > rated(CodecKind::Opus, false));
    assert!(rated(CodecKind::Opus, true) > rated(CodecKind::Pcma, false));
}

#[test]
fn whatever_happens_nobody_is_blamed_whom_the_figures_did_not_show() {
    for seed in 0..50 {
        let mut dice = StdRng::seed_from_u64(seed);
        let mut talk = Talk::new();
        talk.dice = StdRng::seed_from_u64(seed);
        let (mut lossy_from, mut lossy_to) = (0_u32, 0_u32);
        for second in 1..=600_u32 {
            if dice.random_bool(0.05) {
                talk.loses = [0.0, 0.0, 3.0, 15.0, 40.0][dice.random_range(0..5)];
                talk.sample.far_loss = [None, Some(0.0), Some(0.03), Some(0.2)][dice.random_range(0..4)];
                talk.sample.sends = dice.random_bool(0.8);
            }
            let said = talk.second();
            let lost = talk.meter.live().map_or(0, |live| live.figures.lost_from_unit_permille);
            lossy_from = if lost >= 20 { second } else { lossy_from };
            lossy_to = if talk.sample.sends && talk.sample.far_loss >= Some(0.02) { second } else { lossy_to };
            // What is said is corrected after ten seconds of other figures, and withdrawn after five of better ones.
            if let Some(Cause::Loss { way, place, .. }) = said {
                assert_eq!(place, Place::OnTheWay, "seed {seed}, second {second}: no other call was made");
                let recent = |at: u32| at > 0 && second - at <= 25;
                assert!(way == Way::ToUnit || recent(lossy_from), "seed {seed}, second {second}: {said:?}");
                assert!(way == Way::FromUnit || recent(lossy_to), "seed {seed}, second {second}: {said:?}");
            }
        }
        assert!(talk.meter.report(true).is_some_and(|report| report.is_plausible()), "seed {seed}");
    }
}
