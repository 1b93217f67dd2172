//! The audio thread of an engine: what it owns and what it does each time a device wakes it.

use std::sync::Arc;
use std::sync::mpsc::Receiver as Inbox;
use std::thread::{self, Thread};
use std::time::Instant;

use super::engine::{EngineConfig, InUse, LineState, News, Report, Shared, Wishes, lock};
use super::error::DeviceError;
use super::line::{Capture, Playback};
use super::list::Devices;
use super::silence::Silence;
use super::watchdog::Watched;
use crate::tone::Cadence;
use crate::{
    Advice, CodecError, EchoCanceler, FRAME_TIME, Frame, HearingAid, Level, OutgoingPacket, Packet, Receiver, Sender,
    VoiceFormat,
};

/// What the audio thread owns.
pub(super) struct Desk {
    shared: Arc<Shared>,
    inbox: Inbox<Packet>,
    outgoing: Box<dyn FnMut(OutgoingPacket) + Send>,
    capture: Watched<Capture>,
    playback: Watched<Playback>,
    canceler: EchoCanceler,
    gain: f32,
    far_aid: HearingAid,
    near_aid: HearingAid,
    followed: Wishes,
    voice: Option<(Sender, Receiver)>,
    ringback: Option<Cadence>,
    silence: Silence,
    no_capture: StandIn,
    no_playback: StandIn,
    devices: Devices,
    report: Report,
    in_use: InUse,
}

impl Desk {
    /// Opens both devices at the same time: each takes its time to answer.
    pub(super) fn open(
        config: &EngineConfig,
        shared: Arc<Shared>,
        inbox: Inbox<Packet>,
        outgoing: Box<dyn FnMut(OutgoingPacket) + Send>,
    ) -> Result<Self, DeviceError> {
        let wake = thread::current();
        let (capture, playback) = thread::scope(|scope| {
            let capture = scope.spawn(|| Watched::open(config.capture.clone(), &wake));
            let playback = Watched::open(config.playback.clone(), &wake);
            (capture.join().unwrap_or(Err(DeviceError::Busy)), playback)
        });
        let mut desk = Self {
            shared,
            inbox,
            outgoing,
            capture: capture?,
            playback: playback?,
            canceler: EchoCanceler::new(config.cleaning),
            gain: 10.0_f32.powf(config.gain_db.clamp(-40.0, 40.0) / 20.0),
            far_aid: HearingAid::new(),
            near_aid: HearingAid::new(),
            followed: Wishes::default(),
            voice: None,
            ringback: None,
            silence: Silence::default(),
            no_capture: StandIn::default(),
            no_playback: StandIn::default(),
            devices: Devices::default(),
            report: Report::default(),
            in_use: InUse::default(),
        };
        // Whoever has opened an engine knows at once what it uses.
        desk.tell();
        Ok(desk)
    }

