//! What goes into a station's core and what comes out of it.

use std::time::Instant;

use roomline_audio::Level;
use roomline_signaling::call::description::Flow;
use roomline_signaling::call::{CallId, Private, Sdp, UpdateId};
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::rest::IceServer;

use super::Wall;
use crate::client::{Answer, Ask, link};
use crate::person::{KeptPeople, KeptPerson, PersonId, Roster};
use crate::pin::{Pin, PinHash};
use crate::quality::Sample;
use crate::state::{ChosenDevices, IceServerFault, InUse, KnownDevice, Remembering, SoundTrouble};
use crate::unsaid::UnsaidOutcome;

/// A fact that the station must know.
#[derive(Clone, Debug)]
pub enum Input {
    /// What the socket to the middleware does.
    Socket(link::Input),
    /// What the middleware answered over HTTPS.
    Answer(Answer),
    /// What media of one call do.
    Media {
        /// The call.
        call: CallId,
        /// What happened.
        event: MediaEvent,
    },
    /// What a look at the media of a call with the voice found; once a second.
    Measured {
        /// The call.
        call: CallId,
        /// What was found.
        sample: Sample,
    },
    /// The devices there are.
    Devices {
        /// Microphones.
        microphones: Vec<KnownDevice>,
        /// Speakers and headphones.
        speakers: Vec<KnownDevice>,
    },
    /// What does not work about the sound now.
    SoundTrouble(Option<SoundTrouble>),
    /// Which devices the calls use now; absent: they are closed.
    DevicesInUse(Option<InUse>),
    /// What is tried for the check of this desk has news.
    Tried {
        /// Of which trial.
        number: u32,
        /// The news.
        news: TrialNews,
    },
    /// So many loudspeakers ring, while this desk rings for its check.
    RingsOn(usize),
    /// The vault was opened: whether sign-in survives a restart, and who was known here in an earlier run.
    VaultOpened {
        /// Whether sign-in survives a restart.
        remembering: Remembering,
        /// The server it was asked for.
        server: String,
        /// Who was kept for that.
        people: KeptPeople,
    },
    /// The file of what was said of calls was opened. Without a keyring it never is, and nothing is kept.
    UnsaidOpened {
        /// The server it was asked for.
        server: String,
        /// What earlier runs could not tell it, the oldest first.
        outcomes: Vec<UnsaidOutcome>,
    },
    /// A PIN was hashed; absent: it could not be.
    PinMade(Option<PinHash>),
    /// A PIN was compared with the right one.
    PinChecked {
        /// Whether it is the same.
        right: bool,
    },
    /// The vault stopped working: from now on sign-in does not survive a restart.
    VaultFailed,
    /// The computer is in another network, on another cable or on a VPN; also told once at the start.
    NetworkChanged {
        /// Whether it is on a VPN.
        vpn: bool,
    },
    /// The computer slept or its clock was set: this is the time now.
    Woke(Wall),
}

/// What something that is tried for the check of this desk tells.
#[derive(Clone, Debug, PartialEq)]
pub enum TrialNews {
    /// The microphone is open, and so loud since the last time; ten times a second at most.
    Hears {
        /// Which one.
        device: KnownDevice,
        /// How loud.
        level: Level,
    },
    /// The tone was played.
    Played,
    /// The sound does not work.
    Sound(SoundTrouble),
    /// What the STUN and TURN servers did, each by itself.
    IceServers(Vec<IceServerTried>),
}

/// What one STUN or TURN server did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IceServerTried {
    /// Its URL.
    pub url: String,
    /// What is wrong with it; absent: nothing.
    pub fault: Option<IceServerFault>,
}

/// What media of one call do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaEvent {
    /// The complete offer or answer.
    DescriptionReady(Sdp),
    /// The stack's answer to a re-offer.
    ReanswerReady {
        /// The re-offer.
        update_id: UpdateId,
        /// The answer.
        answer: Sdp,
    },
    /// The path stands, or cannot be mended now: there is no re-offer.
    PathStands,
    /// The stack's re-offer of our own.
    ReofferReady(Sdp),
    /// Sound can flow (again).
    Connected,
    /// Nothing has come since then.
    Lost {
        /// When the last packet came.
        silent_since: Instant,
    },
    /// No description could be made, or the stack failed for good.
    Failed,
    /// Devices and stack of this call are closed.
    Closed,
}

