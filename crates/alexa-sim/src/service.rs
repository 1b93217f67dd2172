//! Amazon's side as one machine without clock, socket or thread: strict about tokens, order, participants and SDP.
//!
//! Drive it with [`Service::post`], [`Service::token`], [`Service::act`] and [`Service::handle_input`]; after every one of
//! them, and after [`Service::handle_timeout`], poll [`Service::poll_action`] until there is none, and come back at
//! [`Service::poll_timeout`]. The same seed and the same inputs give the same ids, tokens and messages.

mod course;
mod envelope;
mod journal;
mod mail;
mod management;
mod post;
mod re_offer;
mod resident;
mod session;
mod skill;
mod strict_sdp;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod token;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use roomline_signaling::alexa::{CallResultCode, Signal, SignalBody};
use roomline_signaling::alexa_wire::{TokenError, TokenRequest, TokenResponse};
use roomline_signaling::call::{SessionId, UnitId};

pub use envelope::Surroundings;
pub use journal::{Ender, Entry, Happened, Journal};
pub use mail::{Delivery, Parcel};
pub use post::PostAnswer;
pub use re_offer::{Change, Habits};
pub use resident::{Act, ActError, EchoState, EchoView};
pub use session::Refusal;
pub use strict_sdp::{SdpFault, check_answer, check_offer};
pub use token::{Audience, Client, TokenFault, Tokens};

use crate::asp::{Asp, Oddities, Setup};
use crate::faults::Faults;
use crate::media::{MediaCall, MediaFact, MediaOrder};
use crate::property::Property;
use crate::script::Script;
use mail::Mail;
use session::{Alarm, Phase, Session};

/// Amazon's side.
#[derive(Debug)]
pub struct Service {
    property: Property,
    asp: Asp,
    rng: ChaCha8Rng,
    tokens: Tokens,
    faults: Faults,
    sessions: BTreeMap<SessionId, Session>,
    over: VecDeque<SessionId>,
    echos: BTreeMap<UnitId, Echo>,
    mail: Mail,
    /// What was handed to the skill and is not answered yet.
    under_way: BTreeMap<u64, UnderWay>,
    journal: Journal,
    orders: VecDeque<(MediaCall, MediaOrder)>,
    next_call: u64,
    now: Option<Instant>,
}

#[derive(Debug, Default)]
struct Echo {
    script: Script,
    session: Option<SessionId>,
    vanished: bool,
}

#[derive(Debug)]
struct UnderWay {
    name: &'static str,
    unit: UnitId,
    session: Option<SessionId>,
}

/// What the driver is to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Hand a request to the skill; tell by [`Input::SkillAnswered`] what came of it.
    Deliver(Delivery),
    /// An Echo's sound.
    Media(MediaCall, MediaOrder),
}

/// A fact.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// What became of a request.
    SkillAnswered {
        /// Its number.
        number: u64,
        /// The status and the body, or `None` if there was no answer in time.
        answer: Option<(u16, Vec<u8>)>,
    },
    /// What became of an Echo's sound.
    Media(MediaCall, MediaFact),
}

impl Service {
    /// A property whose Echos all wait for somebody at the control API.
    #[must_use]
    pub fn new(property: Property, seed: u64) -> Self {
        Self::with_setup(property, seed, Setup::Onboarded, Oddities::None)
    }

