//! The one place where Alexa's side and the stations meet: an async handle to the thread that owns all live calls.
//!
//! Everything about calls happens on one thread that owns the exchange and its database connection. One input
//! is one transaction; whoever hands it in waits until it is stored. Posts to Alexa run as tasks of the runtime and
//! come back as inputs.

mod driver;
mod handover;
mod leaving;
mod rounds;

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use roomline_signaling::alexa::Signal;
use roomline_signaling::call::{CallId, Private, StationId};
use roomline_signaling::rest::{CallLog, Callback, Callbacks, UnitEcho};
use roomline_signaling::staff::UnitCard;
use tokio::sync::{mpsc, oneshot};

use crate::exchange::{CallbackRefusal, Figures, GroupReach, Heard, Ids, Input, SocketId};
use crate::store::{Store, StoreError};
use driver::Message;

pub use handover::HandoverError;
pub use roomline_signaling::call::switchboard::RingGroup;
pub use rounds::{RoundDeed, RoundError, RoundTurn};

/// A verified and parsed message from Alexa.
#[derive(Clone, Debug)]
pub struct FromAlexa {
    /// The message.
    pub signal: Signal,
    /// `context.System.unit.persistentUnitId` of the request, one of the ways to know the unit that calls.
    pub persistent_unit_id: Option<Private<String>>,
    /// Whether a call that begins may ring; else it is only written down, and its resident called back.
    pub admitted: bool,
}

/// A station whose access token was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationIdentity {
    /// Its random id.
    pub station_id: StationId,
    /// The name that ring groups know it by.
    pub station_name: String,
    /// The account's name.
    pub user: Private<String>,
    /// The staff member's name as colleagues read it.
    pub staff: Private<String>,
    /// The id of the sign-in session; [`Calls::revoke`] closes the sockets of one.
    pub session: String,
}

/// A unit as calls need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What staff are shown.
    pub card: UnitCard,
    /// Its communication profile at Alexa, if known.
    pub communication_profile_id: Option<String>,
    /// Its persistent unit id in skill requests, if known.
    pub persistent_unit_id: Option<String>,
}

/// What the exchange must know beside its database.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// All ring groups, checked.
    pub ring_groups: Vec<RingGroup>,
    /// All units.
    pub units: Vec<Unit>,
    /// `alexa.early_answer`.
    pub early_answer: EarlyAnswer,
    /// `alexa.callee_address`.
    pub callee_address: CalleeAddress,
    /// `alexa.ice_restart`.
    pub ice_restart: bool,
    /// `callbacks.claims_last_min`; `None`: until somebody gives them back.
    pub claims_last: Option<Duration>,
}

/// What is done with an answer that comes before the resident picks up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EarlyAnswer {
    /// It goes to the station at once, so that ICE and DTLS warm up while it rings.
    #[default]
    Apply,
    /// It is kept until the acceptance.
    Store,
}

/// How a unit is named as the callee of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalleeAddress {
    /// By our own id for it, its `externalUserId`.
    #[default]
    RawAddress,
    /// By its communication profile, where one is known.
    CommunicationProfileId,
}

/// Posts messages to Alexa's signaling endpoint.
///
/// An expired token (401) is refreshed and the post made once more inside the gateway.
pub trait Gateway: Send + Sync + 'static {
    /// Posts one message once.
    ///
    /// `deadline`: what is left of the message's time; the gateway gives up earlier if its own time-outs are shorter.
    fn post(&self, signal: Signal, deadline: Duration) -> impl Future<Output = PostOutcome> + Send;
}

/// What became of one post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PostOutcome {
    /// 2xx, or 409: it had been done before.
    Accepted,
    /// 400 and other statuses that no repetition mends.
    Refused,
    /// 403, or 401 again after the refresh.
    Forbidden,
    /// 404: Alexa does not know the session or the address.
    Gone,
    /// 429, 5xx, no answer, no token at the moment: to be tried again.
    Retry {
        /// Alexa's wish, from `Retry-After`.
        after: Option<Duration>,
    },
}

/// What goes to a station's socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToSocket {
    /// A text message.
    Frame(String),
    /// The socket is to be closed with this code; nothing follows.
    Close(u16),
}

