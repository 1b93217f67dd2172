//! Our media core beside Chromium: both speak and listen through the same relay, in real time, in one run.

use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::Bench;
use super::scores::{self, Recording};
use super::statistics::{mean, mean_interval, percentile};
use crate::bench::figures::Figures;
use crate::step;

/// What must be reached, and 0 where there is no target. Source: the design's table of what Chromium reaches.
const NETWORKS: [(&str, f64); 9] = [
    ("loss_0", 3.7),
    ("loss_5", 3.2),
    ("loss_10", 2.8),
    ("loss_20", 2.0),
    ("burst_10", 0.0),
    ("jitter_60", 3.0),
    ("loss_5_jitter_60", 0.0),
    ("twice_2_overtaken_5", 0.0),
    ("narrow_100_40", 0.0),
];
/// Who speaks to whom.
const PAIRS: [(&str, &str); 4] =
    [("ours", "ours"), ("chromium", "chromium"), ("ours", "chromium"), ("chromium", "ours")];
/// Processor time per minute of a call, in seconds, and the share of Chromium's.
const MOST_CPU: f64 = 3.0;
/// Memory of an end, in MB.
const MOST_MEMORY: f64 = 40.0;

/// One pair over one network.
pub(super) struct Row {
    pub(super) network: &'static str,
    pub(super) speaker: &'static str,
    pub(super) listener: &'static str,
    pub(super) pesq: f64,
    /// Where the mean lies with 95 % certainty.
    pub(super) interval: (f64, f64),
    scores: Vec<f64>,
    /// ViSQOL of the same pieces, where no pair is mixed.
    second: Vec<f64>,
    recordings: Vec<Recording>,
    delay_ms: f64,
    connected_ms: f64,
    first_audio_ms: f64,
}

/// # Errors
/// When something cannot be run or scored.
pub(super) fn run(bench: &Bench, figures: &mut Figures) -> anyhow::Result<Vec<Row>> {
    costs(bench, figures)?;
    let mut made = Vec::new();
    for (at, (network, _)) in NETWORKS.into_iter().enumerate() {
        for (speaker, listener) in PAIRS {
            let seed = at as u64 + 1;
            let sentence = format!("{network}: {speaker} to {listener}");
            made.push((network, speaker, listener, talk(bench, &sentence, (speaker, listener), network, seed, &[])?));
        }
    }
    println!("→ Scoring …");
    let rows = made.iter().map(|(network, speaker, listener, made)| row(bench, network, speaker, listener, made));
    let mut rows: Vec<Row> = rows.collect::<anyhow::Result<_>>()?;
    println!("→ Asking for a second opinion …");
    let mut unmixed: Vec<&mut Row> = rows.iter_mut().filter(|row| row.speaker == row.listener).collect();
    let recordings: Vec<Vec<Recording>> = unmixed.iter().map(|row| row.recordings.clone()).collect();
    for (row, second) in unmixed.iter_mut().zip(scores::second_opinion(&recordings)?) {
        row.second = second;
    }
    for (network, target) in NETWORKS {
        tell(network, target, &rows, figures)?;
    }
    Ok(rows)
}

/// Lets two ends talk and gives what the program wrote of it.
fn talk(
    bench: &Bench,
    sentence: &str,
    (speaker, listener): (&str, &str),
    network: &str,
    seed: u64,
    more: &[&str],
) -> anyhow::Result<Value> {
    let list = bench.folder.join("beside.json");
    let mut listen = step::program(&bench.program.display().to_string(), &["beside"]);
    listen.args(["--speaker", speaker, "--listener", listener, "--network", network]).args(more);
    listen.arg("--seed").arg(seed.to_string()).arg("--folder").arg(&bench.folder).arg("--json").arg(&list);
    // One call tells what a call costs; for the scores all speak at once.
    let voices = if more.contains(&"--both") { 1 } else { bench.voices.len() };
    for voice in &bench.voices[..voices] {
        listen.arg("--voice").arg(voice);
    }
    step::run(sentence, "bench-beside", &mut listen)?;
    Ok(serde_json::from_str(&std::fs::read_to_string(&list)?)?)
}

/// Processor time and memory of one call in which both ends talk, the mean of both ends: ours with a loudspeaker whose echo is cancelled,
/// and with a headset; Chromium's, which cancels nothing here.
fn costs(bench: &Bench, figures: &mut Figures) -> anyhow::Result<()> {
    let of = |whose: &str, more: &[&str]| -> anyhow::Result<(f64, f64)> {
        let sentence = format!("What a call costs {whose} {}", more.join(" "));
        let made = talk(bench, &sentence, (whose, whose), "loss_0", 1, &[&["--both"], more].concat())?;
        let both = |key: &str| -> anyhow::Result<f64> {
            let of_end = |end: &str| made[end][key].as_f64().with_context(|| format!("no {key} of the {end}"));
            Ok(f64::midpoint(of_end("speaker")?, of_end("listener")?))
        };
        Ok((both("cpu_s_per_call_minute")?, both("memory_bytes")? / 1e6))
    };
    let (ours, headset, chromium) = (of("ours", &["--loudspeaker"])?, of("ours", &[])?, of("chromium", &[])?);
    figures.beside("cpu_s_per_call_minute.ours", ours.0, "s", chromium.0, Some(MOST_CPU));
    figures.beside("cpu_s_per_call_minute.ours_headset", headset.0, "s", chromium.0, Some(MOST_CPU));
    figures.beside("memory_mb.ours", ours.1, "MB", chromium.1, Some(MOST_MEMORY));
    Ok(())
}

