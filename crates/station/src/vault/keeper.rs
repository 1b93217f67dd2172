//! Keeps and forgets in the order it was told to, while the station goes on.

use std::path::PathBuf;

use roomline_signaling::call::{Private, StationId};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::unsaid::UnsaidFile;
use super::{Secret, Vault, VaultChoice, people};
use crate::core::Input;
use crate::person::{KeptPeople, KeptPerson, PersonId, Roster};
use crate::state::Remembering;
use crate::unsaid::UnsaidOutcome;

/// Orders that may wait; a keyring that hangs costs three seconds for each.
const ORDERS: usize = 32;

/// The vault's own task.
#[derive(Debug)]
pub(crate) struct Keeper {
    orders: mpsc::Sender<Order>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
enum Order {
    Keep { server: String, secret: Secret, text: Private<String> },
    Forget { server: String, secret: Secret },
    KeepUnsaid { server: String, outcomes: Vec<UnsaidOutcome> },
}

impl Keeper {
    /// Opens the vault in the background and tells what it held for `server`, then what the file in `data_dir` did. Must be called on a
    /// tokio runtime.
    pub(crate) fn start(
        choice: VaultChoice,
        station: StationId,
        server: Option<String>,
        data_dir: PathBuf,
        tell: mpsc::Sender<Input>,
    ) -> Self {
        let (orders, told) = mpsc::channel(ORDERS);
        let task = tokio::spawn(async move {
            let (vault, remembering) = open(choice, &station).await;
            keep_on(vault, remembering, server, data_dir, told, tell).await;
        });
        Self { orders, task }
    }

    /// Keeps one person.
    pub(crate) fn keep_person(&self, server: String, person: KeptPerson) {
        let secret = Secret::Person(person.id.clone());
        self.order(Order::Keep { server, secret, text: people::text_of(person) });
    }

    /// Forgets one person.
    pub(crate) fn forget_person(&self, server: String, id: PersonId) {
        self.order(Order::Forget { server, secret: Secret::Person(id) });
    }

    /// Keeps who is known; of nobody nothing is kept.
    pub(crate) fn keep_roster(&self, server: String, roster: &Roster) {
        self.order(if roster.is_empty() {
            Order::Forget { server, secret: Secret::People }
        } else {
            Order::Keep { server, secret: Secret::People, text: people::text_of_all(roster) }
        });
    }

    /// Keeps what was said of calls and is not told yet, in place of what was kept of that; of nothing nothing is kept.
    pub(crate) fn keep_unsaid(&self, server: String, outcomes: Vec<UnsaidOutcome>) {
        self.order(Order::KeepUnsaid { server, outcomes });
    }

    /// Waits until every order is done.
    pub(crate) async fn finish(self) {
        drop(self.orders);
        if self.task.await.is_err() {
            tracing::error!("the vault's task failed");
        }
    }

    fn order(&self, order: Order) {
        if self.orders.try_send(order).is_err() {
            tracing::warn!("the keyring hangs: something is not kept");
        }
    }
}

/// Tells what `vault` held, then does what it is told until nobody can tell any more.
async fn keep_on(
    vault: Vault,
    remembering: Remembering,
    server: Option<String>,
    data_dir: PathBuf,
    mut told: mpsc::Receiver<Order>,
    tell: mpsc::Sender<Input>,
) {
    let read = match &server {
        Some(server) => people::read(&vault, server).await,
        None => Ok(KeptPeople::default()),
    };
    let (vault, remembering, people) = match read {
        Ok(people) => (vault, remembering, people),
        // Whatever is written now would take the place of what could not be read.
        Err(_) => (Vault::Nowhere, Remembering::KeyringUnavailable, KeptPeople::default()),
    };
    let at = server.clone().unwrap_or_default();
    let _stopped = tell.send(Input::VaultOpened { remembering, server: at, people }).await;
    let mut unsaid = open_unsaid(&vault, server, data_dir, &tell).await;
    // An earlier version may have left something, and a crash in the middle of taking it over, too.
    let mut has_old = true;
    while let Some(order) = told.recv().await {
        let (server, secret, done) = match order {
            Order::Keep { server, secret, text } => {
                let done = vault.write(server.clone(), secret.clone(), text).await.is_ok();
                (server, secret, done)
            }
            Order::Forget { server, secret } => {
                vault.forget(server.clone(), secret.clone()).await;
                (server, secret, true)
            }
            Order::KeepUnsaid { server, outcomes } => {
                if let Some(file) = &mut unsaid {
                    file.keep(&vault, server, outcomes).await;
                }
                continue;
            }
        };
        if !done {
            let _stopped = tell.send(Input::VaultFailed).await;
        } else if secret == Secret::People && std::mem::take(&mut has_old) {
            // In this order: a token that is left without its PIN would open a locked desk.
            vault.forget(server.clone(), Secret::OldToken).await;
            vault.forget(server, Secret::OldPin).await;
        }
    }
}

/// Opens the file of what was said of calls and tells what it held; `None`: nothing may be written, because no key can be kept or because
/// it would take the place of what could not be read.
async fn open_unsaid(
    vault: &Vault,
    server: Option<String>,
    data_dir: PathBuf,
    tell: &mpsc::Sender<Input>,
) -> Option<UnsaidFile> {
    if matches!(vault, Vault::Nowhere) {
        return None;
    }
    let (file, outcomes) = UnsaidFile::open(data_dir, vault, server.as_deref()).await.ok()?;
    let _stopped = tell.send(Input::UnsaidOpened { server: server.unwrap_or_default(), outcomes }).await;
    Some(file)
}

async fn open(choice: VaultChoice, station: &StationId) -> (Vault, Remembering) {
    match choice {
        VaultChoice::Memory => (Vault::Nowhere, Remembering::EachTime),
        VaultChoice::Keyring => match Vault::open(station).await {
            Ok(vault) => (vault, Remembering::Keyring),
            Err(error) => {
                tracing::warn!(%error, "no keyring: people sign in each time");
                (Vault::Nowhere, Remembering::KeyringUnavailable)
            }
        },
    }
}

#[cfg(test)]
mod tests;
