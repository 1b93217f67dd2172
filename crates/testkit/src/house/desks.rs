//! The desks in the house: their frames and questions travel, their sound is played, their plugs are pulled.

use std::sync::Arc;

use roomline_middleware::calls::CallbackDeed;
use roomline_middleware::exchange::{CallbackRefusal, HandoverRefusal};
use roomline_signaling::call::{CallId, HandoverId, Private};
use roomline_signaling::handover::{Handover, NewHandover, ShiftReport};
use roomline_signaling::rest::{Directory, DirectoryUnit, EchoState, ErrorCode, IceServers, Session, StaffProfile};
use roomline_station::client::{self, Answer, Ask, AskError, link};
use roomline_station::core::{Action, Input, MediaAction, MediaEvent};

use super::{House, Parcel};
use crate::air::End;
use crate::desk::GATHERS;
use crate::middleware::{identity, staff, wall};

impl House {
    /// Pulls a desk's network plug: both sides learn it, nothing under way arrives.
    pub fn unplug(&mut self, name: &str) {
        let now = self.instant();
        let desk = self.desk(name);
        desk.unplugged = true;
        if let Some(socket) = desk.socket.take() {
            self.wire.lose(|parcel| match parcel {
                Parcel::Up { socket: of, .. } | Parcel::Down { socket: of, .. } => *of == socket,
                _ => false,
            });
            let desk = self.desk(name);
            desk.core.handle_input(now, Input::Socket(link::Input::Closed(None)));
            self.arrive(Parcel::Gone { socket });
        }
        self.settle();
    }

    /// Plugs it in again.
    pub fn plug_in(&mut self, name: &str) {
        self.desk(name).unplugged = false;
    }

    /// Kills a desk's program, starts it again and signs in.
    pub fn restart_desk(&mut self, name: &str) {
        let now = self.instant();
        let calls: Vec<CallId> = self.desk(name).local.keys().copied().collect();
        for call in calls {
            self.hush(&End::Desk(name.to_owned(), call));
        }
        if let Some(socket) = self.desk(name).socket {
            self.arrive(Parcel::Gone { socket });
        }
        let desk = self.desk(name);
        desk.restart(now);
        desk.sign_in(now);
        self.settle();
    }

    pub(super) fn settle_desks(&mut self) -> bool {
        let mut moved = false;
        let names: Vec<String> = self.desks.keys().cloned().collect();
        for name in names {
            while let Some(action) = self.desk(&name).core.poll_action() {
                moved = true;
                self.desk_action(&name, action);
            }
        }
        moved
    }

    fn desk_action(&mut self, name: &str, action: Action) {
        match action {
            Action::Ask(ask) => self.wire.send(self.now, Parcel::Ask { desk: name.to_owned(), ask }),
            Action::Connect { .. } => {
                self.next_socket += 1;
                let socket = self.next_socket;
                let desk = self.desk(name);
                let older = desk.socket.replace(socket);
                self.wire.send_in_order(self.now, socket, Parcel::Open { desk: name.to_owned(), socket });
                if let Some(older) = older {
                    // It stays until the newer one is there.
                    self.wire.send_in_order(self.now, socket, Parcel::Gone { socket: older });
                }
            }
            Action::Send(text) => {
                if let Some(socket) = self.desk(name).socket {
                    self.wire.send_in_order(self.now, socket, Parcel::Up { socket, text });
                }
            }
            Action::Ping => {
                let now = self.instant();
                if self.desk(name).socket.is_some_and(|socket| self.sockets.contains_key(&socket)) {
                    self.desk(name).core.handle_input(now, Input::Socket(link::Input::Alive));
                }
            }
            Action::Drop => {
                if let Some(socket) = self.desk(name).socket.take() {
                    self.wire.send_in_order(self.now, socket, Parcel::Gone { socket });
                }
            }
            Action::Media { call, action } => self.desk_media(name, call, action),
            Action::KeepUnsaid { outcomes, .. } => self.desk(name).unsaid = outcomes,
            Action::UseIceServers(_)
            | Action::SetMuted(_)
            | Action::SetHearing(_)
            | Action::ListDevices
            | Action::UseDevices(_)
            | Action::Try { .. }
            | Action::StopTrying
            | Action::KeepPerson { .. }
            | Action::ForgetPerson { .. }
            | Action::KeepRoster { .. }
            | Action::MakePin(_)
            | Action::CheckPin { .. }
            | Action::SaveSetup { .. } => {}
        }
    }

    fn desk_media(&mut self, name: &str, call: CallId, action: MediaAction) {
        let end = End::Desk(name.to_owned(), call);
        let voice = self.next_voice();
        match &action {
            MediaAction::MakeOffer | MediaAction::MakeAnswer { .. } => {
                let local = self.desk(name).describe(call, voice, &action);
                self.air.describe(&end, &local);
                if let MediaAction::MakeAnswer { offer } = &action {
                    self.air.hear_of(&end, offer);
                }
                self.tell_media(name, call, MediaEvent::DescriptionReady(local));
            }
            MediaAction::ApplyAnswer { answer } => self.air.hear_of(&end, answer),
            MediaAction::ApplyReoffer { .. } => self.tell_media(name, call, MediaEvent::Failed),
            MediaAction::MendPath { .. } => {
                let event = self.mend_path(name, call, voice);
                self.tell_media(name, call, event);
            }
            MediaAction::ApplyReanswer { answer } => self.apply_reanswer(name, call, answer),
            MediaAction::SetGate(flow) => self.air.gate(&end, Some(*flow)),
            MediaAction::PlayRingback => {}
            MediaAction::Close => {
                self.desk(name).local.remove(&call);
                self.hush(&end);
                self.tell_media(name, call, MediaEvent::Closed);
            }
        }
        self.join();
    }

