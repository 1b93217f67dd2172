//! What is asked over HTTPS and what comes back, as values: the core asks and is answered without seeing a socket.

use std::sync::Arc;

use roomline_signaling::call::{CallId, HandoverId, Private, RoundId, UnitId};
use roomline_signaling::handover::{Handover, NewHandover, ShiftReport};
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::rest::{Callback, Directory, ErrorCode, IceServers, Session};
use roomline_signaling::round::{Round, Rounds, SettleStop};

/// A question to the middleware.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// `POST /v1/session`.
    SignIn {
        /// URL of the middleware; later questions go there too.
        server: String,
        /// The station's name.
        station_name: String,
        /// The account's name.
        user: Private<String>,
        /// The account's password.
        password: Private<String>,
        /// Whether the sign-ins of other people at this station go on.
        others_stay: bool,
    },
    /// `POST /v1/session/refresh`.
    Refresh {
        /// The newest refresh token.
        token: Private<String>,
        /// What the station is called now.
        station_name: String,
        /// Whether it is for somebody who sits down in place of somebody else, or where nobody was.
        sits_down: bool,
    },
    /// Ends the session of this refresh token, whoever sits here. Nobody waits for the answer.
    EndSession {
        /// The newest refresh token.
        token: Private<String>,
    },
    /// `DELETE /v1/session`. Nobody waits for the answer.
    SignOut {
        /// The access token.
        access: Private<String>,
    },
    /// `GET /v1/directory`.
    Directory {
        /// The access token.
        access: Private<String>,
    },
    /// `GET /v1/ice-servers`.
    IceServers {
        /// The access token.
        access: Private<String>,
    },
    /// `GET /v1/ice-servers`, to see whether the middleware answers and what it names. Nothing else comes of it.
    Check {
        /// The access token.
        access: Private<String>,
        /// Goes with the answer.
        number: u32,
    },
    /// `PUT /v1/units/{unit_id}/hearing`.
    Hearing {
        /// The access token.
        access: Private<String>,
        /// Whose calls.
        unit: UnitId,
        /// The help.
        help: HearingHelp,
    },
    /// `POST /v1/callbacks/{id}/…`.
    Callback {
        /// The access token.
        access: Private<String>,
        /// Which call-back.
        id: CallId,
        /// What becomes of it.
        deed: CallbackDeed,
    },
    /// `GET /v1/rounds`.
    Rounds {
        /// The access token.
        access: Private<String>,
    },
    /// `POST /v1/rounds`, `POST /v1/rounds/{id}/…` or `PUT /v1/rounds/{id}/stops/{unit_id}`.
    Round {
        /// The access token.
        access: Private<String>,
        /// Which round.
        id: RoundId,
        /// What becomes of it.
        deed: RoundDeed,
    },
    /// `GET /v1/handover`.
    Shift {
        /// The access token.
        access: Private<String>,
    },
    /// `POST /v1/handover`.
    HandOver {
        /// The access token.
        access: Private<String>,
        /// What is handed over.
        new: NewHandover,
    },
    /// `POST /v1/handover/{id}/read`.
    NoteRead {
        /// The access token.
        access: Private<String>,
        /// Of which hand-over.
        id: HandoverId,
    },
}

/// What a person does with a call-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackDeed {
    /// "I will call."
    Claim,
    /// "I will not, after all."
    Release,
    /// "We have talked."
    Done,
}

impl CallbackDeed {
    /// Its word in the path.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Release => "release",
            Self::Done => "done",
        }
    }
}

/// What a person does with a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoundDeed {
    /// "I call these rooms."
    Start {
        /// In this order.
        units: Vec<UnitId>,
    },
    /// "I go on with it, here."
    Resume,
    /// "Somebody else may go on with it."
    Pause,
    /// "It is over."
    Finish,
    /// "This came of that room."
    Settle {
        /// The room.
        unit: UnitId,
        /// What came of it.
        said: SettleStop,
    },
}

/// The answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Ask::SignIn`].
    SignedIn(Result<Session, AskError>),
    /// To [`Ask::Refresh`].
    Refreshed {
        /// The refresh token it was asked with: it says for whom.
        token: Private<String>,
        /// The new one, or why there is none.
        outcome: Result<Session, AskError>,
    },
    /// To [`Ask::Directory`]; `None`: as it was.
    Directory(Result<Option<Arc<Directory>>, AskError>),
    /// To [`Ask::IceServers`].
    IceServers(Result<IceServers, AskError>),
    /// To [`Ask::Check`].
    Checked {
        /// As it was asked.
        number: u32,
        /// The answer.
        outcome: Result<IceServers, AskError>,
    },
    /// To [`Ask::Hearing`].
    Hearing(Result<(), AskError>),
    /// To [`Ask::Callback`].
    Callback(Result<Callback, AskError>),
    /// To [`Ask::Rounds`].
    Rounds(Result<Rounds, AskError>),
    /// To [`Ask::Round`]: as it is then.
    Round(Result<Round, AskError>),
    /// To [`Ask::Shift`].
    Shift(Result<ShiftReport, AskError>),
    /// To [`Ask::HandOver`].
    HandedOver(Result<Handover, AskError>),
    /// To [`Ask::NoteRead`] of this hand-over.
    NoteRead(HandoverId, Result<Handover, AskError>),
}

/// Why a question has no good answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// Nothing answers in time: try again later.
    #[error("the server does not answer")]
    Unreachable,
    /// The certificate is not trusted: an administrator sets `ca_file`, or the address is wrong.
    #[error("the server's certificate is not trusted")]
    WrongCertificate,
    /// Plain http to another computer: use https.
    #[error("plain http is refused for other computers")]
    PlainHttp,
    /// No URL of a server.
    #[error("the server's address is not a URL")]
    BadAddress,
    /// What answers is no Roomline middleware.
    #[error("the server's answer is not understood")]
    NotRoomline,
    /// The middleware refuses, with its code.
    #[error("the server refuses: {0:?}")]
    Refused(ErrorCode),
}
