//! The thread that owns the exchange: gives it the time, hands in what happens, does what it wants.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use roomline_signaling::alexa::Signal;
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, HandoverId, RoundId};
use roomline_signaling::handover::{Handover, NewHandover};
use roomline_signaling::rest::{CallLog, Callback};
use roomline_signaling::round::Round;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use super::leaving::Leaving;
use super::{CallbackDeed, Gateway, Load, PostOutcome, RoundDeed, Settings, StationIdentity, ToSocket};
use crate::exchange::{
    Action, CallbackRefusal, CloseReason, Exchange, HandoverRefusal, Ids, Input, LetterId, RoundRefusal, SocketId,
};
use crate::store::{Store, StoreError};

/// Messages that wait for the thread; whoever has more waits.
const WAITING: usize = 1024;
/// Messages that wait for one socket; a station that reads slower is disconnected and comes back.
const SOCKET_WAITING: usize = 512;
/// Inputs that are stored together at most.
const TOGETHER: usize = 128;
/// What a post may take beyond its own deadline before it counts as lost.
const GRACE: Duration = Duration::from_secs(2);

/// What the thread is told.
#[derive(Debug)]
pub(super) enum Message {
    Input {
        input: Input,
        done: Option<oneshot::Sender<()>>,
    },
    Connect {
        who: StationIdentity,
        answer: oneshot::Sender<(SocketId, mpsc::Receiver<ToSocket>)>,
    },
    Callbacks {
        station_name: String,
        answer: oneshot::Sender<Vec<Callback>>,
    },
    Callback {
        by: StationIdentity,
        id: CallId,
        deed: CallbackDeed,
        answer: oneshot::Sender<Result<Callback, CallbackRefusal>>,
    },
    Rounds {
        station_name: String,
        answer: oneshot::Sender<Vec<Round>>,
    },
    Round {
        by: StationIdentity,
        id: RoundId,
        deed: RoundDeed,
        answer: oneshot::Sender<Result<Round, RoundRefusal>>,
    },
    HandOver {
        by: StationIdentity,
        new: NewHandover,
        answer: oneshot::Sender<Result<Handover, HandoverRefusal>>,
    },
    NoteWasRead {
        by: StationIdentity,
        id: HandoverId,
        answer: oneshot::Sender<Result<Handover, HandoverRefusal>>,
    },
    Log {
        cursor: Option<String>,
        answer: oneshot::Sender<CallLog>,
    },
    Load {
        answer: oneshot::Sender<Load>,
    },
    Leave {
        grace: Duration,
    },
    Stop,
}

/// What the thread does after a message.
#[expect(clippy::large_enum_variant, reason = "it is moved once, from one turn of the loop to the next")]
enum Next {
    /// Handle this one, which came meanwhile.
    Message(Message),
    Wait,
    Stop,
}

/// Starts the thread.
pub(super) fn start<G: Gateway>(
    store: Store,
    settings: Settings,
    ids: Ids,
    gateway: G,
) -> Result<mpsc::Sender<Message>, StoreError> {
    let clock = Clock::start();
    let exchange = Exchange::open(store, settings, ids, clock.now())?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let posts = Posts { gateway: Arc::new(gateway), runtime: Handle::current(), thread: sender.downgrade() };
    let driver = Driver { exchange, clock, posts, sockets: HashMap::new(), last_socket: 0, leaving: None };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime with a timer only needs nothing of the system");
    std::thread::Builder::new()
        .name("calls".into())
        .spawn(move || runtime.block_on(driver.run(receiver)))
        .expect("the system gives a thread at the start");
    Ok(sender)
}

/// Wall time that never runs backwards while the process lives.
struct Clock {
    began: WallTime,
    since: Instant,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "this is the driver that hands the time to the exchange")]
    fn start() -> Self {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { began: WallTime::default() + since_1970, since: Instant::now() }
    }

    fn now(&self) -> WallTime {
        self.began + self.since.elapsed()
    }

    fn at(&self, time: WallTime) -> Instant {
        self.since + self.began.until(time)
    }
}

