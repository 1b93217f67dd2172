//! Real streams on a real sound server: each test has a PulseAudio of its own with a virtual microphone and a virtual loudspeaker, and
//! speaks and listens through the server's other side.
//!
//! ALSA and PulseAudio take their settings from the environment when a process starts, so each test runs itself again in a child
//! process with a desk's environment, and is what it says there.

#![expect(clippy::disallowed_methods, reason = "real devices run on the real clock")]

mod delay;
mod desk;
mod far;
mod hot_plug;
mod soak;

use std::sync::mpsc::{TryRecvError, sync_channel};
use std::time::Duration;

use desk::{DEADLINE, at_a_desk};
use far::{FarEnd, OPUS, open, uses};
use roomline_audio::device::{
    Chime, ChimeSound, DeviceError, Devices, Ear, Engine, EngineConfig, LineState, Ringer, RingerConfig, Wanted, watch,
};
use roomline_audio::tone::{Sine, hears_tone, tone_level};
use roomline_audio::{Gate, Hearing, Level};

/// In this time an open gate lets out a dozen packets.
const SEVERAL_PACKETS: Duration = Duration::from_millis(250);

#[test]
fn both_voices_cross_the_desk_and_neither_hears_itself() {
    at_a_desk("both_voices_cross_the_desk_and_neither_hears_itself", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        let mut speaker = desk.listens_to_speaker();
        let (engine, packets) = open(EngineConfig::default());
        let mut far = FarEnd::new();
        let heard_there = far.talks(&engine, &packets, 150, Some(&mut Sine::new(1200.0, 0.3)));
        assert!(hears_tone(&heard_there[heard_there.len() / 2..], 500.0), "the far end hears the microphone");
        let heard_here = speaker.so_far();
        let second = &heard_here[heard_here.len() - 72_000..heard_here.len() - 24_000];
        assert!(hears_tone(second, 1200.0), "the desk hears the far end: {}", Level::of(second));
        assert_eq!((engine.report().capture, engine.report().playback), (LineState::Alive, LineState::Alive));
        assert!(engine.levels().0.dbfs() > -40.0 && engine.levels().1.dbfs() > -40.0, "{:?}", engine.report());
    });
}

#[test]
fn a_shut_gate_lets_nothing_out_and_mute_lets_only_silence_out() {
    at_a_desk("a_shut_gate_lets_nothing_out_and_mute_lets_only_silence_out", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        let (engine, packets) = open(EngineConfig::default());
        let mut far = FarEnd::new();
        let loud = far.talks(&engine, &packets, 50, None);
        assert!(hears_tone(&loud[loud.len() / 2..], 500.0), "{}", Level::of(&loud));
        engine.set_muted(true);
        far.talks(&engine, &packets, 25, None);
        let muted = far.talks(&engine, &packets, 50, None);
        assert!(Level::of(&muted).dbfs() < -60.0, "{}", Level::of(&muted));
        engine.set_gate(Gate::Inactive);
        desk.until("the last packet is out", || packets.recv_timeout(SEVERAL_PACKETS).is_err());
        engine.set_muted(false);
        assert!(packets.recv_timeout(SEVERAL_PACKETS).is_err(), "nothing leaves a shut gate");
        engine.close();
    });
}

#[test]
fn help_for_hearing_is_heard_at_both_ends_in_the_middle_of_a_call() {
    at_a_desk("help_for_hearing_is_heard_at_both_ends_in_the_middle_of_a_call", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        let mut speaker = desk.listens_to_speaker();
        let (engine, packets) = open(EngineConfig::default());
        let (mut far, mut voice) = (FarEnd::new(), Sine::new(1200.0, 0.05));
        let mut levels = || {
            far.talks(&engine, &packets, 100, Some(&mut voice));
            let there = far.talks(&engine, &packets, 50, Some(&mut voice));
            let here = speaker.so_far();
            let last_half_second = &here[here.len() - 24_000..];
            (tone_level(&there, 500.0).dbfs(), tone_level(last_half_second, 1200.0).dbfs())
        };
        let (there, here) = levels();
        engine.set_hearing(Hearing { gain_db: 6, presence_db: 0 }, Hearing { gain_db: 12, presence_db: 0 });
        let (helped_there, helped_here) = levels();
        assert!((helped_there - there - 6.0).abs() < 1.5, "from {there} to {helped_there} dBFS");
        assert!((helped_here - here - 12.0).abs() < 1.5, "from {here} to {helped_here} dBFS");
        engine.set_hearing(Hearing::OFF, Hearing::OFF);
        let (there_again, here_again) = levels();
        assert!((there_again - there).abs() < 1.5 && (here_again - here).abs() < 1.5, "{there_again} {here_again}");
    });
}

