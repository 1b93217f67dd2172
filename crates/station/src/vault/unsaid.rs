//! What was said of calls and is not told yet, in a file that opens only with a key from the keyring: notes may name illnesses. Whatever is
//! wrong with it, the station starts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use roomline_signaling::call::CallId;
use roomline_signaling::outcome::CallOutcome;
use serde::{Deserialize, Serialize};

use super::seal::SealKey;
use super::{Secret, Vault, VaultError};
use crate::person::PersonId;
use crate::unsaid::UnsaidOutcome;

/// What the file is called.
const FILE: &str = "unsaid.sealed";
/// Until it is whole.
const DRAFT: &str = "unsaid.new";
/// From then on that it could not be opened.
const ASIDE: &str = "unsaid.unreadable";
/// The longest file that is read, in bytes. Ours are a fifth of that.
const LONGEST: u64 = 1 << 20;

/// See the module.
#[derive(Debug)]
pub(super) struct UnsaidFile {
    folder: PathBuf,
    /// The key that is known, and the server it is for.
    key: Option<(String, SealKey)>,
}

/// One of them in the file.
#[derive(Serialize, Deserialize)]
struct Entry {
    person: String,
    call_id: CallId,
    outcome: CallOutcome,
    said_ms: u64,
}

/// Why a file cannot be opened.
#[derive(Debug, thiserror::Error)]
enum Problem {
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("it is too long")]
    TooLong,
    #[error("there is no key to it")]
    NoKey,
    #[error("it was sealed with another key, or changed")]
    Sealed,
    #[error("what is in it makes no sense")]
    Nonsense,
}

impl UnsaidFile {
    /// Opens the file in `folder` and gives back what it holds for `server`.
    ///
    /// # Errors
    /// [`VaultError`]: it cannot be known whether there is a key. Nothing may be written then, for it would take the place of what could
    /// not be read.
    pub(super) async fn open(
        folder: PathBuf,
        vault: &Vault,
        server: Option<&str>,
    ) -> Result<(Self, Vec<UnsaidOutcome>), VaultError> {
        let Some(server) = server.map(str::to_owned) else { return Ok((Self { folder, key: None }, Vec::new())) };
        let key = kept_key(vault, &server).await?;
        let file = Self { folder, key: key.clone().map(|key| (server.clone(), key)) };
        let folder = file.folder.clone();
        let outcomes = in_background(move || read(&folder, &server, key.as_ref())).await.unwrap_or_default();
        Ok((file, outcomes))
    }

    /// Keeps these in place of what the file held; of nothing there is no file.
    pub(super) async fn keep(&mut self, vault: &Vault, server: String, outcomes: Vec<UnsaidOutcome>) {
        let folder = self.folder.clone();
        let kept = if outcomes.is_empty() {
            in_background(move || remove(&folder)).await
        } else {
            let Some(key) = self.key(vault, &server).await else { return };
            in_background(move || write(&folder, &server, &key, outcomes)).await
        };
        if let Some(Err(error)) = kept {
            tracing::warn!(%error, "what was said of calls is not kept for the next start");
        }
    }

    /// The key for this server, made if there is none yet; `None`: the keyring does not give or take one, and has said so.
    async fn key(&mut self, vault: &Vault, server: &str) -> Option<SealKey> {
        if let Some((of, key)) = &self.key
            && of == server
        {
            return Some(key.clone());
        }
        let key = match kept_key(vault, server).await.ok()? {
            Some(key) => key,
            None => {
                let key = SealKey::random()?;
                vault.write(server.to_owned(), Secret::UnsaidKey, key.to_text()).await.ok()?;
                key
            }
        };
        self.key = Some((server.to_owned(), key.clone()));
        Some(key)
    }
}

impl From<UnsaidOutcome> for Entry {
    fn from(UnsaidOutcome { person, call_id, outcome, said_ms }: UnsaidOutcome) -> Self {
        Self { person: person.as_str().to_owned(), call_id, outcome, said_ms }
    }
}

impl Entry {
    fn into_outcome(self) -> Option<UnsaidOutcome> {
        let Self { person, call_id, outcome, said_ms } = self;
        Some(UnsaidOutcome { person: PersonId::read(&person)?, call_id, outcome, said_ms })
    }
}

async fn kept_key(vault: &Vault, server: &str) -> Result<Option<SealKey>, VaultError> {
    let text = vault.read(server, Secret::UnsaidKey).await?;
    Ok(text.and_then(|text| SealKey::read(&text.0)))
}

/// Disks take their time, and sound and sockets go on meanwhile.
async fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.inspect_err(|_| tracing::error!("the work on the file of what was said of calls failed")).ok()
}

/// What the file holds. One that cannot be opened is put aside: it must stop no start, and is not thrown away either.
fn read(folder: &Path, server: &str, key: Option<&SealKey>) -> Vec<UnsaidOutcome> {
    let path = folder.join(FILE);
    opened(&path, server, key).unwrap_or_else(|problem| {
        tracing::warn!(%problem, "what was said of calls before this start cannot be opened and is put aside");
        if let Err(error) = fs::rename(&path, folder.join(ASIDE)) {
            tracing::warn!(%error, "it stays where it is");
        }
        Vec::new()
    })
}

fn opened(path: &Path, server: &str, key: Option<&SealKey>) -> Result<Vec<UnsaidOutcome>, Problem> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let mut sealed = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut sealed)?;
    if sealed.len() as u64 > LONGEST {
        return Err(Problem::TooLong);
    }
    let plain = key.ok_or(Problem::NoKey)?.open(server, &sealed).ok_or(Problem::Sealed)?;
    // The parser's own words may quote a note.
    let entries: Vec<Entry> = serde_json::from_slice(&plain).map_err(|_| Problem::Nonsense)?;
    Ok(entries.into_iter().filter_map(Entry::into_outcome).collect())
}

/// A power cut leaves the old file or the new one.
fn write(folder: &Path, server: &str, key: &SealKey, outcomes: Vec<UnsaidOutcome>) -> io::Result<()> {
    let entries: Vec<Entry> = outcomes.into_iter().map(Entry::from).collect();
    let plain = serde_json::to_vec(&entries)?;
    let sealed = key.seal(server, &plain).ok_or_else(|| io::Error::other("it could not be sealed"))?;
    let draft = folder.join(DRAFT);
    let mut file = new_private(&draft)?;
    file.write_all(&sealed)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&draft, folder.join(FILE))?;
    if let Ok(folder) = File::open(folder) {
        // Some file systems cannot; the file itself is written either way.
        let _not_here = folder.sync_all();
    }
    Ok(())
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_file(folder.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// A new empty file that only its owner may read; one that a crash left there is removed.
fn new_private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
