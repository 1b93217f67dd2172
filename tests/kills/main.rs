//! The running middleware is killed (`kill -9`) in calls, again and again, and started on what its database holds: every call
//! ends on both sides, and neither memory nor database nor counters know anything of it afterwards.

mod desk;
mod onboarding;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_alexa_sim::paper;
use roomline_middleware::calls::Settings;
use roomline_middleware::exchange::{Exchange, Ids};
use roomline_middleware::store::Store;
use roomline_rig::{DESKS, Property, PropertyOptions, eventually};
use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CallId, EndReason, Sdp};
use roomline_signaling::staff::{CommandBody, Event};
use serde_json::{Value, json};

use desk::Desk;

/// How often the middleware is killed.
const KILLS: usize = 8 * ALL.len();
/// For anything that surely happens on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// When in a call the middleware is killed.
#[derive(Clone, Copy, Debug)]
enum At {
    /// From a unit: as soon as the skill is told.
    Told,
    /// From a unit: a desk says that it rings.
    Alerting,
    /// From a unit: the desks ring and Alexa knows.
    Ringing,
    /// From a unit: a claim is on its way.
    Claiming,
    /// From a unit: a desk won.
    Awarded,
    /// From a unit: both talk.
    Talking,
    /// From a unit: the Echo re-offers.
    ReOffered,
    /// From a unit: a hang-up is on its way.
    HangingUp,
    /// From a unit: the resident hangs up while nobody is there.
    HungUpThere,
    /// To a unit: the wish is on its way.
    Placing,
    /// To a unit: Alexa has our offer.
    Called,
    /// To a unit: the desk hears the ring.
    RingingThere,
    /// To a unit: both talk.
    TalkingTo,
    /// To a unit: a hang-up is on its way.
    HangingUpTo,
}

const ALL: [At; 14] = [
    At::Told,
    At::Placing,
    At::Alerting,
    At::Called,
    At::Ringing,
    At::RingingThere,
    At::Claiming,
    At::TalkingTo,
    At::Awarded,
    At::HangingUpTo,
    At::Talking,
    At::ReOffered,
    At::HangingUp,
    At::HungUpThere,
];

struct Stage {
    property: Property,
    desks: [Desk; 2],
    calls: u128,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_kill_in_a_call_leaves_anything_behind() -> anyhow::Result<()> {
    let property = Property::start(PropertyOptions { desks: &DESKS[..2], ..PropertyOptions::default() }).await?;
    let script = json!({ "when_called": { "answer_after_ms": 60 }, "media": "external" });
    property.control().put("/script", &script).await?;
    let desks = [Desk::sit_down(&property, DESKS[0], 1).await?, Desk::sit_down(&property, DESKS[1], 2).await?];
    let mut stage = Stage { property, desks, calls: 0 };
    for kill in 0..KILLS {
        let at = ALL[kill % ALL.len()];
        let unit = format!("room-1{:02}", kill % 8 + 1);
        stage.round(at, &unit).await.with_context(|| format!("kill {} of {KILLS}, {at:?}", kill + 1))?;
    }
    stage.nothing_is_left().await
}

impl Stage {
    /// A call, a kill, a start, and the end of the call.
    async fn round(&mut self, at: At, unit: &str) -> anyhow::Result<()> {
        let mark = self.property.newest().await?;
        self.call_until(at, unit, mark).await?;
        self.property.cut_middleware();
        self.desks.iter_mut().for_each(Desk::loses_its_socket);
        if matches!(at, At::HungUpThere) {
            self.property.act(unit, &json!({ "act": "hang_up" })).await?;
        }
        self.property.restart_middleware()?;
        for desk in &mut self.desks {
            let snapshot = desk.connect().await?;
            for ringing in snapshot.incoming {
                desk.say(CommandBody::CallDecline { call_id: ringing.call_id }).await?;
            }
            desk.hangs_up().await?;
        }
        self.is_at_rest(unit).await
    }

    /// Plays a call up to the moment of the kill.
    async fn call_until(&mut self, at: At, unit: &str, mark: u64) -> anyhow::Result<()> {
        match at {
            At::Placing | At::Called | At::RingingThere | At::TalkingTo | At::HangingUpTo => {
                self.call_to_until(at, unit, mark).await
            }
            _ => self.call_from_until(at, unit, mark).await,
        }
    }

    async fn call_from_until(&mut self, at: At, unit: &str, mark: u64) -> anyhow::Result<()> {
        let Self { property, desks: [desk, _], .. } = self;
        property.ask(unit).await?;
        echo_describes_itself(property, unit).await?;
        if matches!(at, At::Told) {
            return property.happened(mark, Some(unit), "offered").await.map(drop);
        }
        let (call_id, offer) = desk.rings().await?;
        desk.send(CommandBody::CallAlerting { call_id }).await?;
        if matches!(at, At::Alerting) {
            return Ok(());
        }
        property.happened(mark, Some(unit), "staff_rings").await?;
        if matches!(at, At::Ringing) {
            return Ok(());
        }
        desk.send(desk.claim(call_id, &offer)).await?;
        if matches!(at, At::Claiming) {
            return Ok(());
        }
        desk.event("the award", |event| matches!(event, Event::CallAwarded { .. }).then_some(())).await?;
        if matches!(at, At::Awarded) {
            return Ok(());
        }
        desk.event("the acceptance", |event| matches!(event, Event::CallAccepted { .. }).then_some(())).await?;
        match at {
            At::ReOffered => property.act(unit, &json!({ "act": "change", "change": "muted" })).await,
            At::HangingUp => desk.send(CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }).await.map(drop),
            _ => Ok(()),
        }
    }

