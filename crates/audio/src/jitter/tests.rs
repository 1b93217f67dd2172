//! The buffer against networks that duplicate, reorder, delay and lose.

#![expect(clippy::disallowed_methods, reason = "a test may begin at any time; all later times are counted from there")]

use proptest::prelude::*;

use super::*;

const MS: Duration = Duration::from_millis(1);

/// Packet number `at` of a stream that starts at these RTP values, 20 ms each; its payload is its number.
fn packet(at: u32, first_sequence: u16, first_stamp: u32, arrived: Instant) -> Packet {
    Packet {
        sequence: first_sequence.wrapping_add(at as u16),
        timestamp: first_stamp.wrapping_add(at * 960),
        payload_type: 96,
        payload: at.to_be_bytes().to_vec(),
        arrived,
    }
}

fn number(payload: &[u8]) -> u32 {
    u32::from_be_bytes(payload.try_into().expect("four bytes"))
}

/// Steps a buffer through arrivals (packet number, milliseconds) and playback every 20 ms; returns what was done.
fn play(first_sequence: u16, first_stamp: u32, mut arrivals: Vec<(u32, u64)>, rounds: u64) -> Vec<Step> {
    let start = Instant::now();
    let mut buffer = JitterBuffer::new(48_000);
    arrivals.sort_by_key(|(_, at)| *at);
    let mut arrivals = arrivals.into_iter().peekable();
    let mut steps = Vec::new();
    for round in 0..rounds {
        while let Some((at, ms)) = arrivals.next_if(|(_, ms)| *ms <= round * 20) {
            buffer.insert(packet(at, first_sequence, first_stamp, start + MS * ms as u32), 960, 0);
        }
        let now = start + MS * (round * 20) as u32;
        let mut step = buffer.next(now);
        if let Step::Rebuild { next, .. } = &step {
            assert!(!next.is_empty());
        }
        if let Step::Play(payload) = &mut step {
            assert!(!payload.is_empty());
        }
        steps.push(step);
    }
    steps
}

fn played(steps: &[Step]) -> Vec<u32> {
    steps.iter().filter_map(|step| if let Step::Play(payload) = step { Some(number(payload)) } else { None }).collect()
}

#[test]
fn a_clean_stream_starts_after_its_head_start_and_never_stops() {
    let steps = play(0, 0, (0..50).map(|at| (at, u64::from(at) * 20)).collect(), 50);
    let silent = steps.iter().take_while(|step| **step == Step::Silence).count();
    assert!(silent <= 2, "the first sound comes after {silent} packets");
    assert!(steps[silent..].iter().all(|step| matches!(step, Step::Play(_))));
}

#[test]
fn a_lost_packet_is_rebuilt_from_the_one_after_it() {
    let steps = play(0, 0, (0..20).filter(|at| *at != 10).map(|at| (at, u64::from(at) * 20)).collect(), 20);
    let hole = steps.iter().position(|step| matches!(step, Step::Rebuild { .. })).expect("the hole is rebuilt");
    let Step::Rebuild { next, samples } = &steps[hole] else { unreachable!("that is what was looked for") };
    assert_eq!((number(next), *samples), (11, 960));
    assert!(matches!(&steps[hole + 1], Step::Play(payload) if number(payload) == 11));
}

#[test]
fn losses_that_could_only_be_guessed_ask_for_the_delay_that_mends_them() {
    let (start, mut buffer) = (Instant::now(), JitterBuffer::new(48_000));
    // The first two come together, all others half a packet before their turn: too late to mend the one before.
    for at in 0..2 {
        assert_eq!(buffer.insert(packet(at, 0, 0, start), 960, 0), Insert::Taken);
    }
    (0..2).for_each(|_| assert!(matches!(buffer.next(start), Step::Play(_))));
    for at in 2..200 {
        let is_lost = at % 10 == 0;
        if !is_lost {
            buffer.insert(packet(at, 0, 0, start), 960, 600);
        }
        assert_eq!(matches!(buffer.next(start), Step::Conceal { .. }), is_lost, "{at}");
    }
    assert_eq!(buffer.off_target(), -960);
}

