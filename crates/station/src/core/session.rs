//! Who is signed in: the access token that opens everything, and the refresh token that makes the next one.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use roomline_signaling::call::Private;
use roomline_signaling::rest::{self, ErrorCode, StaffProfile};

use crate::client::{Ask, AskError};
use crate::config::is_station_name;
use crate::request::RequestError;
use crate::state::{Setup, SignIn, SignInProblem};

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
        token: Private<String>,
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
    /// Somebody has signed in.
    Begin,
    /// There is a new token for the link that lost its connection for want of one.
    Reconnect,
    /// Keep the refresh token.
    Keep(Private<String>),
    /// The new session was opened by a password: no PIN of an earlier one counts. After the new token is kept, so that no moment has the
    /// old one without its PIN.
    OpenWithoutPin,
    /// Nobody is signed in any more.
    Over,
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

    /// The vault was opened: goes on with the session of an earlier run, if there is one. Says whether it does.
    pub(super) fn start(&mut self, now: Instant, token: Option<Private<String>>) -> bool {
        match (&self.state, token) {
            (State::Starting, Some(token)) => {
                self.state = State::Returning { token, attempt: Attempt::At(now), problem: None };
                self.handle_timeout(now);
                true
            }
            (State::Starting, None) => {
                self.state = State::SignedOut { problem: None };
                false
            }
            // Somebody was quicker than the vault.
            (State::SignedOut { .. } | State::SigningIn | State::Returning { .. } | State::SignedIn { .. }, _) => false,
        }
    }

    pub(super) fn sign_in(
        &mut self,
        setup: &Setup,
        user: Private<String>,
        password: Private<String>,
    ) -> Result<(), RequestError> {
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
            return Ok(());
        };
        let station_name = setup.station_name.trim().to_owned();
        self.wishes.push_back(Wish::Ask(Ask::SignIn { server, station_name, user, password }));
        self.state = State::SigningIn;
        Ok(())
    }

    pub(super) fn sign_out(&mut self) {
        if let State::SignedIn { access, .. } = &self.state {
            let access = access.clone();
            self.wishes.push_back(Wish::Ask(Ask::SignOut { access }));
        }
        self.over(None);
    }

    pub(super) fn signed_in(&mut self, now: Instant, outcome: Result<rest::Session, AskError>) {
        if !matches!(self.state, State::SigningIn) {
            return;
        }
        match outcome {
            Ok(session) => {
                self.wishes.push_back(Wish::Begin);
                self.take(now, session);
                self.wishes.push_back(Wish::OpenWithoutPin);
            }
            Err(error) => self.refuse(problem_of(error)),
        }
    }

    pub(super) fn refreshed(&mut self, now: Instant, outcome: Result<rest::Session, AskError>) {
        match (outcome, &mut self.state) {
            (Ok(session), State::Returning { .. }) => {
                self.wishes.push_back(Wish::Begin);
                self.take(now, session);
            }
            (Ok(session), State::SignedIn { .. }) => {
                self.wishes.push_back(Wish::Reconnect);
                self.take(now, session);
            }
            (Err(error), State::Returning { .. } | State::SignedIn { .. }) if is_final(error) => {
                self.over(Some(problem_of(error)));
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
        if let State::Returning { token, attempt, .. } | State::SignedIn { refresh: token, attempt, .. } =
            &mut self.state
            && let Attempt::At(at) = *attempt
            && now >= at
        {
            *attempt = Attempt::Running;
            self.wishes.push_back(Wish::Ask(Ask::Refresh { token: token.clone() }));
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
        self.wishes.push_back(Wish::Keep(session.refresh_token.clone()));
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

    fn over(&mut self, problem: Option<SignInProblem>) {
        if let Some(problem) = problem {
            tracing::warn!(?problem, "the session is over");
        }
        self.state = State::SignedOut { problem };
        self.wishes.push_back(Wish::Over);
    }
}

/// Whether a refresh will never work again, however often it is tried.
fn is_final(error: AskError) -> bool {
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
