//! What an Echo does with sound, as orders and facts, so that a peer, a page or nobody at all may carry them out.

use roomline_audio::Gate;
use roomline_signaling::call::{Sdp, UnitId};

use crate::script::{IceStart, MediaKind, SpeakFrom, Voice};

/// One call's media; a number, because an Echo's calls follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct MediaCall(pub u64);

/// What an Echo is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaOrder {
    /// Make an offer with audio and video.
    Offer {
        /// Whose Echo it is.
        unit: UnitId,
        /// Who makes the sound.
        kind: MediaKind,
        /// What will be said.
        voice: Voice,
    },
    /// Make an answer.
    Answer {
        /// Whose Echo it is.
        unit: UnitId,
        /// Who makes the sound.
        kind: MediaKind,
        /// The staff's offer.
        offer: Sdp,
        /// When ICE begins.
        ice: IceStart,
        /// What will be said.
        voice: Voice,
    },
    /// Answer the staff's re-offer, which restarts ICE or changes the codec: the fact is [`MediaFact::Answered`] again.
    Reanswer {
        /// The staff's re-offer.
        offer: Sdp,
        /// The Echo's last description.
        ours: Sdp,
    },
    /// Take the staff's answer.
    Accept {
        /// The answer.
        answer: Sdp,
    },
    /// The call is accepted: speak and listen.
    Open {
        /// From when to speak.
        speaks: SpeakFrom,
    },
    /// Sound flows this way from now on.
    Gate(Gate),
    /// Stop, tell the other side, and keep what was heard.
    Close,
    /// Stop without a word and without another packet, like a device that loses power; keep what was heard.
    Vanish,
}

/// What became of it.
#[derive(Clone, Debug, PartialEq)]
pub enum MediaFact {
    /// The offer, complete.
    Offered(Sdp),
    /// The answer, complete.
    Answered(Sdp),
    /// It cannot be done.
    Failed,
    /// Sound can travel.
    Connected,
    /// Sound cannot travel any more.
    Lost,
    /// What was heard is kept; comes after the end.
    Recorded,
    /// The first 20 ms above −40 dBFS were heard.
    FirstAudio {
        /// How loud they were.
        level_dbfs: f32,
    },
}
