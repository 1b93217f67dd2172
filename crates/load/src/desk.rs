//! Desks without a window: each holds its socket, reads what comes, and says what it is told to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _, TryStreamExt as _, stream};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

use crate::board::{Board, Heard};
use crate::socket::{AT_ONCE, Opener, Socket};

/// How long a desk may take to connect.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connected desk.
#[derive(Debug)]
pub(crate) struct Desk {
    sink: Mutex<SplitSink<Socket, Message>>,
    said: AtomicU64,
    reading: tokio::task::JoinHandle<()>,
}

impl Desk {
    /// Connects all desks, a few at a time, each until it has its snapshot.
    pub(crate) async fn connect_all(
        opener: &Opener,
        tokens: &[String],
        board: &Arc<Board>,
    ) -> anyhow::Result<Vec<Self>> {
        let desks = tokens.iter().enumerate().map(|(number, token)| async move {
            let connecting = tokio::time::timeout(PATIENCE, Self::connect(opener, number, token, board));
            connecting.await.context("in time")?.with_context(|| format!("desk {number} does not connect"))
        });
        stream::iter(desks).buffered(AT_ONCE).try_collect().await
    }

    async fn connect(opener: &Opener, number: usize, token: &str, board: &Arc<Board>) -> anyhow::Result<Self> {
        let (mut sink, mut stream) = opener.open("/v1/events", Some(token)).await?.split();
        sink.send(Message::text(json!({ "id": "0", "type": "resume" }).to_string())).await?;
        while read(&mut stream).await?["type"] != "snapshot" {}
        let reading = tokio::spawn(listen(number, stream, Arc::clone(board)));
        Ok(Self { sink: Mutex::new(sink), said: AtomicU64::new(1), reading })
    }

    /// Says something; a refusal is noted on the board.
    pub(crate) async fn say(&self, mut command: Value) -> anyhow::Result<()> {
        command["id"] = self.said.fetch_add(1, Ordering::Relaxed).to_string().into();
        self.sink.lock().await.send(Message::text(command.to_string())).await.context("the desk cannot speak")
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.reading.abort();
    }
}

/// The next text message.
async fn read(stream: &mut SplitStream<Socket>) -> anyhow::Result<Value> {
    loop {
        match stream.next().await.context("the socket ended")?? {
            Message::Text(text) => return Ok(serde_json::from_str(&text)?),
            Message::Close(frame) => bail!("the socket was closed: {frame:?}"),
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
        }
    }
}

/// Tells the board what is read until the socket ends, which it must not.
async fn listen(desk: usize, mut stream: SplitStream<Socket>, board: Arc<Board>) {
    loop {
        let event = match read(&mut stream).await {
            Ok(event) => event,
            Err(error) => return board.fault(format!("a desk was lost: {error:#}")),
        };
        let at = Instant::now();
        let Some(kind) = event["type"].as_str() else { continue };
        if kind == "error" {
            board.fault(format!("a desk was refused: {}", event["code"]));
        }
        // A call from a unit is known by its unit until the desk has read its id.
        let id = match kind {
            "call.incoming" => event["unit"]["unit_id"].as_str(),
            _ => event["call_id"].as_str(),
        };
        let Some(id) = id.map(str::to_owned) else { continue };
        let is_new = kind == "call.incoming";
        if !board.tell(&id, Heard::Event { desk, at, event }) && is_new {
            board.fault("a call rang that nobody made");
        }
    }
}
