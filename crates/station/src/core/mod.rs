//! The whole station as one machine without I/O: who is signed in, whether calls can reach it, which calls there are.
//!
//! Requests of people, facts of the network, of media and of time go in; intentions come out; [`Core::state`] says what
//! is true. The running station drives it with the real world, stories drive it in virtual time.

mod attempts;
mod calls;
mod check;
mod checks;
mod desk;
mod echos;
mod handover;
mod ids;
mod keeping;
mod lock;
mod one_call;
mod people;
mod port;
mod requests;
mod rounds;
mod seat;
mod session;
mod sound;
mod takeover;
mod tries;
mod unsaid;
mod view;
mod wall;
mod words;

use std::collections::VecDeque;
use std::time::Instant;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use roomline_signaling::staff::{CommandBody, Event, Presence, UnitCard};

use crate::client::link::{self, Link};
use crate::client::{Answer, Ask};
use crate::request::{Request, RequestError};
use crate::state::{ChosenDevices, Notice, Remembering, Setup, StationState};

use attempts::Attempts;
use calls::Calls;
use check::Checking;
use desk::Desk;
use handover::Shift;
use lock::Lock;
use people::People;
pub use port::{Action, IceServerTried, Input, MediaAction, MediaEvent, Trial, TrialNews};
use session::Session;
use sound::SoundDesk;
use takeover::Takeover;
use unsaid::Unsaid;
pub use wall::Wall;

/// A station.
///
/// **After every request, input and time-out, drain [`Core::poll_action`] until it is `None`.**
#[derive(Debug)]
pub struct Core {
    setup: Setup,
    session: Session,
    lock: Lock,
    attempts: Attempts,
    people: People,
    takeover: Takeover,
    link: Link,
    unsaid: Unsaid,
    desk: Desk,
    shift: Shift,
    calls: Calls,
    sound: SoundDesk,
    check: Checking,
    vpn: bool,
    wall: Wall,
    stopping: Option<Instant>,
    actions: VecDeque<Action>,
}

impl Core {
    /// A station that waits for [`Input::VaultOpened`].
    ///
    /// `randomness` makes call ids and spreads reconnects; `wall` is the time of day.
    #[must_use]
    pub fn new(setup: Setup, devices: ChosenDevices, wall: Wall, mut randomness: StdRng) -> Self {
        let link = Link::new(StdRng::seed_from_u64(randomness.random()));
        let shift = Shift::new(StdRng::seed_from_u64(randomness.random()));
        Self {
            setup,
            session: Session::starting(),
            lock: Lock::default(),
            attempts: Attempts::default(),
            people: People::default(),
            takeover: Takeover::default(),
            link,
            unsaid: Unsaid::default(),
            desk: Desk::default(),
            shift,
            calls: Calls::new(randomness),
            sound: SoundDesk::new(devices),
            check: Checking::default(),
            vpn: false,
            wall,
            stopping: None,
            actions: VecDeque::new(),
        }
    }

    /// Takes what a person asks.
    ///
    /// # Errors
    /// [`RequestError`] says why nothing was changed.
    pub fn request(&mut self, now: Instant, request: Request) -> Result<(), RequestError> {
        if self.stopping.is_some() {
            return Err(RequestError::Stopped);
        }
        let outcome = self.take_request(now, request);
        self.settle(now);
        outcome
    }

