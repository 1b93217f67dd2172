//! `property apply` is killed (`kill -9`) in its requests, again and again: what is at Amazon in the end is what was wanted,
//! once, and a call goes through.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{DESKS, Process, Property, PropertyOptions, Setup, eventually};
use roomline_signaling::call::CallId;
use roomline_signaling::staff::Event;
use serde_json::json;

use crate::desk::Desk;

/// How often it is killed.
const KILLS: u64 = 10;
/// A look at the property takes a little less than this many requests; the rest are steps.
const LOOK: u64 = 92;
/// For anything that surely happens on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_onboarding_that_is_killed_goes_on_and_ends_with_a_call() -> anyhow::Result<()> {
    let options = PropertyOptions { setup: Setup::Unpacked, desks: &DESKS[..1], ..PropertyOptions::default() };
    let property = Property::start(options).await?;
    property.link_account().await?;
    property.write_property_file()?;
    for kill in 0..KILLS {
        let when = if kill % 2 == 0 { "after" } else { "before" };
        let forecast =
            json!({ "failures": { "rate": 0.01, "seed": kill }, "die": { "at": LOOK + kill, "when": when } });
        property.control().put("/asp/forecast", &forecast).await?;
        let mark = property.newest().await?;
        let mut apply = Process::start("apply", property.property_command(&["apply"])?, property.folder().path())?;
        let happened = property.happened(mark, None, "die_now").await;
        happened.with_context(|| format!("kill {kill}: {}{}", apply.output(), apply.log()))?;
        apply.kill();
    }
    property.control().put("/asp/forecast", &json!({})).await?;
    let mut desk = Desk::sit_down(&property, DESKS[0], 1).await?;
    let mut apply = property.property_command(&["apply"])?;
    let applying = tokio::task::spawn_blocking(move || apply.output());
    desk.event("the rooms", |event| matches!(event, Event::DirectoryChanged).then_some(())).await?;
    let applied = applying.await??;
    ensure!(applied.status.success(), "{}", String::from_utf8_lossy(&applied.stderr));
    granted(&property).await?;

    property
        .control()
        .put("/script", &json!({ "when_called": { "answer_after_ms": 60 }, "media": "external" }))
        .await?;
    let call_id = CallId::from_u128(0x7000_8000_0000_0000_0001);
    desk.send(desk.place(call_id, "room-102")?).await?;
    desk.event("the ring", |event| matches!(event, Event::CallRinging { .. }).then_some(())).await?;

    ensure!(property.onboard(&["plan"])? == "no changes\n", "something is left to do");
    let status = property.onboard(&["status"])?;
    ensure!(status.contains("The property is in order; 24 of 24 rooms are."), "{status}");
    Ok(())
}

/// Alexa's own Grant, from enabling the skill, is what calls are signaled with.
async fn granted(property: &Property) -> anyhow::Result<()> {
    eventually("Alexa's permission to signal calls", PATIENCE, async || {
        let ready = property.admin().get("/readyz").await?;
        Ok(ready["granted"].as_bool().filter(|granted| *granted).map(drop))
    })
    .await
}
