//! What the command line prints: one line for every change that staff would see, as a sentence or as JSON.

use std::cell::RefCell;
use std::io::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use roomline_station::signaling::call::Direction;
use roomline_station::signaling::rest::{DirectoryUnit, EchoState};
use roomline_station::signaling::staff::UnitCard;
use roomline_station::{
    CallState, Cause, CurrentCall, IncomingCall, IncomingState, Notice, Reachability, Remembering, SignIn,
    StationState, Taken,
};
use serde_json::{Value, json};

use crate::words;

/// Prints changes.
pub(crate) struct Say {
    json: bool,
    last: RefCell<Option<StationState>>,
}

impl Say {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, last: RefCell::new(None) }
    }

    /// Prints one line: its sentence, or its name, the time and its facts.
    pub(crate) fn line(&self, event: &str, sentence: &str, facts: &Value) {
        let text = if self.json {
            let mut line = json!({ "at_ms": now_ms(), "event": event });
            if let (Some(line), Some(facts)) = (line.as_object_mut(), facts.as_object()) {
                line.extend(facts.clone());
            }
            line.to_string()
        } else {
            sentence.to_owned()
        };
        // A reader that has gone away does not stop a call.
        let _reader_is_gone = writeln!(std::io::stdout().lock(), "{text}");
    }

    /// Prints why the command failed.
    pub(crate) fn failed(&self, why: &str) {
        if self.json {
            self.line("failed", why, &json!({ "why": why }));
        } else {
            let _reader_is_gone = writeln!(std::io::stderr().lock(), "{why}");
        }
    }

    pub(crate) fn unit(&self, unit: &DirectoryUnit) {
        let sentence = format!("{}  {}  {}  {}", unit.unit_id, unit.room, unit.name.0, words::echo(unit.echo));
        let more = json!({ "unit_id": unit.unit_id, "room": unit.room, "name": unit.name, "echo": unit.echo });
        self.line("unit", &sentence, &more);
    }

    /// Prints what is new since the last state.
    pub(crate) fn state(&self, state: &StationState) {
        let last = self.last.replace(Some(state.clone()));
        let last = last.as_ref();
        let remembering = state.setup.remembering;
        if last.map(|last| last.setup.remembering) != Some(remembering)
            && remembering == Remembering::KeyringUnavailable
        {
            let sentence = "No keyring can be used: sign in each time, nothing is written down";
            self.line("keyring_unavailable", sentence, &json!({}));
        }
        if last.map(|last| &last.sign_in) != Some(&state.sign_in) {
            self.sign_in(&state.sign_in, &state.setup.station_name);
        }
        let reach = |state: &StationState| (state.reachability, state.is_in_ring_group());
        if last.map(reach) != Some(reach(state)) {
            self.reachability(state);
        }
        let known = |call: &IncomingCall| last.is_some_and(|last| last.incoming.iter().any(|old| same_ring(old, call)));
        state.incoming.iter().filter(|call| !known(call)).for_each(|call| self.incoming(call));
        if last.and_then(|last| last.taken.as_ref()) != state.taken.as_ref()
            && let Some(taken) = &state.taken
        {
            self.taken(taken);
        }
        if last.and_then(|last| last.call.as_ref()) != state.call.as_ref()
            && let Some(call) = &state.call
        {
            self.call(call, state);
        }
        let cause = |state: &StationState| state.quality.and_then(|quality| quality.cause);
        if last.and_then(cause) != cause(state) {
            self.cause(cause(state), state);
        }
        if last.and_then(|last| last.sound.trouble) != state.sound.trouble
            && let Some(trouble) = state.sound.trouble
        {
            self.line("sound", &trouble.to_string(), &json!({ "trouble": format!("{trouble:?}") }));
        }
        if last.and_then(|last| last.notice.as_ref()) != state.notice.as_ref()
            && let Some(notice) = &state.notice
        {
            self.notice(notice);
        }
    }

    fn sign_in(&self, sign_in: &SignIn, station_name: &str) {
        match sign_in {
            SignIn::SignedIn { staff } => {
                let sentence = format!("Signed in as {} at {station_name}", staff.name.0);
                self.line("signed_in", &sentence, &json!({ "name": staff.name, "station": station_name }));
            }
            SignIn::SigningIn => self.line("signing_in", "Signing in", &json!({})),
            SignIn::SignedOut { problem } => {
                let sentence = problem.map_or_else(|| "Nobody is signed in".to_owned(), |problem| problem.to_string());
                self.line(
                    "signed_out",
                    &sentence,
                    &json!({ "problem": problem.map(|problem| format!("{problem:?}")) }),
                );
            }
        }
    }

    fn reachability(&self, state: &StationState) {
        match state.reachability {
            Reachability::Connecting => {}
            Reachability::Reachable if !state.is_in_ring_group() => {
                let sentence = format!(
                    "No call rings here: no ring group has a desk called \"{}\". Calls can be made",
                    state.setup.station_name
                );
                self.line("in_no_ring_group", &sentence, &json!({ "station": state.setup.station_name }));
            }
            Reachability::Reachable => self.line("reachable", "Calls ring here", &json!({})),
            Reachability::Unreachable { reason, .. } => {
                let sentence = format!("This desk cannot be reached: {reason}");
                self.line("unreachable", &sentence, &json!({ "reason": format!("{reason:?}") }));
            }
        }
    }

    fn incoming(&self, call: &IncomingCall) {
        let state = match call.state {
            IncomingState::Ringing => "ringing",
            IncomingState::Answering => "answering",
        };
        let sentence = format!("{} is calling", who(call.unit.as_ref()));
        let facts = json!({
            "call_id": call.call_id, "unit_id": unit_id(call.unit.as_ref()), "state": state, "group": call.ring_group,
        });
        self.line("incoming", &sentence, &facts);
    }

    fn notice(&self, notice: &Notice) {
        let (word, sentence) = match notice {
            Notice::CallbackGone => ("callback_gone", "Somebody else cares for this call-back".to_owned()),
            Notice::NotReached => ("not_reached", "The server did not answer".to_owned()),
            Notice::RoundMoved => ("round_moved", "Somebody was quicker with this round".to_owned()),
            Notice::StillSignedIn => ("still_signed_in", "Handed over, and still signed in".to_owned()),
            Notice::OutcomeLost => ("outcome_lost", "The server did not take what came of the call".to_owned()),
            Notice::AnswerFailed => {
                ("answer_failed", "The call could not be answered here. It goes on ringing.".to_owned())
            }
            Notice::SignedOut { name } => ("person_signed_out", format!("{} is signed out", name.0)),
            Notice::PersonForgotten { name } => ("person_forgotten", format!("{} is known here no more", name.0)),
            Notice::MadeRoom { name } => {
                ("made_room", format!("{} was away for longest and is known here no more", name.0))
            }
        };
        self.line("notice", &sentence, &json!({ "notice": word }));
    }

    fn taken(&self, taken: &Taken) {
        let sentence = format!("Answered by {} at {}", taken.by.staff.0, taken.by.station);
        let facts = json!({ "call_id": taken.call_id, "station": taken.by.station, "staff": taken.by.staff });
        self.line("taken", &sentence, &facts);
    }

    /// Why the call is hard to understand, or that it is so no more; at its end there is nothing to say.
    fn cause(&self, cause: Option<Cause>, state: &StationState) {
        let Some(call) = state.call.as_ref().filter(|call| matches!(call.state, CallState::InCall { .. })) else {
            return;
        };
        let room = call.unit.as_ref().map(|unit| unit.room.as_str());
        let sentence = cause.map_or_else(|| "The sound is good again".to_owned(), |cause| words::cause(cause, room));
        self.line("quality", &sentence, &json!({ "cause": cause.map(|cause| cause.word()) }));
    }

    fn call(&self, call: &CurrentCall, state: &StationState) {
        let (word, sentence) = match call.state {
            CallState::Calling => ("calling", format!("Calling {}", who(call.unit.as_ref()))),
            CallState::Ringing => ("ringing", "Ringing".to_owned()),
            CallState::Connecting => ("connecting", "Connecting".to_owned()),
            CallState::InCall { .. } => ("in_call", "In call".to_owned()),
            CallState::Reconnecting { .. } => ("reconnecting", "Reconnecting".to_owned()),
            CallState::Ended { reason, rang_for, .. } => {
                let desk_is_mute = state.sound.trouble.is_some();
                let why = words::ended(reason, rang_for.as_secs(), echo_of(call, state), desk_is_mute);
                ("ended", format!("Call ended: {why}"))
            }
        };
        let mut facts = json!({
            "call_id": call.call_id, "unit_id": unit_id(call.unit.as_ref()), "direction": call.direction, "state": word,
        });
        if let CallState::Ended { reason, talked_for, .. } = call.state {
            facts["reason"] = json!(reason);
            facts["talked_for_ms"] = json!(talked_for.map(|time| time.as_millis()));
        }
        self.line("call", &sentence, &facts);
    }
}

/// What is known of the Echo that was called; of one that calls nothing need be known.
fn echo_of(call: &CurrentCall, state: &StationState) -> EchoState {
    let called = call.unit.as_ref().filter(|_| call.direction == Direction::ToUnit);
    called
        .and_then(|called| state.directory.units.iter().find(|unit| unit.unit_id == called.unit_id))
        .map_or(EchoState::Unknown, |unit| unit.echo)
}

fn same_ring(old: &IncomingCall, new: &IncomingCall) -> bool {
    old.call_id == new.call_id && old.state == new.state
}

fn who(unit: Option<&UnitCard>) -> String {
    unit.map_or_else(|| "Unknown room".to_owned(), |unit| format!("{}, {}", unit.name.0, unit.room))
}

fn unit_id(unit: Option<&UnitCard>) -> Option<&str> {
    unit.map(|unit| unit.unit_id.as_str())
}

#[expect(clippy::disallowed_methods, reason = "what is printed carries the time of day")]
fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