/// A connected socket of a station: what comes in goes to `inbox`, what must go out comes from `outbox`.
#[derive(Debug)]
pub struct Socket {
    /// Hand in what the station says; dropping it says that the socket is gone.
    pub inbox: SocketInbox,
    /// What to send. When it ends without [`ToSocket::Close`], the station did not read fast enough or the middleware
    /// stops: close the socket with 1001.
    pub outbox: mpsc::Receiver<ToSocket>,
}

/// The way of one socket's messages to the exchange.
#[derive(Debug)]
pub struct SocketInbox {
    socket: SocketId,
    thread: mpsc::Sender<Message>,
}

impl SocketInbox {
    /// Hands in one text message and waits until the exchange has taken it.
    pub async fn frame(&mut self, text: String) {
        let input = Input::Frame { socket: self.socket, text };
        // A thread that is gone closes the outbox: that is how the socket learns it.
        let _ = ask(&self.thread, |done| Message::Input { input, done: Some(done) }).await;
    }
}

impl Drop for SocketInbox {
    fn drop(&mut self) {
        let gone = Message::Input { input: Input::SocketGone { socket: self.socket }, done: None };
        if let Err(mpsc::error::TrySendError::Full(gone)) = self.thread.try_send(gone)
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let thread = self.thread.clone();
            runtime.spawn(async move { thread.send(gone).await });
        }
    }
}

/// The calls are not served any more: the process is stopping, or the database failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("calls are not served: the middleware is stopping or its database failed")]
pub struct NotServing;

/// Why a call-back was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// There is no such call-back, or it is done, or none of this station's ring groups has it.
    #[error("there is no such open call-back")]
    NotFound,
    /// Another person has claimed it.
    #[error("another person has claimed the call-back")]
    ClaimedByAnother,
    /// Calls are not served.
    #[error(transparent)]
    NotServing(#[from] NotServing),
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

/// How much there is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Calls that live.
    pub live_calls: usize,
    /// Messages that Alexa has not taken yet.
    pub undelivered: usize,
    /// Age of the oldest of these.
    pub oldest_undelivered: Option<Duration>,
    /// Stations that are connected.
    pub stations: usize,
    /// How many desks of each ring group listen for its calls.
    pub ring_groups: Vec<GroupReach>,
    /// What came from Alexa since the start.
    pub heard: Heard,
    /// What became of calls and messages since the start.
    pub figures: Figures,
}

/// The handle to all calls; clones share one thread.
#[derive(Clone, Debug)]
pub struct Calls {
    thread: mpsc::Sender<Message>,
    leaving: Arc<AtomicBool>,
}

impl Calls {
    /// Restores the calls of `store` and starts the thread that serves them. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// When the database cannot be read: its text says why.
    ///
    /// # Panics
    /// When there is no tokio runtime, or the system gives no thread.
    pub fn start<G: Gateway>(store: Store, settings: Settings, gateway: G) -> Result<Self, StoreError> {
        let thread = driver::start(store, settings, Ids::random(), gateway)?;
        Ok(Self { thread, leaving: Arc::default() })
    }

    /// Takes a message from Alexa; returns once its effect is stored, after which it may be acknowledged.
    ///
    /// # Errors
    /// [`NotServing`]: answer 503, Alexa repeats.
    pub async fn alexa(&self, message: FromAlexa) -> Result<(), NotServing> {
        self.input(Input::Alexa(message)).await
    }

    /// Takes a socket whose upgrade was authorised. The older socket of the same station is closed. Once the middleware
    /// leaves, none is taken.
    ///
    /// # Errors
    /// [`NotServing`]: close with 1001.
    pub async fn connect(&self, station: StationIdentity) -> Result<Socket, NotServing> {
        if !self.is_serving() {
            return Err(NotServing);
        }
        let (socket, outbox) = ask(&self.thread, |answer| Message::Connect { who: station, answer }).await?;
        Ok(Socket { inbox: SocketInbox { socket, thread: self.thread.clone() }, outbox })
    }

