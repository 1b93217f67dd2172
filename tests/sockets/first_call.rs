use std::path::PathBuf;
use std::time::Duration;

use roomline_audio::tone::hears_tone;
use roomline_rig::{Recorded, Sound, eventually};
use serde_json::json;

use crate::property::{PATIENCE, Property};
use crate::station::Station;

/// The Echo speaks this tone.
const TONE_HZ: f32 = 440.0;

#[tokio::test(flavor = "multi_thread")]
async fn staff_call_a_room_and_both_hear_each_other() -> anyhow::Result<()> {
    let property = Property::start().await?;
    let sound = Sound::start(property.folder(), &["desk-0"])?;
    let headset = sound.headset("desk-0");
    property.script("room-101", &json!({"voice": {"tone": TONE_HZ}, "speaks": "connected"})).await?;
    let mark = property.newest().await?;

    let mut station = Station::run(&property, 0, headset, &["call", "room-101"])?;
    station.call_is("ringing")?;
    property.happened(mark, Some("room-101"), "ringing").await?;
    property.act("room-101", "answer").await?;
    station.call_is("in_call")?;

    let heard_here = headset.hear()?;
    eventually("the resident's tone", PATIENCE, async || {
        let heard = samples(&heard_here.so_far());
        Ok((heard.len() > 48_000 && hears_tone(&heard[heard.len() - 24_000..], TONE_HZ)).then_some(()))
    })
    .await?;
    headset.say(&voice("staff"))?.wait_for_end(PATIENCE)?;
    assert!(station.interrupt()?.success(), "there was a talk");
    assert_eq!(station.call_is("ended")?["reason"], "hung_up_here");
    property.happened(mark, Some("room-101"), "recorded").await?;
    let loudest = loudest(&property.heard("room-101").await?);
    assert!(loudest > -40.0, "the Echo heard {loudest} dBFS at most");

    holds_nothing_personal("the station's log", &station.log()?);
    holds_nothing_personal("the middleware's log", &property.middleware_log());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resident_asks_and_the_desk_that_answers_talks() -> anyhow::Result<()> {
    let property = Property::start().await?;
    let sound = Sound::start(property.folder(), &["desk-0"])?;
    let headset = sound.headset("desk-0");
    property.script("room-102", &json!({"voice": {"tone": TONE_HZ}, "speaks": "connected"})).await?;
    let mut station = Station::run(&property, 0, headset, &["wait", "--answer"])?;
    station.is_reachable()?;
    let mark = property.newest().await?;
    property.act("room-102", "ask").await?;
    station.call_is("in_call")?;
    headset.say(&voice("staff"))?.wait_for_end(PATIENCE)?;
    property.act("room-102", "hang_up").await?;
    assert_eq!(station.call_is("ended")?["reason"], "hung_up_there");
    assert!(station.exit()?.success(), "there was a talk");
    property.happened(mark, Some("room-102"), "recorded").await?;
    let loudest = loudest(&property.heard("room-102").await?);
    assert!(loudest > -40.0, "the Echo heard {loudest} dBFS at most");
    Ok(())
}

/// The loudest 100 ms, in dBFS.
fn loudest(recorded: &Recorded) -> f64 {
    let step = Duration::from_millis(100);
    let seconds = recorded.samples.len() as f64 / 48_000.0;
    let parts = (0..(seconds * 10.0) as u32).map(|index| recorded.part(step * index, step * (index + 1)).loudness());
    parts.fold(f64::NEG_INFINITY, f64::max)
}

fn samples(recorded: &Recorded) -> Vec<f32> {
    recorded.samples.iter().map(|sample| f32::from(*sample) / 32_768.0).collect()
}

/// Names, descriptions, addresses, tokens: none of it may be written down, at the finest level.
fn holds_nothing_personal(whose: &str, log: &str) {
    assert!(log.contains("call_id"), "{whose} tells nothing of the call");
    for secret in [
        "Mrs Jones",
        "ann Baker",
        "a=candidate",
        "ice-ufrag",
        "ice-pwd",
        "Bearer",
        "Atza|",
        "Atzr|",
        "only-for-this-story",
    ] {
        assert!(!log.contains(secret), "{whose} holds {secret:?}");
    }
    let is_address =
        |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).parse::<std::net::Ipv4Addr>().is_ok();
    let line =
        log.lines().find(|line| line.split([' ', '=', '"', ':', '/']).any(is_address) && !line.contains("listen"));
    assert_eq!(line, None, "{whose} holds an address");
}

fn voice(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("voices").join(name).with_extension("wav")
}
