//! `serve --capture DIR`: what Alexa and we said to each other, without anything of the people who did, so that the first
//! call with a real Echo can settle what Amazon's documents leave open.
//!
//! Off unless asked for. Ids become short codes that are the same within one capture and mean nothing outside it. One file
//! per start, one JSON object per line; `docs/first-echo.md` says what to look for.

mod mask;
mod sdp;

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};

use crate::clock::Clock;
use mask::Mask;

/// Messages that one capture holds.
const MOST_MESSAGES: usize = 5_000;
/// Bytes that one capture holds.
const MOST_BYTES: usize = 32 * 1024 * 1024;
/// Messages that wait for the disk; what comes then is left out, because a call must not wait.
const MOST_WAITING: usize = 256;
/// The longest body that is looked at, in bytes.
pub(crate) const LONGEST_BODY: usize = 128 * 1024;

/// Writes messages aside; clones write into the same file.
#[derive(Clone, Debug)]
pub struct Capture {
    clock: Clock,
    mask: Mask,
    lines: SyncSender<Value>,
}

/// Why nothing is captured.
#[derive(Debug, thiserror::Error)]
#[error("cannot capture into {}: {source}", path.display())]
pub struct CaptureError {
    path: PathBuf,
    source: std::io::Error,
}

impl Capture {
    /// Begins a new file in `folder`, which is made if it is not there.
    ///
    /// # Errors
    /// [`CaptureError`]: name it to the operator and stop.
    pub fn start(folder: &Path, clock: Clock) -> Result<Self, CaptureError> {
        let (file, path) = open(folder, &clock).map_err(|source| CaptureError { path: folder.to_owned(), source })?;
        let (lines, waiting) = sync_channel(MOST_WAITING);
        let writer = std::thread::Builder::new().name("capture".into());
        writer
            .spawn(move || write(file, &waiting))
            .map_err(|source| CaptureError { path: folder.to_owned(), source })?;
        tracing::warn!(
            file = %path.display(),
            "messages with Alexa are captured, without names and addresses: restart without --capture when done"
        );
        Ok(Self { clock, mask: Mask::random(), lines })
    }

    /// A verified request of Alexa, and what it was answered.
    pub fn request(&self, body: &[u8], answer: StatusCode, took: Duration) {
        self.note("alexa", self.mask.body(body), json!({ "answered": answer.as_u16(), "took_ms": ms(took) }));
    }

    /// A message of ours, and what Alexa answered; `None`: nothing in time.
    pub fn post(&self, message: &Value, answer: Option<(StatusCode, &[u8])>, took: Duration) {
        let outcome = answer.map_or(Value::Null, |(status, body)| {
            let body = if body.is_empty() { Value::Null } else { self.mask.body(body) };
            json!({ "status": status.as_u16(), "body": body, "took_ms": ms(took) })
        });
        self.note("roomline", self.mask.value(message), outcome);
    }

    fn note(&self, from: &str, message: Value, outcome: Value) {
        let line = json!({ "at": self.clock.now().to_string(), "from": from, "message": message, "outcome": outcome });
        match self.lines.try_send(line) {
            Ok(()) | Err(TrySendError::Disconnected(_)) => {}
            Err(TrySendError::Full(_)) => tracing::warn!("a message was not captured: the disk is too slow"),
        }
    }
}

fn open(folder: &Path, clock: &Clock) -> std::io::Result<(File, PathBuf)> {
    let mut builder = std::fs::DirBuilder::new();
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    builder.recursive(true).create(folder)?;
    let path = folder.join(format!("capture-{}.jsonl", clock.now().strftime("%Y%m%dT%H%M%SZ")));
    Ok((options.write(true).create_new(true).open(&path)?, path))
}

/// Writes lines until the last [`Capture`] is gone or the file is full.
fn write(mut file: File, waiting: &Receiver<Value>) {
    let mut bytes = 0;
    for line in waiting.iter().take(MOST_MESSAGES) {
        let line = format!("{line}\n");
        bytes += line.len();
        if bytes > MOST_BYTES {
            break;
        }
        if let Err(error) = file.write_all(line.as_bytes()) {
            tracing::error!(%error, "the capture cannot be written any more");
            return;
        }
    }
    if waiting.recv().is_ok() {
        tracing::warn!("the capture is full: nothing more is written");
    }
}

fn ms(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
