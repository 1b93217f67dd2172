//! Amazon's side under test: a clock that only tests move, a skill that answers at once, Echos on paper.

use std::time::{Duration, Instant};

use roomline_signaling::alexa::{
    CallResult, CallResultCode, Participant, ParticipantId, ParticipantIdType, Signal, SignalBody,
};
use roomline_signaling::alexa_wire::{SkillAnswer, TokenRequest, write_post};
use roomline_signaling::call::{Private, Sdp, UnitId};

use super::{Act, Action, Audience, Happened, Input, Parcel, PostAnswer, Service};
use crate::media::{MediaCall, MediaFact, MediaOrder};
use crate::paper;
use crate::property::Property;
use crate::script::Script;

/// The session every test call to a unit has.
pub(crate) const SESSION: &str = "4e2f9b6d-0c18-47a3-b5d9-7f8a61e02c35";

/// Some instant to start from.
#[expect(clippy::disallowed_methods, reason = "some instant to start from; no test looks at the clock again")]
pub(crate) fn start() -> Instant {
    Instant::now()
}

/// The service with a signed-in middleware that answers every request empty.
pub(crate) struct Bench {
    pub(crate) service: Service,
    pub(crate) now: Instant,
    pub(crate) token: String,
    /// What the skill was handed.
    pub(crate) heard: Vec<Signal>,
    /// What the Echos were told to do.
    pub(crate) orders: Vec<(MediaCall, MediaOrder)>,
    /// Whether the skill answers at all.
    pub(crate) skill_is_up: bool,
}

impl Bench {
    pub(crate) fn new() -> Self {
        let mut service = Service::new(Property::rosewood(), 7);
        let now = start();
        let refresh = service.issue_refresh_token(Audience::Signaling);
        let client = service.tokens().client(Audience::Signaling).clone();
        let request = TokenRequest::RefreshToken {
            refresh_token: Private(refresh),
            client_id: client.id,
            client_secret: client.secret,
        };
        let token = service.token(now, &request).expect("a token").access_token.0;
        Self { service, now, token, heard: Vec::new(), orders: Vec::new(), skill_is_up: true }
    }

    pub(crate) fn script(mut self, script: Script) -> Self {
        self.service.set_script(None, &script).expect("all Echos take it");
        self
    }

    pub(crate) fn post(&mut self, session: &str, body: SignalBody) -> u16 {
        self.post_value(&write_post(&Signal { session_id: session.parse().expect("an id"), body })).status()
    }

    pub(crate) fn post_value(&mut self, value: &serde_json::Value) -> PostAnswer {
        let token = self.token.clone();
        let answer = self.service.post(self.now, Some(&token), value.to_string().as_bytes());
        self.settle();
        answer
    }

    pub(crate) fn act(&mut self, unit: &str, act: Act) {
        self.service.act(self.now, &self::unit(unit), &act).expect("it can be done");
        self.settle();
    }

    pub(crate) fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.service.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.service.handle_timeout(self.now);
            self.settle();
        }
        self.now = end;
    }

    /// The names of what the skill was handed, in order.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.heard.iter().map(|signal| signal.body.name()).collect()
    }

    pub(crate) fn last(&self) -> &SignalBody {
        &self.heard.last().expect("the skill was handed something").body
    }

    pub(crate) fn happened(&self) -> Vec<Happened> {
        self.service.journal().after(0).map(|entry| entry.what.clone()).collect()
    }

    /// Asks for the front desk and returns the session and the Echo's offer.
    pub(crate) fn ask(&mut self) -> (String, Sdp) {
        self.act("room-102", Act::Ask { ring_group: "Front desk".into() });
        let signal = self.heard.last().expect("the skill was told");
        (signal.session_id.to_string(), signal.body.sdp().expect("an offer").clone())
    }

    fn settle(&mut self) {
        while let Some(action) = self.service.poll_action() {
            match action {
                Action::Deliver(delivery) => {
                    if let Parcel::Signal(signal) = delivery.parcel {
                        self.heard.push(signal);
                    }
                    let body = serde_json::to_vec(&SkillAnswer::empty()).expect("JSON");
                    let answer = self.skill_is_up.then_some((200, body));
                    self.service.handle_input(self.now, Input::SkillAnswered { number: delivery.number, answer });
                }
                Action::Media(call, order) => {
                    let fact = match &order {
                        MediaOrder::Offer { .. } => Some(MediaFact::Offered(paper::offer(1))),
                        MediaOrder::Answer { offer, .. } => Some(MediaFact::Answered(paper::answer(offer, 1))),
                        MediaOrder::Reanswer { offer, .. } => Some(MediaFact::Answered(paper::answer(offer, 7))),
                        MediaOrder::Open { .. } => Some(MediaFact::Connected),
                        MediaOrder::Accept { .. } | MediaOrder::Gate(_) | MediaOrder::Close | MediaOrder::Vanish => {
                            None
                        }
                    };
                    self.orders.push((call, order));
                    if let Some(fact) = fact {
                        self.service.handle_input(self.now, Input::Media(call, fact));
                    }
                }
            }
        }
    }
}

pub(crate) fn unit(id: &str) -> UnitId {
    id.parse().expect("a unit's id")
}

/// A call of the front desk to a unit.
pub(crate) fn inbound(caller: &str, called: &str) -> SignalBody {
    let raw = |value: &str| ParticipantId { kind: ParticipantIdType::RawAddress, value: value.into() };
    SignalBody::InitiateInboundCall {
        participants: vec![
            Participant { id: raw(caller), is_originator: true },
            Participant { id: raw(called), is_originator: false },
        ],
        offer: paper::audio_offer(2),
        caller_name: None,
    }
}

pub(crate) fn ended() -> SignalBody {
    SignalBody::CallEnded { result: Some(CallResult { code: CallResultCode::Success, message: None }) }
}
