//! Calls on a schedule. Each begins when it is due, whatever became of those before it, and every time is counted from the
//! moment it was due: a server that falls behind cannot hide it by slowing its clients down.

use std::sync::Arc;
use std::time::Duration;

use anyhow::ensure;
use roomline_signaling::alexa_wire::read_request;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::amazon::Alexa;
use crate::board::{Board, Ear};
use crate::desk::Desk;
use crate::figures::Outcome;
use crate::plan::{Load, SetUp, Stage, Way};
use crate::program::{Program, own_cpu};
use crate::property::{group_address, unit_id};

/// A person lets it ring so long before answering.
const RINGS: Duration = Duration::from_millis(500);
/// And talks so long.
const TALKS: Duration = Duration::from_millis(800);
/// A call is listened for, and its request signed, so long before it is due: Amazon's signing is none of what is measured.
const AHEAD: Duration = Duration::from_millis(200);

/// Everybody who takes part.
#[derive(Debug)]
pub(crate) struct Scene {
    pub(crate) stage: Stage,
    pub(crate) board: Arc<Board>,
    pub(crate) alexa: Alexa,
    pub(crate) desks: Vec<Desk>,
    offer: Value,
    answer: Value,
}

/// What one call took.
#[derive(Debug, Default)]
struct Times {
    skill_to_station: Vec<Duration>,
    station_to_alexa: Vec<Duration>,
    late: Duration,
}

impl Scene {
    pub(crate) fn new(stage: Stage, board: Arc<Board>, alexa: Alexa, desks: Vec<Desk>) -> anyhow::Result<Self> {
        let sdp = |post: &str| -> anyhow::Result<Value> {
            let signal = read_request(&serde_json::from_str(post)?)?;
            Ok(json!(signal.body.sdp()))
        };
        let offer = sdp(include_str!("../../../tests/fixtures/alexa/s2a.InitiateInboundCall.json"))?;
        let answer = sdp(include_str!("../../../tests/fixtures/alexa/s2a.CallAccepted.json"))?;
        Ok(Self { stage, board, alexa, desks, offer, answer })
    }

    /// Makes all calls of a load and waits until the last one is over.
    pub(crate) async fn bear(self: &Arc<Self>, load: Load, middleware: &Program) -> anyhow::Result<Outcome> {
        let begun = Instant::now() + 2 * AHEAD;
        let (server_cpu, generator_cpu) = (middleware.cpu()?, own_cpu()?);
        let mut calls = JoinSet::new();
        for set_up in self.stage.set_ups(load) {
            calls.spawn(Arc::clone(self).call(set_up, begun + set_up.after));
        }
        let mut outcome = Outcome { calls: calls.len(), ..Outcome::default() };
        while let Some(call) = calls.join_next().await {
            match call? {
                Ok(times) => {
                    outcome.skill_to_station.extend(times.skill_to_station);
                    outcome.station_to_alexa.extend(times.station_to_alexa);
                    outcome.late.push(times.late);
                }
                Err(error) => self.board.fault(format!("a call failed: {error:#}")),
            }
        }
        outcome.took = begun.elapsed();
        outcome.server_cpu = middleware.cpu()?.saturating_sub(server_cpu);
        outcome.generator_cpu = own_cpu()?.saturating_sub(generator_cpu);
        for (fault, count) in self.board.take_faults() {
            eprintln!("  error, {count} times: {fault}");
            outcome.errors += count;
        }
        Ok(outcome)
    }

    async fn call(self: Arc<Self>, set_up: SetUp, due: Instant) -> anyhow::Result<Times> {
        // Not before: the unit may have a call until then, which is listened for under the same id.
        sleep_until(due - AHEAD).await;
        let mut ear = Ear::new();
        self.board.listen(unit_id(set_up.unit), &mut ear);
        let called = match set_up.way {
            Way::FromUnit => self.unit_calls(set_up, due, &mut ear).await,
            Way::ToUnit => self.desk_calls(set_up, due, &mut ear).await,
        };
        self.board.forget(&ear);
        called
    }