    async fn call_to_until(&mut self, at: At, unit: &str, mark: u64) -> anyhow::Result<()> {
        self.calls += 1;
        let call_id = CallId::from_u128(0x7000_8000_0000_0000_0000 + self.calls);
        let Self { property, desks: [desk, _], .. } = self;
        desk.send(desk.place(call_id, unit)?).await?;
        match at {
            At::Placing => return Ok(()),
            At::Called => return property.happened(mark, Some(unit), "called").await.map(drop),
            _ => {}
        }
        desk.event("the ring", |event| matches!(event, Event::CallRinging { .. }).then_some(())).await?;
        if matches!(at, At::RingingThere) {
            return Ok(());
        }
        echo_describes_itself(property, unit).await?;
        desk.event("the acceptance", |event| matches!(event, Event::CallAccepted { .. }).then_some(())).await?;
        if matches!(at, At::HangingUpTo) {
            desk.send(CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }).await?;
        }
        Ok(())
    }

    /// The Echo is in no call any more, and the middleware's counters know of none.
    async fn is_at_rest(&self, unit: &str) -> anyhow::Result<()> {
        let Self { property, .. } = self;
        eventually("both sides are at rest", PATIENCE, async || {
            let echo = property.control().get(&format!("/echos/{unit}")).await?;
            let metrics = String::from_utf8(property.admin().bytes("/metrics").await?.to_vec())?;
            let none = |name: &str| metrics.lines().any(|line| line == format!("{name} 0"));
            let rest = echo["state"] == "idle" && none("roomline_calls") && none("roomline_undelivered");
            Ok(rest.then_some(()))
        })
        .await
    }

    /// The log, the database and Amazon's side agree that every call is over.
    async fn nothing_is_left(mut self) -> anyhow::Result<()> {
        let events: Value = serde_json::from_str(&self.property.events().await?)?;
        let events = events["events"].as_array().context("a list")?;
        let count = |kind: &str| events.iter().filter(|event| event["event"] == kind).count();
        let (begun, ended) = (count("asked") + count("called"), count("ended"));
        ensure!(begun == ended, "{begun} sessions began at Amazon's side and {ended} ended");

        let once = |event: &&Value| event["event"] == "took" && event["message"] != "CallUpdateAck";
        let mut taken: BTreeMap<String, u32> = BTreeMap::new();
        for event in events.iter().filter(once) {
            *taken.entry(format!("{} {}", event["session"], event["message"])).or_default() += 1;
        }
        let twice: Vec<&String> = taken.iter().filter(|(_, times)| **times > 1).map(|(what, _)| what).collect();
        ensure!(twice.is_empty(), "Alexa did twice what we said: {twice:?}");

        self.property.stop_middleware()?;
        let store = Store::open(&self.property.folder().path().join("roomline.db"))?;
        let now = WallTime::default();
        let exchange = Exchange::open(store, Settings::default(), Ids::seeded(1), now)?;
        ensure!(exchange.load() == (0, 0) && exchange.sessions() == 0, "the database still holds calls or messages");
        let mut calls = 0;
        let mut cursor: Option<String> = None;
        loop {
            let page = exchange.call_log(cursor.as_deref())?;
            ensure!(page.calls.iter().all(|call| call.end_reason.is_some()), "a call has no end in the log");
            calls += page.calls.len();
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        ensure!(calls.abs_diff(begun) <= KILLS / 4, "{calls} calls in the log, {begun} sessions");
        let report =
            format!("{KILLS} kills: {begun} sessions began and ended at Amazon's side, {calls} calls in the log");
        writeln!(std::io::stderr(), "{report}").context("standard error is open")
    }
}

/// The Echo's sound is made outside, by nobody: its descriptions are on paper.
async fn echo_describes_itself(property: &Property, unit: &str) -> anyhow::Result<()> {
    let path = format!("/echos/{unit}/media");
    let (call, sdp) = eventually("the Echo is asked for a description", PATIENCE, async || {
        let Ok(media) = property.control().get(&path).await else { return Ok(None) };
        let sdp = match media["wants"].as_str() {
            Some("offer") => paper::offer(9),
            Some(_) => paper::answer(&Sdp::new(media["offer"].as_str().context("an offer")?)?, 9),
            None => return Ok(None),
        };
        Ok(Some((media["call"].clone(), sdp)))
    })
    .await?;
    property.control().post(&path, &json!({ "call": call, "sdp": sdp })).await.map(drop)
}
