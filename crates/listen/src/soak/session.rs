//! One long call through the whole media core, in virtual time: the far end's clock and the microphone's run apart from the
//! loudspeaker's, which is the clock here.

use std::collections::VecDeque;
use std::time::Duration;

use roomline_audio::click::ClickDetector;
use roomline_audio::tone::Sine;
use roomline_audio::{
    Cleaning, CodecKind, EchoCanceler, FRAME_SAMPLES, FRAME_TIME, Frame, Gate, Packet, Receiver, Sender, Tally,
    VoiceFormat,
};

use super::delay::DelayMeter;
use crate::between::between;
use crate::network::{self, Network};
use crate::talk;

/// The tone of the click detector.
const HZ: f32 = 440.0;
const AMPLITUDE: f32 = 0.5;
/// The far end speaks for the first four minutes of every five, and in the last of all; else it whistles.
const ROUND: Duration = Duration::from_secs(300);
const SPEECH: Duration = Duration::from_secs(240);
const LAST: Duration = Duration::from_secs(60);
/// The whistle is listened to from so long after its beginning until so long before its end: it is heard later than it is made.
const MARGIN: Duration = Duration::from_secs(2);
/// Of the echo at the microphone: 20 ms later, less than any device makes it, so that clocks that run apart overtake it soon; 10 dB
/// softer.
const ECHO_DELAY: usize = 960;
const ECHO_GAIN: f32 = 0.3;
/// Played sound that is remembered for the echo.
const PAST: usize = 4 * ECHO_DELAY;

/// A call that goes on.
pub(super) struct Session<'a> {
    voice: &'a [f32],
    /// How long the call is, by the far end's clock.
    length: Duration,
    /// By how much the far end's clock is slower than ours, and ours faster than the microphone's: 1.0001 for 100 ppm.
    skew: f64,
    sender: Sender,
    receiver: Receiver,
    canceler: EchoCanceler,
    network: Network,
    under_way: VecDeque<Packet>,
    whistle: Sine,
    clicks: ClickDetector,
    delay: DelayMeter,
    past: VecDeque<f32>,
    begun: std::time::Instant,
    said: u64,
    packets: u64,
    played: u64,
    recorded: u64,
    /// Energies of the echo and of what was left of it, since the far end began to speak.
    echo: (f64, f64),
    /// What was measured whenever the far end had spoken.
    pub(super) speeches: Vec<Speech>,
}

/// What was measured when the far end had spoken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speech {
    pub(super) delay_ms: f64,
    pub(super) erle_db: f64,
}

impl<'a> Session<'a> {
    pub(super) fn new(voice: &'a [f32], length: Duration, skew_ppm: f64) -> anyhow::Result<Self> {
        let format = VoiceFormat { kind: CodecKind::Opus, payload_type: 111, fec: true };
        let (mut sender, mut receiver) = (Sender::new(format)?, Receiver::new(format)?);
        sender.set_gate(Gate::SendReceive);
        receiver.set_gate(Gate::SendReceive);
        let skew = 1.0 + skew_ppm / 1e6;
        Ok(Self {
            voice,
            length: length.div_f64(skew),
            skew,
            sender,
            receiver,
            canceler: EchoCanceler::new(Cleaning::default()),
            network: Network::new(network::MILD, 1),
            under_way: VecDeque::new(),
            whistle: Sine::new(HZ, AMPLITUDE),
            clicks: ClickDetector::new(HZ, AMPLITUDE),
            delay: DelayMeter::default(),
            past: std::iter::repeat_n(0.0, PAST).collect(),
            begun: talk::began(),
            said: 0,
            packets: 0,
            played: 0,
            recorded: 0,
            echo: (0.0, 0.0),
            speeches: Vec::new(),
        })
    }

    /// Clicks so far, and the greatest surprise in the whistle.
    pub(super) fn clicks(&self) -> (u64, f32) {
        self.clicks.heard()
    }

    pub(super) fn tally(&self) -> Tally {
        self.receiver.tally()
    }

    /// Lives through the next ten milliseconds.
    pub(super) fn step(&mut self) {
        let at = Duration::from_millis(self.played * 10);
        while self.said as f64 * self.skew <= self.played as f64 {
            self.say(at);
        }
        let now = self.begun + at;
        while self.under_way.front().is_some_and(|packet| packet.arrived <= now) {
            self.under_way.pop_front().into_iter().for_each(|packet| self.receiver.push(packet));
        }
        let heard = self.receiver.pull(now);
        self.played += 1;
        self.canceler.reference(&heard);
        self.past.extend(heard.iter());
        self.past.drain(..FRAME_SAMPLES);
        self.listen(&heard, at);
        while (self.recorded * FRAME_SAMPLES as u64) as f64 * self.skew < (self.played * FRAME_SAMPLES as u64) as f64 {
            self.record();
        }
        self.note(at);
    }