/// What the station wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Ask the middleware over HTTPS: [`Input::Answer`].
    Ask(Ask),
    /// Open a socket with this access token: [`Input::Socket`]. One that is open stays until the new one has been heard, so that the
    /// middleware never believes for a moment that nobody is here; but it counts no more.
    Connect {
        /// For the Authorization header.
        access: Private<String>,
    },
    /// Send a text message over the socket.
    Send(String),
    /// Send a ping over the socket.
    Ping,
    /// Drop the socket after what was sent; nothing of it counts any more.
    Drop,
    /// Do something with the media of one call.
    Media {
        /// The call.
        call: CallId,
        /// What.
        action: MediaAction,
    },
    /// STUN and TURN servers for peers made from now on.
    UseIceServers(Vec<IceServer>),
    /// Stop or start sending this desk's voice.
    SetMuted(bool),
    /// Help for hearing in the call with the voice from now on.
    SetHearing(HearingHelp),
    /// Look for devices: [`Input::Devices`].
    ListDevices,
    /// Use these devices, also in a call that is going on, and ring so loud.
    UseDevices(ChosenDevices),
    /// Try something for the check of this desk: [`Input::Tried`]. One thing at a time is tried.
    Try {
        /// Goes with every news of it.
        number: u32,
        /// What to try.
        trial: Trial,
    },
    /// Stop what is tried, at once.
    StopTrying,
    /// Hash a PIN: [`Input::PinMade`].
    MakePin(Pin),
    /// Compare a PIN with what was kept of the right one: [`Input::PinChecked`].
    CheckPin {
        /// As it was typed.
        pin: Pin,
        /// Of the right one.
        hash: PinHash,
    },
    /// Keep somebody in the vault, in place of what was kept of them before.
    KeepPerson {
        /// The server they are signed in at.
        server: String,
        /// Name, token and PIN.
        person: KeptPerson,
    },
    /// Forget what the vault holds of somebody.
    ForgetPerson {
        /// The server.
        server: String,
        /// Who.
        person: PersonId,
    },
    /// Keep in the vault who is known here.
    KeepRoster {
        /// The server they are signed in at.
        server: String,
        /// Who.
        roster: Roster,
    },
    /// Keep over a restart what was said of calls and is not told yet, in place of what was kept before.
    KeepUnsaid {
        /// The server it is for.
        server: String,
        /// All of it, the oldest first.
        outcomes: Vec<UnsaidOutcome>,
    },
    /// Keep what a person chose for the next start.
    SaveSetup {
        /// The server.
        server: String,
        /// The station's name.
        station_name: String,
    },
}

/// Something to be tried for the check of this desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Open the microphone that a call would take, and tell how loud it is until it is stopped.
    Listen,
    /// Play a short tone where a call would be heard.
    PlayTone,
    /// Ask these STUN and TURN servers, each URL by itself.
    AskIceServers(Vec<IceServer>),
}

/// What is to be done with the media of one call. Devices open with the first of the first two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaAction {
    /// Open the devices, gate shut, and make a complete offer.
    MakeOffer,
    /// Open the devices, gate shut, and make a complete answer.
    MakeAnswer {
        /// The Echo's offer.
        offer: Sdp,
    },
    /// Give the stack the Echo's answer.
    ApplyAnswer {
        /// The answer.
        answer: Sdp,
    },
    /// Let the stack answer a re-offer.
    ApplyReoffer {
        /// The re-offer.
        update_id: UpdateId,
        /// Its description.
        offer: Sdp,
        /// Our last description, which the stack may not know.
        ours: Sdp,
    },
    /// Make a re-offer that restarts ICE if the path stands on an address that is gone.
    MendPath {
        /// Our last description, which the stack may not know.
        ours: Sdp,
        /// The Echo's.
        theirs: Sdp,
    },
    /// Give the stack the Echo's answer to our re-offer.
    ApplyReanswer {
        /// The answer.
        answer: Sdp,
    },
    /// Play the ringback tone until the gate is set or the call closed.
    PlayRingback,
    /// Let sound pass these ways only. One call at a time has an open gate.
    SetGate(Flow),
    /// Shut the gate at once, then close everything of this call.
    Close,
}