    /// Runs until the engine is closed. The devices' callbacks wake it; the time limit is for devices that have died.
    #[expect(
        clippy::disallowed_methods,
        reason = "the audio thread is a driver: here the clock is read, and handed in below"
    )]
    pub(super) fn run(&mut self) {
        let wake = thread::current();
        loop {
            let wishes = *lock(&self.shared.wishes);
            if wishes.close {
                return;
            }
            self.follow(wishes);
            while let Ok(packet) = self.inbox.try_recv() {
                if let Some((_, receiver)) = &mut self.voice {
                    receiver.push(packet);
                }
            }
            self.hear_news(&wake);
            let now = Instant::now();
            self.capture.look_after(&self.devices, &wake, now);
            self.playback.look_after(&self.devices, &wake, now);
            self.speak(now);
            self.listen();
            self.stand_in(now);
            self.tell();
            thread::park_timeout(FRAME_TIME);
        }
    }

    fn follow(&mut self, wishes: Wishes) {
        if wishes == self.followed {
            return;
        }
        if wishes.format != self.followed.format {
            self.voice = match (self.voice.take(), wishes.format) {
                (Some((_, receiver)), Some(format)) if self.followed.gate.receives() => changed_voice(receiver, format),
                (_, format) => format.and_then(new_voice),
            };
        }
        if wishes.ringback != self.followed.ringback {
            self.ringback = wishes.ringback.then(Cadence::ringback);
        }
        if let Some((sender, receiver)) = &mut self.voice {
            sender.set_gate(wishes.gate);
            sender.set_muted(wishes.muted);
            receiver.set_gate(wishes.gate);
            if let Some(Advice { bits_per_second, expected_loss }) = wishes.advice {
                sender.expect_loss(expected_loss);
                sender.set_bitrate(bits_per_second);
            }
        }
        self.far_aid.set(wishes.far_hearing);
        self.near_aid.set(wishes.near_hearing);
        self.followed = wishes;
    }

    /// Takes note of devices that came or went, and of other wishes for them.
    fn hear_news(&mut self, wake: &Thread) {
        let News { devices, wanted } = std::mem::take(&mut *lock(&self.shared.news));
        let has_news = devices.is_some();
        self.devices = devices.unwrap_or(std::mem::take(&mut self.devices));
        if let Some((capture, playback)) = wanted {
            self.capture.want(capture, &self.devices, wake);
            self.playback.want(playback, &self.devices, wake);
        } else if has_news {
            self.capture.devices_changed(&self.devices, wake);
            self.playback.devices_changed(&self.devices, wake);
        }
    }

    /// Gives the loudspeaker as much as it takes, and the canceler exactly the same.
    fn speak(&mut self, now: Instant) {
        while let Some(playback) = self.playback.line() {
            if !playback.is_hungry() {
                return;
            }
            let heard = self.voice.as_mut().map_or(Frame::SILENCE, |(_, receiver)| receiver.pull(now));
            let mut frame = self.ringback.as_mut().map_or(heard, Cadence::frame);
            // How loud the far end is, not how loud it is made.
            self.report.played = meter(self.report.played, &frame);
            if self.ringback.is_none() {
                self.near_aid.help(&mut frame);
            }
            self.canceler.reference(&frame);
            playback.play(&frame);
        }
    }

    /// While a device is being replaced the clock stands in for it: the far end gets silence instead of nothing, so that what
    /// follows is not late for the rest of the call, and what it says meanwhile is not heard afterwards.
    fn stand_in(&mut self, now: Instant) {
        for _ in 0..self.no_capture.frames(self.capture.line().is_none(), now) {
            self.send(&Frame::SILENCE);
        }
        for _ in 0..self.no_playback.frames(self.playback.line().is_none(), now) {
            if let Some((_, receiver)) = &mut self.voice {
                receiver.pull(now);
            }
        }
    }

    /// Takes what the microphone has, as far as the far end may hear it.
    fn listen(&mut self) {
        let should_be_heard = self.followed.gate.sends() && !self.followed.muted;
        while let Some(mut frame) = self.capture.line().and_then(Capture::record) {
            if should_be_heard {
                self.silence.hear(&frame);
            }
            self.report.microphone = meter(self.report.microphone, &frame);
            self.canceler.clean(&mut frame);
            frame.iter_mut().for_each(|sample| *sample *= self.gain);
            frame.limit();
            self.report.captured = meter(self.report.captured, &frame);
            self.far_aid.help(&mut frame);
            self.send(&frame);
        }
        if !should_be_heard || self.capture.line().is_none() {
            self.silence.rest();
        }
    }

    fn send(&mut self, frame: &Frame) {
        let packet = self.voice.as_mut().and_then(|(sender, _)| sender.push(frame));
        if let Some(packet) = packet {
            (self.outgoing)(packet);
        }
    }

    fn tell(&mut self) {
        let state = |alive| if alive { LineState::Alive } else { LineState::Gone };
        self.report.capture = state(self.capture.line().is_some());
        self.report.playback = state(self.playback.line().is_some());
        self.report.tally = self.voice.as_ref().map(|(_, receiver)| receiver.tally()).unwrap_or_default();
        if let Some(playback) = self.playback.line() {
            self.report.starved = playback.starved();
        }
        self.report.is_silent = self.silence.is_alarming();
        *lock(&self.shared.report) = self.report;
        let in_use = (self.capture.device(), self.playback.device());
        if in_use != (self.in_use.microphone.as_ref(), self.in_use.speaker.as_ref()) {
            self.in_use = InUse { microphone: in_use.0.cloned(), speaker: in_use.1.cloned() };
            lock(&self.shared.in_use).clone_from(&self.in_use);
        }
    }
}

/// A PC that slept has not been missing hours of sound: 1 s.
const MOST_AT_ONCE: u32 = 100;

/// Paces what a missing device would pace.
#[derive(Default)]
struct StandIn {
    since: Option<Instant>,
    frames: u32,
}

impl StandIn {
    /// How many frames the device would have taken or given since the last time, had it not been missing.
    fn frames(&mut self, is_missing: bool, now: Instant) -> u32 {
        if !is_missing {
            *self = Self::default();
            return 0;
        }
        let missing_for = now.saturating_duration_since(*self.since.get_or_insert(now));
        let due = u32::try_from(missing_for.as_millis() / FRAME_TIME.as_millis()).unwrap_or(u32::MAX);
        std::mem::replace(&mut self.frames, due).abs_diff(due).min(MOST_AT_ONCE)
    }
}

fn new_voice(format: VoiceFormat) -> Option<(Sender, Receiver)> {
    or_silence(Sender::new(format).and_then(|sender| Ok((sender, Receiver::new(format)?))))
}

/// Both ends agreed upon something else in mid-call: what still comes as before is played out.
fn changed_voice(mut receiver: Receiver, format: VoiceFormat) -> Option<(Sender, Receiver)> {
    or_silence(receiver.set_format(format).and_then(|()| Ok((Sender::new(format)?, receiver))))
}

fn or_silence(voice: Result<(Sender, Receiver), CodecError>) -> Option<(Sender, Receiver)> {
    voice.inspect_err(|error| tracing::error!(%error, "this call will be silent")).ok()
}

/// A meter jumps up at once and falls by 1 dB in each frame.
fn meter(shown: Level, frame: &Frame) -> Level {
    let fallen = Level::from_dbfs(shown.dbfs() - 1.0);
    let measured = Level::of(frame);
    if measured > fallen { measured } else { fallen }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a first moment is needed; it is never compared with the clock")]
    fn the_clock_stands_in_for_a_missing_device_frame_by_frame() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut stand_in = StandIn::default();
        assert_eq!(stand_in.frames(false, at(0)), 0);
        assert_eq!(stand_in.frames(true, at(5)), 0);
        assert_eq!(stand_in.frames(true, at(15)), 1);
        assert_eq!(stand_in.frames(true, at(16)), 0);
        assert_eq!(stand_in.frames(true, at(105)), 9);
        assert_eq!(stand_in.frames(true, at(3_600_000)), MOST_AT_ONCE, "after an hour of sleep");
        assert_eq!(stand_in.frames(true, at(3_600_010)), 1);
        assert_eq!(stand_in.frames(false, at(3_600_020)), 0);
        assert_eq!(stand_in.frames(true, at(3_600_100)), 0, "the next time begins anew");
    }
}
