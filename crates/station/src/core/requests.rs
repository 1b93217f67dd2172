//! What people ask of a station.

use std::time::Instant;

use roomline_signaling::call::{CallId, UnitId};
use roomline_signaling::staff::CommandBody;

use super::attempts::Purpose;
use super::{Action, Core, desk};
use crate::client::{Ask, CallbackDeed, RoundDeed, link};
use crate::request::{Request, RequestError};
use crate::state::Setup;

impl Core {
    pub(super) fn take_request(&mut self, now: Instant, request: Request) -> Result<(), RequestError> {
        self.lock.allows(&request)?;
        self.desk.clear_notice();
        match request {
            Request::SignIn { server, station_name, user, password } => {
                self.sign_in((server, station_name), user, password)?;
            }
            Request::SignOut => {
                self.session.access()?;
                self.sign_out(now);
            }
            Request::StartCall(unit) => self.start_call(now, &unit)?,
            Request::Answer(call) => self.calls.answer(now, call)?,
            Request::Decline(call) => self.calls.decline(now, call)?,
            Request::HangUp => self.calls.hang_up(now)?,
            Request::CloseCall => self.calls.close_ended(),
            Request::SettleCall(outcome) => self.calls.settle_ended(outcome)?,
            Request::DismissTaken => self.calls.dismiss_taken(),
            Request::SetMuted(muted) => self.sound.set_muted(muted),
            Request::SetPresence(presence) => {
                self.session.access()?;
                self.link.command(CommandBody::PresenceSet { presence });
            }
            Request::CallBack(id) => {
                let unit = self.desk.callback(id)?.unit_id.clone().ok_or(RequestError::NoSuchCallback)?;
                self.start_call(now, &unit)?;
                self.care_for(id, CallbackDeed::Claim)?;
            }
            Request::ClaimCallback(id) => self.care_for(id, CallbackDeed::Claim)?,
            Request::ReleaseCallback(id) => self.care_for(id, CallbackDeed::Release)?,
            Request::FinishCallback(id) => self.care_for(id, CallbackDeed::Done)?,
            Request::StartRound(units) => self.start_round(now, units)?,
            Request::ResumeRound(id) => self.resume_round(id)?,
            Request::PauseRound(id) => self.care_for_round(id, RoundDeed::Pause)?,
            Request::FinishRound(id) => self.care_for_round(id, RoundDeed::Finish)?,
            Request::SettleStop { round, unit, said } => self.settle_stop(round, unit, said)?,
            Request::LoadShift => self.load_shift()?,
            Request::HandOver { note, then } => self.hand_over(now, note, then)?,
            Request::ReadNote(id) => self.read_note(id)?,
            Request::SetHearing(unit, help) => {
                let access = self.session.access()?.clone();
                self.desk.unit_card(&unit).ok_or(RequestError::NoSuchUnit)?;
                if let Some(help) = self.desk.wants_hearing(&unit, help) {
                    self.actions.push_back(Action::Ask(Ask::Hearing { access, unit, help }));
                }
            }
            Request::SetPin(pin) => {
                self.session.access()?;
                self.lock.choose();
                self.actions.push_back(Action::MakePin(pin));
            }
            Request::RemovePin => {
                self.session.access()?;
                self.lock.remove();
                self.keep_here();
            }
            Request::LockDesk => {
                self.session.access()?;
                self.lock.lock()?;
            }
            Request::ChangePerson => {
                self.session.access()?;
                self.calls.check_silence()?;
                self.lock.lock()?;
            }
            Request::Unlock(pin) => self.try_pin(pin, Purpose::Unlock)?,
            Request::SitDown { person, pin } => self.sit_down(person, pin)?,
            Request::ForgetPerson { person, pin } => self.forget_person(person, pin)?,
            Request::TryNow => {
                self.session.hurry(now);
                self.desk.hurry(now);
                if !self.desk.is_up() {
                    self.link.handle_input(now, link::Input::TryNow);
                }
            }
            Request::ChooseDevices(_) if self.setup.devices_locked => return Err(RequestError::Locked),
            Request::ChooseDevices(chosen) => self.sound.choose(chosen),
            Request::ListDevices => self.actions.push_back(Action::ListDevices),
            Request::Check(request) => self.take_check_request(now, request)?,
            Request::ShutDown => {
                self.check.forget();
                self.calls.shut_down(now);
                self.stopping = Some(now + desk::STOP_WITHIN);
            }
        }
        Ok(())
    }

    pub(super) fn setup_with(
        &self,
        server: Option<String>,
        station_name: Option<String>,
    ) -> Result<Setup, RequestError> {
        let mut setup = self.setup.clone();
        if let Some(server) = server {
            if setup.server_locked && setup.server.as_ref() != Some(&server) {
                return Err(RequestError::Locked);
            }
            setup.server = Some(server);
        }
        if let Some(station_name) = station_name {
            if setup.station_name_locked && setup.station_name != station_name {
                return Err(RequestError::Locked);
            }
            setup.station_name = station_name;
        }
        Ok(setup)
    }

    pub(super) fn start_call(&mut self, now: Instant, unit: &UnitId) -> Result<(), RequestError> {
        self.session.access()?;
        let card = self.desk.unit_card(unit).ok_or(RequestError::NoSuchUnit)?;
        if !self.desk.is_reachable() {
            return Err(RequestError::Unreachable);
        }
        self.calls.start(now, self.wall, card)?;
        self.sound.set_muted(false);
        Ok(())
    }

    /// Ends the session, and the call with it.
    pub(super) fn sign_out(&mut self, now: Instant) {
        self.calls.shut_down(now);
        self.say_everything(now);
        self.session.sign_out();
    }

    fn care_for(&mut self, id: CallId, deed: CallbackDeed) -> Result<(), RequestError> {
        let access = self.session.access()?.clone();
        self.desk.callback(id)?;
        self.actions.push_back(Action::Ask(Ask::Callback { access, id, deed }));
        Ok(())
    }
}