    fn say(&mut self, at: Duration) {
        let mut frame = self.whistle.frame();
        if self.speaks(Duration::from_millis(self.said * 10)) {
            let start = usize::try_from(self.said).unwrap_or(0) * FRAME_SAMPLES % self.voice.len();
            let (rest, whole) = (&self.voice[start..], self.voice);
            frame.iter_mut().zip(rest.iter().chain(whole)).for_each(|(sample, said)| *sample = *said);
        }
        self.delay.said(&frame);
        self.said += 1;
        let Some(packet) = self.sender.push(&frame) else { return };
        for way in self.network.carry(at, packet.payload.len() + talk::RTP) {
            let packet = Packet {
                sequence: (self.packets % 65_536) as u16,
                timestamp: packet.timestamp,
                payload_type: 111,
                payload: packet.payload.clone(),
                arrived: self.begun + at + way,
            };
            let place = self.under_way.partition_point(|other| other.arrived <= packet.arrived);
            self.under_way.insert(place, packet);
        }
        self.packets += 1;
    }

    fn listen(&mut self, heard: &Frame, at: Duration) {
        self.delay.heard(heard);
        if self.whistles_for_long(at) {
            self.clicks.listen(heard);
        } else {
            self.clicks.pause();
        }
    }

    /// Whether the far end has whistled for a while, and will for a while.
    fn whistles_for_long(&self, at: Duration) -> bool {
        [at.saturating_sub(MARGIN), at, at + MARGIN].into_iter().all(|at| !self.speaks(self.by_its_clock(at)))
    }

    fn record(&mut self) {
        let start = (self.recorded * FRAME_SAMPLES as u64) as f64;
        let newest = (self.played * FRAME_SAMPLES as u64) as i64;
        let mut frame = Frame::SILENCE;
        for (nth, sample) in frame.iter_mut().enumerate() {
            let at = (start + nth as f64) * self.skew - ECHO_DELAY as f64;
            let past = |at: i64| usize::try_from(at - newest + PAST as i64).ok().and_then(|at| self.past.get(at));
            *sample = ECHO_GAIN * between(at, |at| past(at).copied().unwrap_or(0.0));
        }
        self.echo.0 += energy(&frame);
        self.canceler.clean(&mut frame);
        self.echo.1 += energy(&frame);
        self.recorded += 1;
    }

    /// Notes down what a speech has shown.
    fn note(&mut self, at: Duration) {
        let (now, next) = (self.by_its_clock(at), self.by_its_clock(at + FRAME_TIME));
        if !self.speaks(now) && self.speaks(next) {
            self.echo = (0.0, 0.0);
        }
        if self.speaks(now)
            && !self.speaks(next)
            && let Some(delay_ms) = self.delay.delay_ms()
        {
            let erle_db = 10.0 * (self.echo.0 / f64::max(self.echo.1, 1e-12)).log10();
            self.speeches.push(Speech { delay_ms, erle_db });
        }
    }

    /// What the far end's clock says then: in eight hours it is seconds away from ours.
    fn by_its_clock(&self, at: Duration) -> Duration {
        at.div_f64(self.skew)
    }

    /// Whether the far end speaks or whistles, by its own clock.
    fn speaks(&self, at: Duration) -> bool {
        let in_round = Duration::from_millis((at.as_millis() % ROUND.as_millis()) as u64);
        at < self.length && (in_round < SPEECH || self.length - at <= LAST)
    }
}

fn energy(sound: &[f32]) -> f64 {
    sound.iter().map(|sample| f64::from(*sample).powi(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_said_within_a_second_of_speech_is_listened_to_for_clicks_however_long_the_call() {
        let hours = Duration::from_secs(8 * 3_600);
        for skew_ppm in [100.0, -100.0] {
            let session = Session::new(&[0.0], hours, skew_ppm).expect("codecs");
            let mut listened = 0;
            for at in (0..hours.as_secs() * 10).map(|tenth| Duration::from_millis(tenth * 100)) {
                // What it says at that moment is the frame that its own clock has come to.
                let said = Duration::from_millis((at.as_secs_f64() / session.skew * 100.0) as u64 * 10);
                let near = [said.saturating_sub(Duration::from_secs(1)), said + Duration::from_secs(1)];
                if session.whistles_for_long(at) {
                    assert!(near.into_iter().all(|said| !session.speaks(said)), "{skew_ppm} ppm, at {at:?}");
                    listened += 1;
                }
            }
            assert!(listened > 50_000, "only {listened} tenths of a second are listened to");
        }
    }
}
