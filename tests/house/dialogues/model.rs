//! A small reference model of calls: what each fact may make of each call, as the documents say it, and nothing of how the
//! middleware does it. It reads the tape and stops at the first step that no document allows.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use roomline_middleware::calls::PostOutcome;
use roomline_signaling::alexa::{CallResultCode, Signal, SignalBody};
use roomline_signaling::call::switchboard::Negotiation;
use roomline_signaling::call::{CallId, Direction, EndReason, SessionId};
use roomline_signaling::staff::CommandBody;
use roomline_testkit::tape::{Entry, Fact, Standing};

use EndReason::{
    Busy, Cancelled, Declined, Expired, HungUpHere, HungUpThere, MediaFailed, NoAnswer, NobodyReachable, NotAllowed,
    SignalingFailed, StationLost,
};

/// How a ring ends by itself.
const RING_ENDS: [EndReason; 6] = [NoAnswer, Declined, Busy, NobodyReachable, Expired, SignalingFailed];
/// A message to Alexa is given up after 10 s; a little less, because the database counts whole milliseconds.
const A_MESSAGE_LIVES: Duration = Duration::from_millis(9_990);

/// What may become of a call in one step.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Then {
    /// It stays in its state.
    Same,
    /// It is in this state.
    Is(&'static str),
    /// It is over.
    Over(EndReason),
}

/// The calls as the model has them.
#[derive(Debug, Default)]
pub(super) struct Model {
    live: BTreeMap<CallId, (Standing, Duration)>,
    read: usize,
    /// What Alexa said that she got.
    confirmed: BTreeSet<(SessionId, &'static str)>,
    /// Calls that began, steps of calls, and how calls ended.
    pub(super) began: u64,
    pub(super) steps: u64,
    pub(super) ends: BTreeMap<String, u64>,
}

impl Model {
    /// Reads what is new on the tape.
    pub(super) fn read_along(&mut self, seed: u64, tape: &[Entry]) {
        for entry in &tape[self.read..] {
            self.step(entry).unwrap_or_else(|breach| panic!("seed {seed}: {breach}\nafter {:#?}", told(tape, entry)));
        }
        self.read = tape.len();
    }

    fn step(&mut self, entry: &Entry) -> Result<(), String> {
        let before = std::mem::take(&mut self.live);
        if let Fact::Heard(Signal { session_id, body }) = &entry.fact {
            let of = match body {
                SignalBody::CallRingingAck => Some("CallRinging"),
                SignalBody::CallAcceptedAck => Some("CallAccepted"),
                _ => None,
            };
            self.confirmed.extend(of.map(|of| (session_id.clone(), of)));
        }
        for (id, (call, since)) in &before {
            let found = match entry.live.get(id) {
                Some(now) if now.state == call.state && now.holder == call.holder => Then::Same,
                Some(now) => Then::Is(now.state),
                None => Then::Over(ended(entry, *id)?),
            };
            let allowed = allowed(&entry.fact, *id, call, entry.at.saturating_sub(*since), &before, &self.confirmed);
            if !allowed.contains(&found) {
                return Err(format!("{found:?}, but {allowed:?} are allowed for {id} {call:?}"));
            }
            self.steps += u64::from(found != Then::Same);
            if let Then::Over(reason) = found {
                *self.ends.entry(format!("{reason:?}")).or_default() += 1;
            }
        }
        for (id, call) in &entry.live {
            let since = match before.get(id) {
                Some((known, since)) if known.state == call.state => *since,
                Some(_) => entry.at,
                None => {
                    self.began += 1;
                    born(&entry.fact, *id, call)?;
                    entry.at
                }
            };
            self.live.insert(*id, (call.clone(), since));
        }
        self.one_voice_each()
    }

