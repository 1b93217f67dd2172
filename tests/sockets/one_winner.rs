//! Three desks of one ring group answer in the same moment: one talks, the others read who does.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{DESKS, Folder, Headset, Process, Property, PropertyOptions, Recording, Sound};
use serde_json::{Value, json};

use crate::clerk::Clerk;
use crate::stage::{PIECE, ensure_no_tone, ensure_tone, heard_by_echo, piece, script, speak};
use crate::{PATIENCE, RESIDENT_HZ, alone};

const ROUNDS: usize = 20;
const UNITS: [&str; 2] = ["room-102", "room-105"];
/// The rule: the other desks learn within a second who answered.
const TOLD_WITHIN_MS: u64 = 1_000;

/// How long after the award a ring may be heard to end.
const RING_ENDS: Duration = Duration::from_millis(700);
/// Nobody hears anything below this loudness.
const SILENT_DBFS: f64 = -60.0;

/// One of the three: who sits there, what they say and what they hear.
struct Place {
    clerk: Clerk,
    hz: f64,
    speaker: Recording,
    microphone: Recording,
    headset: Headset,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn of_three_desks_that_answer_at_once_one_talks_twenty_times_over() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let folder = Folder::new()?;
    let sound = Sound::start(&folder, &["ann", "ben", "cleo"])?;
    let property = Property::start(PropertyOptions { desks: &DESKS, ..PropertyOptions::default() }).await?;
    for unit in UNITS {
        property.script(unit, &script(json!({}))).await?;
    }
    let mut places = Vec::new();
    for (card, hz) in DESKS.into_iter().zip([900.0, 1_100.0, 1_300.0]) {
        let headset = sound.headset(card.user).clone();
        let (speaker, microphone) = (headset.hear()?, headset.hear_microphone()?);
        let clerk = Clerk::sit_down(&property, &headset, card, &["wait", "--answer", "--again"])?;
        places.push(Place { clerk, hz, speaker, microphone, headset });
    }
    for place in &mut places {
        place.clerk.is_reachable()?;
    }
    for round in 0..ROUNDS {
        let unit = UNITS[round % UNITS.len()];
        race(&property, &mut places, unit).await.with_context(|| format!("in round {} of {ROUNDS}", round + 1))?;
    }
    Ok(())
}

/// A resident asks, all three answer, and the resident hangs up after a talk.
async fn race(property: &Property, places: &mut [Place], unit: &str) -> anyhow::Result<()> {
    let speaking: Vec<Process> = places.iter().map(|place| place.speak(property)).collect::<Result<_, _>>()?;
    let mark = property.newest().await?;
    property.ask(unit).await?;
    let outcomes: Vec<Value> = places.iter_mut().map(|place| place.outcome(unit)).collect::<Result<_, _>>()?;
    let winners: Vec<usize> = (0..places.len()).filter(|at| outcomes[*at]["event"] == "call").collect();
    ensure!(winners.len() == 1, "exactly one talks, not {winners:?}");
    let winner = winners[0];
    let awarded = at_ms(&outcomes[winner])?;
    for outcome in outcomes.iter().filter(|outcome| outcome["event"] == "taken") {
        let card = places[winner].clerk.card;
        ensure!(outcome["station"] == card.station && outcome["staff"] == card.name, "{outcome} names {card:?}");
        let told = at_ms(outcome)?.saturating_sub(awarded);
        ensure!(told <= TOLD_WITHIN_MS, "a desk was told {told} ms after the award");
    }

    let accepted = property.happened(mark, Some(unit), "accepted").await?;
    places[winner].speaker.wait_for_tone(RESIDENT_HZ, PATIENCE)?;
    let first = property.happened(mark, Some(unit), "first_audio").await?;
    places[winner].speaker.listen(PIECE)?;
    for (at, place) in places.iter().enumerate() {
        let played = place.speaker.listen(PIECE / 2)?;
        if at == winner {
            ensure_tone(&played, RESIDENT_HZ, "the winner hears the resident")?;
        } else {
            ensure_no_tone(&played, RESIDENT_HZ, "another desk hears the resident")?;
        }
    }
    property.act(unit, &json!({ "act": "hang_up" })).await?;
    places[winner].clerk.call_is("ended")?;
    let heard = heard_by_echo(property, mark, unit).await?;
    drop(speaking);
    for (at, place) in places.iter().enumerate().filter(|(at, _)| *at != winner) {
        // The ring has a moment to end; then nothing comes out of that speaker until the call is over.
        let played = place.speaker.so_far().since(accepted + RING_ENDS).first_sound(SILENT_DBFS);
        ensure!(played.is_none(), "the speaker of desk {at} is not silent");
    }
    for (at, place) in places.iter().enumerate() {
        if at == winner {
            let a_moment_later = first + Duration::from_millis(300);
            ensure_tone(&piece(&heard, accepted, a_moment_later), place.hz, "the Echo hears the winner")?;
        } else {
            ensure_no_tone(&heard, place.hz, "the Echo hears another desk")?;
        }
    }
    Ok(())
}

impl Place {
    /// Speaks, and goes on when the microphone hears it.
    fn speak(&self, property: &Property) -> anyhow::Result<Process> {
        let speaking = speak(property, &self.headset, self.hz)?;
        self.microphone.wait_for_tone(self.hz, PATIENCE)?;
        Ok(speaking)
    }

    /// The first thing that shows whether this desk won.
    fn outcome(&mut self, unit: &str) -> anyhow::Result<Value> {
        self.clerk.says("a ring", |line| line["event"] == "incoming" && line["unit_id"] == unit)?;
        self.clerk.says("an outcome", |line| {
            line["event"] == "taken" || line["event"] == "call" && line["state"] == "in_call"
        })
    }
}

fn at_ms(line: &Value) -> anyhow::Result<u64> {
    line["at_ms"].as_u64().context("every line has a time")
}
