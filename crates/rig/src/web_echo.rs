//! Chromium in the part of an Echo: a WebRTC peer that is not ours, for what two peers of ours would agree on wrongly.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::{Chromium, Folder};

/// How long the browser may take for one order; its start included.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser page that speaks a tone, hears what comes, and gives and takes complete session descriptions.
pub struct WebEcho {
    orders: mpsc::Sender<Order>,
    server: JoinHandle<()>,
    _chromium: Chromium,
    _folder: Folder,
}

/// What the page hears at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The loudest frequency in Hz, to 6 Hz.
    pub hz: f64,
    /// Its level in dBFS, -200 in silence.
    pub decibel: f64,
    /// The state of the connection in the browser's word, such as `connected`.
    pub state: String,
    /// How long the browser took from knowing both descriptions to being connected.
    pub connected_after: Option<Duration>,
}

struct Order {
    order: Value,
    outcome: oneshot::Sender<Value>,
}

impl WebEcho {
    /// Starts a browser whose voice is a tone of `hz`.
    ///
    /// # Errors
    /// When Chromium is missing or does not start.
    pub async fn open(hz: u32) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/?hz={hz}", listener.local_addr()?);
        let (orders, given) = mpsc::channel(1);
        let server = tokio::spawn(serve(listener, Arc::new(Mutex::new(Desk { given, waiting: None }))));
        let folder = Folder::new()?;
        let chromium = Chromium::open(&folder, &url, &folder.path().join("no-microphone.wav"))?;
        Ok(Self { orders, server, _chromium: chromium, _folder: folder })
    }

    /// Begins a connection and gives a complete offer, with a video section if asked.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn offer(&self, video: bool) -> anyhow::Result<String> {
        text(self.order(json!({ "name": "offer", "video": video })).await?)
    }

    /// Begins a connection by an offer and gives the complete answer.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn answer(&self, offer: &str) -> anyhow::Result<String> {
        text(self.order(json!({ "name": "answer", "sdp": offer })).await?)
    }

    /// Takes the answer to its offer or re-offer.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn accept(&self, answer: &str) -> anyhow::Result<()> {
        self.order(json!({ "name": "accept", "sdp": answer })).await.map(drop)
    }

    /// Gives a complete re-offer with a direction such as `sendonly`, and new ICE credentials if asked.
    ///
    /// # Errors
    /// In the browser's words.
    pub async fn reoffer(&self, direction: &str, restart: bool) -> anyhow::Result<String> {
        text(self.order(json!({ "name": "reoffer", "direction": direction, "restart": restart })).await?)
    }

    /// Tells what the page hears now.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn listen(&self) -> anyhow::Result<Heard> {
        let heard = self.order(json!({ "name": "listen" })).await?;
        let number = |name: &str| heard[name].as_f64();
        Ok(Heard {
            hz: number("hz").context("a frequency")?,
            decibel: number("decibel").context("a level")?,
            state: heard["state"].as_str().unwrap_or_default().to_owned(),
            connected_after: number("connected_after_ms").map(|ms| Duration::from_secs_f64(ms.max(0.0) / 1_000.0)),
        })
    }

    /// Waits until a tone of `hz` is what the page hears.
    ///
    /// # Errors
    /// When it is not heard in time, with what was heard instead.
    pub async fn hears(&self, hz: f64) -> anyhow::Result<Heard> {
        self.waits_for(|heard| (heard.hz - hz).abs() < 12.0 && heard.decibel > -50.0).await
    }

    /// Waits until the page hears nothing.
    ///
    /// # Errors
    /// When there is still sound after the time, with what was heard.
    pub async fn hears_silence(&self) -> anyhow::Result<Heard> {
        self.waits_for(|heard| heard.decibel < -80.0).await
    }

    /// Closes the connection.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn hang_up(&self) -> anyhow::Result<()> {
        self.order(json!({ "name": "hang_up" })).await.map(drop)
    }

    async fn waits_for(&self, wanted: impl Fn(&Heard) -> bool) -> anyhow::Result<Heard> {
        let give_up = tokio::time::Instant::now() + PATIENCE;
        loop {
            let heard = self.listen().await?;
            if wanted(&heard) {
                return Ok(heard);
            } else if tokio::time::Instant::now() > give_up {
                bail!("the browser waited in vain and heard {heard:?}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn order(&self, order: Value) -> anyhow::Result<Value> {
        let (outcome, told) = oneshot::channel();
        let done = async {
            self.orders.send(Order { order, outcome }).await.ok().context("the page's server has ended")?;
            told.await.context("the page went away")
        };
        let mut outcome = timeout(PATIENCE, done).await.context("the browser does not answer")??;
        match outcome["failed"].as_str() {
            Some(words) => bail!("the browser says: {words}"),
            None => Ok(outcome["done"].take()),
        }
    }
}

impl Drop for WebEcho {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Where orders wait for the page, and the test for their outcome.
struct Desk {
    given: mpsc::Receiver<Order>,
    waiting: Option<oneshot::Sender<Value>>,
}

async fn serve(listener: TcpListener, desk: Arc<Mutex<Desk>>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&desk)));
    }
}

/// Answers one connection after the other's request until the browser closes it.
async fn converse(mut stream: TcpStream, desk: Arc<Mutex<Desk>>) -> anyhow::Result<()> {
    loop {
        let (head, body) = request(&mut stream).await?;
        let (status, kind, content) = if head.starts_with("POST /step ") {
            let mut desk = desk.lock().await;
            if let Some(waiting) = desk.waiting.take() {
                let _the_test_may_have_given_up = waiting.send(serde_json::from_slice(&body)?);
            }
            let Order { order, outcome } = desk.given.recv().await.context("the test is over")?;
            desk.waiting = Some(outcome);
            ("200 OK", "application/json", order.to_string())
        } else if head.starts_with("GET /?") {
            ("200 OK", "text/html", include_str!("web_echo.html").to_owned())
        } else {
            ("404 Not Found", "text/plain", String::new())
        };
        let length = content.len();
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all((head + &content).as_bytes()).await?;
    }
}

/// Reads one request: its head and its body, at most 64 KiB together.
async fn request(stream: &mut TcpStream) -> anyhow::Result<(String, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&read[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let whole = end + 4 + length.unwrap_or(0);
            if read.len() >= whole {
                return Ok((head, read[end + 4..whole].to_vec()));
            }
        }
        let mut part = [0; 4_096];
        let length = stream.read(&mut part).await?;
        if length == 0 || read.len() > 65_536 {
            bail!("the browser closed the connection");
        }
        read.extend_from_slice(&part[..length]);
    }
}

fn text(value: Value) -> anyhow::Result<String> {
    value.as_str().map(str::to_owned).context("the browser gave no description")
}
