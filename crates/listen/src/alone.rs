//! The media core alone: what it does to recorded voices on every network, the same every time.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use roomline_audio::{CodecKind, SAMPLE_RATE, wav};
use serde_json::{Value, json};

use crate::network::{self, Conditions, Network};
use crate::{cpu, talk};

/// What is heard and what for.
#[derive(Args)]
pub(crate) struct Options {
    /// A recording in G.722; may be given several times.
    #[arg(long = "voice", value_name = "FILE", required = true)]
    voices: Vec<PathBuf>,
    /// What was said and heard goes here, a WAV file each.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The list of what was made, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// Over this network only; may be given several times. All if none is given.
    #[arg(long = "network", value_name = "NAME")]
    networks: Vec<Conditions>,
    /// The same seed makes the same networks.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Says every voice over every network.
///
/// # Errors
/// When a recording cannot be read, or a file not written.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.folder).context("the folder cannot be made")?;
    let mut made = Vec::new();
    for (number, voice) in options.voices.iter().enumerate() {
        let recording = std::fs::read(voice).with_context(|| format!("cannot read {}", voice.display()))?;
        let said = talk::from_g722(&recording)?;
        let reference = options.folder.join(format!("{number}.said.wav"));
        wav::write(&reference, &said)?;
        for (index, conditions) in network::ALL.into_iter().enumerate() {
            if !options.networks.is_empty() && !options.networks.contains(&conditions) {
                continue;
            }
            let seed = options.seed.wrapping_mul(1_000_003) ^ (number * network::ALL.len() + index) as u64;
            let before = cpu::used()?;
            let heard = talk::talk(CodecKind::Opus, &said, Network::new(conditions, seed))?;
            let cpu = cpu::used()?.saturating_sub(before);
            let file = options.folder.join(format!("{number}.{}.wav", conditions.name));
            wav::write(&file, &heard.sound)?;
            let tally = heard.tally;
            made.push(json!({
                "network": conditions.name, "said": reference, "heard": file,
                "seconds": said.len() as f64 / f64::from(SAMPLE_RATE), "cpu_s": cpu.as_secs_f64(),
                "sent": heard.sent, "lost": heard.lost, "late": tally.late, "rebuilt": tally.rebuilt,
                "concealed": tally.concealed, "duplicates": tally.duplicates,
            }));
        }
    }
    std::fs::write(&options.json, Value::from(made).to_string())
        .with_context(|| format!("cannot write {}", options.json.display()))
}
