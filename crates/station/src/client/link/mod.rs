//! The station's end of the staff protocol, as a machine without a socket.
//!
//! Commands are kept until they are answered and sent again after a reconnect; events are taken once and in order;
//! whoever listens sees one unbroken story, or a snapshot that starts it anew.

mod backoff;
mod outbox;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use roomline_signaling::call::{CallId, CommandId, StreamId};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::{Command, CommandBody, DecodeError, Event, Reply, ServerMessage, Snapshot};

use backoff::Backoff;
use outbox::Outbox;

/// How long one attempt to connect may take, from the first packet to `welcome`.
pub const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How often this side asks whether the other is there.
pub const PING_EVERY: Duration = Duration::from_secs(5);
/// How long a socket may be silent before it counts as dead.
pub const DEAD_AFTER: Duration = Duration::from_secs(10);

/// The link to the middleware.
///
/// **After every input, drain [`Link::poll_output`] until it is `None`.**
///
/// ```text
///  Idle ──start──► Connecting ──opened: resume──► Resuming ──welcome──► Up
///                      ▲  │                           │                  │
///        back-off over │  └──────failed, closed, silent for 10 s─────────┘
///      woken, try now  │                              ▼
///                      └────────────────────────── Waiting        (the token is refused: Idle)
///
///  any ──somebody else is signed in──► Connecting
/// ```
#[derive(Debug)]
pub struct Link {
    state: State,
    place: Place,
    own_call: Option<CallId>,
    outbox: Outbox,
    backoff: Backoff,
    resumes: u64,
    outputs: VecDeque<Output>,
}

#[derive(Debug)]
enum State {
    Idle,
    Connecting { give_up_at: Instant },
    Resuming { give_up_at: Instant },
    Up { dead_at: Instant, ping_at: Instant },
    Waiting { until: Instant },
}

/// Where this station is in the middleware's numbering.
#[derive(Debug)]
enum Place {
    /// Nowhere yet, or lost: only a snapshot helps.
    Unknown,
    /// A `welcome` named the stream, its snapshot has not come yet.
    SnapshotDue { stream: StreamId, seq: u64 },
    /// Everything up to `seq` was taken; so many messages since could not be read, each of which may have been an event.
    At { stream: StreamId, seq: u64, unread: u64 },
}

/// What happens to the link.
#[derive(Clone, Debug)]
pub enum Input {
    /// Somebody is signed in: connect and stay connected.
    Start,
    /// Somebody else is signed in: connect for them. What stands goes on standing until that is done, and what rings rings on.
    Renew,
    /// Nobody is signed in any more: forget everything.
    Stop,
    /// The socket is open.
    Opened,
    /// A text message came.
    Frame(String),
    /// Something else came that shows that the other side is there (a ping or pong).
    Alive,
    /// The socket was closed, with this code if any.
    Closed(Option<u16>),
    /// No socket could be opened.
    Failed(Failure),
    /// The computer woke up, its network changed, or a person wants it tried now.
    TryNow,
}

/// Why there is no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing answers, or what answered fell silent.
    NoAnswer,
    /// The certificate is not trusted.
    WrongCertificate,
    /// The other side answers with a fault, or breaks the protocol.
    ServerFault,
    /// A newer socket of this station took its place.
    Replaced,
    /// The access token is not taken (any more): refresh it, then start again.
    Unauthorized,
}

/// What the link wants done or has to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Open a socket. One that was not dropped stays until this one has been heard, but counts no more.
    Connect,
    /// Send a text message.
    Send(String),
    /// Send a ping.
    Ping,
    /// Drop the socket; nothing of it counts any more.
    Drop,
    /// Calls can reach this station (again); everything missed follows or a snapshot came before.
    Up,
    /// They cannot.
    Down(Failure),
    /// Something happened.
    Event(Event),
    /// Everything that was believed is replaced.
    Snapshot(Box<Snapshot>),
    /// A command was answered.
    Answered {
        /// The command.
        command: CommandBody,
        /// Whether it was done, or why not.
        outcome: Result<(), Refused>,
    },
}

/// Why the middleware did not do what it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// In a word.
    pub code: ErrorCode,
    /// Who is in the way, if that is somebody.
    pub by: Option<String>,
}

