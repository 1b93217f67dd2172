//! What a person at the desk may ask of the station, from the window, a notification or the command line.

use roomline_signaling::call::{CallId, HandoverId, Private, RoundId, UnitId};
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::outcome::CallOutcome;
use roomline_signaling::round::SettleStop;
use roomline_signaling::staff::{Presence, UnitCard};

use crate::person::PersonId;
use crate::pin::Pin;
use crate::state::{CheckStep, ChosenDevices, NotificationTrial, Sounded};

/// What a person asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Signs in; the outcome is told by `StationState::sign_in`. At a locked desk the outcome is told by `StationState::people`: whoever
    /// is signed in stays so until the server has agreed.
    SignIn {
        /// URL of the middleware; absent: the one of the set-up.
        server: Option<String>,
        /// The station's name; absent: the one of the set-up.
        station_name: Option<String>,
        /// The account's name.
        user: Private<String>,
        /// The account's password.
        password: Private<String>,
    },
    /// Ends the session, and the call with it. Whoever it was is not known at this desk any more.
    SignOut,
    /// Calls a unit.
    StartCall(UnitId),
    /// Answers a ringing call; an active call ends at the award.
    Answer(CallId),
    /// Does not take a ringing call.
    Decline(CallId),
    /// Ends the active call.
    HangUp,
    /// Puts away the ended call.
    CloseCall,
    /// Says what came of the call that is over, and puts it away.
    SettleCall(CallOutcome),
    /// Puts away *answered by …*.
    DismissTaken,
    /// Stops or starts sending this desk's voice. The microphone stays open.
    SetMuted(bool),
    /// Says whether this desk takes calls.
    SetPresence(Presence),
    /// Claims a call-back for this desk and calls its unit.
    CallBack(CallId),
    /// Claims a call-back: "I will call."
    ClaimCallback(CallId),
    /// Gives a claimed call-back back.
    ReleaseCallback(CallId),
    /// Marks a call-back as done.
    FinishCallback(CallId),
    /// Starts a round of these rooms, in this order, at this desk.
    StartRound(Vec<UnitId>),
    /// Goes on with a paused round at this desk, or takes over one that runs elsewhere.
    ResumeRound(RoundId),
    /// Leaves a round to whoever goes on with it.
    PauseRound(RoundId),
    /// Ends a round.
    FinishRound(RoundId),
    /// Says what came of one room of a round.
    SettleStop {
        /// The round.
        round: RoundId,
        /// The room.
        unit: UnitId,
        /// What came of it.
        said: SettleStop,
    },
    /// Asks how the shift went; told by `StationState::shift_change`.
    LoadShift,
    /// Hands over to the next shift; once the middleware has it, what `then` says is done. How it stands is told by
    /// `StationState::shift_change`.
    HandOver {
        /// What the next shift should know.
        note: Option<Private<String>>,
        /// What is done then.
        then: AfterHandover,
    },
    /// Marks the note of a hand-over as read, for all desks.
    ReadNote(HandoverId),
    /// Sets the help for hearing in the calls of a unit, for every desk and from now on.
    SetHearing(UnitId, HearingHelp),
    /// Sets the PIN that unlocks this desk while whoever is signed in stays so.
    SetPin(Pin),
    /// Removes it: the desk cannot be locked any more.
    RemovePin,
    /// Locks the desk: it goes on ringing and can be answered, but tells no names and takes little else.
    LockDesk,
    /// Unlocks it; what became of it is told by `StationState::lock`.
    Unlock(Pin),
    /// Locks the desk for somebody else to sit down; not in a call.
    ChangePerson,
    /// Somebody who is known here sits down, at a locked desk or where nobody is signed in; what became of it is told by
    /// `StationState::people`.
    SitDown {
        /// Who.
        person: PersonId,
        /// Their PIN.
        pin: Pin,
    },
    /// Somebody who is known here wants to be so no more, at a locked desk or where nobody is signed in.
    ForgetPerson {
        /// Who.
        person: PersonId,
        /// Their PIN.
        pin: Pin,
    },
    /// Tries to reach the middleware now instead of at the next turn.
    TryNow,
    /// Puts devices in order, and says how loud this desk rings; counts at once.
    ChooseDevices(ChosenDevices),
    /// Looks for devices again.
    ListDevices,
    /// Something about the check of this desk.
    Check(CheckRequest),
    /// Ends the active call as `shut_down` and stops; nothing is taken afterwards.
    ShutDown,
}

/// What a desk does once the shift is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterHandover {
    /// It is signed out.
    SignOut,
    /// It is locked: calls ring on.
    Lock,
}

/// What a person asks of the check of this desk. What comes too late, because the step is over, does nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckRequest {
    /// Begins; how it goes is told by `StationState::check`. A check that runs goes on.
    Start,
    /// Says of a sound whether it was heard.
    Answer {
        /// Which sound.
        sound: Sounded,
        /// Whether it was heard.
        heard: bool,
    },
    /// Goes on with the next step.
    Skip(CheckStep),
    /// Calls a unit as the last step.
    Call(UnitId),
    /// Says what the desktop did with the test notification: asked by whoever shows notifications.
    Notified {
        /// As `CheckDoing::Notifying` has it.
        number: u32,
        /// What it did.
        what: NotificationTrial,
    },
    /// Ends it, and its test call.
    Stop,
}

/// Why a request was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Nobody is signed in: sign in first.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The middleware cannot be reached: the call would go nowhere.
    #[error("this desk cannot be reached, so it cannot call")]
    Unreachable,
    /// One station, one voice: hang up first.
    #[error("already in a call")]
    AlreadyInCall {
        /// With whom; absent: *Unknown room*.
        unit: Option<UnitCard>,
    },
    /// Somebody else may sit down when the call is over.
    #[error("this desk is in a call; finish it first")]
    InCall,
    /// A resident calls this desk: answer first.
    #[error("somebody calls this desk")]
    Ringing,
    /// The directory has no such unit.
    #[error("there is no such unit")]
    NoSuchUnit,
    /// The call is over or never rang here.
    #[error("there is no such call")]
    NoSuchCall,
    /// The call-back is done, or its room is not known.
    #[error("there is no such call-back")]
    NoSuchCallback,
    /// One station, one round: pause or finish the one that runs here.
    #[error("a round runs at this desk already")]
    RoundRunning,
    /// The round is over or was never told, or the room is not in it.
    #[error("there is no such round")]
    NoSuchRound,
    /// A round has 1 to 200 rooms.
    #[error("a round has 1 to 200 rooms")]
    EmptyRound,
    /// `station.toml` fixes this setting.
    #[error("the administrator has fixed this setting")]
    Locked,
    /// A sign-in is going on already.
    #[error("a sign-in is going on already")]
    SigningIn,
    /// Somebody is signed in: lock the desk or sign out first.
    #[error("somebody is signed in already")]
    SignedIn,
    /// Nobody of this id is known here (any more): sign in with the password.
    #[error("this person is not known at this desk")]
    NoSuchPerson,
    /// A station's name has 1 to 50 characters, none of them a control character.
    #[error("the station's name must have 1 to 50 characters")]
    StationName,
    /// The desk is locked: unlock it first.
    #[error("the desk is locked")]
    DeskLocked,
    /// Nobody could unlock the desk again: set a PIN first.
    #[error("there is no PIN to unlock the desk with")]
    NoPin,
    /// The station has stopped.
    #[error("the station has stopped")]
    Stopped,
}
