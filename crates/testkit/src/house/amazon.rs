//! Amazon's side in the house: its requests travel, its Echos have voices on paper, the middleware runs and dies.

use std::time::Duration;

use roomline_alexa_sim::media::{MediaCall, MediaFact, MediaOrder};
use roomline_alexa_sim::paper;
use roomline_alexa_sim::service::{Action, Audience};
use roomline_audio::Gate;
use roomline_middleware::exchange::{self, SocketId};
use roomline_signaling::alexa_wire::TokenRequest;
use roomline_signaling::call::description::Flow;

use super::{House, Parcel};
use crate::air::End;

/// How long ICE and DTLS take.
const JOINS: Duration = Duration::from_millis(40);
/// How long silence lasts until a stack says that the path is lost.
pub(super) const NOTICES: Duration = Duration::from_secs(1);

impl House {
    /// Kills the middleware. What it had not stored is gone, and every socket with it.
    pub fn kill_middleware(&mut self) {
        self.middleware.kill();
        let sockets: Vec<u64> = self.sockets.keys().copied().collect();
        self.wire.lose(|parcel| matches!(parcel, Parcel::Down { .. } | Parcel::Up { .. } | Parcel::Open { .. }));
        // What was just being written to Alexa, or answered her, arrived whole or not at all.
        self.wire.each_with_a_coin(|parcel, arrives| match parcel {
            Parcel::Post(_) if !arrives => *parcel = Parcel::Nothing,
            Parcel::SkillAnswer { answered, .. } => *answered &= arrives,
            _ => {}
        });
        for socket in sockets {
            self.wire.send_in_order(self.now, socket, Parcel::Closed { socket, code: None });
        }
        self.settle();
    }

    /// Starts the middleware again on what its database holds.
    pub fn start_middleware(&mut self) {
        self.middleware.start(self.now);
        self.settle();
    }

    pub(super) fn refresh_alexas_token(&mut self) {
        let client = self.amazon.tokens().client(Audience::Signaling).clone();
        let request = TokenRequest::RefreshToken {
            refresh_token: self.refresh_token.clone().into(),
            client_id: client.id,
            client_secret: client.secret,
        };
        let response = self.amazon.token(self.instant(), &request).expect("the refresh token is good");
        if let Some(token) = response.refresh_token {
            self.refresh_token = token.0;
        }
        self.middleware.token = response.access_token.0;
    }

    pub(super) fn settle_middleware(&mut self) -> bool {
        let mut moved = false;
        while let Some(action) = self.middleware.poll_action() {
            moved = true;
            match action {
                exchange::Action::Send { socket: SocketId(socket), frame } => {
                    self.wire.send_in_order(self.now, socket, Parcel::Down { socket, text: frame });
                }
                exchange::Action::Close { socket: SocketId(socket), reason } => {
                    let code = Some(reason.code());
                    self.wire.send_in_order(self.now, socket, Parcel::Closed { socket, code });
                }
                exchange::Action::Post { letter, signal, deadline } => {
                    let post = self.middleware.post(letter, &signal, deadline);
                    self.wire.send(self.now, Parcel::Post(post));
                }
            }
        }
        moved
    }

    pub(super) fn settle_amazon(&mut self) -> bool {
        let mut moved = false;
        while let Some(action) = self.amazon.poll_action() {
            moved = true;
            match action {
                Action::Deliver(delivery) => self.wire.send(self.now, Parcel::Skill(delivery)),
                Action::Media(call, order) => self.echo_media(call, order),
            }
        }
        moved
    }

    fn echo_media(&mut self, call: MediaCall, order: MediaOrder) {
        let end = End::Echo(call.0);
        match order {
            MediaOrder::Offer { .. } => {
                let offer = paper::offer(self.next_voice());
                self.air.describe(&end, &offer);
                self.wire.send(self.now, Parcel::EchoMedia { call, fact: MediaFact::Offered(offer) });
            }
            MediaOrder::Answer { offer, .. } => {
                let answer = paper::answer(&offer, self.next_voice());
                self.air.describe(&end, &answer);
                self.air.hear_of(&end, &offer);
                self.wire.send(self.now, Parcel::EchoMedia { call, fact: MediaFact::Answered(answer) });
            }
            MediaOrder::Reanswer { offer, .. } => {
                let answer = paper::answer(&offer, self.next_voice());
                self.air.describe(&end, &answer);
                self.air.hear_of(&end, &offer);
                self.wire.send(self.now, Parcel::EchoMedia { call, fact: MediaFact::Answered(answer) });
            }
            MediaOrder::Accept { answer } => self.air.hear_of(&end, &answer),
            MediaOrder::Open { .. } => self.air.gate(&end, Some(Flow::SendRecv)),
            MediaOrder::Gate(gate) => self.air.gate(&end, Some(flow(gate))),
            MediaOrder::Close | MediaOrder::Vanish => self.hush(&end),
        }
        self.join();
    }

    /// An end is closed; the other one notices the silence after a while.
    pub(super) fn hush(&mut self, end: &End) {
        let silent_since = self.instant();
        let noticed = self.now + NOTICES;
        match self.air.close(end) {
            Some(End::Desk(desk, call)) => {
                let event = roomline_station::core::MediaEvent::Lost { silent_since };
                let life = self.desk(&desk).lives;
                self.wire.put(noticed, Parcel::DeskMedia { desk, life, call, event });
            }
            Some(End::Echo(call)) => {
                self.wire.put(noticed, Parcel::EchoMedia { call: MediaCall(call), fact: MediaFact::Lost });
            }
            None => {}
        }
    }

    /// Whoever can hear each other is told so.
    pub(super) fn join(&mut self) {
        for end in self.air.join() {
            let at = self.now + JOINS;
            match end {
                End::Desk(desk, call) => {
                    let event = roomline_station::core::MediaEvent::Connected;
                    let life = self.desk(&desk).lives;
                    self.wire.put(at, Parcel::DeskMedia { desk, life, call, event });
                }
                End::Echo(call) => {
                    self.wire.put(at, Parcel::EchoMedia { call: MediaCall(call), fact: MediaFact::Connected });
                }
            }
        }
    }
}

const fn flow(gate: Gate) -> Flow {
    match gate {
        Gate::SendReceive => Flow::SendRecv,
        Gate::SendOnly => Flow::SendOnly,
        Gate::ReceiveOnly => Flow::RecvOnly,
        Gate::Inactive => Flow::Inactive,
    }
}
