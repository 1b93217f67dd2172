//! One end that is ours: a process of its own, so that its processor time and memory can be told. Orders come in by line, as JSON,
//! and are those that the browser's page takes too.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::Args;
use roomline_audio::{FarReport, RateControl, wav};
use roomline_call::Sdp;
use roomline_peer::{Peer, PeerConfig, PeerEvent, PeerEvents};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};

use super::core::{Call, Core};
use super::ear::Ear;

/// How often the far end's report is looked at, as at a station.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// How an end that is ours is started.
#[derive(Args)]
pub(crate) struct DeskOptions {
    /// Where the voices are and what is heard goes.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// Whether what is heard is kept.
    #[arg(long)]
    records: bool,
}

/// Does what it is told until its input ends.
///
/// # Errors
/// When the input is no order.
pub(crate) fn run(options: &DeskOptions) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        let mut desk =
            Desk { folder: options.folder.clone(), records: options.records, core: Core::start(), lines: Vec::new() };
        let mut orders = BufReader::new(tokio::io::stdin()).lines();
        let mut outcomes = tokio::io::stdout();
        while let Some(line) = orders.next_line().await? {
            let outcome = match desk.act(&serde_json::from_str(&line)?).await {
                Ok(done) => json!({ "done": done }),
                Err(error) => json!({ "failed": format!("{error:#}") }),
            };
            outcomes.write_all(format!("{outcome}\n").as_bytes()).await?;
            outcomes.flush().await?;
        }
        Ok(())
    })
}

struct Desk {
    folder: PathBuf,
    records: bool,
    core: Core,
    lines: Vec<Line>,
}

/// The connection of one call.
struct Line {
    peer: Arc<Peer>,
    ear: Arc<Ear>,
}

impl Desk {
    async fn act(&mut self, order: &Value) -> anyhow::Result<Value> {
        match order["name"].as_str() {
            Some("offer") => {
                let ear = Arc::<Ear>::default();
                let (peer, events, offer) = Peer::offer(config(), ear.sink()).await?;
                self.lines.push(Line::new(peer, events, ear));
                Ok(json!(offer.as_str()))
            }
            Some("answer") => {
                let ear = Arc::<Ear>::default();
                let (peer, events, answer) = Peer::answer(config(), ear.sink(), &sdp(order)?).await?;
                let line = Line::new(peer, events, ear);
                self.take_up(&line)?;
                self.lines.push(line);
                Ok(json!(answer.as_str()))
            }
            Some("accept") => {
                let line = self.lines.get(index(order)?).context("no such call")?;
                line.peer.accept(&sdp(order)?).await?;
                self.take_up(line)?;
                Ok(Value::Null)
            }
            Some("state") => Ok(self.lines.iter().map(Line::state).collect()),
            Some("speak") => self.speak(order).await,
            Some("stats") => {
                let advice = self.lines.get(index(order)?).and_then(|line| line.ear.advice());
                let tally = self.core.calls().get(index(order)?).context("no such call")?.tally();
                Ok(json!({
                    "played": tally.played, "rebuilt": tally.rebuilt, "concealed": tally.concealed, "late": tally.late,
                    "bits_per_second": advice.map(|advice| advice.bits_per_second),
                    "expected_loss": advice.map(|advice| advice.expected_loss),
                }))
            }
            Some("hear") => {
                let number = |name: &str| order[name].as_f64().with_context(|| format!("an order without {name}"));
                let file = self.folder.join(order["file"].as_str().context("an order without a file")?);
                let calls = self.core.calls();
                let call = calls.get(index(order)?).context("no such call")?;
                call.write(number("began_ms")?, number("seconds")?, &file)?;
                Ok(Value::Null)
            }
            _ => bail!("no such order: {order}"),
        }
    }

    /// Gives a connected line its sound.
    fn take_up(&self, line: &Line) -> anyhow::Result<()> {
        let format = line.peer.format().context("nothing was agreed")?;
        let call = Call::new(Arc::clone(&line.peer), format, Arc::clone(&line.ear), self.records);
        self.core.calls().push(call);
        Ok(())
    }

    /// Every call begins to say its recording; returns the moments at which they began.
    async fn speak(&self, order: &Value) -> anyhow::Result<Value> {
        let voices: Vec<String> = serde_json::from_value(order["voices"].clone())?;
        let loudspeaker = order["loudspeaker"] == true;
        let read = |voice: &String| {
            let mut samples = wav::read(&self.folder.join(voice))?;
            let middle = if order["from_the_middle"] == true { samples.len() / 2 } else { 0 };
            samples.rotate_left(middle);
            anyhow::Ok(Arc::new(samples))
        };
        let samples: Vec<_> = voices.iter().map(read).collect::<Result<_, _>>()?;
        for (call, samples) in self.core.calls().iter_mut().zip(samples) {
            call.speak(samples, loudspeaker);
        }
        loop {
            let began: Option<Vec<f64>> = self.core.calls().iter().take(voices.len()).map(Call::began_ms).collect();
            if let Some(began) = began {
                return Ok(json!(began));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

impl Line {
    fn new(peer: Peer, events: PeerEvents, ear: Arc<Ear>) -> Self {
        let peer = Arc::new(peer);
        tokio::spawn(watch(Arc::clone(&peer), events, Arc::clone(&ear)));
        Self { peer, ear }
    }

    fn state(&self) -> Value {
        let moments = self.ear.moments();
        json!({ "connected_ms": moments.connected_ms, "first_packet_ms": moments.first_packet_ms })
    }
}

async fn watch(peer: Arc<Peer>, mut events: PeerEvents, ear: Arc<Ear>) {
    let mut look = tokio::time::interval(LOOK_EVERY);
    let mut rate = RateControl::new();
    loop {
        tokio::select! {
            event = events.next() => match event {
                Some(PeerEvent::Connected) => ear.connected(),
                Some(_) => {}
                None => return,
            },
            _ = look.tick() => {
                let quality = peer.quality().await;
                if let Some(loss) = quality.far_loss {
                    let (round_trip, jitter) = (quality.round_trip, quality.far_jitter);
                    ear.advise(rate.hear(now(), FarReport { loss, round_trip, jitter }));
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the network of this end is real")]
fn now() -> std::time::Instant {
    std::time::Instant::now()
}

fn config() -> PeerConfig {
    PeerConfig { include_loopback: true, ..PeerConfig::default() }
}

fn sdp(order: &Value) -> anyhow::Result<Sdp> {
    Ok(Sdp::new(order["sdp"].as_str().context("an order without a description")?.to_owned())?)
}

fn index(order: &Value) -> anyhow::Result<usize> {
    Ok(usize::try_from(order["call"].as_u64().context("an order without a call")?)?)
}
