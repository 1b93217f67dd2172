//! Keeps and forgets in the order it was told to, while the station goes on.

use roomline_signaling::call::{Private, StationId};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::{Secret, Vault, VaultChoice, VaultError};
use crate::core::Input;
use crate::state::Remembering;

/// Orders that may wait; a keyring that hangs costs three seconds for each.
const ORDERS: usize = 16;

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
}

impl Keeper {
    /// Opens the vault in the background and tells what it held for `server`. Must be called on a tokio runtime.
    pub(crate) fn start(
        choice: VaultChoice,
        station: StationId,
        server: Option<String>,
        tell: mpsc::Sender<Input>,
    ) -> Self {
        let (orders, mut told) = mpsc::channel(ORDERS);
        let task = tokio::spawn(async move {
            let (vault, remembering) = open(choice, &station).await;
            let (token, pin) = match server {
                Some(server) => session(&vault, &server).await.unwrap_or_default(),
                None => (None, None),
            };
            let pin = pin.map(|pin| pin.into_inner().into());
            let _stopped = tell.send(Input::VaultOpened { remembering, token, pin }).await;
            while let Some(order) = told.recv().await {
                match order {
                    Order::Keep { server, secret, text } => {
                        if vault.write(server, secret, text).await.is_err() {
                            let _stopped = tell.send(Input::VaultFailed).await;
                        }
                    }
                    Order::Forget { server, secret } => vault.forget(server, secret).await,
                }
            }
        });
        Self { orders, task }
    }

    pub(crate) fn keep(&self, server: String, secret: Secret, text: Private<String>) {
        self.order(Order::Keep { server, secret, text });
    }

    pub(crate) fn forget(&self, server: String, secret: Secret) {
        self.order(Order::Forget { server, secret });
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

/// The session that is kept: refresh token and PIN. If only one of them can be read there is none, for a session without its PIN would
/// open a desk that was locked.
async fn session(
    vault: &Vault,
    server: &str,
) -> Result<(Option<Private<String>>, Option<Private<String>>), VaultError> {
    let token = vault.read(server, Secret::Token).await?;
    let pin = vault.read(server, Secret::Pin).await?;
    Ok((token, pin))
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
mod tests {
    use super::super::Job;
    use super::*;

    /// A keyring that gives the token, and of the PIN only what it is told.
    fn vault(pin: Result<Option<Private<String>>, VaultError>) -> Vault {
        let (jobs, mut asked) = mpsc::channel::<super::super::Asked>(2);
        tokio::spawn(async move {
            while let Some((job, answer)) = asked.recv().await {
                let given = match job {
                    Job::Read { secret: Secret::Token, .. } => Ok(Some(Private("r1".to_owned()))),
                    Job::Read { secret: Secret::Pin, .. } => pin.clone(),
                    Job::Probe | Job::Write { .. } | Job::Forget { .. } => Ok(None),
                };
                drop(answer.send(given));
            }
        });
        Vault::Keyring(jobs)
    }

    #[tokio::test]
    async fn a_token_whose_pin_cannot_be_read_is_no_session() {
        let server = "https://calls.example.org";
        assert!(session(&vault(Err(VaultError::Silent)), server).await.is_err());
        // Whoever has set no PIN has none.
        let (token, pin) = session(&vault(Ok(None)), server).await.expect("both can be read");
        assert!(token.is_some() && pin.is_none());
    }
}
