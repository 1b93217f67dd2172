//! Two ends in real time, each of them ours or Chromium, with a relay between them that makes the network bad: several voices at
//! once, each in a call of its own.

mod clock;
mod core;
mod desk;
mod ear;
mod end;
mod relay;
mod route;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Args;
use roomline_audio::{SAMPLE_RATE, wav};
use roomline_rig::Usage;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

pub(crate) use desk::{DeskOptions, run as desk};
use end::{End, Whose};
use relay::Relay;

use crate::network::{Conditions, Network};
use crate::talk;

/// How long all calls may take to connect.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);
/// Between the connection and the first word, so that clocks and buffers find their rhythm.
const BREATH: Duration = Duration::from_secs(2);
/// What is heard after the last word still counts.
const ECHOES: f64 = 1.0;

/// Who talks to whom, and over what.
#[derive(Args)]
pub(crate) struct Options {
    /// The end that speaks and offers.
    #[arg(long)]
    speaker: Whose,
    /// The end that listens and answers.
    #[arg(long)]
    listener: Whose,
    /// The network between them, by its name in the figures.
    #[arg(long)]
    network: Conditions,
    /// A recording in G.722; may be given several times, one call each.
    #[arg(long = "voice", value_name = "FILE", required = true)]
    voices: Vec<PathBuf>,
    /// What was said and heard goes here, a WAV file each.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// What was made and used, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The same seed makes the same network.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Both ends speak and nothing is written down: for processor time and memory.
    #[arg(long)]
    both: bool,
    /// Our microphones hear their loudspeakers, so that the echo canceller has something to do. The browser cancels nothing: what it
    /// sends does not come from a device.
    #[arg(long)]
    loudspeaker: bool,
}

/// Lets them talk.
///
/// # Errors
/// When an end does not start, does not connect, or says that something failed.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(measure(options))
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.folder).context("the folder cannot be made")?;
    let mut voices = Vec::new();
    for (number, voice) in options.voices.iter().enumerate() {
        voices.push(Spoken::prepare(number, voice, &options.folder)?);
    }
    let records = !options.both;
    let mut speaker = End::start(options.speaker, &options.folder, records).await?;
    let mut listener = End::start(options.listener, &options.folder, records).await?;
    let mut relays = Vec::new();
    let mut agreed = Vec::new();
    for number in 0..voices.len() {
        let relay = Relay::open(Network::new(options.network, options.seed.wrapping_mul(1_000_003) ^ number as u64))?;
        agreed.push(connect(&mut speaker, &mut listener, &relay, number).await?);
        relays.push(relay);
    }
    let moments = connected(&mut speaker, &mut listener, voices.len()).await?;
    sleep(BREATH).await;

    let names: Vec<&str> = voices.iter().map(|voice| voice.file.as_str()).collect();
    let before = (speaker.usage()?, listener.usage()?);
    let began = Instant::now();
    let mut speak =
        json!({ "name": "speak", "voices": names, "loudspeaker": options.loudspeaker, "from_the_middle": false });
    let began_ms = speaker.order(speak.clone()).await?;
    if options.both {
        // The same words at the same time would be taken for an echo.
        speak["from_the_middle"] = true.into();
        listener.order(speak).await?;
    }
    let longest = voices.iter().map(|voice| voice.seconds).fold(0.0, f64::max) + ECHOES;
    sleep(Duration::from_secs_f64(longest + 0.5)).await;
    let after = (speaker.usage()?, listener.usage()?);
    let minutes = began.elapsed().as_secs_f64() / 60.0 * voices.len() as f64;

    let mut calls = Vec::new();
    for (number, voice) in voices.iter().enumerate() {
        let heard =
            format!("{number}.{}.{}.{}.wav", options.network.name, name(options.speaker), name(options.listener));
        let stats = json!({ "name": "stats", "call": number });
        let stats = [speaker.order(stats.clone()).await?, listener.order(stats).await?];
        if records {
            listener
                .order(json!({
                    "name": "hear", "call": number, "began_ms": began_ms[number], "seconds": voice.seconds + ECHOES,
                    "file": heard,
                }))
                .await?;
        }
        let (connected_ms, first_audio_ms) = (moments[number].0 - agreed[number], moments[number].1 - agreed[number]);
        calls.push(json!({
            "said": options.folder.join(&voice.file), "heard": options.folder.join(heard), "seconds": voice.seconds,
            "connected_ms": connected_ms, "first_audio_ms": first_audio_ms, "stats": stats,
        }));
    }
    let end = |whose: Whose, before: Usage, after: Usage| {
        json!({
            "whose": name(whose), "memory_bytes": after.memory,
            "cpu_s_per_call_minute": after.cpu.saturating_sub(before.cpu).as_secs_f64() / minutes,
        })
    };
    let made = json!({
        "network": options.network.name, "calls": calls,
        "speaker": end(options.speaker, before.0, after.0), "listener": end(options.listener, before.1, after.1),
    });
    std::fs::write(&options.json, made.to_string()).with_context(|| format!("cannot write {}", options.json.display()))
}

/// A recording that a call will say.
struct Spoken {
    /// Its name in the folder.
    file: String,
    seconds: f64,
}

impl Spoken {
    fn prepare(number: usize, voice: &Path, folder: &Path) -> anyhow::Result<Self> {
        let recording = std::fs::read(voice).with_context(|| format!("cannot read {}", voice.display()))?;
        let said = talk::from_g722(&recording)?;
        let file = format!("{number}.said.wav");
        wav::write(&folder.join(&file), &said)?;
        Ok(Self { file, seconds: said.len() as f64 / f64::from(SAMPLE_RATE) })
    }
}

/// Leads both ends to each other through the relay; returns the moment at which both knew how.
async fn connect(speaker: &mut End, listener: &mut End, relay: &Relay, number: usize) -> anyhow::Result<f64> {
    let offer = speaker.describe("offer", None).await?;
    let (offer, at) = route::through(relay.right.address()?, &offer)?;
    relay.left.belongs_to(at);
    let answer = listener.describe("answer", Some(&offer)).await?;
    let (answer, at) = route::through(relay.left.address()?, &answer)?;
    relay.right.belongs_to(at);
    let agreed = clock::wall_ms();
    speaker.order(json!({ "name": "accept", "call": number, "sdp": answer })).await?;
    Ok(agreed)
}

/// When each call was connected at both ends, and when its first packet was at the listener, on the wall clock.
async fn connected(speaker: &mut End, listener: &mut End, calls: usize) -> anyhow::Result<Vec<(f64, f64)>> {
    let give_up = Instant::now() + CONNECT_WITHIN;
    loop {
        let here = speaker.order(json!({ "name": "state" })).await?;
        let there = listener.order(json!({ "name": "state" })).await?;
        let moments: Option<Vec<(f64, f64)>> = (0..calls)
            .map(|call| {
                let moment = |end: &Value, name: &str| end[call][name].as_f64();
                let connected = moment(&here, "connected_ms")?.max(moment(&there, "connected_ms")?);
                Some((connected, moment(&there, "first_packet_ms")?))
            })
            .collect();
        if let Some(moments) = moments {
            return Ok(moments);
        }
        ensure!(Instant::now() < give_up, "the calls do not connect: {here} and {there}");
        sleep(Duration::from_millis(100)).await;
    }
}

fn name(whose: Whose) -> &'static str {
    match whose {
        Whose::Ours => "ours",
        Whose::Chromium => "chromium",
    }
}
