//! Where refresh tokens and PINs live between two starts, and the names of whom they belong to: in the operating system's keyring,
//! or nowhere. What was said of calls and is not told yet may be too long for a keyring: it lies in a file, and its key in the keyring.
//!
//! A keyring may be missing, locked, or hang while it waits for a person: it is asked on a thread of its own, and what
//! takes longer than three seconds counts as no keyring at all. Nothing is ever written in clear instead.

mod keeper;
mod keyring;
mod people;
mod seal;
mod unsaid;

use std::time::Duration;

use roomline_signaling::call::{Private, StationId};
use tokio::sync::{mpsc, oneshot};

use crate::person::PersonId;

pub(crate) use keeper::Keeper;

/// How long the keyring may take for one thing.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// Things that may wait for a keyring; a hanging one is given up, not queued for.
const WAITING: usize = 8;

/// Where sign-ins are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VaultChoice {
    /// In the operating system's keyring; if that does not answer within 3 s, as [`VaultChoice::Memory`].
    #[default]
    Keyring,
    /// In memory only: sign in each time.
    Memory,
}

/// The vault of a running station.
#[derive(Debug)]
enum Vault {
    /// The keyring's thread takes what is asked of it.
    Keyring(mpsc::Sender<Asked>),
    /// Nothing is kept.
    Nowhere,
}

/// Why there is no keyring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum VaultError {
    /// It is locked: a person may unlock it and start the program again.
    #[error("the keyring is locked")]
    Locked,
    /// There is none, or it refuses.
    #[error("there is no usable keyring")]
    Missing,
    /// It did not answer in time; it may be waiting for somebody to type a password.
    #[error("the keyring does not answer")]
    Silent,
}

/// What is kept for a server. Each is an entry of its own, whose name tells nobody's.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Secret {
    /// Who is known here, by their ids.
    People,
    /// One of them: name, refresh token and PIN in one, so that no moment has the one without the other.
    Person(PersonId),
    /// The refresh token of whoever was signed in, as versions before there were several people kept it.
    OldToken,
    /// What those kept of the PIN beside it.
    OldPin,
    /// What opens the file of what was said of calls and is not told yet.
    UnsaidKey,
}

impl Secret {
    /// For the log.
    const fn word(&self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Person(_) => "person",
            Self::OldToken => "old token",
            Self::OldPin => "old PIN",
            Self::UnsaidKey => "key to what is unsaid",
        }
    }
}

/// What is asked of a keyring.
#[derive(Debug)]
enum Job {
    /// Write, read and delete something, because an absent entry does not prove that the keyring works.
    Probe,
    Read {
        server: String,
        secret: Secret,
    },
    Write {
        server: String,
        secret: Secret,
        text: Private<String>,
    },
    Forget {
        server: String,
        secret: Secret,
    },
}

type Outcome = Result<Option<Private<String>>, VaultError>;
type Asked = (Job, oneshot::Sender<Outcome>);

impl Vault {
    /// Opens the vault; a keyring has to show first that it works.
    ///
    /// # Errors
    /// [`VaultError`]: use [`Vault::Nowhere`] and tell the person that they have to sign in each time.
    async fn open(station: &StationId) -> Result<Self, VaultError> {
        let (jobs, mut waiting) = mpsc::channel::<Asked>(WAITING);
        let station = station.clone();
        let spawned = std::thread::Builder::new().name("roomline-keyring".into()).spawn(move || {
            while let Some((job, answer)) = waiting.blocking_recv() {
                let _nobody_waits_any_more = answer.send(keyring::done(&station, job));
            }
        });
        spawned.map_err(|_| VaultError::Missing)?;
        let vault = Self::Keyring(jobs);
        vault.ask(Job::Probe).await?;
        Ok(vault)
    }

    /// What is kept for a server; none if there is none.
    ///
    /// # Errors
    /// [`VaultError`]: it cannot be known.
    async fn read(&self, server: &str, secret: Secret) -> Outcome {
        let word = secret.word();
        let read = self.ask(Job::Read { server: server.to_owned(), secret }).await;
        read.inspect_err(|error| tracing::warn!(%error, secret = word, "the keyring cannot be read"))
    }

    /// Keeps something for a server in place of what was kept before.
    ///
    /// # Errors
    /// [`VaultError`]: tell the person that they have to sign in after the next start.
    async fn write(&self, server: String, secret: Secret, text: Private<String>) -> Result<(), VaultError> {
        let word = secret.word();
        let kept = self.ask(Job::Write { server, secret, text }).await.map(drop);
        kept.inspect_err(|error| tracing::warn!(%error, secret = word, "the keyring does not keep it"))
    }

    /// Forgets what is kept for a server.
    async fn forget(&self, server: String, secret: Secret) {
        let word = secret.word();
        if let Err(error) = self.ask(Job::Forget { server, secret }).await {
            tracing::warn!(%error, secret = word, "the keyring does not forget it");
        }
    }

    async fn ask(&self, job: Job) -> Outcome {
        let Self::Keyring(jobs) = self else { return Ok(None) };
        let (answer, answered) = oneshot::channel();
        jobs.try_send((job, answer)).map_err(|_| VaultError::Silent)?;
        match tokio::time::timeout(ANSWER_WITHIN, answered).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(_)) => Err(VaultError::Missing),
            Err(_) => Err(VaultError::Silent),
        }
    }
}