struct Driver<G> {
    exchange: Exchange,
    clock: Clock,
    posts: Posts<G>,
    sockets: HashMap<SocketId, mpsc::Sender<ToSocket>>,
    last_socket: u64,
    leaving: Option<Leaving>,
}

impl<G: Gateway> Driver<G> {
    async fn run(mut self, mut messages: mpsc::Receiver<Message>) {
        if let Err(error) = self.serve(&mut messages).await {
            tracing::error!(%error, "calls are not served any more: mend the database and start again");
        }
    }

    async fn serve(&mut self, messages: &mut mpsc::Receiver<Message>) -> Result<(), StoreError> {
        self.act()?;
        loop {
            let now = self.clock.now();
            if self.leaving.as_ref().is_some_and(|leaving| leaving.is_over(now, self.exchange.load().1)) {
                return Ok(());
            }
            let leave_by = self.leaving.as_ref().map(Leaving::until);
            let deadline = [self.exchange.poll_timeout(now), leave_by].into_iter().flatten().min();
            let deadline = deadline.map(|time| self.clock.at(time));
            let timeout = async {
                match deadline {
                    Some(deadline) => tokio::time::sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                message = messages.recv() => {
                    let Some(first) = message else { return Ok(()) };
                    let mut next = Some(first);
                    while let Some(message) = next.take() {
                        match self.handle(message, messages)? {
                            Next::Message(message) => next = Some(message),
                            Next::Wait => {}
                            Next::Stop => return Ok(()),
                        }
                    }
                }
                () = timeout => self.exchange.handle_timeout(self.clock.now())?,
            }
            self.act()?;
        }
    }

    fn handle(&mut self, message: Message, messages: &mut mpsc::Receiver<Message>) -> Result<Next, StoreError> {
        let now = self.clock.now();
        // Whoever asked may have gone: nobody is left to be told.
        match message {
            Message::Input { input, done } => return self.handle_together(input, done, messages),
            // Whoever connects now is told so by an answer that never comes.
            Message::Connect { .. } if self.leaving.is_some() => {}
            Message::Connect { who, answer } => {
                self.last_socket += 1;
                let socket = SocketId(self.last_socket);
                let (sender, receiver) = mpsc::channel(SOCKET_WAITING);
                self.sockets.insert(socket, sender);
                self.exchange.handle_input(now, Input::SocketOpened { socket, who })?;
                let _ = answer.send((socket, receiver));
            }
            Message::Callbacks { station_name, answer } => {
                let _ = answer.send(self.exchange.callbacks_of(&station_name)?);
            }
            Message::Callback { by, id, deed, answer } => {
                let _ = answer.send(self.exchange.change_callback(now, &by, id, deed)?);
            }
            Message::Rounds { station_name, answer } => {
                let _ = answer.send(self.exchange.rounds_of(now, &station_name)?);
            }
            Message::Round { by, id, deed, answer } => {
                let _ = answer.send(self.exchange.change_round(now, &by, id, deed)?);
            }
            Message::HandOver { by, new, answer } => {
                let _ = answer.send(self.exchange.hand_over(now, &by, new)?);
            }
            Message::NoteWasRead { by, id, answer } => {
                let _ = answer.send(self.exchange.note_was_read(now, &by, id)?);
            }
            Message::Log { cursor, answer } => {
                let _ = answer.send(self.exchange.call_log(cursor.as_deref())?);
            }
            Message::Load { answer } => {
                let (live_calls, undelivered) = self.exchange.load();
                let _ = answer.send(Load {
                    live_calls,
                    undelivered,
                    oldest_undelivered: self.exchange.oldest_undelivered(now),
                    stations: self.exchange.stations(),
                    ring_groups: self.exchange.reach(),
                    heard: self.exchange.heard(),
                    figures: self.exchange.figures().clone(),
                });
            }
            Message::Leave { grace } => self.leave(now + grace),
            Message::Stop => return Ok(Next::Stop),
        }
        self.act()?;
        Ok(Next::Wait)
    }

    /// Hands in everything that happened meanwhile in one transaction, and says so to whoever waits.
    fn handle_together(
        &mut self,
        input: Input,
        done: Option<oneshot::Sender<()>>,
        messages: &mut mpsc::Receiver<Message>,
    ) -> Result<Next, StoreError> {
        let (mut inputs, mut waiting) = (Vec::from_iter(self.wanted(input)), Vec::from_iter(done));
        let mut next = Next::Wait;
        while inputs.len() < TOGETHER {
            match messages.try_recv() {
                Ok(Message::Input { input, done }) => {
                    inputs.extend(self.wanted(input));
                    waiting.extend(done);
                }
                Ok(other) => {
                    next = Next::Message(other);
                    break;
                }
                Err(_) => break,
            }
        }
        self.exchange.handle_inputs(self.clock.now(), inputs)?;
        self.act()?;
        for done in waiting {
            let _ = done.send(());
        }
        Ok(next)
    }

    /// What the exchange is to hear of. A socket that is gone is forgotten here too; while the middleware leaves, that is
    /// no death of a desk, and calls are stored as if it were still there.
    fn wanted(&mut self, input: Input) -> Option<Input> {
        let Input::SocketGone { socket } = input else { return Some(input) };
        self.sockets.remove(&socket);
        match &mut self.leaving {
            None => Some(input),
            Some(leaving) => {
                leaving.gone(socket);
                None
            }
        }
    }

    /// Tells every station that the middleware goes.
    fn leave(&mut self, until: WallTime) {
        let mut leaving = Leaving::new(until);
        for (socket, sender) in self.sockets.drain() {
            // A full channel ends without the code, which means the same.
            let _ = sender.try_send(ToSocket::Close(CloseReason::Leaving.code()));
            leaving.waits_for(socket);
        }
        self.leaving = Some(leaving);
    }

    /// Does what the exchange wants until it wants nothing more.
    fn act(&mut self) -> Result<(), StoreError> {
        while let Some(action) = self.exchange.poll_action() {
            match action {
                Action::Send { socket, frame } => self.send(socket, frame)?,
                Action::Close { socket, reason } => {
                    if let Some(sender) = self.sockets.remove(&socket) {
                        // A full channel ends without the code; the station finds the reason when it comes back.
                        let _ = sender.try_send(ToSocket::Close(reason.code()));
                    }
                }
                Action::Post { letter, signal, deadline } => self.posts.post(letter, signal, deadline),
            }
        }
        Ok(())
    }

    fn send(&mut self, socket: SocketId, frame: String) -> Result<(), StoreError> {
        let Some(sender) = self.sockets.get(&socket) else { return Ok(()) };
        if sender.try_send(ToSocket::Frame(frame)).is_err() {
            tracing::warn!("a station does not read fast enough: its socket is closed");
            self.lose(socket)?;
        }
        Ok(())
    }

    fn lose(&mut self, socket: SocketId) -> Result<(), StoreError> {
        self.sockets.remove(&socket);
        self.exchange.handle_input(self.clock.now(), Input::SocketGone { socket })
    }
}

/// Posts to Alexa, each a task of the big runtime.
struct Posts<G> {
    gateway: Arc<G>,
    runtime: Handle,
    thread: mpsc::WeakSender<Message>,
}

impl<G: Gateway> Posts<G> {
    fn post(&self, letter: LetterId, signal: Signal, deadline: Duration) {
        let (gateway, thread) = (Arc::clone(&self.gateway), self.thread.clone());
        self.runtime.spawn(async move {
            let posted = tokio::time::timeout(deadline + GRACE, gateway.post(signal, deadline)).await;
            let outcome = posted.unwrap_or(PostOutcome::Retry { after: None });
            if let Some(thread) = thread.upgrade() {
                // A thread that stopped meanwhile finds the attempt in its database at the next start.
                let _ = thread.send(Message::Input { input: Input::Posted { letter, outcome }, done: None }).await;
            }
        });
    }
}
