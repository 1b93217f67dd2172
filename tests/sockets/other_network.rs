//! A desk's computer changes its network in mid-call: the cable is out, the Wi-Fi comes up, and the call goes on.
//!
//! Networks are namespaces of the kernel, so this needs root and `ip` (package iproute2); it says so when it lacks them.
#![expect(clippy::print_stderr, reason = "the gap is told, so that a change of it is seen before it is too long")]

use std::time::{Duration, SystemTime};

use anyhow::{Context as _, ensure};
use roomline_rig::{Namespace, PASSWORD, PropertyOptions, Recorded};
use serde_json::json;

use crate::clerk::{Clerk, station};
use crate::stage::{FRONT_DESK, PIECE, Stage, ensure_tone, piece, script};
use crate::{RESIDENT_HZ, STAFF_HZ, alone};

const CABLE: &str = "192.0.2.2/24";
const WIFI: &str = "198.51.100.2/24";
/// Between the cable's end and the Wi-Fi's address.
const NO_NETWORK: Duration = Duration::from_millis(700);

/// Sound is back at most so long after the Wi-Fi's address is up.
const SOUND_AGAIN: Duration = Duration::from_secs(1);

/// On a thread and a runtime of its own, both in the house's network: other stories stay where they are.
#[test]
fn a_call_goes_on_when_the_desk_moves_from_cable_to_wifi() -> anyhow::Result<()> {
    let (desk, house) = (Namespace::new("desk")?, Namespace::new("house")?);
    house.inside(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(moves(&desk, &house))
    })
}

async fn moves(desk: &Namespace, house: &Namespace) -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    desk.cable("cable0", house, "house0")?;
    desk.cable("wlan0", house, "house1")?;
    house.gets("house0", "192.0.2.1/24")?;
    house.gets("house1", "198.51.100.1/24")?;
    desk.gets("cable0", CABLE)?;

    let stage = Stage::set(PropertyOptions { ice_restart: true, ..PropertyOptions::default() }).await?;
    let property = &stage.property;
    desk.window_to(property.server().trim_start_matches("http://"))?;
    property.script("room-101", &script(json!({ "when_called": { "answer_after_ms": 300 } }))).await?;
    let mark = property.newest().await?;
    let mut program = station(property, FRONT_DESK, property.server(), PASSWORD)?;
    // Without loopback, which never vanishes.
    let settings = property.folder().inside(&format!("{}-config", FRONT_DESK.user))?.join("station.toml");
    std::fs::write(&settings, std::fs::read_to_string(&settings)?.replace("loopback_media = true", ""))?;
    program.envs(stage.headset().env()).args(["--vault", "memory", "call", "room-101"]);
    let mut clerk = desk.inside(|| Clerk::with(property, FRONT_DESK, program))?;
    clerk.call_is("in_call")?;
    let accepted = property.happened(mark, Some("room-101"), "accepted").await?;
    let _speaking = stage.staff_speak()?;
    stage.staff_hear_the_resident()?;
    property.happened(mark, Some("room-101"), "first_audio").await?;
    stage.speaker.listen(PIECE)?;

    let mark = property.newest().await?;
    desk.loses("cable0", CABLE)?;
    let down = now();
    stage.speaker.listen(NO_NETWORK)?;
    desk.gets("wlan0", WIFI)?;
    let up = now();
    // The re-offer is the one message that Alexa takes meanwhile, and sound goes its new way.
    property.happened(mark, Some("room-101"), "took").await?;
    property.happened(mark, Some("room-101"), "connected").await?;
    stage.staff_hear_the_resident()?;
    let at_desk = stage.speaker.listen(PIECE)?;
    let back = now();
    stage.speaker.listen(PIECE * 2)?;
    ensure!(clerk.is_interrupted()?.success(), "the station's command was done");
    let ended = clerk.call_is("ended")?;
    ensure!(ended["reason"] == "hung_up_here", "the same call to its end: {ended}");

    ensure_tone(&at_desk, RESIDENT_HZ, "staff hear the resident")?;
    let at_echo = stage.heard_by_echo(mark, "room-101").await?;
    ensure_tone(&piece(&at_echo, accepted, back), STAFF_HZ, "the Echo hears staff")?;
    let at_echo = at_echo.part(since(up, accepted), since(back, accepted) + PIECE);
    let to_echo = silence_first(&at_echo, STAFF_HZ).context("staff are never heard again")?;
    let to_desk = silence_first(&stage.speaker.so_far().since(up), RESIDENT_HZ).context("nor is the resident")?;
    eprintln!(
        "no network for {} ms; {} ms after the new address the Echo hears staff, and {} ms after it staff hear the resident",
        up.duration_since(down)?.as_millis(),
        to_echo.as_millis(),
        to_desk.as_millis()
    );
    for gap in [to_echo, to_desk] {
        ensure!(!gap.is_zero(), "sound went on without a network");
        ensure!(gap <= SOUND_AGAIN, "sound was back only {gap:?} after the new address");
    }
    Ok(())
}

/// For how long a tone is not heard at the beginning of a recording.
fn silence_first(recorded: &Recorded, hz: f64) -> Option<Duration> {
    let stretch = Duration::from_millis(20);
    let stretches = (0..).map(|at| recorded.part(stretch * at, stretch * (at + 1)));
    let mut stretches = stretches.take_while(|stretch| !stretch.samples.is_empty());
    stretches.position(|stretch| stretch.share_of_tone(hz) > 0.5).map(|silent| stretch * silent as u32)
}

fn since(when: SystemTime, beginning: SystemTime) -> Duration {
    when.duration_since(beginning).unwrap_or_default()
}

#[expect(clippy::disallowed_methods, reason = "the gap in real time is what is measured")]
fn now() -> SystemTime {
    SystemTime::now()
}