#[test]
fn ringback_is_heard_until_it_is_stopped() {
    at_a_desk("ringback_is_heard_until_it_is_stopped", |desk| {
        let mut speaker = desk.listens_to_speaker();
        let (engine, _packets) = open(EngineConfig::default());
        engine.ringback(true);
        desk.until("ringback is heard", || {
            hears_tone(&speaker.next_tenth(), 440.0) || Level::of(&speaker.next_tenth()).dbfs() > -30.0
        });
        engine.ringback(false);
        desk.until("ringback is gone", || Level::of(&speaker.next_tenth()) == Level::SILENCE);
    });
}

#[test]
fn a_desk_rings_on_its_loudspeaker_and_stops() {
    at_a_desk("a_desk_rings_on_its_loudspeaker_and_stops", |desk| {
        let mut speaker = desk.listens_to_speaker();
        let ringer = Ringer::start(RingerConfig::default());
        desk.until("it rings", || Level::of(&speaker.next_tenth()).dbfs() > -40.0);
        assert!(ringer.sounding() >= 1);
        ringer.stop();
        desk.until("it stops", || Level::of(&speaker.next_tenth()) == Level::SILENCE);
    });
}

#[test]
fn an_ear_tells_how_loud_its_microphone_is_until_it_is_dropped() {
    at_a_desk("an_ear_tells_how_loud_its_microphone_is_until_it_is_dropped", |desk| {
        let (tell, told) = sync_channel(1000);
        let ear = Ear::open(Vec::new(), move |heard| drop(tell.try_send(heard)));
        let quiet = told.recv_timeout(DEADLINE).expect("it tells").expect("there is a microphone");
        assert_eq!((quiet.device.id.as_str(), quiet.level), ("microphone", Level::SILENCE));
        let _near = desk.plays_into_microphone(500.0);
        desk.until("it is loud", || {
            told.recv_timeout(DEADLINE).expect("it tells").expect("it is there").level.dbfs() > -30.0
        });
        drop(ear);
        desk.until("nobody listens", || {
            loop {
                match told.try_recv() {
                    Ok(_) => {}
                    Err(error) => return error == TryRecvError::Disconnected,
                }
            }
        });
    });
}

#[test]
fn a_trial_is_heard_once_and_tells_on_which_loudspeaker() {
    at_a_desk("a_trial_is_heard_once_and_tells_on_which_loudspeaker", |desk| {
        let mut speaker = desk.listens_to_speaker();
        let (tell, told) = sync_channel(1);
        let _trial = Chime::start_and_tell(ChimeSound::Trial, Vec::new(), move |over| drop(tell.try_send(over)));
        desk.until("it is heard", || Level::of(&speaker.next_tenth()).dbfs() > -40.0);
        let over = told.recv_timeout(DEADLINE).expect("it ends by itself");
        assert_eq!(over.map(|device| device.id), Ok("speaker".to_owned()));
        desk.until("it is over", || Level::of(&speaker.next_tenth()) == Level::SILENCE);
    });
}

#[test]
fn devices_have_names_for_people_and_plumbing_is_known_as_such() {
    at_a_desk("devices_have_names_for_people_and_plumbing_is_known_as_such", |desk| {
        let headset = desk.plugs_in_microphone("headset", "");
        let devices = Devices::now();
        let names: Vec<&str> = devices.microphones.iter().map(|device| device.name.as_str()).collect();
        assert_eq!(names, ["The_microphone", "The_headset"], "no monitor of a loudspeaker is a microphone");
        let speakers: Vec<(&str, bool)> =
            devices.speakers.iter().map(|device| (device.id.as_str(), device.is_plumbing)).collect();
        assert_eq!(speakers, [("speaker", false), ("mic", true)]);
        assert_eq!(devices.default_microphone.as_deref(), Some("microphone"));
        let (tell, told) = sync_channel(10);
        let _watch = watch(move |devices| drop(tell.try_send(devices)));
        assert_eq!(told.recv_timeout(DEADLINE).expect("at once"), devices);
        headset.unplug();
        let without = told.recv_timeout(DEADLINE).expect("when the plug is pulled");
        assert_eq!(without.microphones.len(), 1);
    });
}

#[test]
fn the_first_of_the_list_that_is_there_is_taken() {
    at_a_desk("the_first_of_the_list_that_is_there_is_taken", |desk| {
        let _near = desk.plays_into_microphone(700.0);
        let _other = desk.plugs_in_speaker("monitor", "rate=48000");
        let list = |ids: &[&str]| ids.iter().map(|id| Wanted::Device((*id).to_owned())).collect::<Vec<_>>();
        let named = EngineConfig {
            capture: list(&["nobody's", "The_microphone"]),
            playback: list(&["nobody's", "monitor", "speaker"]),
            ..EngineConfig::default()
        };
        let (engine, packets) = open(named);
        let heard = FarEnd::new().talks(&engine, &packets, 75, None);
        assert!(hears_tone(&heard[heard.len() / 2..], 700.0), "{}", Level::of(&heard));
        assert_eq!(uses(&engine), (Some("microphone".to_owned()), Some("monitor".to_owned())));
    });
}

