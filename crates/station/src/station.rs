//! The running station: the core with a real clock, a real network and real sound.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use crate::config::StationConfig;
use crate::request::{Request, RequestError};
use crate::state::StationState;
use crate::vault::VaultChoice;

/// Why a station cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The file of additional root certificates cannot be used: correct `ca_file` in `station.toml`.
    #[error("ca_file {path} cannot be used: {problem}")]
    CaFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// Starts stations.
#[derive(Debug)]
pub struct Station;

impl Station {
    /// Starts a station; signs in by itself if the vault holds a session. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] says what an administrator has to correct.
    pub fn start(config: StationConfig, vault: VaultChoice) -> Result<StationHandle, StartError> {
        drop((config, vault));
        todo!()
    }
}

pub(crate) type Asked = (Request, oneshot::Sender<Result<(), RequestError>>);

/// The handle to a running station; clones share it. When the last one is dropped, the station stops.
#[derive(Clone, Debug)]
pub struct StationHandle {
    requests: mpsc::Sender<Asked>,
    state: watch::Receiver<Arc<StationState>>,
}

impl StationHandle {
    /// Asks for something; returns as soon as the station has taken it, mostly within a millisecond.
    ///
    /// # Errors
    /// [`RequestError`] says why it was not taken; nothing has changed then.
    pub async fn request(&self, request: Request) -> Result<(), RequestError> {
        let (answer, answered) = oneshot::channel();
        self.requests.send((request, answer)).await.map_err(|_| RequestError::Stopped)?;
        answered.await.map_err(|_| RequestError::Stopped)?
    }

    /// The state as it is now.
    #[must_use]
    pub fn state(&self) -> Arc<StationState> {
        self.state.borrow().clone()
    }

    /// The state and all its changes; a slow watcher sees the newest only. Closed when the station has stopped.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<Arc<StationState>> {
        self.state.clone()
    }
}