impl Link {
    /// A link at rest. `randomness` spreads reconnects and makes command ids.
    #[must_use]
    pub fn new(mut randomness: StdRng) -> Self {
        Self {
            state: State::Idle,
            place: Place::Unknown,
            own_call: None,
            outbox: Outbox::new(&mut randomness),
            backoff: Backoff::new(randomness),
            resumes: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Names the call this station is in, from its click on; the next `resume` carries it.
    pub fn set_own_call(&mut self, call: Option<CallId>) {
        self.own_call = call;
    }

    /// Sends a command, now or after the next connection.
    ///
    /// The end of a call takes the place of all commands of that call that were not answered yet.
    pub fn command(&mut self, body: CommandBody) {
        let command = self.outbox.push(body);
        if let State::Up { .. } = self.state {
            self.outputs.push_back(Output::Send(command.encode()));
        }
    }

    /// Takes back what was said of calls and not answered: whoever said it leaves the desk, and nobody says it in their name.
    pub fn withdraw_outcomes(&mut self) {
        self.outbox.withdraw_outcomes();
    }

    /// The commands that wait for their answers, oldest first.
    pub fn unanswered(&self) -> impl Iterator<Item = &CommandBody> {
        self.outbox.commands().map(|command| &command.body)
    }

    /// Whether every command was answered.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.unanswered().next().is_none()
    }

    /// Takes what happened.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        match (input, &self.state) {
            (Input::Start, State::Idle | State::Waiting { .. }) => self.connect(now),
            (Input::Renew, State::Connecting { .. }) => {
                // The attempt under way is made for whoever left.
                self.outputs.push_back(Output::Drop);
                self.connect(now);
            }
            (Input::Renew, State::Idle | State::Resuming { .. } | State::Up { .. } | State::Waiting { .. }) => {
                self.backoff.reset();
                self.connect(now);
            }
            (Input::Stop, _) => self.stop(),
            (Input::Opened, State::Connecting { give_up_at }) => {
                let give_up_at = *give_up_at;
                self.resume(give_up_at);
            }
            (Input::Frame(text), State::Resuming { .. } | State::Up { .. }) => {
                self.alive(now);
                self.read(now, &text);
            }
            (Input::Alive, State::Up { .. }) => self.alive(now),
            (Input::Closed(code), State::Connecting { .. } | State::Resuming { .. } | State::Up { .. }) => {
                self.lose(now, failure_of(code));
            }
            (Input::Failed(failure), State::Connecting { .. }) => self.lose(now, failure),
            (Input::TryNow, State::Waiting { .. }) => {
                self.backoff.reset();
                self.connect(now);
            }
            (Input::TryNow, State::Connecting { .. }) => {
                // The attempt may be under way on a network that is gone.
                self.outputs.push_back(Output::Drop);
                self.connect(now);
            }
            (Input::TryNow, State::Up { .. } | State::Resuming { .. }) => {
                // What looks like a connection may have died while the computer slept; a new one tells at once.
                self.outputs.push_back(Output::Drop);
                self.outputs.push_back(Output::Down(Failure::NoAnswer));
                self.connect(now);
            }
            (
                Input::Start
                | Input::Opened
                | Input::Frame(_)
                | Input::Alive
                | Input::Closed(_)
                | Input::Failed(_)
                | Input::TryNow,
                _,
            ) => {}
        }
    }

    /// Takes the time; call it when the moment of [`Link::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        match &mut self.state {
            State::Connecting { give_up_at } | State::Resuming { give_up_at } if now >= *give_up_at => {
                self.lose(now, Failure::NoAnswer);
            }
            State::Up { dead_at, .. } if now >= *dead_at => self.lose(now, Failure::NoAnswer),
            State::Up { ping_at, .. } if now >= *ping_at => {
                *ping_at = now + PING_EVERY;
                self.outputs.push_back(Output::Ping);
            }
            State::Waiting { until } if now >= *until => self.connect(now),
            State::Idle
            | State::Connecting { .. }
            | State::Resuming { .. }
            | State::Up { .. }
            | State::Waiting { .. } => {}
        }
    }

    /// When to call [`Link::handle_timeout`].
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        match &self.state {
            State::Idle => None,
            State::Connecting { give_up_at } | State::Resuming { give_up_at } => Some(*give_up_at),
            State::Up { dead_at, ping_at } => Some(*dead_at.min(ping_at)),
            State::Waiting { until } => Some(*until),
        }
    }

    /// What the link wants next.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn connect(&mut self, now: Instant) {
        self.outputs.push_back(Output::Connect);
        self.state = State::Connecting { give_up_at: now + CONNECT_WITHIN };
    }

    fn stop(&mut self) {
        if !matches!(self.state, State::Idle | State::Waiting { .. }) {
            self.outputs.push_back(Output::Drop);
        }
        self.state = State::Idle;
        self.place = Place::Unknown;
        self.own_call = None;
        self.outbox.clear();
        self.backoff.reset();
    }

    /// Speaks first: where this station left off.
    fn resume(&mut self, give_up_at: Instant) {
        let (stream, seq) = match &self.place {
            Place::At { stream, seq, .. } => (Some(stream.clone()), Some(*seq)),
            Place::Unknown | Place::SnapshotDue { .. } => (None, None),
        };
        self.resumes += 1;
        let id = CommandId::new(format!("resume-{}", self.resumes)).expect("short and printable");
        let call = self.own_call.or_else(|| self.outbox.unsaid_end());
        let body = CommandBody::Resume { stream, seq, call };
        self.outputs.push_back(Output::Send(Command { id, body }.encode()));
        self.state = State::Resuming { give_up_at };
    }

    fn alive(&mut self, now: Instant) {
        if let State::Up { dead_at, .. } = &mut self.state {
            *dead_at = now + DEAD_AFTER;
        }
    }

    /// Gives the socket up; waits before the next, or for a new token.
    fn lose(&mut self, now: Instant, failure: Failure) {
        self.outputs.push_back(Output::Drop);
        self.outputs.push_back(Output::Down(failure));
        self.state = match failure {
            Failure::Unauthorized => State::Idle,
            Failure::NoAnswer | Failure::WrongCertificate | Failure::ServerFault => {
                State::Waiting { until: now + self.backoff.next() }
            }
            // Two programs with one id would else throw each other out again and again.
            Failure::Replaced => State::Waiting { until: now + self.backoff.longest() },
        };
    }

    fn read(&mut self, now: Instant, text: &str) {
        match ServerMessage::decode(text) {
            Ok(ServerMessage::Reply(reply)) => self.take_reply(now, reply),
            Ok(ServerMessage::Event { seq, event }) => self.take_event(now, seq, event),
            Err(error) => {
                // The parser's own words may quote the message, which holds names: the kind of mistake must do.
                match error {
                    DecodeError::TooLong(len) => tracing::warn!(len, "a message of the middleware is too long"),
                    DecodeError::Malformed { .. } => tracing::warn!("a message of the middleware cannot be read"),
                    DecodeError::UnknownType { .. } => tracing::info!("a message of the middleware is of unknown type"),
                }
                if let Place::At { unread, .. } = &mut self.place {
                    *unread += 1;
                }
            }
        }
    }

    fn take_reply(&mut self, now: Instant, reply: Reply) {
        match reply {
            Reply::Ok { id } => self.answered(&id, Ok(())),
            Reply::Error { id: Some(id), code, reference, by, message: _ } => {
                tracing::warn!(?code, reference, "the middleware refused a command");
                self.answered(&id, Err(Refused { code, by }));
            }
            Reply::Error { id: None, code, reference, .. } => {
                tracing::warn!(?code, reference, "the middleware could not read a command");
            }
            Reply::Welcome { stream, seq, resumed } => self.welcomed(now, stream, seq, resumed),
            Reply::Snapshot(snapshot) => {
                if let Place::SnapshotDue { stream, seq } = std::mem::replace(&mut self.place, Place::Unknown) {
                    self.place = Place::At { stream, seq, unread: 0 };
                    self.outputs.push_back(Output::Snapshot(Box::new(snapshot)));
                    self.outputs.push_back(Output::Up);
                } else {
                    self.start_anew(now);
                }
            }
        }
    }

    fn answered(&mut self, id: &CommandId, outcome: Result<(), Refused>) {
        if let Some(command) = self.outbox.take(id) {
            self.outputs.push_back(Output::Answered { command, outcome });
        }
    }

    fn welcomed(&mut self, now: Instant, stream: StreamId, seq: u64, resumed: bool) {
        if !matches!(self.state, State::Resuming { .. }) {
            return;
        }
        self.state = State::Up { dead_at: now + DEAD_AFTER, ping_at: now + PING_EVERY };
        self.backoff.reset();
        match &mut self.place {
            Place::At { stream: known, unread, .. } if resumed && *known == stream => {
                *unread = 0;
                self.outputs.push_back(Output::Up);
            }
            _ if resumed => return self.start_anew(now),
            place => *place = Place::SnapshotDue { stream, seq },
        }
        self.outputs.extend(self.outbox.commands().map(|command| Output::Send(command.encode())));
    }

    fn take_event(&mut self, now: Instant, seq: u64, event: Event) {
        match &mut self.place {
            Place::At { seq: last, .. } if seq <= *last => {}
            Place::At { seq: last, unread, .. } if seq <= *last + 1 + *unread => {
                *last = seq;
                *unread = 0;
                if let Event::CallIncoming(incoming) = &event {
                    // `cargo xtask bench desk` counts from here how soon the desk rings.
                    tracing::debug!(call_id = %incoming.call_id, "call.incoming was read");
                }
                self.outputs.push_back(Output::Event(event));
            }
            Place::SnapshotDue { seq: last, .. } if seq <= *last => {}
            Place::At { .. } | Place::SnapshotDue { .. } | Place::Unknown => self.start_anew(now),
        }
    }

    /// The story has a hole: only a snapshot mends it.
    fn start_anew(&mut self, now: Instant) {
        tracing::warn!("the middleware's numbering has a hole; asking for a snapshot");
        self.place = Place::Unknown;
        self.lose(now, Failure::ServerFault);
    }
}

/// What a closing code means. Source: `docs/protocol.md`, closing codes.
fn failure_of(code: Option<u16>) -> Failure {
    match code {
        Some(4401) => Failure::Unauthorized,
        Some(4409) => Failure::Replaced,
        Some(4429) => Failure::ServerFault,
        Some(_) | None => Failure::NoAnswer,
    }
}

#[cfg(test)]
mod tests;