/// Formats of devices that a desk may have, in PulseAudio's words.
const FORMATS: [&str; 8] = [
    "rate=8000 channels=1 format=s16le",
    "rate=16000 channels=1 format=s16le",
    "rate=44100 channels=2 format=s16le",
    "rate=48000 channels=2 format=s24le",
    "rate=48000 channels=2 format=s32le",
    "rate=96000 channels=2 format=s24-32le",
    "rate=44100 channels=8 format=float32le",
    "rate=96000 channels=8 format=s32le",
];

#[test]
fn devices_of_every_rate_format_and_channel_count_carry_both_voices() {
    at_a_desk("devices_of_every_rate_format_and_channel_count_carry_both_voices", |desk| {
        let _near = desk.plays_into_microphone(500.0);
        for format in FORMATS {
            // A remapped source has no format of its own but its channels.
            let channels = format.split(' ').find(|word| word.starts_with("channels=")).unwrap_or_default();
            let mic = desk.plugs_in_microphone("odd_mic", channels);
            let speaker = desk.plugs_in_speaker("odd", format);
            let mut ear = desk.listens_to("odd");
            let (engine, packets) = open(EngineConfig {
                capture: vec![Wanted::Device("odd_mic".to_owned())],
                playback: vec![Wanted::Device("odd".to_owned())],
                ..EngineConfig::default()
            });
            assert_eq!(uses(&engine), (Some("odd_mic".to_owned()), Some("odd".to_owned())), "{format}");
            let (mut far, mut voice) = (FarEnd::new(), Sine::new(1200.0, 0.3));
            let (mut there, mut here) = (false, false);
            desk.until(format, || {
                let heard = far.talks(&engine, &packets, 20, Some(&mut voice));
                there |= hears_tone(&heard[heard.len() / 2..], 500.0);
                let heard = ear.so_far();
                here |= hears_tone(&heard[heard.len() / 2..], 1200.0);
                there && here
            });
            engine.close();
            mic.unplug();
            speaker.unplug();
        }
    });
}

#[test]
fn all_loudspeakers_ring_also_one_that_is_plugged_in_meanwhile_and_no_plumbing() {
    at_a_desk("all_loudspeakers_ring_also_one_that_is_plugged_in_meanwhile_and_no_plumbing", |desk| {
        let _usb = desk.plugs_in_speaker("usb", "rate=44100");
        let ringer = Ringer::start(RingerConfig { volume: 0.5, ..RingerConfig::default() });
        desk.until("both ring", || ringer.sounding() == 2);
        let late = desk.plugs_in_speaker("late", "");
        desk.until("the late one rings, too", || ringer.sounding() == 3);
        let mut ear = desk.listens_to("late");
        desk.until("it is heard", || Level::of(&ear.next_tenth()).dbfs() > -50.0);
        drop(ear);
        late.unplug();
        desk.until("it is missed by nobody", || ringer.sounding() == 2);
        let mut at_the_microphone = desk.listens_to("mic");
        assert_eq!(Level::of(&at_the_microphone.next_tenth()), Level::SILENCE);
    });
}

#[cfg(target_os = "linux")]
#[test]
fn the_voice_goes_before_other_work() {
    at_a_desk("the_voice_goes_before_other_work", |_| {
        let nice = || rustix::process::getpriority_process(None).expect("a nice value");
        let raised = std::thread::spawn(move || {
            roomline_priority::raise_this_thread();
            nice()
        });
        let (tell, told) = sync_channel(1);
        let tells = move |_| {
            let _only_the_first = tell.try_send(nice());
        };
        let engine = Engine::open(EngineConfig::default(), tells).expect("a desk has devices");
        engine.set_format(OPUS);
        engine.set_gate(Gate::SendReceive);
        assert_eq!(told.recv_timeout(DEADLINE), Ok(raised.join().expect("no panic")));
        engine.close();
    });
}

#[test]
fn without_a_sound_server_there_is_no_microphone_and_no_panic() {
    at_a_desk("without_a_sound_server_there_is_no_microphone_and_no_panic", |desk| {
        desk.stops_the_server();
        assert_eq!(Engine::open(EngineConfig::default(), |_| {}).err(), Some(DeviceError::NoMicrophone));
        Ringer::start(RingerConfig::default()).stop();
        let (tell, told) = sync_channel(1);
        let _ear = Ear::open(Vec::new(), move |heard| drop(tell.try_send(heard)));
        assert_eq!(told.recv_timeout(DEADLINE), Ok(Err(DeviceError::NoMicrophone)));
        let (tell, told) = sync_channel(1);
        let _trial = Chime::start_and_tell(ChimeSound::Trial, Vec::new(), move |over| drop(tell.try_send(over)));
        assert_eq!(told.recv_timeout(DEADLINE), Ok(Err(DeviceError::NoSpeaker)));
    });
}