#[test]
fn what_only_comes_late_asks_for_no_repairs() {
    let start = Instant::now();
    for turns_late in [0, 4] {
        let mut buffer = JitterBuffer::new(48_000);
        (0..2).for_each(|at| assert_eq!(buffer.insert(packet(at, 0, 0, start), 960, 0), Insert::Taken));
        // Each comes a packet before its turn, but every tenth is overtaken and comes that many turns after its own.
        for at in 0..200 {
            let is_overtaken = at > 0 && at % 10 == 0;
            assert_eq!(matches!(buffer.next(start), Step::Rebuild { .. }), is_overtaken, "{at}");
            if at > turns_late && at % 10 == turns_late {
                assert_eq!(buffer.insert(packet(at - turns_late, 0, 0, start), 960, 0), Insert::Late);
            }
            if (at + 2) % 10 != 0 {
                buffer.insert(packet(at + 2, 0, 0, start), 960, 0);
            }
        }
        assert_eq!(buffer.off_target(), -960 * (1 + i64::from(turns_late)) - 600, "so late, and the slack to keep");
    }
}

#[test]
fn of_three_lost_packets_two_are_guessed_and_the_last_is_rebuilt() {
    let lost = [10, 11, 12];
    let steps = play(0, 0, (0..20).filter(|at| !lost.contains(at)).map(|at| (at, u64::from(at) * 20)).collect(), 24);
    let repairs = steps.iter().filter(|step| matches!(step, Step::Conceal { .. } | Step::Rebuild { .. })).count();
    assert!(repairs >= 3, "{steps:?}");
    assert_eq!(played(&steps), (0..20).filter(|at| !lost.contains(at)).collect::<Vec<_>>());
}

#[test]
fn a_late_burst_is_played_whole_and_only_delays() {
    // The network holds everything back for 100 ms, then delivers it at once.
    let arrivals = (0..40).map(|at| (at, if (10..15).contains(&at) { 300 } else { u64::from(at) * 20 })).collect();
    let steps = play(0, 0, arrivals, 50);
    assert_eq!(played(&steps), (0..40).collect::<Vec<_>>());
}

#[test]
fn a_stream_that_was_silent_for_long_starts_anew() {
    let mut arrivals: Vec<(u32, u64)> = (0..10).map(|at| (at, u64::from(at) * 20)).collect();
    arrivals.extend((0..10).map(|at| (1_000_000 + at, 5_000 + u64::from(at) * 20)));
    let steps = play(0, 0, arrivals, 262);
    assert_eq!(played(&steps).len(), 20);
    let concealed = steps.iter().filter(|step| matches!(step, Step::Conceal { .. })).count();
    assert!(concealed <= 53, "concealment ends after a second, not after {concealed} packets");
}

#[test]
fn a_far_end_that_restarts_is_heard_again_at_once() {
    let mut arrivals: Vec<(u32, u64)> = (0..10).map(|at| (at, u64::from(at) * 20)).collect();
    arrivals.extend((0..10).map(|at| (3_000_000 + at, 200 + u64::from(at) * 20)));
    let steps = play(7, 0, arrivals, 24);
    assert!(played(&steps).ends_with(&(3_000_000..3_000_010).collect::<Vec<_>>()), "{:?}", played(&steps));
}

#[test]
fn after_playback_stood_still_only_the_newest_is_played() {
    let start = Instant::now();
    let mut buffer = JitterBuffer::new(48_000);
    for at in 0..3 {
        buffer.insert(packet(at, 0, 0, start), 960, 0);
    }
    assert!(matches!(buffer.next(start + 40 * MS), Step::Play(_)));
    for at in 3..60 {
        buffer.insert(packet(at, 0, 0, start), 960, 0);
    }
    assert!(matches!(buffer.next(start + 1200 * MS), Step::Play(payload) if number(&payload) == 58));
}

/// Plays everything that arrives in time, in steps as long as what is played; `pause`: told after packet 9.
fn with_pause(pause: Option<i64>, resumes: u32) -> Vec<Step> {
    let (start, mut buffer, mut steps, mut time) = (Instant::now(), JitterBuffer::new(48_000), Vec::new(), 0);
    for round in 0..u64::from(resumes) + 20 {
        let now = start + MS * (round * 20) as u32;
        let at = round as u32;
        if !(10..resumes).contains(&at) {
            buffer.insert(packet(at, 0, 0, now), 960, 0);
        } else if at == 10 {
            buffer.pause(at * 960, pause);
        }
        let step = buffer.next(now);
        time += match &step {
            Step::Silence => 0,
            Step::Play(_) => 960,
            Step::Rebuild { samples, .. } | Step::Conceal { samples } | Step::Pause { samples } => *samples,
        };
        steps.push(step);
    }
    assert_eq!(time, 960 * steps.iter().filter(|step| **step != Step::Silence).count());
    steps
}

