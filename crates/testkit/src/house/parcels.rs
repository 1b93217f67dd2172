//! What travels through the house, and what happens when it arrives.

use roomline_alexa_sim::media::{MediaCall, MediaFact};
use roomline_alexa_sim::service::{self, Delivery, Parcel as Letter};
use roomline_middleware::alexa::gateway;
use roomline_middleware::calls::{FromAlexa, PostOutcome};
use roomline_middleware::exchange::{Input, LetterId, SocketId};
use roomline_signaling::alexa_wire::{SkillAnswer, read_request, write_post};
use roomline_signaling::call::CallId;
use roomline_station::client::{Answer, Ask, link};
use roomline_station::core::{self, MediaEvent};

use super::House;
use crate::middleware::{Post, identity};

/// Something under way.
#[derive(Debug)]
pub(crate) enum Parcel {
    /// Alexa → skill.
    Skill(Delivery),
    /// Skill → Alexa, the answer to it.
    SkillAnswer { number: u64, answered: bool },
    /// Middleware → Alexa.
    Post(Post),
    /// Alexa → middleware, the answer to it.
    Posted { letter: LetterId, outcome: PostOutcome, life: u64 },
    /// Desk → middleware: a socket opens.
    Open { desk: String, socket: u64 },
    /// Middleware → desk: it is open, or it is not.
    Opened { desk: String, socket: u64, open: bool },
    /// Desk → middleware.
    Up { socket: u64, text: String },
    /// Middleware → desk.
    Down { socket: u64, text: String },
    /// Middleware → desk: the socket is closed.
    Closed { socket: u64, code: Option<u16> },
    /// Desk → middleware: the socket is gone.
    Gone { socket: u64 },
    /// Desk → middleware over HTTPS.
    Ask { desk: String, ask: Ask },
    /// The answer to it.
    Answer { desk: String, answer: Answer },
    /// A desk's sound. `life`: of the desk's program.
    DeskMedia { desk: String, life: u64, call: CallId, event: MediaEvent },
    /// An Echo's sound.
    EchoMedia { call: MediaCall, fact: MediaFact },
    /// Lost with whoever was sending it.
    Nothing,
}

impl House {
    pub(super) fn arrive(&mut self, parcel: Parcel) {
        match parcel {
            Parcel::Skill(delivery) => self.skill(delivery),
            Parcel::SkillAnswer { number, answered } => {
                let body = serde_json::to_vec(&SkillAnswer::empty()).expect("an answer is JSON");
                let answer = answered.then_some((200, body));
                self.amazon.handle_input(self.instant(), service::Input::SkillAnswered { number, answer });
            }
            Parcel::Post(post) => self.post(post),
            Parcel::Posted { letter, outcome, life } => {
                if life == self.middleware.life {
                    self.middleware.take(self.now, Input::Posted { letter, outcome });
                }
            }
            Parcel::Open { desk, socket } => {
                let who = identity(&desk);
                let open = !self.desk(&desk).unplugged
                    && self.middleware.take(self.now, Input::SocketOpened { socket: SocketId(socket), who });
                if open {
                    self.sockets.insert(socket, desk.clone());
                }
                self.wire.send_in_order(self.now, socket, Parcel::Opened { desk, socket, open });
            }
            Parcel::Opened { desk, socket, open } => {
                let input = if open { link::Input::Opened } else { link::Input::Failed(link::Failure::NoAnswer) };
                self.socket_input(&desk, socket, input);
            }
            Parcel::Up { socket, text } => {
                if self.sockets.contains_key(&socket) {
                    self.middleware.take(self.now, Input::Frame { socket: SocketId(socket), text });
                }
            }
            Parcel::Down { socket, text } => {
                if let Some(desk) = self.sockets.get(&socket).cloned() {
                    self.socket_input(&desk, socket, link::Input::Frame(text));
                }
            }
            Parcel::Closed { socket, code } => {
                if let Some(desk) = self.sockets.remove(&socket) {
                    self.socket_input(&desk, socket, link::Input::Closed(code));
                }
            }
            Parcel::Gone { socket } => {
                self.sockets.remove(&socket);
                self.middleware.take(self.now, Input::SocketGone { socket: SocketId(socket) });
            }
            Parcel::Ask { desk, ask } => {
                if let Some(answer) = self.answer(&desk, ask) {
                    self.wire.send(self.now, Parcel::Answer { desk, answer });
                }
            }
            Parcel::Answer { desk, answer } => {
                let now = self.instant();
                self.desk(&desk).core.handle_input(now, core::Input::Answer(answer));
            }
            Parcel::DeskMedia { desk, life, call, event } => {
                let now = self.instant();
                let desk = self.desk(&desk);
                if desk.lives == life {
                    desk.media(now, call, event);
                }
            }
            Parcel::Nothing => {}
            Parcel::EchoMedia { call, fact } => {
                self.amazon.handle_input(self.instant(), service::Input::Media(call, fact));
            }
        }
    }

    fn skill(&mut self, delivery: Delivery) {
        let Delivery { number, request_id, unit, parcel } = delivery;
        let Letter::Signal(signal) = parcel else { return };
        // The message crosses as JSON, as it would in an envelope.
        let signal = read_request(&write_post(&signal)).expect("what one side writes the other reads");
        let persistent_unit_id = self.amazon.property().room(&unit).map(|room| room.persistent_unit_id().into());
        let message = FromAlexa { signal, persistent_unit_id, admitted: true };
        let answered = self.middleware.take(self.now, Input::Alexa(message));
        if answered {
            self.handed_in += 1;
            self.handed_in_twice += u64::from(!self.requests.insert(request_id));
        }
        self.wire.send(self.now, Parcel::SkillAnswer { number, answered });
    }

    fn post(&mut self, post: Post) {
        let answer = self.amazon.post(self.instant(), Some(&self.middleware.token), &post.body);
        let Post { letter, life, patience, .. } = post;
        if answer.lost || answer.after > patience {
            let outcome = PostOutcome::Retry { after: None };
            return self.wire.put(self.now + patience, Parcel::Posted { letter, outcome, life });
        }
        let outcome = match gateway::Answer::of(answer.status(), None) {
            gateway::Answer::TokenRefused if !post.again => {
                self.refresh_alexas_token();
                return self.wire.send(self.now, Parcel::Post(Post { again: true, ..post }));
            }
            // There is one grant in the house.
            gateway::Answer::TokenRefused | gateway::Answer::Forbidden => PostOutcome::Forbidden,
            gateway::Answer::Final(outcome) => outcome,
        };
        let posted = Parcel::Posted { letter, outcome, life };
        if answer.after.is_zero() {
            self.wire.send(self.now, posted);
        } else {
            self.wire.put(self.now + answer.after, posted);
        }
    }

    fn socket_input(&mut self, desk: &str, socket: u64, input: link::Input) {
        let now = self.instant();
        let desk = self.desk(desk);
        if desk.socket == Some(socket) {
            desk.core.handle_input(now, core::Input::Socket(input));
        }
    }
}
