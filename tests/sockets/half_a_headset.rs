//! A desk whose headset lacks one half: the person reads which, and the call ends.

use std::fs;

use anyhow::{Context as _, ensure};
use roomline_rig::{PASSWORD, Process, PropertyOptions};
use serde_json::{Value, json};

use crate::clerk::station;
use crate::stage::{FRONT_DESK, Stage, script};
use crate::{PATIENCE, alone};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_desk_without_microphone_or_speaker_says_so_and_the_call_ends() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions::default()).await?;
    let property = &stage.property;
    property.script("room-202", &script(json!({ "when_called": { "answer_after_ms": 300 } }))).await?;
    let server = stage.headset().env().into_iter().find(|(name, _)| name == "PULSE_SERVER").context("a server")?.1;
    let speaker = format!("playback.pcm {{ type pulse server {server:?} device desk-speaker }}");
    let microphone = format!("capture.pcm {{ type pulse server {server:?} device desk-microphone }}");
    for (devices, trouble) in [(speaker, "NoMicrophone"), (microphone, "NoSpeaker")] {
        let config = property.folder().path().join("half-a-headset.conf");
        fs::write(
            &config,
            format!(
                "</usr/share/alsa/alsa.conf>\npcm.!default {{ type asym\n {devices}\n hint {{ show on description \
                 \"Default\" }} }}\nctl.!default {{ type pulse }}\n"
            ),
        )?;
        let mut call = station(property, FRONT_DESK, property.server(), PASSWORD)?;
        // Whoever asks the sound server by another way than this device finds none.
        call.env("PULSE_SERVER", "unix:/nonexistent").env("ALSA_CONFIG_PATH", &config);
        call.args(["--vault", "memory", "call", "room-202"]);
        let mut process = Process::start("station-alone", call, property.folder().path())?;
        let code = process.wait_for_end(PATIENCE).with_context(|| process.output())?.code();
        let (said, log) = (process.output(), process.log());
        ensure!(!log.contains("panicked"), "{log}");
        let lines: Vec<Value> = said.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        let told = lines.iter().any(|line| line["event"] == "sound" && line["trouble"] == trouble);
        ensure!(code == Some(3) && told, "{trouble}: {code:?}\n{said}");
    }
    Ok(())
}