    /// No station is in two calls, and only accepted calls are re-offered in.
    fn one_voice_each(&self) -> Result<(), String> {
        let mut holders: Vec<&String> = self.live.values().filter_map(|(call, _)| call.holder.as_ref()).collect();
        let all = holders.len();
        holders.sort();
        holders.dedup();
        let too_early =
            |(call, _): &(Standing, Duration)| call.negotiation == Negotiation::LocalOffer && call.state != "talking";
        match (holders.len() == all, self.live.values().any(too_early)) {
            (false, _) => Err("a station is in two calls".into()),
            (true, true) => Err("a station re-offers in a call that is not accepted".into()),
            (true, false) => Ok(()),
        }
    }
}

fn ended(entry: &Entry, id: CallId) -> Result<EndReason, String> {
    let found = entry.ended.iter().find(|(ended, _)| *ended == id).and_then(|(_, reason)| *reason);
    found.ok_or_else(|| format!("{id} is gone without an end in the log"))
}

/// Whether a call may begin by this.
fn born(fact: &Fact, id: CallId, call: &Standing) -> Result<(), String> {
    let fits = match fact {
        Fact::Heard(Signal { session_id, body: SignalBody::InitiateOutboundCall { .. } }) => {
            call.direction == Direction::FromUnit && call.session == *session_id && call.state == "hunting"
        }
        Fact::Said { station, command: CommandBody::CallPlace { call_id, .. } } => {
            *call_id == id && call.state == "placed" && call.holder.as_ref() == Some(station)
        }
        _ => false,
    };
    if fits { Ok(()) } else { Err(format!("{id} {call:?} began by itself")) }
}

/// What the documents allow.
fn allowed(
    fact: &Fact,
    id: CallId,
    call: &Standing,
    stayed: Duration,
    all: &BTreeMap<CallId, (Standing, Duration)>,
    confirmed: &BTreeSet<(SessionId, &'static str)>,
) -> Vec<Then> {
    let mut allowed = match fact {
        Fact::Heard(signal) if signal.session_id == call.session => return by_alexa(&signal.body, call),
        Fact::Said { station, command } => by_desk(station, command, id, call, all),
        // What Alexa has confirmed by a word of her own has arrived, whatever became of the post.
        Fact::Posted { session, message, .. } if confirmed.contains(&(session.clone(), *message)) => vec![Then::Same],
        Fact::Posted { session, message, outcome } if *session == call.session => by_post(message, *outcome, call),
        Fact::Socket if call.state == "awarded" => [vec![Then::Same, Then::Is("hunting")], over(&RING_ENDS)].concat(),
        Fact::Time => by_time(call, stayed),
        Fact::Started => [vec![Then::Same], by_time(call, Duration::MAX)].concat(),
        Fact::Heard(_) | Fact::Posted { .. } | Fact::Socket => vec![Then::Same],
    };
    if call.state == "hunting" && allowed.contains(&Then::Same) {
        allowed.extend(over(&RING_ENDS));
    }
    // A message that was not delivered in its time is noticed by whatever comes first.
    if stayed >= A_MESSAGE_LIVES && allowed.contains(&Then::Same) {
        allowed.push(Then::Over(SignalingFailed));
    }
    allowed
}

fn by_alexa(body: &SignalBody, call: &Standing) -> Vec<Then> {
    let to_unit = call.direction == Direction::ToUnit;
    let then = match (body, call.state) {
        (SignalBody::CallRinging | SignalBody::CallInProgress { .. }, "placed") => Then::Is("ringing"),
        (SignalBody::CallAccepted { .. }, "placed" | "ringing") => Then::Is("talking"),
        (SignalBody::CallAcceptedAck, "awarded") => Then::Is("talking"),
        (SignalBody::CallEnded { result }, state) => {
            Then::Over(match (result.as_ref().map(|result| &result.code), is_accepted(state), to_unit) {
                (Some(CallResultCode::DeviceBusy), ..) => Busy,
                (Some(CallResultCode::SessionTimeout), ..) => NoAnswer,
                (Some(CallResultCode::Unauthorized), ..) => NotAllowed,
                (Some(CallResultCode::InternalError), ..) => SignalingFailed,
                (_, true, _) => HungUpThere,
                (_, false, true) => Declined,
                (_, false, false) => Cancelled,
            })
        }
        _ => Then::Same,
    };
    vec![then]
}

fn by_desk(
    station: &str,
    command: &CommandBody,
    id: CallId,
    call: &Standing,
    all: &BTreeMap<CallId, (Standing, Duration)>,
) -> Vec<Then> {
    let holds = call.holder.as_deref() == Some(station);
    let hung_up = if is_accepted(call.state) { HungUpHere } else { Cancelled };
    match command {
        CommandBody::CallEnd { call_id, reason } if *call_id == id && holds => match reason {
            MediaFailed | SignalingFailed | EndReason::ShutDown => over(&[*reason]),
            _ => over(&[hung_up]),
        },
        CommandBody::CallClaim { call_id, .. } if *call_id == id && call.state == "hunting" => {
            vec![Then::Is("awarded"), Then::Same]
        }
        // One station, one voice: a claim that wins elsewhere ends this one.
        CommandBody::CallClaim { call_id, .. } if *call_id != id && holds => {
            let can_win = all.get(call_id).is_some_and(|(other, _)| other.state == "hunting");
            if can_win { [vec![Then::Same], over(&[hung_up])].concat() } else { vec![Then::Same] }
        }
        // A desk that names no call was started anew; one that names another will soon say how this one ended.
        CommandBody::Resume { call: None, .. } if holds && call.state == "awarded" => {
            [vec![Then::Is("hunting")], over(&RING_ENDS), over(&[StationLost])].concat()
        }
        CommandBody::Resume { call: None, .. } if holds => over(&[StationLost]),
        _ => vec![Then::Same],
    }
}

fn by_post(message: &str, outcome: PostOutcome, call: &Standing) -> Vec<Then> {
    let gone = match (is_accepted(call.state), call.direction) {
        (true, _) => HungUpThere,
        (false, Direction::ToUnit) => SignalingFailed,
        (false, Direction::FromUnit) => Cancelled,
    };
    let is_receipt = message.ends_with("Ack");
    match (outcome, message) {
        (PostOutcome::Accepted, "CallAccepted") if call.state == "awarded" => vec![Then::Is("talking")],
        (PostOutcome::Accepted | PostOutcome::Retry { .. }, _) => vec![Then::Same],
        // It may have been taken back meanwhile.
        (PostOutcome::Forbidden, "CallUpdate") => [vec![Then::Same], over(&[SignalingFailed])].concat(),
        (PostOutcome::Gone, "CallUpdate") => [vec![Then::Same], over(&[gone])].concat(),
        (PostOutcome::Refused, "CallUpdate") => vec![Then::Same],
        (PostOutcome::Refused, "CallAccepted") if call.state == "awarded" => {
            [vec![Then::Is("hunting")], over(&RING_ENDS)].concat()
        }
        (PostOutcome::Refused, _) if is_receipt => vec![Then::Same],
        (PostOutcome::Refused | PostOutcome::Forbidden, _) => over(&[SignalingFailed]),
        (PostOutcome::Gone, _) => over(&[gone]),
    }
}

fn by_time(call: &Standing, stayed: Duration) -> Vec<Then> {
    let after = |seconds: u64, reason| (stayed >= Duration::from_millis(seconds * 1_000 - 1)).then_some(reason);
    let reasons: Vec<EndReason> = match call.state {
        "placed" => vec![after(10, SignalingFailed), Some(StationLost)].into_iter().flatten().collect(),
        "ringing" => [after(45, NoAnswer), Some(StationLost), Some(SignalingFailed)].into_iter().flatten().collect(),
        "hunting" => RING_ENDS.to_vec(),
        "awarded" => vec![SignalingFailed, StationLost, MediaFailed],
        _ => [Some(StationLost), Some(SignalingFailed), after(5, MediaFailed), after(4 * 3_600, Expired)]
            .into_iter()
            .flatten()
            .collect(),
    };
    [vec![Then::Same], over(&reasons)].concat()
}

const fn is_accepted(state: &str) -> bool {
    matches!(state.as_bytes(), b"awarded" | b"talking")
}

fn over(reasons: &[EndReason]) -> Vec<Then> {
    reasons.iter().map(|reason| Then::Over(*reason)).collect()
}

/// The steps up to the one that broke a rule.
fn told(tape: &[Entry], entry: &Entry) -> Vec<String> {
    let end = tape.iter().position(|one| std::ptr::eq(one, entry)).map_or(tape.len(), |at| at + 1);
    let word = |fact: &Fact| match fact {
        Fact::Heard(signal) => format!("Alexa: {} of {}", signal.body.name(), signal.session_id),
        Fact::Said { station, command } => {
            let value = serde_json::to_value(command).unwrap_or_default();
            format!("{station}: {} {}", value["type"], value["call_id"])
        }
        other => format!("{other:?}"),
    };
    let steps = tape[end.saturating_sub(25)..end].iter();
    steps.map(|one| format!("{:?} {} {:?}", one.at, word(&one.fact), one.ended)).collect()
}
