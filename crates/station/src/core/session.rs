//! Who is signed in: the access token that opens everything, and the refresh token that makes the next one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use roomline_signaling::call::Private;
use roomline_signaling::rest::{self, ErrorCode, StaffProfile};

use crate::client::{Ask, AskError};
use crate::config::is_station_name;
use crate::person::KeptPerson;
use crate::request::RequestError;
use crate::state::{Notice, Setup, SignIn, SignInProblem};

/// How long after a failed refresh the next is tried.
const RETRY_AFTER: Duration = Duration::from_secs(5);
/// How much of an access token's life passes before it is refreshed.
const REFRESH_AT: f32 = 0.75;

/// A person's session.
///
/// ```text
///  Starting ──nothing kept──► SignedOut; ──token kept──► Returning
///
///  SignedOut ──password──► SigningIn ──► SignedIn ◄──refreshed── Returning ◄──token from the vault
///      ▲                       │             │                       │
///      └──refused──────────────┴─────────────┴──revoked, too old─────┘   (unreachable: tried again)
///
///  any but SigningIn ──somebody else sits down──► SignedIn
/// ```
#[derive(Debug)]
pub(super) struct Session {
    state: State,
    wishes: VecDeque<Wish>,
}

#[derive(Debug)]
enum State {
    Starting,
    SignedOut {
        problem: Option<SignInProblem>,
    },
    SigningIn,
    Returning {
        who: Here,
        attempt: Attempt,
        problem: Option<SignInProblem>,
    },
    SignedIn {
        staff: StaffProfile,
        access: Private<String>,
        refresh: Private<String>,
        attempt: Attempt,
        made_at: Instant,
    },
}

/// Whoever has a session here, as they are kept.
#[derive(Clone, Debug)]
pub(super) struct Here {
    /// The account's name; empty if a version kept the session that did not write it down.
    pub(super) user: Private<String>,
    /// The person's name.
    pub(super) name: Private<String>,
    /// The newest refresh token.
    pub(super) token: Private<String>,
}

/// The next refresh.
#[derive(Clone, Copy, Debug)]
enum Attempt {
    /// Its answer is awaited; the client answers within its own deadline.
    Running,
    /// It is made then.
    At(Instant),
}

/// What a session wants of the rest of the station.
#[derive(Debug)]
pub(super) enum Wish {
    /// Ask the middleware.
    Ask(Ask),
    /// Ask it for a new access token with this refresh token.
    Refresh(Private<String>),
    /// It was opened by a password: no PIN of an earlier one counts. Before it is kept, so that no moment has the new token with the old
    /// PIN.
    OpenWithoutPin,
    /// Keep whoever sits here as they are now.
    Keep,
    /// Somebody has signed in.
    Begin,
    /// Somebody else has sat down; a connection may stand and calls may ring.
    Change,
    /// There is a new token for the link that lost its connection for want of one.
    Reconnect,
    /// Nobody is signed in any more. `notice`: what is to be told of it.
    Over { notice: Option<Notice> },
}

impl Session {
    pub(super) fn starting() -> Self {
        Self { state: State::Starting, wishes: VecDeque::new() }
    }

    pub(super) fn shown(&self) -> SignIn {
        match &self.state {
            State::SignedOut { problem } => SignIn::SignedOut { problem: *problem },
            State::Starting | State::SigningIn | State::Returning { problem: None, .. } => SignIn::SigningIn,
            State::Returning { problem: Some(problem), .. } => SignIn::SignedOut { problem: Some(*problem) },
            State::SignedIn { staff, .. } => SignIn::SignedIn { staff: staff.clone() },
        }
    }

    pub(super) fn access(&self) -> Result<&Private<String>, RequestError> {
        match &self.state {
            State::SignedIn { access, .. } => Ok(access),
            State::Starting | State::SignedOut { .. } | State::SigningIn | State::Returning { .. } => {
                Err(RequestError::NotSignedIn)
            }
        }
    }

    /// Whether the vault is still awaited. Somebody may be quicker than it.
    pub(super) const fn is_starting(&self) -> bool {
        matches!(self.state, State::Starting)
    }

    pub(super) const fn is_signing_in(&self) -> bool {
        matches!(self.state, State::SigningIn)
    }

    pub(super) const fn is_signed_in(&self) -> bool {
        matches!(self.state, State::SignedIn { .. })
    }