fn row(
    bench: &Bench,
    network: &'static str,
    speaker: &'static str,
    listener: &'static str,
    made: &Value,
) -> anyhow::Result<Row> {
    let calls = made["calls"].as_array().context("no calls")?;
    let path = |call: &Value, key: &str| call[key].as_str().map(PathBuf::from).context("a recording without a file");
    let mut recordings = Vec::new();
    let (mut connected, mut first) = (Vec::new(), Vec::new());
    for call in calls {
        recordings.push(Recording { said: path(call, "said")?, heard: path(call, "heard")? });
        let number = |key: &str| call[key].as_f64().with_context(|| format!("a call without {key}"));
        connected.push(number("connected_ms")?);
        first.push(number("first_audio_ms")?);
    }
    let pieces = scores::of(&recordings, &bench.scorer)?;
    let scores: Vec<f64> = pieces.iter().map(|piece| piece.pesq).collect();
    let delays: Vec<f64> = pieces.iter().map(|piece| piece.delay_ms).collect();
    Ok(Row {
        network,
        speaker,
        listener,
        pesq: mean(&scores),
        interval: mean_interval(&scores),
        scores,
        second: Vec::new(),
        recordings,
        delay_ms: mean(&delays),
        connected_ms: percentile(&connected, 50),
        first_audio_ms: percentile(&first, 50),
    })
}

fn tell(network: &str, target: f64, rows: &[Row], figures: &mut Figures) -> anyhow::Result<()> {
    let pair = |speaker: &str, listener: &str| {
        let row = rows.iter().find(|row| (row.network, row.speaker, row.listener) == (network, speaker, listener));
        row.with_context(|| format!("nothing of {network} from {speaker} to {listener}"))
    };
    let (ours, chromium) = (pair("ours", "ours")?, pair("chromium", "chromium")?);
    ensure!(ours.scores.len() == chromium.scores.len(), "{network}: the same pieces were not scored");
    let gains: Vec<f64> = ours.scores.iter().zip(&chromium.scores).map(|(ours, theirs)| ours - theirs).collect();
    let gain = mean_interval(&gains);
    println!(
        "  {network:<20} ours {:.2} ({:.2} to {:.2}), {:.0} ms; Chromium {:.2} ({:.2} to {:.2}), {:.0} ms; gain {:.2} to {:.2}",
        ours.pesq,
        ours.interval.0,
        ours.interval.1,
        ours.delay_ms,
        chromium.pesq,
        chromium.interval.0,
        chromium.interval.1,
        chromium.delay_ms,
        gain.0,
        gain.1,
    );
    let wanted = Some(target).filter(|target| *target > 0.0);
    figures.beside(format!("pesq.{network}.ours"), ours.pesq, "", chromium.pesq, wanted);
    figures.add(format!("pesq.{network}.chromium"), chromium.pesq, "", None);
    figures.add(format!("pesq.{network}.gain"), mean(&gains), "", Some(0.0));
    figures.add(format!("pesq.{network}.gain_low"), gain.0, "", Some(0.0));
    figures.add(format!("pesq.{network}.gain_high"), gain.1, "", None);
    for (name, (speaker, listener)) in
        [("ours_to_chromium", ("ours", "chromium")), ("chromium_to_ours", ("chromium", "ours"))]
    {
        figures.add(format!("pesq.{network}.{name}"), pair(speaker, listener)?.pesq, "", None);
    }
    for (name, row) in [("ours", ours), ("chromium", chromium)] {
        figures.add(format!("pesq.{network}.{name}_low"), row.interval.0, "", None);
        figures.add(format!("pesq.{network}.{name}_high"), row.interval.1, "", None);
        figures.add(format!("pesq.{network}.{name}_p5"), percentile(&row.scores, 5), "", None);
    }
    second_opinion(network, ours, chromium, figures)?;
    figures.beside(format!("delay_ms.{network}.ours"), ours.delay_ms, "ms", chromium.delay_ms, None);
    figures.beside(
        format!("relayed_connected_ms.{network}.ours"),
        ours.connected_ms,
        "ms",
        chromium.connected_ms,
        None,
    );
    let (here, there) = (ours.first_audio_ms, chromium.first_audio_ms);
    figures.beside(format!("relayed_first_audio_ms.{network}.ours"), here, "ms", there, None);
    Ok(())
}

/// ViSQOL: a second opinion, without a target.
fn second_opinion(network: &str, ours: &Row, chromium: &Row, figures: &mut Figures) -> anyhow::Result<()> {
    ensure!(ours.second.len() == chromium.second.len(), "{network}: the same pieces were not scored");
    let gains: Vec<f64> = ours.second.iter().zip(&chromium.second).map(|(ours, theirs)| ours - theirs).collect();
    let (low, high) = mean_interval(&gains);
    let (here, there) = (mean(&ours.second), mean(&chromium.second));
    println!("  {network:<20} ViSQOL: ours {here:.2}; Chromium {there:.2}; gain {low:.2} to {high:.2}");
    figures.beside(format!("visqol.{network}.ours"), here, "", there, None);
    figures.add(format!("visqol.{network}.chromium"), there, "", None);
    figures.add(format!("visqol.{network}.gain"), mean(&gains), "", None);
    figures.add(format!("visqol.{network}.gain_low"), low, "", None);
    figures.add(format!("visqol.{network}.gain_high"), high, "", None);
    for (name, row) in [("ours", ours), ("chromium", chromium)] {
        let (low, high) = mean_interval(&row.second);
        figures.add(format!("visqol.{network}.{name}_low"), low, "", None);
        figures.add(format!("visqol.{network}.{name}_high"), high, "", None);
        figures.add(format!("visqol.{network}.{name}_p5"), percentile(&row.second, 5), "", None);
    }
    Ok(())
}