    fn tell_media(&mut self, name: &str, call: CallId, event: MediaEvent) {
        let life = self.desk(name).lives;
        self.wire.put(self.now + GATHERS, Parcel::DeskMedia { desk: name.to_owned(), life, call, event });
    }

    /// What the HTTPS side of the middleware would say.
    pub(super) fn answer(&mut self, name: &str, ask: Ask) -> Option<Answer> {
        let there = self.middleware.runs() && !self.desk(name).unplugged;
        let reached = |error| if there { Ok(()) } else { Err(error) };
        let reach = reached(AskError::Unreachable);
        Some(match ask {
            Ask::SignIn { .. } => Answer::SignedIn(reach.map(|()| self.session(name))),
            Ask::Refresh { token, .. } => Answer::Refreshed { token, outcome: reach.map(|()| self.session(name)) },
            Ask::SignOut { .. } | Ask::EndSession { .. } => return None,
            Ask::Directory { .. } => Answer::Directory(reach.map(|()| Some(Arc::new(self.directory())))),
            Ask::IceServers { .. } => Answer::IceServers(reach.map(|()| IceServers::default())),
            Ask::Check { number, .. } => Answer::Checked { number, outcome: reach.map(|()| IceServers::default()) },
            // No story of the house asks for it; what comes of it is tested with the real middleware.
            Ask::Hearing { .. } => Answer::Hearing(reach),
            Ask::Callback { id, deed, .. } => Answer::Callback(reach.and_then(|()| self.care(name, id, deed))),
            Ask::Rounds { .. } => Answer::Rounds(reach.and_then(|()| self.rounds(name))),
            Ask::Round { id, deed, .. } => Answer::Round(reach.and_then(|()| self.round(name, id, deed))),
            // What a shift is summed up from is tested with the real middleware.
            Ask::Shift { .. } => Answer::Shift(reach.map(|()| ShiftReport::default())),
            Ask::HandOver { new, .. } => Answer::HandedOver(reach.and_then(|()| self.take_handover(name, new))),
            Ask::NoteRead { id, .. } => Answer::NoteRead(id, reach.and_then(|()| self.take_reader(name, id))),
        })
    }

    fn care(
        &mut self,
        name: &str,
        id: CallId,
        deed: client::CallbackDeed,
    ) -> Result<roomline_signaling::rest::Callback, AskError> {
        let deed = match deed {
            client::CallbackDeed::Claim => CallbackDeed::Claim,
            client::CallbackDeed::Release => CallbackDeed::Release,
            client::CallbackDeed::Done => CallbackDeed::Done,
        };
        let now = wall(self.now);
        let exchange = self.middleware.exchange().ok_or(AskError::Unreachable)?;
        let outcome = exchange.change_callback(now, &identity(name), id, deed).expect("the database is whole");
        outcome.map_err(|refusal| {
            AskError::Refused(match refusal {
                CallbackRefusal::NotFound => ErrorCode::NotFound,
                CallbackRefusal::ClaimedByAnother => ErrorCode::Taken,
            })
        })
    }

    fn take_handover(&mut self, name: &str, new: NewHandover) -> Result<Handover, AskError> {
        let now = wall(self.now);
        let exchange = self.middleware.exchange().ok_or(AskError::Unreachable)?;
        let outcome = exchange.hand_over(now, &identity(name), new).expect("the database is whole");
        outcome.map_err(refused)
    }

    fn take_reader(&mut self, name: &str, id: HandoverId) -> Result<Handover, AskError> {
        let now = wall(self.now);
        let exchange = self.middleware.exchange().ok_or(AskError::Unreachable)?;
        let outcome = exchange.note_was_read(now, &identity(name), id).expect("the database is whole");
        outcome.map_err(refused)
    }

    fn session(&mut self, name: &str) -> Session {
        let groups = &self.middleware.settings_mut().ring_groups;
        let mine = groups.iter().filter(|group| group.stations.iter().any(|station| station == name));
        let ring_groups = mine.map(|group| group.name.clone()).collect();
        let staff = StaffProfile { user: Private(name.to_lowercase()), name: Private(staff(name)), ring_groups };
        Session {
            access_token: Private(format!("access-{name}")),
            expires_in_s: 900,
            refresh_token: Private(format!("refresh-{name}")),
            staff,
        }
    }

    fn directory(&self) -> Directory {
        let rooms = self.amazon.property().rooms.iter();
        let echos = self.echos.as_ref().map(|echos| &echos.kept);
        let echo = |room: &roomline_alexa_sim::property::Room| echos?.get(&room.unit_id);
        let unit = |room: &roomline_alexa_sim::property::Room| DirectoryUnit {
            unit_id: room.unit_id.clone(),
            name: Private(room.name.clone()),
            room: room.room.clone(),
            floor: Some(room.floor.clone()),
            wing: Some(room.wing.clone()),
            notes: None,
            language: Some(room.language.clone()),
            hearing: Default::default(),
            echo: echo(room).map_or(EchoState::Unknown, |echo| echo.echo),
            echo_since_ms: echo(room).and_then(|echo| echo.echo_since_ms),
            echo_seen_ms: echo(room).and_then(|echo| echo.echo_seen_ms),
        };
        Directory { units: rooms.map(unit).collect() }
    }
}

fn refused(refusal: HandoverRefusal) -> AskError {
    AskError::Refused(match refusal {
        HandoverRefusal::NotFound => ErrorCode::NotFound,
        HandoverRefusal::NoRingGroup => ErrorCode::NoRingGroup,
        HandoverRefusal::Foreign => ErrorCode::NotAllowed,
        HandoverRefusal::LongNote => ErrorCode::TooLarge,
        HandoverRefusal::NoText => ErrorCode::Malformed,
    })
}
