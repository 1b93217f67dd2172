//! Devices that come, go and fall silent in the middle of a call.

use std::time::Instant;

use roomline_audio::device::{EngineConfig, LineState, Wanted};
use roomline_audio::tone::{Sine, hears_tone, tone_level};
use roomline_audio::{Gate, Level};

use super::desk::at_a_desk;
use super::far::{FarEnd, open, uses};

#[test]
fn an_unplugged_headset_is_replaced_within_300_ms_and_taken_again_when_it_is_back() {
    at_a_desk("hot_plug::an_unplugged_headset_is_replaced_within_300_ms_and_taken_again_when_it_is_back", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        let (mouth, ears) = (desk.plugs_in_microphone("headset_mic", ""), desk.plugs_in_speaker("headset", ""));
        let list = |id: &str| vec![Wanted::Device(id.to_owned()), Wanted::Default];
        let (engine, packets) =
            open(EngineConfig { capture: list("headset_mic"), playback: list("headset"), ..EngineConfig::default() });
        let headset = (Some("headset_mic".to_owned()), Some("headset".to_owned()));
        assert_eq!(uses(&engine), headset);
        let mut far = FarEnd::new();
        let mut voice = Sine::new(1200.0, 0.3);
        far.talks(&engine, &packets, 100, Some(&mut voice));
        let mut speaker = desk.listens_to_speaker();
        speaker.so_far();
        let (pulled, start) = (std::thread::spawn(move || (mouth.unplug(), ears.unplug())), Instant::now());
        let heard_there = far.talks(&engine, &packets, 150, Some(&mut voice));
        pulled.join().expect("both plugs are out");
        let built_in = (Some("microphone".to_owned()), Some("speaker".to_owned()));
        assert_eq!(uses(&engine), built_in, "{:?}", start.elapsed());
        let gap_there = longest_gap(&heard_there, 500.0) + far.longest_wait.as_millis() as usize;
        assert!(gap_there <= 300, "the far end heard nothing for {gap_there} ms");
        // Here the voice begins when it does: what came before was the headset's.
        let heard_here = speaker.so_far();
        let gap_here = longest_gap(from_first(&heard_here, 1200.0), 1200.0);
        assert!(gap_here <= 100, "the new loudspeaker stumbled for {gap_here} ms");
        eprintln!("gap at the far end: {gap_there} ms; stumbles here: {gap_here} ms");

        let _mouth = desk.plugs_in_microphone("headset_mic", "");
        let _ears = desk.plugs_in_speaker("headset", "");
        desk.until("the headset is taken again", || uses(&engine) == headset);
        let heard = far.talks(&engine, &packets, 100, Some(&mut voice));
        assert!(hears_tone(&heard[heard.len() / 2..], 500.0), "{}", Level::of(&heard));
    });
}

#[test]
fn a_desk_that_follows_the_system_changes_with_it() {
    at_a_desk("hot_plug::a_desk_that_follows_the_system_changes_with_it", |desk| {
        let (_mic, _speaker) = (desk.plugs_in_microphone("usb_mic", ""), desk.plugs_in_speaker("usb", ""));
        let (engine, _packets) = open(EngineConfig::default());
        assert_eq!(uses(&engine), (Some("microphone".to_owned()), Some("speaker".to_owned())));
        desk.prefers("usb", "usb_mic");
        desk.until("the engine follows", || uses(&engine) == (Some("usb_mic".to_owned()), Some("usb".to_owned())));
    });
}

#[test]
fn another_order_counts_in_a_call_that_goes_on() {
    at_a_desk("hot_plug::another_order_counts_in_a_call_that_goes_on", |desk| {
        let _speaker = desk.plugs_in_speaker("usb", "");
        let (engine, _packets) = open(EngineConfig::default());
        desk.until("the devices are known", || {
            engine.want(vec![], vec![Wanted::Device("usb".to_owned())]);
            uses(&engine).1.as_deref() == Some("usb")
        });
    });
}

#[test]
fn a_silent_microphone_is_told_and_so_is_its_first_sound() {
    at_a_desk("hot_plug::a_silent_microphone_is_told_and_so_is_its_first_sound", |desk| {
        let (engine, _packets) = open(EngineConfig::default());
        desk.until("the alarm", || engine.report().is_silent);
        let _near = desk.plays_into_microphone(500.0);
        desk.until("the end of the alarm", || !engine.report().is_silent);
    });
}

#[test]
fn a_call_goes_on_after_the_sound_server_was_restarted() {
    at_a_desk("hot_plug::a_call_goes_on_after_the_sound_server_was_restarted", |desk| {
        let (engine, packets) = open(EngineConfig::default());
        let mut far = FarEnd::new();
        far.talks(&engine, &packets, 25, None);
        desk.stops_the_server();
        desk.until("the loss is told", || {
            let report = engine.report();
            report.capture == LineState::Gone && report.playback == LineState::Gone
        });
        desk.starts_the_server();
        desk.until("both devices are back", || {
            let report = engine.report();
            report.capture == LineState::Alive && report.playback == LineState::Alive
        });
        let _near = desk.plays_into_microphone(500.0);
        while packets.try_recv().is_ok() {}
        let mut again = FarEnd::new();
        again.sender.set_gate(Gate::Inactive);
        let heard = again.talks(&engine, &packets, 100, None);
        assert!(hears_tone(&heard[heard.len() / 2..], 500.0), "{}", Level::of(&heard));
    });
}

/// The longest time in which a tone is not heard, in milliseconds; looks every 10 ms.
fn longest_gap(samples: &[f32], hz: f32) -> usize {
    let (mut longest, mut gap) = (0, 0);
    for piece in samples.chunks_exact(480) {
        gap = if tone_level(piece, hz).dbfs() > -40.0 { 0 } else { gap + 10 };
        longest = longest.max(gap);
    }
    longest
}

/// From where a tone is heard for the first time.
fn from_first(samples: &[f32], hz: f32) -> &[f32] {
    let first = samples.chunks_exact(480).position(|piece| tone_level(piece, hz).dbfs() > -40.0).unwrap_or(0);
    &samples[first * 480..]
}
