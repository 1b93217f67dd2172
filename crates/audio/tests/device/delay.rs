//! What one station adds between a mouth and an ear: microphone, frame of 20 ms, jitter buffer, loudspeaker. The figure is printed,
//! because only a quiet computer tells it truly.

use std::io::{Read, Write};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use roomline_audio::device::EngineConfig;
use roomline_audio::tone::Sine;
use roomline_audio::{OutgoingPacket, Packet};

use super::desk::{DEADLINE, Process, at_a_desk, pulse_client};
use super::far::open;

/// Longer than any knock takes through a station.
const BETWEEN_KNOCKS: Duration = Duration::from_millis(500);

/// A knock comes after so many pieces of 5 ms without one.
const SILENT_PIECES: usize = 20;

/// How often somebody knocks.
const KNOCKS: usize = 12;

#[test]
fn what_is_said_here_and_comes_back_at_once_is_heard_soon() {
    at_a_desk("delay::what_is_said_here_and_comes_back_at_once_is_heard_soon", |_| {
        let (engine, packets) = open(EngineConfig::default());
        let engine = Arc::new(Mutex::new(engine));
        let mirror = Arc::clone(&engine);
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let returning = thread::spawn(move || {
            for sequence in 0..u16::MAX {
                let Ok(OutgoingPacket { timestamp, payload, .. }) = packets.recv_timeout(DEADLINE) else { return };
                if over.load(Ordering::Relaxed) {
                    return;
                }
                let arrived = Instant::now();
                let packet = Packet { sequence, timestamp, payload_type: 111, payload, arrived };
                mirror.lock().expect("nobody panics").receive(packet);
            }
        });
        let mut delays: Vec<u128> = knock().iter().map(Duration::as_millis).collect();
        delays.sort_unstable();
        assert!(delays.len() > KNOCKS / 2, "most knocks came through: {delays:?}");
        eprintln!("mouth to ear through the station: median {} ms of {delays:?}", delays[delays.len() / 2]);
        is_over.store(true, Ordering::Relaxed);
        returning.join().expect("all packets came back");
    });
}

/// Somebody knocks in front of the microphone, half a second apart: short bursts of a tone. Returns how long each took to come out of
/// the loudspeaker, as far as it did.
fn knock() -> Vec<Duration> {
    let (at_microphone, at_speaker) = (knocks_at("microphone"), knocks_at("speaker.monitor"));
    let mut player = pulse_client("pacat", &["--playback", "--device=mic"])
        .stdin(Stdio::piped())
        .spawn()
        .expect("pacat is installed (Debian: apt install pulseaudio-utils)");
    let mut pipe = player.stdin.take().expect("a pipe was asked for");
    let player = Process(player);
    let knocking = thread::spawn(move || {
        for _ in 0..KNOCKS {
            let mut sine = Sine::new(600.0, 0.5);
            let mut burst: Vec<f32> = (0..10).flat_map(|_| sine.frame().to_vec()).collect();
            burst.resize(24_000, 0.0);
            let bytes: Vec<u8> = burst.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            if pipe.write_all(&bytes).is_err() {
                return;
            }
        }
    });
    let said: Vec<Instant> = (0..KNOCKS)
        .map(|_| at_microphone.recv_timeout(DEADLINE).expect("a knock is heard at the microphone"))
        .collect();
    let heard: Vec<Instant> = std::iter::from_fn(|| at_speaker.recv_timeout(2 * BETWEEN_KNOCKS).ok()).collect();
    knocking.join().expect("all knocks were played");
    drop(player);
    let delay = |said: &Instant| {
        let after = heard.iter().filter_map(|heard| heard.checked_duration_since(*said)).min()?;
        (after < BETWEEN_KNOCKS).then_some(after)
    };
    said.iter().filter_map(delay).collect()
}

/// When the beginning of each burst arrives at a source.
fn knocks_at(source: &str) -> Receiver<Instant> {
    let mut recorder = pulse_client("parec", &["--device", source])
        .arg("--latency-msec=5")
        .stdout(Stdio::piped())
        .spawn()
        .expect("parec is installed (Debian: apt install pulseaudio-utils)");
    let mut pipe = recorder.stdout.take().expect("a pipe was asked for");
    let (send, knocks) = sync_channel(1_000);
    let (started, start) = sync_channel(1);
    thread::spawn(move || {
        let _recorder = Process(recorder);
        let mut piece = vec![0; 240 * 4];
        // It was silent before anybody listened.
        let mut silent = SILENT_PIECES;
        while pipe.read_exact(&mut piece).is_ok() {
            let now = Instant::now();
            let _once = started.try_send(());
            let mut samples = piece.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
            match samples.position(|sample| sample.abs() > 0.1) {
                Some(at) => {
                    let ago = Duration::from_secs_f64((240 - at) as f64 / 48_000.0);
                    if silent >= SILENT_PIECES && send.send(now - ago).is_err() {
                        return;
                    }
                    silent = 0;
                }
                None => silent += 1,
            }
        }
    });
    start.recv_timeout(DEADLINE).expect("a source always sounds, if only of silence");
    knocks
}