    /// A resident calls, every desk of the group rings, one answers, talks and hangs up.
    async fn unit_calls(&self, set_up: SetUp, due: Instant, ear: &mut Ear) -> anyhow::Result<Times> {
        let session = Uuid::new_v4().to_string();
        self.board.listen(session.as_str(), ear);
        let call = self.alexa.calls(&session, &unit_id(set_up.unit), &group_address(set_up.group))?;
        sleep_until(due).await;
        let late = due.elapsed();
        let (asked, rung) = tokio::join!(self.alexa.send(call), self.ring(set_up, due, ear));
        asked?;
        let (mut times, call_id) = rung?;
        self.alexa.says(&session, "CallRingingAck").await?;

        let answers_at = due + RINGS;
        sleep_until(answers_at).await;
        let desk = &self.desks[set_up.desk];
        desk.say(json!({ "type": "call.claim", "call_id": call_id, "sdp": self.answer })).await?;
        let (at, _) = ear.post("CallAccepted").await?;
        times.station_to_alexa.push(at - answers_at);
        self.alexa.says(&session, "CallAcceptedAck").await?;
        for other in self.stage.desks_of(set_up.group).filter(|other| *other != set_up.desk) {
            ear.event(other, "call.taken").await?;
        }
        ear.event(set_up.desk, "call.awarded").await?;
        let (accepted, _) = ear.event(set_up.desk, "call.accepted").await?;
        desk.say(json!({ "type": "call.media", "call_id": call_id, "state": "connected" })).await?;
        sleep_until(accepted + TALKS).await;
        desk.say(json!({ "type": "call.end", "call_id": call_id, "reason": "hung_up_here" })).await?;
        ear.event(set_up.desk, "call.ended").await?;
        ear.post("CallEnded").await?;
        Ok(Times { late, ..times })
    }

    /// Every desk of the group reads that it rings; the one that will answer says so to Alexa. Returns the call's id.
    async fn ring(&self, set_up: SetUp, due: Instant, ear: &mut Ear) -> anyhow::Result<(Times, String)> {
        let mut times = Times::default();
        let (at, incoming) = ear.event(set_up.desk, "call.incoming").await?;
        times.skill_to_station.push(at - due);
        let call_id = incoming["call_id"].as_str().unwrap_or_default().to_owned();
        ensure!(incoming["sdp"].is_string(), "a call without an offer");
        self.board.listen(call_id.as_str(), ear);
        self.desks[set_up.desk].say(json!({ "type": "call.alerting", "call_id": call_id })).await?;
        for other in self.stage.desks_of(set_up.group).filter(|other| *other != set_up.desk) {
            let (at, _) = ear.event(other, "call.incoming").await?;
            times.skill_to_station.push(at - due);
        }
        let (alexa_at, _) = ear.post("CallRinging").await?;
        times.station_to_alexa.push(alexa_at - at);
        Ok((times, call_id))
    }

    /// A desk calls, the Echo rings, the resident answers, talks and hangs up.
    async fn desk_calls(&self, set_up: SetUp, due: Instant, ear: &mut Ear) -> anyhow::Result<Times> {
        let call_id = Uuid::now_v7().to_string();
        self.board.listen(call_id.as_str(), ear);
        let desk = &self.desks[set_up.desk];
        let place =
            json!({ "type": "call.place", "call_id": call_id, "unit_id": unit_id(set_up.unit), "sdp": self.offer });
        sleep_until(due).await;
        let late = due.elapsed();
        desk.say(place).await?;
        let (at, signal) = ear.post("InitiateInboundCall").await?;
        let station_to_alexa = vec![at - due];
        let session = signal.session_id.as_str();
        self.board.listen(session, ear);
        self.alexa.says(session, "CallRinging").await?;
        ear.post("CallRingingAck").await?;
        ear.event(set_up.desk, "call.ringing").await?;

        sleep_until(due + RINGS).await;
        self.alexa.says(session, "CallAccepted").await?;
        ear.post("CallAcceptedAck").await?;
        let (accepted, _) = ear.event(set_up.desk, "call.accepted").await?;
        desk.say(json!({ "type": "call.media", "call_id": call_id, "state": "connected" })).await?;
        sleep_until(accepted + TALKS).await;
        self.alexa.says(session, "CallEnded").await?;
        ear.event(set_up.desk, "call.ended").await?;
        Ok(Times { station_to_alexa, late, ..Times::default() })
    }
}