    /// Whoever has a session here, though the server may not have said so yet.
    pub(super) fn here(&self) -> Option<Here> {
        match &self.state {
            State::Returning { who, .. } => Some(who.clone()),
            State::SignedIn { staff, refresh, .. } => {
                Some(Here { user: staff.user.clone(), name: staff.name.clone(), token: refresh.clone() })
            }
            State::Starting | State::SignedOut { .. } | State::SigningIn => None,
        }
    }

    /// Whether a refresh with this token is for whoever sits here.
    pub(super) fn awaits(&self, presented: &Private<String>) -> bool {
        self.here().is_some_and(|here| here.token == *presented)
    }

    /// The vault was opened: goes on with the session of an earlier run, if there is one.
    pub(super) fn start(&mut self, now: Instant, kept: Option<&KeptPerson>) {
        let Some(KeptPerson { user, name, token, .. }) = kept else {
            self.state = State::SignedOut { problem: None };
            return;
        };
        let who = Here { user: user.clone(), name: name.clone(), token: token.clone() };
        self.state = State::Returning { who, attempt: Attempt::At(now), problem: None };
        self.handle_timeout(now);
    }

    /// Asks with a password; gives back whoever was about to return here. `others_stay`: whether other people's sign-ins at this
    /// station go on.
    pub(super) fn sign_in(
        &mut self,
        setup: &Setup,
        user: Private<String>,
        password: Private<String>,
        others_stay: bool,
    ) -> Result<Option<Here>, RequestError> {
        match &self.state {
            State::SigningIn => return Err(RequestError::SigningIn),
            State::SignedIn { .. } => return Err(RequestError::SignedIn),
            State::Starting | State::SignedOut { .. } | State::Returning { .. } => {}
        }
        if !is_station_name(&setup.station_name) {
            return Err(RequestError::StationName);
        }
        let Some(server) = setup.server.clone() else {
            self.refuse(SignInProblem::BadAddress);
            return Ok(None);
        };
        let station_name = setup.station_name.trim().to_owned();
        let left = self.leave();
        self.wishes.push_back(Wish::Ask(Ask::SignIn { server, station_name, user, password, others_stay }));
        self.state = State::SigningIn;
        Ok(left)
    }

    /// Whoever sits here leaves the desk to somebody else; their session goes on.
    pub(super) fn leave(&mut self) -> Option<Here> {
        let here = self.here();
        self.state = State::SignedOut { problem: None };
        here
    }

    /// Somebody else sits down, with a session that the server has just given. `goes_on`: somebody was signed in until now.
    pub(super) fn change(&mut self, now: Instant, session: rest::Session, goes_on: bool) {
        self.take(now, session);
        self.wishes.push_back(if goes_on { Wish::Change } else { Wish::Begin });
    }

    pub(super) fn sign_out(&mut self) {
        let State::SignedIn { access, staff, .. } = &self.state else { return };
        let (access, name) = (access.clone(), staff.name.clone());
        self.wishes.push_back(Wish::Ask(Ask::SignOut { access }));
        self.over(None, Some(Notice::SignedOut { name }));
    }

    pub(super) fn signed_in(&mut self, now: Instant, outcome: Result<rest::Session, AskError>) {
        if !self.is_signing_in() {
            return;
        }
        match outcome {
            Ok(session) => {
                self.wishes.push_back(Wish::OpenWithoutPin);
                self.change(now, session, false);
            }
            Err(error) => self.refuse(problem_of(error)),
        }
    }

    pub(super) fn refreshed(&mut self, now: Instant, outcome: Result<rest::Session, AskError>) {
        match (outcome, &mut self.state) {
            (Ok(session), State::Returning { .. }) => self.change(now, session, false),
            (Ok(session), State::SignedIn { .. }) => {
                self.wishes.push_back(Wish::Reconnect);
                self.take(now, session);
            }
            (Err(error), State::Returning { .. } | State::SignedIn { .. }) if is_final(error) => {
                self.over(Some(problem_of(error)), None);
            }
            (Err(error), State::Returning { attempt, problem, .. }) => {
                *attempt = Attempt::At(now + RETRY_AFTER);
                *problem = Some(problem_of(error));
            }
            (Err(_), State::SignedIn { attempt, .. }) => *attempt = Attempt::At(now + RETRY_AFTER),
            (_, State::Starting | State::SignedOut { .. } | State::SigningIn) => {}
        }
    }

    /// The middleware did not take the access token: a new one is needed now, but not in a fast circle.
    pub(super) fn unauthorized(&mut self, now: Instant) {
        if let State::SignedIn { attempt: attempt @ Attempt::At(_), made_at, .. } = &mut self.state {
            *attempt = Attempt::At(now.max(*made_at + RETRY_AFTER));
        }
        self.handle_timeout(now);
    }

