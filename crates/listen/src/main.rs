//! Measures the sound of a call: recorded voices go through the media core over bad networks, in virtual time, and what
//! arrives is written down to be scored. It decides nothing.

mod between;
mod cpu;
mod echo;
mod network;
mod soak;
mod talk;

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Parser;
use roomline_audio::{CodecKind, SAMPLE_RATE, wav};
use serde_json::{Value, json};

use network::Network;

/// What is measured; without a word, voices over bad networks.
#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Arguments {
    #[command(subcommand)]
    job: Option<Job>,
    #[command(flatten)]
    talk: Option<Options>,
}

#[derive(clap::Subcommand)]
enum Job {
    /// The echo canceller at desks with a loudspeaker.
    Echo(echo::Options),
    /// Hours of one call in virtual time: no drift, no growth, no click.
    Soak(soak::Options),
}

/// Voices over bad networks.
#[derive(clap::Args)]
struct Options {
    /// A recording in G.722; may be given several times.
    #[arg(long = "voice", value_name = "FILE", required = true)]
    voices: Vec<PathBuf>,
    /// What was said and heard goes here, a WAV file each.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The list of what was made, as JSON.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The same seed makes the same networks.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match (arguments.job, arguments.talk) {
        (Some(Job::Echo(options)), _) => echo::run(&options),
        (Some(Job::Soak(options)), _) => soak::run(&options),
        (None, Some(options)) => over_networks(&options),
        (None, None) => anyhow::bail!("nothing to measure: see --help"),
    }
}

fn over_networks(options: &Options) -> anyhow::Result<()> {
    std::fs::create_dir_all(&options.folder).context("the folder cannot be made")?;
    let mut made = Vec::new();
    for (number, voice) in options.voices.iter().enumerate() {
        let recording = std::fs::read(voice).with_context(|| format!("cannot read {}", voice.display()))?;
        let said = talk::from_g722(&recording)?;
        let reference = options.folder.join(format!("{number}.said.wav"));
        wav::write(&reference, &said)?;
        for (index, conditions) in network::ALL.into_iter().enumerate() {
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