    /// Takes a fact.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        match input {
            Input::Socket(input) => self.take_socket(now, input),
            Input::Answer(answer) => self.take_answer(now, answer),
            Input::Media { call, event } => self.calls.media(now, call, event),
            Input::Measured { call, sample } => self.calls.measured(now, call, sample),
            Input::Devices { microphones, speakers } => self.sound.found(microphones, speakers),
            Input::SoundTrouble(trouble) => self.sound.trouble(trouble),
            Input::DevicesInUse(in_use) => self.sound.uses(in_use),
            Input::Tried { number, news } => self.check.tried(now, number, news),
            Input::RingsOn(loudspeakers) => self.check.rings_on(now, loudspeakers),
            Input::VaultOpened { remembering, server, people } => self.vault_opened(now, remembering, server, people),
            Input::UnsaidOpened { server, outcomes } => self.unsaid_opened(now, server, outcomes),
            Input::PinMade(hash) => {
                if self.lock.made(hash) {
                    self.keep_here();
                }
            }
            Input::PinChecked { right } => self.pin_checked(now, right),
            Input::VaultFailed => self.setup.remembering = Remembering::KeyringUnavailable,
            Input::NetworkChanged { vpn } => {
                self.vpn = vpn;
                self.reconnect(now);
                self.calls.network_changed(now);
            }
            Input::Woke(wall) => {
                self.wall = wall;
                self.reconnect(now);
            }
        }
        self.settle(now);
    }

    /// Takes the time; call it when the moment of [`Core::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.link.handle_timeout(now);
        self.session.handle_timeout(now);
        self.lock.handle_timeout(now);
        self.attempts.handle_timeout(now);
        self.people.handle_timeout(now);
        self.desk.handle_timeout(now);
        self.calls.handle_timeout(now);
        self.check.handle_timeout(now);
        self.forget_old_unsaid(now);
        self.settle(now);
    }

    /// When to call [`Core::handle_timeout`].
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        [
            self.link.poll_timeout(),
            self.session.poll_timeout(),
            self.lock.poll_timeout(),
            self.attempts.poll_timeout(),
            self.people.poll_timeout(),
            self.desk.poll_timeout(),
            self.calls.poll_timeout(),
            self.check.poll_timeout(),
            self.stopping,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// What the station wants next.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// What is true now.
    #[must_use]
    pub fn state(&self) -> StationState {
        view::state(self)
    }

    /// Whether the station was shut down and everything is closed and said, or the time for it is over.
    #[must_use]
    pub fn is_stopped(&self, now: Instant) -> bool {
        let quiet = self.calls.is_quiet() && (self.link.is_settled() || !self.desk.is_up());
        self.stopping.is_some_and(|give_up_at| quiet || now >= give_up_at)
    }

    /// What stood before may be gone without a word: a new connection tells.
    fn reconnect(&mut self, now: Instant) {
        self.link.handle_input(now, link::Input::TryNow);
        self.session.hurry(now);
    }

    /// What a person said last, else what the middleware knows: a wish that waits for the network is not forgotten by
    /// a snapshot that does not know it yet.
    fn presence(&self) -> Presence {
        let wish = |body: &CommandBody| match body {
            CommandBody::PresenceSet { presence } => Some(*presence),
            _ => None,
        };
        self.link.unanswered().filter_map(wish).last().unwrap_or(self.desk.presence())
    }

    fn server(&self) -> String {
        self.setup.server.clone().unwrap_or_default()
    }

    fn take_answer(&mut self, now: Instant, answer: Answer) {
        match answer {
            Answer::SignedIn(outcome) => self.signed_in(now, outcome),
            Answer::Refreshed { token, outcome } => self.refreshed(now, &token, outcome),
            Answer::Directory(outcome) => self.desk.directory_came(now, outcome),
            Answer::IceServers(outcome) => {
                if let Some(servers) = self.desk.ice_servers_came(now, outcome) {
                    self.actions.push_back(Action::UseIceServers(servers));
                }
            }
            Answer::Hearing(outcome) => {
                if let Some((unit, help)) = self.desk.hearing_was_set(outcome)
                    && let Ok(access) = self.session.access().cloned()
                {
                    self.actions.push_back(Action::Ask(Ask::Hearing { access, unit, help }));
                }
            }
            Answer::Checked { number, outcome } => self.check.server_said(now, number, outcome),
            Answer::Callback(outcome) => self.desk.callback_came(outcome),
            Answer::Rounds(outcome) => self.desk.rounds_mut().listed(now, outcome),
            Answer::Round(outcome) => self.desk.round_came(outcome),
            Answer::Shift(outcome) => self.shift_loaded(outcome),
            Answer::HandedOver(outcome) => self.handed_over(now, outcome),
            Answer::NoteRead(id, outcome) => self.note_was_read(id, outcome),
        }
    }

    /// Passes on, from part to part, what each wants of the others, until nobody wants anything.
    fn settle(&mut self, now: Instant) {
        loop {
            let mut moved = false;
            // What is tried for a check is stopped before a call takes the devices.
            self.watch_check(now);
            while let Some(wish) = self.check.poll_wish() {
                moved = true;
                self.grant_check(now, wish);
            }
            while let Some(wish) = self.session.poll_wish() {
                moved = true;
                self.grant_session(now, wish);
            }
            while let Some(output) = self.link.poll_output() {
                moved = true;
                self.take_link(now, output);
            }
            while let Some(wish) = self.calls.poll_wish() {
                moved = true;
                self.grant_call(now, wish);
            }
            if let Some(access) = self.session.access().ok().cloned() {
                for ask in self.desk.take_questions(&access) {
                    moved = true;
                    self.actions.push_back(Action::Ask(ask));
                }
            }
            // An unknown room is no reason to hear the next resident as the last one.
            let of = |unit: &UnitCard| self.desk.hearing_of(&unit.unit_id);
            let help = self.calls.voice().map(|(_, one)| one.unit.as_ref().map(of).unwrap_or_default());
            self.sound.help_hearing(help);
            while let Some(action) = self.sound.poll_action() {
                self.actions.push_back(action);
            }
            if !moved {
                return self.keep_unsaid();
            }
        }
    }

    /// Lets the calls say what they have to before the link goes.
    fn say_everything(&mut self, now: Instant) {
        while let Some(wish) = self.calls.poll_wish() {
            self.grant_call(now, wish);
        }
        while let Some(output) = self.link.poll_output() {
            self.take_link(now, output);
        }
    }

    fn grant_session(&mut self, now: Instant, wish: session::Wish) {
        match wish {
            session::Wish::Ask(ask) => self.actions.push_back(Action::Ask(ask)),
            session::Wish::Refresh(token) => self.ask_refresh(token, false),
            session::Wish::OpenWithoutPin => {
                self.lock = Lock::default();
                self.attempts.was_proved();
            }
            session::Wish::Keep => self.keep_here(),
            session::Wish::Begin => {
                self.desk.begin();
                self.link.handle_input(now, link::Input::Start);
                let (server, station_name) = (self.server(), self.setup.station_name.clone());
                self.actions.push_back(Action::SaveSetup { server, station_name });
                self.seated();
            }
            session::Wish::Change => {
                self.calls.put_away();
                self.check.forget();
                self.shift.put_away();
                self.withhold_unsaid();
                self.link.handle_input(now, link::Input::Renew);
                self.seated();
            }
            session::Wish::Reconnect => self.link.handle_input(now, link::Input::Start),
            session::Wish::Over { notice } => {
                self.check.forget();
                self.calls.abandon(now);
                self.link.handle_input(now, link::Input::Stop);
                self.desk = Desk::default();
                self.shift.forget();
                self.lock = Lock::default();
                self.attempts.forget_last();
                self.keep_roster();
                notice.into_iter().for_each(|notice| self.desk.notice(notice));
            }
        }
    }

    fn grant_call(&mut self, now: Instant, wish: calls::Wish) {
        match wish {
            calls::Wish::Say(command) => self.say(now, command),
            calls::Wish::Media(call, action) => self.actions.push_back(Action::Media { call, action }),
            calls::Wish::VoiceIs(call) => self.link.set_own_call(call),
            calls::Wish::Notice(notice) => self.desk.notice(notice),
            calls::Wish::Unmute => self.sound.set_muted(false),
        }
    }

    fn take_link(&mut self, now: Instant, output: link::Output) {
        match output {
            link::Output::Connect => match self.session.access() {
                Ok(access) => self.actions.push_back(Action::Connect { access: access.clone() }),
                Err(_) => self.link.handle_input(now, link::Input::Stop),
            },
            link::Output::Send(text) => self.actions.push_back(Action::Send(text)),
            link::Output::Ping => self.actions.push_back(Action::Ping),
            link::Output::Drop => self.actions.push_back(Action::Drop),
            link::Output::Up => {
                self.desk.up(now);
                self.tell_check_of_line(now);
            }
            link::Output::Down(failure) => {
                self.desk.down(now, failure);
                self.tell_check_of_line(now);
                if failure == link::Failure::Unauthorized {
                    self.session.unauthorized(now);
                }
            }
            link::Output::Event(Event::HandoverChanged { handover }) => self.shift.heard(handover),
            link::Output::Event(event) => {
                if let Some(of_a_call) = self.desk.event(event) {
                    self.calls.event(now, self.wall, of_a_call);
                }
            }
            link::Output::Snapshot(mut snapshot) => {
                let unanswered: Vec<&CommandBody> = self.link.unanswered().collect();
                self.calls.reconcile(now, self.wall, &snapshot, &unanswered);
                self.shift.replace(std::mem::take(&mut snapshot.handovers));
                self.desk.replace(*snapshot);
            }
            link::Output::Answered { command: CommandBody::PresenceSet { presence }, outcome } => match outcome {
                Ok(()) => self.desk.set_presence(presence),
                Err(_) => self.desk.notice(Notice::NotReached),
            },
            link::Output::Answered { command, outcome } => {
                if let CommandBody::CallOutcome { call_id, .. } = &command {
                    self.unsaid.answered(*call_id);
                }
                self.calls.answered(now, &command, outcome);
            }
        }
    }
}

#[cfg(test)]
mod tests;