    /// Renews the session now, though it is not time yet: somebody wants to know whether that works.
    pub(super) fn renew(&mut self, now: Instant) {
        if let State::SignedIn { attempt: attempt @ Attempt::At(_), .. } = &mut self.state {
            *attempt = Attempt::At(now);
        }
        self.handle_timeout(now);
    }

    /// Tries now what would be tried later.
    pub(super) fn hurry(&mut self, now: Instant) {
        if let State::Returning { attempt: attempt @ Attempt::At(_), .. } = &mut self.state {
            *attempt = Attempt::At(now);
        }
        self.handle_timeout(now);
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if let State::Returning { who: Here { token, .. }, attempt, .. }
        | State::SignedIn { refresh: token, attempt, .. } = &mut self.state
            && let Attempt::At(at) = *attempt
            && now >= at
        {
            *attempt = Attempt::Running;
            self.wishes.push_back(Wish::Refresh(token.clone()));
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        match &self.state {
            State::Returning { attempt: Attempt::At(at), .. } | State::SignedIn { attempt: Attempt::At(at), .. } => {
                Some(*at)
            }
            State::Starting
            | State::SignedOut { .. }
            | State::SigningIn
            | State::Returning { .. }
            | State::SignedIn { .. } => None,
        }
    }

    pub(super) fn poll_wish(&mut self) -> Option<Wish> {
        self.wishes.pop_front()
    }

    fn take(&mut self, now: Instant, session: rest::Session) {
        self.wishes.push_back(Wish::Keep);
        let life = Duration::from_secs(session.expires_in_s.clamp(10, 24 * 3600));
        self.state = State::SignedIn {
            staff: session.staff,
            access: session.access_token,
            refresh: session.refresh_token,
            attempt: Attempt::At(now + life.mul_f32(REFRESH_AT)),
            made_at: now,
        };
    }

    fn refuse(&mut self, problem: SignInProblem) {
        tracing::warn!(?problem, "a sign-in did not succeed");
        self.state = State::SignedOut { problem: Some(problem) };
    }

    fn over(&mut self, problem: Option<SignInProblem>, notice: Option<Notice>) {
        if let Some(problem) = problem {
            tracing::warn!(?problem, "the session is over");
        }
        self.state = State::SignedOut { problem };
        self.wishes.push_back(Wish::Over { notice });
    }
}

/// Whether a refresh will never work again, however often it is tried.
pub(super) fn is_final(error: AskError) -> bool {
    match error {
        AskError::Refused(code) => {
            matches!(
                code,
                ErrorCode::SessionOver | ErrorCode::Disabled | ErrorCode::WrongCredentials | ErrorCode::Unauthorized
            )
        }
        AskError::PlainHttp | AskError::BadAddress => true,
        AskError::Unreachable | AskError::WrongCertificate | AskError::NotRoomline => false,
    }
}

/// What the failure of a question means to whoever is to sign in.
pub(super) fn problem_of(error: AskError) -> SignInProblem {
    match error {
        AskError::Unreachable => SignInProblem::Unreachable,
        AskError::WrongCertificate => SignInProblem::WrongCertificate,
        AskError::PlainHttp => SignInProblem::PlainHttp,
        AskError::BadAddress => SignInProblem::BadAddress,
        AskError::NotRoomline => SignInProblem::NotRoomline,
        AskError::Refused(code) => match code {
            ErrorCode::WrongCredentials => SignInProblem::WrongCredentials,
            ErrorCode::Disabled => SignInProblem::Disabled,
            ErrorCode::TooMany => SignInProblem::TooMany,
            ErrorCode::SessionOver | ErrorCode::Unauthorized => SignInProblem::SessionOver,
            ErrorCode::NotFound => SignInProblem::NotRoomline,
            ErrorCode::Malformed
            | ErrorCode::TooLarge
            | ErrorCode::UnknownType
            | ErrorCode::NotAllowed
            | ErrorCode::NoRingGroup
            | ErrorCode::UnitBusy
            | ErrorCode::StationBusy
            | ErrorCode::Taken
            | ErrorCode::CallOver
            | ErrorCode::RoundRunning
            | ErrorCode::RoundOver
            | ErrorCode::BadSdp
            | ErrorCode::ResumeFirst
            | ErrorCode::Internal
            | ErrorCode::Unknown => SignInProblem::ServerFault,
        },
    }
}