    /// The same, set up as far as `setup` says.
    #[must_use]
    pub fn with_setup(property: Property, seed: u64, setup: Setup, oddities: Oddities) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let tokens = Tokens::new(&mut rng);
        let echos = property.rooms.iter().map(|room| (room.unit_id.clone(), Echo::default())).collect();
        let asp = Asp::new(&property, seed, setup, oddities);
        Self {
            property,
            asp,
            rng,
            tokens,
            faults: Faults::default(),
            sessions: BTreeMap::new(),
            over: VecDeque::new(),
            echos,
            mail: Mail::default(),
            under_way: BTreeMap::new(),
            journal: Journal::default(),
            orders: VecDeque::new(),
            next_call: 0,
            now: None,
        }
    }

    /// The property that is played.
    #[must_use]
    pub const fn property(&self) -> &Property {
        &self.property
    }

    /// What happened so far.
    #[must_use]
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Who may have tokens.
    #[must_use]
    pub const fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// Who may have tokens, to change how long they live or to take them back.
    pub const fn tokens_mut(&mut self) -> &mut Tokens {
        &mut self.tokens
    }

    /// What goes wrong on the way.
    pub const fn faults_mut(&mut self) -> &mut Faults {
        &mut self.faults
    }

    /// Makes a refresh token without a grant, for a middleware that is configured with one.
    pub fn issue_refresh_token(&mut self, audience: Audience) -> String {
        self.tokens.issue_refresh_token(audience, &mut self.rng)
    }

    /// Hands the skill an authorization code.
    pub fn grant(&mut self, now: Instant) {
        let code = self.tokens.issue_code(now, Audience::Signaling, &mut self.rng);
        if let Some(unit) = self.property.rooms.first().map(|room| room.unit_id.clone()) {
            self.send(now, unit, Parcel::Grant { code: code.into() });
        }
    }

    /// Answers `POST /auth/o2/token`.
    ///
    /// # Errors
    /// [`TokenError`]: answer 400.
    pub fn token(&mut self, now: Instant, request: &TokenRequest) -> Result<TokenResponse, TokenError> {
        let response = self.tokens.exchange(now, request, &mut self.rng);
        let what = if response.is_ok() { Happened::TokenIssued } else { Happened::TokenRefused };
        self.journal.write(now, None, None, what);
        response
    }

    /// Takes a fact.
    pub fn handle_input(&mut self, now: Instant, input: Input) {
        self.now = Some(now);
        match input {
            Input::SkillAnswered { number, answer } => self.skill_answered(now, number, answer),
            Input::Media(call, fact) => self.media(now, call, fact),
        }
    }

    /// Takes the time.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.now = Some(now);
        let ids: Vec<SessionId> = self.sessions.keys().cloned().collect();
        for id in ids {
            while let Some(alarm) = self.sessions.get_mut(&id).and_then(|session| session.due_alarm(now)) {
                self.ring_alarm(now, &id, alarm);
            }
        }
    }

    /// The next thing to do. Poll until there is none.
    pub fn poll_action(&mut self) -> Option<Action> {
        if let Some((call, order)) = self.orders.pop_front() {
            return Some(Action::Media(call, order));
        }
        let delivery = self.mail.poll(self.now?)?;
        let session = match &delivery.parcel {
            Parcel::Signal(signal) => Some(signal.session_id.clone()),
            Parcel::Grant { .. } | Parcel::Event { .. } => None,
        };
        let under_way = UnderWay { name: delivery.parcel.name(), unit: delivery.unit.clone(), session };
        self.under_way.insert(delivery.number, under_way);
        Some(Action::Deliver(delivery))
    }

    /// When to call [`Service::handle_timeout`] if nothing happens before.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let alarms = self.sessions.values().flat_map(|session| session.alarms.iter().map(|(at, _)| *at));
        alarms.chain(self.mail.due()).min()
    }

    fn ring_alarm(&mut self, now: Instant, id: &SessionId, alarm: Alarm) {
        match alarm {
            Alarm::PickUp => self.pick_up(now, id),
            Alarm::Decline => self.end(now, id, Ender::Resident, CallResultCode::Success),
            Alarm::RingOver => self.end(now, id, Ender::Alexa, CallResultCode::SessionTimeout),
            Alarm::PatienceOver | Alarm::HangUp => self.end(now, id, Ender::Resident, CallResultCode::Success),
            Alarm::Change(change) => self.change(now, id, change),
            Alarm::ReOfferOverdue => self.end(now, id, Ender::Alexa, CallResultCode::InternalError),
            Alarm::Vanish => {
                let unit = self.sessions[id].unit.clone();
                self.vanish(now, &unit);
            }
        }
    }

    fn media(&mut self, now: Instant, call: MediaCall, fact: MediaFact) {
        let Some(session) = self.sessions.values_mut().find(|session| session.call == call) else { return };
        let (id, unit) = (session.id.clone(), session.unit.clone());
        if session.phase == Phase::Ended && fact != MediaFact::Recorded {
            return;
        }
        match fact {
            MediaFact::Offered(offer) => {
                session.ours = Some(offer.clone());
                session.phase = Phase::Ringing;
                let patience = self.echos[&unit].script.patience();
                session.alarms.push((now + patience, Alarm::PatienceOver));
                self.tell_of_call(now, &id, offer);
            }
            MediaFact::Answered(answer) if session.answering.is_some() => self.re_offer_taken(now, &id, answer),
            MediaFact::Answered(answer) => {
                session.ours = Some(answer.clone());
                if session.phase == Phase::PickedUp {
                    self.accept(now, &id);
                } else {
                    self.write(now, &id, Happened::EarlyAnswer);
                    self.tell(now, &id, SignalBody::CallInProgress { answer: Some(answer) });
                }
            }
            MediaFact::Failed => self.end(now, &id, Ender::Alexa, CallResultCode::InternalError),
            MediaFact::Connected => self.write(now, &id, Happened::Connected),
            MediaFact::Lost => self.write(now, &id, Happened::Lost),
            MediaFact::Recorded => self.write(now, &id, Happened::Recorded { call }),
            MediaFact::FirstAudio { level_dbfs } => self.write(now, &id, Happened::FirstAudio { level_dbfs }),
        }
    }

    /// Hands a message of a call to the skill; an Echo without power says nothing.
    fn tell(&mut self, now: Instant, id: &SessionId, body: SignalBody) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        session.told.insert(body.name());
        let unit = session.unit.clone();
        if !self.echos.get(&unit).is_some_and(|echo| echo.vanished) {
            self.send(now, unit, Parcel::Signal(Signal { session_id: id.clone(), body }));
        }
    }

    fn send(&mut self, now: Instant, unit: UnitId, parcel: Parcel) {
        self.now = Some(now);
        let request_id = format!("amzn1.echo-api.request.{}", self.uuid());
        let fate = self.faults.on_delivery(parcel.name());
        self.mail.post(now, request_id, unit, parcel, fate);
    }

    fn write(&mut self, now: Instant, id: &SessionId, what: Happened) {
        let unit = self.sessions.get(id).map(|session| session.unit.clone());
        self.journal.write(now, unit, Some(id.clone()), what);
    }

    fn next_call(&mut self) -> MediaCall {
        self.next_call += 1;
        MediaCall(self.next_call)
    }

    fn uuid(&mut self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.rng.random()).into_uuid()
    }
}