    /// The open call-backs of the ring groups of the station of this name, oldest first.
    ///
    /// # Errors
    /// [`NotServing`]: answer 503.
    pub async fn callbacks(&self, station_name: &str) -> Result<Callbacks, NotServing> {
        let station_name = station_name.to_owned();
        let callbacks = ask(&self.thread, |answer| Message::Callbacks { station_name, answer }).await?;
        Ok(Callbacks { callbacks })
    }

    /// Claims, releases or finishes a call-back for the person at this station.
    ///
    /// # Errors
    /// [`CallbackError`] says what to answer.
    pub async fn callback(
        &self,
        by: StationIdentity,
        id: CallId,
        deed: CallbackDeed,
    ) -> Result<Callback, CallbackError> {
        let answer = ask(&self.thread, |answer| Message::Callback { by, id, deed, answer }).await?;
        answer.map_err(|refusal| match refusal {
            CallbackRefusal::NotFound => CallbackError::NotFound,
            CallbackRefusal::ClaimedByAnother => CallbackError::ClaimedByAnother,
        })
    }

    /// A page of the call log, newest first; an unreadable cursor counts as none.
    ///
    /// # Errors
    /// [`NotServing`]: answer 503.
    pub async fn log(&self, cursor: Option<String>) -> Result<CallLog, NotServing> {
        ask(&self.thread, |answer| Message::Log { cursor, answer }).await
    }

    /// Replaces the ring groups, for calls that arrive from now on.
    ///
    /// # Errors
    /// [`NotServing`].
    pub async fn ring_groups_changed(&self, groups: Vec<RingGroup>) -> Result<(), NotServing> {
        self.input(Input::RingGroupsChanged(groups)).await
    }

    /// Replaces the units and tells every station that the directory changed.
    ///
    /// # Errors
    /// [`NotServing`].
    pub async fn directory_changed(&self, units: Vec<Unit>) -> Result<(), NotServing> {
        self.input(Input::DirectoryChanged(units)).await
    }

    /// Tells every station how the Echos of these units are now.
    ///
    /// # Errors
    /// [`NotServing`].
    pub async fn echos_changed(&self, units: Vec<UnitEcho>) -> Result<(), NotServing> {
        self.input(Input::EchosChanged(units)).await
    }

    /// Closes the sockets of a sign-in session with code 4401.
    ///
    /// # Errors
    /// [`NotServing`].
    pub async fn revoke(&self, session: &str) -> Result<(), NotServing> {
        self.input(Input::Revoked { session: session.to_owned() }).await
    }

    /// How much there is to do.
    ///
    /// # Errors
    /// [`NotServing`].
    pub async fn load(&self) -> Result<Load, NotServing> {
        ask(&self.thread, |answer| Message::Load { answer }).await
    }

    /// Whether calls are served, and are going to be.
    #[must_use]
    pub fn is_serving(&self) -> bool {
        !self.leaving.load(Ordering::Acquire) && !self.thread.is_closed()
    }

    /// Waits until calls are not served any more.
    pub async fn stopped(&self) {
        self.thread.closed().await;
    }

    /// Says goodbye: closes every socket with 1001, takes no new one, and ends the thread once the stations have gone and
    /// Alexa has taken what she must be told, at the latest after `grace`. What Alexa says meanwhile is still stored, and
    /// live calls go on after the next start.
    pub async fn leave(&self, grace: Duration) {
        self.leaving.store(true, Ordering::Release);
        if self.thread.send(Message::Leave { grace }).await.is_ok() {
            self.stopped().await;
        }
    }

    /// Ends the thread and every socket at once; what is under way goes on after the next start.
    pub async fn stop(&self) {
        if self.thread.send(Message::Stop).await.is_ok() {
            self.stopped().await;
        }
    }

    async fn input(&self, input: Input) -> Result<(), NotServing> {
        ask(&self.thread, |done| Message::Input { input, done: Some(done) }).await
    }
}

async fn ask<T>(
    thread: &mpsc::Sender<Message>,
    message: impl FnOnce(oneshot::Sender<T>) -> Message,
) -> Result<T, NotServing> {
    let (answer, answered) = oneshot::channel();
    thread.send(message(answer)).await.map_err(|_| NotServing)?;
    answered.await.map_err(|_| NotServing)
}