#[test]
fn while_the_far_end_is_silent_nothing_is_missing() {
    // Shorter and longer than what counts as a stopped stream; and a key that is held down.
    for (pause, resumes) in [(None, 40), (None, 400), (Some(30 * 960), 40)] {
        let steps = with_pause(pause, resumes);
        let guessed = steps.iter().filter(|step| matches!(step, Step::Conceal { .. } | Step::Rebuild { .. })).count();
        assert_eq!(guessed, 0, "{pause:?}, {resumes}");
        let silent = steps.iter().filter(|step| matches!(step, Step::Pause { .. })).count();
        assert_eq!(silent, resumes as usize - 10);
        let heard = played(&steps);
        assert!(heard.starts_with(&(0..10).chain(resumes..resumes + 10).collect::<Vec<_>>()), "{heard:?}");
    }
}

#[test]
fn what_is_missing_after_a_key_was_let_go_is_lost() {
    let steps = with_pause(Some(10 * 960), 40);
    assert_eq!(steps.iter().filter(|step| matches!(step, Step::Pause { .. })).count(), 10);
    assert!(steps.iter().any(|step| matches!(step, Step::Conceal { .. })));
}

#[test]
fn packets_of_any_length_are_mended_whole() {
    for length in [480, 960, 1_920, 2_880] {
        let (start, mut buffer) = (Instant::now(), JitterBuffer::new(48_000));
        let long = |at: u32| Packet { timestamp: at * length, ..packet(at, 0, 0, start) };
        for at in [0, 1, 3, 4, 5] {
            buffer.insert(long(at), length as usize, 0);
        }
        let steps: Vec<Step> = (0..4).map(|_| buffer.next(start)).collect();
        assert_eq!(steps[2], Step::Rebuild { next: 3_u32.to_be_bytes().to_vec(), samples: length as usize });
        assert_eq!(played(&steps), [0, 1, 3]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    /// Whatever the network does within 100 ms, playback goes forward: no packet twice, none out of order, also around the wrap.
    #[test]
    fn playback_only_ever_goes_forward(
        first_sequence in prop_oneof![Just(65_530_u16), any::<u16>()],
        first_stamp in prop_oneof![Just(u32::MAX - 5_000), any::<u32>()],
        fates in prop::collection::vec((0_u64..100, 0_u8..10), 60),
    ) {
        let mut arrivals = Vec::new();
        for (at, (delay, fate)) in fates.iter().enumerate() {
            let sent = at as u64 * 20;
            match fate {
                0 => {}
                1 => arrivals.extend([(at as u32, sent + delay), (at as u32, sent + 2 * delay)]),
                _ => arrivals.push((at as u32, sent + delay)),
            }
        }
        let heard = played(&play(first_sequence, first_stamp, arrivals.clone(), 80));
        prop_assert!(heard.windows(2).all(|pair| pair[0] < pair[1]), "{heard:?}");
        prop_assert!(heard.iter().all(|at| arrivals.iter().any(|(arrived, _)| arrived == at)));
    }

    /// On a network that only reorders within the head start, nothing is lost.
    #[test]
    fn a_little_reordering_loses_nothing(delays in prop::collection::vec(0_u64..20, 60)) {
        let arrivals: Vec<_> = delays.iter().enumerate().map(|(at, delay)| (at as u32, at as u64 * 20 + delay)).collect();
        prop_assert_eq!(played(&play(0, 0, arrivals, 80)), (0..60).collect::<Vec<_>>());
    }

    /// Time stamps and sizes out of nowhere never make it hang, panic or hold more than it may.
    #[test]
    fn anything_may_come_in(packets in prop::collection::vec((any::<u16>(), any::<u32>(), 120_usize..5760), 0..400)) {
        let start = Instant::now();
        let mut buffer = JitterBuffer::new(8_000);
        for (round, (sequence, timestamp, samples)) in packets.into_iter().enumerate() {
            let now = start + MS * round as u32 * 20;
            let packet = Packet { sequence, timestamp, payload_type: 96, payload: vec![1], arrived: now };
            buffer.insert(packet, samples, 0);
            prop_assert!(buffer.waiting.len() <= CAPACITY);
            buffer.next(now);
        }
    }
}
