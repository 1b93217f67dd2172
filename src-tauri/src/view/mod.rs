//! All that the windows may know: plain values, typed on both sides of the bridge.
//!
//! A view is made anew from the station's state at every change; it holds no rule and no secret. Every alternative is a
//! union on `kind`, so that no two fields can contradict each other. TypeScript's twin of this module is
//! `ui/src/bindings.ts`, written by `cargo test --package roomline --lib bindings`.

mod call;
mod check;
mod desk;
mod devices;
mod directory;
mod handover;
mod lock;
mod people;
mod quality;
mod report;
mod round;
mod unheard;

pub use call::{CallView, DirectionView, EndView, IncomingView, OutcomeView, WhoView};
pub use check::{
    CheckDoingView, CheckFindingView, CheckResultView, CheckStepView, CheckStopView, CheckView, FailedIceServerView,
    IceServerFaultView, SoundedView, VerdictView,
};
pub use desk::{
    CallbackStateView, CallbackView, DeskView, ErrandView, LackView, MateView, NoticeView, PresenceView, ReachView,
    TakenView, UnreachableView,
};
pub use devices::{ChangeReasonView, ChangeView, DeviceEntryView, DeviceLine, DevicesView, SoundTroubleView};
pub use directory::{DirectoryView, EchoView, HelpView, UnitView};
pub use handover::{
    AfterHandoverView, GroupShiftView, HandoverProblemView, HandoverView, LastHandoverView, NoteView, SendingView,
    ShiftView, TimeToAnswerView,
};
pub use lock::{LockView, PinAttemptView};
pub use people::{PeopleView, PersonView, TakeoverView};
pub use quality::{CauseView, PlaceView, QualityView, WayView};
pub use report::{ReportFileView, ReportKindView, ReportView};
pub use round::{RoundStateView, RoundView, StopDoneView, StopOutcomeView, StopView};
pub use unheard::UnheardView;

use roomline_station::{Remembering, SignIn, SignInProblem, StationState};
use serde::Serialize;
use specta::Type;

/// A time, in milliseconds since 1970 (UTC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(transparent)]
pub struct Millis(#[specta(type = specta_typescript::Number)] pub u64);

/// What the windows show, numbered: a window drops what is older than what it has.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    /// Grows with every change.
    pub revision: u32,
    /// What is shown.
    pub app: AppView,
}

/// The whole app at one moment, but for the list of residents.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AppView {
    /// This desk's files are not as they should be: an administrator has to correct something.
    Broken {
        /// What, and where, for the administrator.
        problem: String,
    },
    /// Nobody is signed in, or somebody is about to be.
    SignIn(SignInView),
    /// Somebody is signed in.
    Desk(Box<DeskView>),
}

/// The sign-in form.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SignInView {
    /// URL of the server; empty if nobody has said it yet.
    pub server: String,
    /// Whether the administrator has fixed it.
    pub server_locked: bool,
    /// The name people and ring groups know this desk by.
    pub station: String,
    /// Whether the administrator has fixed it.
    pub station_locked: bool,
    /// Whether sign-in survives a restart.
    pub remembering: RememberingView,
    /// How the last attempt stands.
    pub attempt: AttemptView,
    /// Who may sit down with a PIN instead.
    pub people: PeopleView,
    /// Something that was done to somebody.
    pub notice: Option<NoticeView>,
}

/// Whether sign-in survives a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RememberingView {
    /// The keyring keeps it.
    Keyring,
    /// Nothing is kept, by choice.
    EachTime,
    /// Nothing is kept, because there is no keyring.
    KeyringUnavailable,
}

/// How an attempt to sign in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum AttemptView {
    /// None yet.
    None,
    /// The server is being asked.
    Asking,
    /// It was refused, or the session ended.
    Refused {
        /// Why.
        problem: SignInProblemView,
    },
}

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum SignInProblemView {
    /// User name or password is not right.
    WrongCredentials,
    /// The account is disabled.
    Disabled,
    /// Too many attempts.
    TooMany,
    /// The session was revoked or is too old.
    SessionOver,
    /// The server does not answer.
    Unreachable,
    /// The server's certificate is not trusted.
    WrongCertificate,
    /// Plain http to another computer.
    PlainHttp,
    /// The address is no URL.
    BadAddress,
    /// Something else answers there.
    NotRoomline,
    /// The server has a fault.
    ServerFault,
}

impl AppView {
    /// Draws the station's state. `notified`: whether the desktop shows notifications.
    #[must_use]
    pub fn of(state: &StationState, notified: bool) -> Self {
        let attempt = match &state.sign_in {
            SignIn::SignedIn { staff } => return Self::Desk(Box::new(DeskView::of(state, staff, notified))),
            SignIn::SigningIn => AttemptView::Asking,
            SignIn::SignedOut { problem: None } => AttemptView::None,
            SignIn::SignedOut { problem: Some(problem) } => AttemptView::Refused { problem: (*problem).into() },
        };
        Self::SignIn(SignInView {
            server: state.setup.server.clone().unwrap_or_default(),
            server_locked: state.setup.server_locked,
            station: state.setup.station_name.clone(),
            station_locked: state.setup.station_name_locked,
            remembering: state.setup.remembering.into(),
            attempt,
            people: PeopleView::of(state),
            notice: state.notice.as_ref().map(NoticeView::from),
        })
    }
}

impl From<Remembering> for RememberingView {
    fn from(remembering: Remembering) -> Self {
        match remembering {
            Remembering::Keyring => Self::Keyring,
            Remembering::EachTime => Self::EachTime,
            Remembering::KeyringUnavailable => Self::KeyringUnavailable,
        }
    }
}

impl From<SignInProblem> for SignInProblemView {
    fn from(problem: SignInProblem) -> Self {
        match problem {
            SignInProblem::WrongCredentials => Self::WrongCredentials,
            SignInProblem::Disabled => Self::Disabled,
            SignInProblem::TooMany => Self::TooMany,
            SignInProblem::SessionOver => Self::SessionOver,
            SignInProblem::Unreachable => Self::Unreachable,
            SignInProblem::WrongCertificate => Self::WrongCertificate,
            SignInProblem::PlainHttp => Self::PlainHttp,
            SignInProblem::BadAddress => Self::BadAddress,
            SignInProblem::NotRoomline => Self::NotRoomline,
            SignInProblem::ServerFault => Self::ServerFault,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
