//! A page in Chromium that does what it is told: orders go in, outcomes come out, and files both ways.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::{Chromium, Folder};

/// How long the browser may take for one order; its start included.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest request: a recording of two minutes as 32-bit samples at 48 kHz.
const LONGEST: usize = 24 << 20;

/// A browser that shows one page of a test's own.
///
/// The page asks for orders: each `POST /step` brings the outcome of the last order, `{"done": …}` or `{"failed": "…"}`, and
/// is answered with the next order. `GET /files/NAME` gives it a file of the folder, `POST /files/NAME` writes one.
pub struct Page {
    orders: mpsc::Sender<Order>,
    server: JoinHandle<()>,
    chromium: Chromium,
    _folder: Folder,
}

struct Order {
    order: Value,
    outcome: oneshot::Sender<Value>,
}

impl Page {
    /// Shows `html`, with `query` behind its address; files are those of `files`, if there are any.
    ///
    /// # Errors
    /// When Chromium is missing or does not start.
    pub async fn open(html: impl Into<String>, query: &str, files: Option<&Path>) -> anyhow::Result<Self> {
        Self::open_sized(html, query, files, None).await
    }

    /// The same in a window of `size` pixels, its frame and bars included, though nobody sees them: the page gets less.
    ///
    /// # Errors
    /// As [`Page::open`].
    pub async fn open_sized(
        html: impl Into<String>,
        query: &str,
        files: Option<&Path>,
        size: Option<[u32; 2]>,
    ) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/?{query}", listener.local_addr()?);
        let (orders, given) = mpsc::channel(1);
        let files = files.map(Path::to_owned);
        let desk = Desk { html: html.into(), files, orders: Mutex::new(Orders { given, waiting: None }) };
        let server = tokio::spawn(serve(listener, Arc::new(desk)));
        let folder = Folder::new()?;
        let chromium = Chromium::open_sized(&folder, &url, &folder.path().join("no-microphone.wav"), size)?;
        Ok(Self { orders, server, chromium, _folder: folder })
    }

    /// Gives an order and waits for what comes of it.
    ///
    /// # Errors
    /// In the page's words; or when the browser is gone or takes too long.
    pub async fn order(&self, order: Value) -> anyhow::Result<Value> {
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

    /// The process id of the browser; the processes that it starts are of its process group.
    #[must_use]
    pub fn process_id(&self) -> u32 {
        self.chromium.process.id()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// What the server hands out.
struct Desk {
    html: String,
    files: Option<PathBuf>,
    orders: Mutex<Orders>,
}

/// Where orders wait for the page, and the test for their outcome.
struct Orders {
    given: mpsc::Receiver<Order>,
    waiting: Option<oneshot::Sender<Value>>,
}

impl Desk {
    /// The path of a file that the page names; nothing outside of the folder.
    fn file(&self, line: &str, method: &str) -> Option<PathBuf> {
        let name = line.strip_prefix(method)?.strip_prefix(" /files/")?.split(' ').next()?;
        let plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-".contains(letter));
        Some(self.files.as_ref()?.join(name)).filter(|_| plain && !name.starts_with('.'))
    }

    async fn next_order(&self, outcome: &[u8]) -> anyhow::Result<String> {
        let mut orders = self.orders.lock().await;
        if let Some(waiting) = orders.waiting.take() {
            let _the_test_may_have_given_up = waiting.send(serde_json::from_slice(outcome)?);
        }
        let Order { order, outcome } = orders.given.recv().await.context("the test is over")?;
        orders.waiting = Some(outcome);
        Ok(order.to_string())
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(converse(stream, Arc::clone(&desk)));
    }
}

/// Answers one connection after the other's request until the browser closes it.
async fn converse(mut stream: TcpStream, desk: Arc<Desk>) -> anyhow::Result<()> {
    loop {
        let (head, body) = request(&mut stream).await?;
        let (status, kind, content) = if head.starts_with("POST /step ") {
            ("200 OK", "application/json", desk.next_order(&body).await?.into_bytes())
        } else if head.starts_with("GET /?") {
            ("200 OK", "text/html", desk.html.as_bytes().to_vec())
        } else if let Some(file) = desk.file(&head, "GET") {
            ("200 OK", kind_of(&file), tokio::fs::read(file).await?)
        } else if let Some(file) = desk.file(&head, "POST") {
            tokio::fs::write(file, body).await?;
            ("200 OK", "text/plain", Vec::new())
        } else {
            ("404 Not Found", "text/plain", Vec::new())
        };
        let length = content.len();
        let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n");
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&content).await?;
    }
}

/// Browsers run no script and apply no style that is not called one.
fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|ending| ending.to_str()) {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some(_) | None => "application/octet-stream",
    }
}

/// Reads one request: its head and its body.
async fn request(stream: &mut TcpStream) -> anyhow::Result<(String, Vec<u8>)> {
    let mut read = Vec::new();
    let (head, begins) = loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break (String::from_utf8_lossy(&read[..end]).into_owned(), end + 4);
        }
        more(stream, &mut read).await?;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let ends = begins + length.unwrap_or(0);
    while read.len() < ends {
        more(stream, &mut read).await?;
    }
    Ok((head, read[begins..ends].to_vec()))
}

async fn more(stream: &mut TcpStream, read: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut part = [0; 65_536];
    let length = stream.read(&mut part).await?;
    if length == 0 || read.len() > LONGEST {
        bail!("the browser closed the connection, or sent more than {LONGEST} bytes");
    }
    read.extend_from_slice(&part[..length]);
    Ok(())
}
