use std::time::Duration;

use roomline_rig::{Recording, Sound, eventually};
use serde_json::json;

use crate::property::{DESKS, PATIENCE, Property};
use crate::station::Station;

const ROUNDS: usize = 20;
/// Sound counts as heard from this loudness on.
const HEARD_DBFS: f64 = -40.0;
/// Below this there is silence.
const SILENT_DBFS: f64 = -60.0;

#[tokio::test(flavor = "multi_thread")]
async fn three_desks_answer_at_once_one_talks_and_two_read_who_and_hear_nothing() -> anyhow::Result<()> {
    let property = Property::start().await?;
    let names = ["desk-0", "desk-1", "desk-2"];
    let sound = Sound::start(property.folder(), &names)?;
    property.script("room-102", &json!({"voice": {"tone": 440.0}, "speaks": "connected"})).await?;
    for round in 0..ROUNDS {
        let mut desks = Vec::new();
        for (desk, name) in names.iter().enumerate() {
            let headset = sound.headset(name);
            desks.push((Station::run(&property, desk, headset, &["wait", "--answer"])?, headset.hear()?));
        }
        desks.iter_mut().try_for_each(|(station, _)| station.is_reachable())?;
        let mark = property.newest().await?;
        property.act("room-102", "ask").await?;

        let mut winners = Vec::new();
        for (desk, (station, _)) in desks.iter_mut().enumerate() {
            let outcome = station.says("an outcome", |line| line["state"] == "in_call" || line["event"] == "taken")?;
            if outcome["event"] == "call" {
                winners.push(desk);
            }
        }
        let [winner] = winners[..] else { panic!("round {round}: desks {winners:?} talk") };
        for (desk, (station, recording)) in desks.iter_mut().enumerate() {
            if desk == winner {
                hears(recording, |loudness| loudness > HEARD_DBFS).await?;
                continue;
            }
            let taken = station.says("who answered", |line| line["event"] == "taken")?;
            assert_eq!(taken["station"], DESKS[winner].0, "round {round}");
            assert_eq!(station.exit()?.code(), Some(3), "round {round}: it did not talk");
            // The last of the ring dies away; then nothing, while the winner hears the resident.
            hears(recording, |loudness| loudness < SILENT_DBFS).await?;
        }
        assert!(desks[winner].0.interrupt()?.success(), "round {round}");
        property.happened(mark, Some("room-102"), "recorded").await?;
    }
    Ok(())
}

async fn hears(recording: &Recording, wanted: impl Fn(f64) -> bool) -> anyhow::Result<f64> {
    eventually("the right loudness", PATIENCE, async || {
        Ok(recording.loudness_of_last(Duration::from_millis(500)).filter(|loudness| wanted(*loudness)))
    })
    .await
}
