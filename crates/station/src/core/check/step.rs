//! One step of a check while it is going on, and how long each may take.

use std::time::{Duration, Instant};

use roomline_audio::Level;
use roomline_signaling::call::CallId;

use crate::state::{CheckDoing, CheckStep, KnownDevice, Sounded, UnreachableReason};

/// How long whoever stands here may take to hear a sound and say so; long enough for a second thought.
pub(super) const PERSON_ANSWERS_WITHIN: Duration = Duration::from_secs(60);
/// Finding somebody in the list of residents takes longer.
pub(super) const PERSON_CHOOSES_WITHIN: Duration = Duration::from_secs(180);
/// Opening devices may wait for a sound system that sleeps.
pub(super) const SOUND_STARTS_WITHIN: Duration = Duration::from_secs(6);
/// Somebody has so long to say something.
pub(super) const LISTENS_FOR: Duration = Duration::from_secs(5);
/// The microphone is listened to at least so long: somebody should see that the meter follows their voice.
pub(super) const LISTENS_AT_LEAST: Duration = Duration::from_secs(2);
/// A tone with its loudspeaker; one that sleeps takes two seconds to wake.
pub(super) const TONE_IS_OVER_WITHIN: Duration = Duration::from_secs(9);
/// How long the desk rings, once it is heard.
pub(super) const RINGS_FOR: Duration = Duration::from_secs(2);
/// The notifier gives up a bus that hangs after three.
pub(super) const NOTIFIES_WITHIN: Duration = Duration::from_secs(5);
/// A server that needs longer for a small question is no server for calls.
pub(super) const SERVER_ANSWERS_WITHIN: Duration = Duration::from_secs(10);
/// As long as the link waits before it counts its socket as dead.
pub(super) const LINE_IS_ALIVE_WITHIN: Duration = Duration::from_secs(10);
/// STUN and TURN servers are asked at the same time; whoever asks them gives up before.
pub(super) const ICE_SERVERS_ANSWER_WITHIN: Duration = Duration::from_secs(7);
/// A test call rings for 45 s at most; a talk that lasts longer than this has shown that one can talk.
pub(super) const TEST_CALL_LASTS: Duration = Duration::from_secs(180);

/// What is going on, and until when.
#[derive(Debug)]
pub(super) enum Step {
    /// The microphone is being opened.
    Opening { number: u32, until: Instant },
    /// Somebody should say something.
    Listening { number: u32, device: KnownDevice, level: Level, loudest: Level, since: Instant, until: Instant },
    /// A tone plays.
    Playing { number: u32, until: Instant },
    /// Loudspeakers are being opened for the ring.
    StartingRing { until: Instant },
    /// At least one of them rings.
    Ringing { until: Instant },
    /// Somebody is asked whether they heard it.
    Asking { of: Sounded, until: Instant },
    /// The desktop should show a notification.
    Notifying { number: u32, until: Instant },
    /// The server is asked.
    AskingServer { number: u32, asked: Instant, until: Instant },
    /// A sign of life is awaited; `reason`: what stood in its way last.
    AwaitingLine { reason: UnreachableReason, until: Instant },
    /// The sign-in is being renewed.
    Renewing { until: Instant },
    /// The server is asked for the STUN and TURN servers.
    FetchingIceServers { number: u32, until: Instant },
    /// They are asked themselves.
    Probing { number: u32, urls: Vec<String>, until: Instant },
    /// Somebody may choose a room.
    Choosing { until: Instant },
    /// It is called.
    Calling { call: CallId, talks: bool, until: Instant },
}

impl Step {
    pub(super) fn until(&self) -> Instant {
        match self {
            Self::Opening { until, .. }
            | Self::Listening { until, .. }
            | Self::Playing { until, .. }
            | Self::StartingRing { until }
            | Self::Ringing { until }
            | Self::Asking { until, .. }
            | Self::Notifying { until, .. }
            | Self::AskingServer { until, .. }
            | Self::AwaitingLine { until, .. }
            | Self::Renewing { until }
            | Self::FetchingIceServers { until, .. }
            | Self::Probing { until, .. }
            | Self::Choosing { until }
            | Self::Calling { until, .. } => *until,
        }
    }

    /// Whether it waits for what was tried or asked under this number.
    pub(super) fn is_of(&self, asked: u32) -> bool {
        match self {
            Self::Opening { number, .. }
            | Self::Listening { number, .. }
            | Self::Playing { number, .. }
            | Self::Notifying { number, .. }
            | Self::AskingServer { number, .. }
            | Self::FetchingIceServers { number, .. }
            | Self::Probing { number, .. } => *number == asked,
            Self::StartingRing { .. }
            | Self::Ringing { .. }
            | Self::Asking { .. }
            | Self::AwaitingLine { .. }
            | Self::Renewing { .. }
            | Self::Choosing { .. }
            | Self::Calling { .. } => false,
        }
    }

    /// Whether something outside of the core has to be stopped when it ends.
    pub(super) fn is_tried_outside(&self) -> bool {
        match self {
            Self::Opening { .. } | Self::Listening { .. } | Self::Playing { .. } | Self::Probing { .. } => true,
            Self::StartingRing { .. }
            | Self::Ringing { .. }
            | Self::Asking { .. }
            | Self::Notifying { .. }
            | Self::AskingServer { .. }
            | Self::AwaitingLine { .. }
            | Self::Renewing { .. }
            | Self::FetchingIceServers { .. }
            | Self::Choosing { .. }
            | Self::Calling { .. } => false,
        }
    }

    pub(super) fn step(&self) -> CheckStep {
        self.shown().step()
    }

    pub(super) fn shown(&self) -> CheckDoing {
        match self {
            Self::Opening { .. } => CheckDoing::Listening { device: None, level_dbfs: decibels(Level::SILENCE) },
            Self::Listening { device, level, .. } => {
                CheckDoing::Listening { device: Some(device.clone()), level_dbfs: decibels(*level) }
            }
            Self::Playing { .. } => CheckDoing::Playing,
            Self::StartingRing { .. } | Self::Ringing { .. } => CheckDoing::Ringing,
            Self::Asking { of, .. } => CheckDoing::Asking { of: *of },
            Self::Notifying { number, .. } => CheckDoing::Notifying { number: *number },
            Self::AskingServer { .. } => CheckDoing::AskingServer,
            Self::AwaitingLine { .. } => CheckDoing::AwaitingLine,
            Self::Renewing { .. } => CheckDoing::RenewingSignIn,
            Self::FetchingIceServers { .. } | Self::Probing { .. } => CheckDoing::AskingIceServers,
            Self::Choosing { .. } => CheckDoing::Choosing,
            Self::Calling { .. } => CheckDoing::Calling,
        }
    }
}

/// Whole decibels: what moves less is not told.
fn decibels(level: Level) -> i8 {
    level.dbfs().round().clamp(-100.0, 0.0) as i8
}
