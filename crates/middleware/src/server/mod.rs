//! The process around an [`App`]: listeners, TLS, signals, and an orderly end.

mod bounded;
mod listener;
mod tls;

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::Duration;

use serde::Serialize;
use tokio::signal;

use crate::app::{App, AssembleError};
use crate::clock::Clock;
use crate::config::Config;
use crate::log;
use crate::store::{LockError, ServerLock};
use listener::Listener;
use tls::Tls;

pub use tls::TlsError;

/// How long stations may take to go and Alexa to take what she must be told.
const FAREWELL: Duration = Duration::from_secs(3);
/// How long connections may finish after that.
const GRACE: Duration = Duration::from_secs(5);

/// Why the server did not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The parts could not be put together.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
    /// The database is another server's.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// An address cannot be listened on.
    #[error("cannot listen on {address}: {source}; is another server running there?")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// Certificate or key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The thread of the calls ended, because the database failed.
    #[error("calls cannot be stored any more; see the log, and check the disk that holds the database")]
    CallsFailed,
    /// The runtime or a signal handler.
    #[error("the system refused: {0}")]
    System(#[from] std::io::Error),
}

/// Where a server listens, as written to `--ready-file`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Addresses {
    /// Alexa's requests.
    pub listen: SocketAddr,
    /// The stations'.
    pub staff_listen: SocketAddr,
    /// The operator's.
    pub admin_listen: SocketAddr,
    /// Whether the first two speak TLS.
    pub tls: bool,
}

/// A server whose addresses are bound and whose calls are served.
#[derive(Debug)]
pub struct Server {
    app: App,
    addresses: Addresses,
    listeners: Vec<Listener>,
    tls: Option<Tls>,
    lock: ServerLock,
}

impl Server {
    /// Puts the parts together and binds the addresses. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// [`ServeError`]: name it to the operator and stop.
    pub async fn start(config: &Config, clock: Clock) -> Result<Self, ServeError> {
        let tls = config.server.tls.clone().map(Tls::load).transpose()?;
        let lock = ServerLock::take(&config.database)?;
        let app = App::assemble(config, clock).await?;
        let public = match config.server.staff_listen {
            None => app.router(),
            Some(_) => app.public_router(),
        };
        let mut listeners = vec![Listener::bind(config.server.listen, public, tls.as_ref())?];
        if let Some(address) = config.server.staff_listen {
            listeners.push(Listener::bind(address, app.staff_router(), tls.as_ref())?);
        }
        let staff_listen = listeners[listeners.len() - 1].address();
        listeners.push(Listener::bind(config.server.admin_listen, app.admin_router(), None)?);
        let addresses = Addresses {
            listen: listeners[0].address(),
            staff_listen,
            admin_listen: listeners[listeners.len() - 1].address(),
            tls: tls.is_some(),
        };
        Ok(Self { app, addresses, listeners, tls, lock })
    }

    /// Where it listens.
    #[must_use]
    pub const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// The parts.
    #[must_use]
    pub const fn app(&self) -> &App {
        &self.app
    }

    /// Serves until `stop` comes. Then stations are told to come back, Alexa what is due, and only then the listeners end;
    /// live calls talk on and are taken up by the next start.
    ///
    /// # Errors
    /// [`ServeError`] when a listener or the database fails: start the process anew.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let Self { app, listeners, tls, lock, .. } = self;
        let handles: Vec<_> = listeners.iter().map(Listener::handle).collect();
        let mut serving = tokio::task::JoinSet::new();
        for listener in listeners {
            serving.spawn(listener.serve());
        }
        let watch_tls = async {
            match &tls {
                Some(tls) => tls.watch().await,
                None => std::future::pending().await,
            }
        };
        let outcome = tokio::select! {
            () = stop => Ok(()),
            () = app.calls().stopped() => Err(ServeError::CallsFailed),
            () = app.tend() => Ok(()),
            () = watch_tls => Ok(()),
            Some(ended) = serving.join_next() => {
                ended.unwrap_or_else(|panicked| Err(std::io::Error::other(panicked))).map_err(ServeError::System)
            }
        };
        tracing::info!("stopping: stations are told, live calls talk on");
        app.calls().leave(FAREWELL).await;
        for handle in handles {
            handle.graceful_shutdown(Some(GRACE));
        }
        while serving.join_next().await.is_some() {}
        drop(lock);
        outcome
    }
}

/// Checks that the server's certificate and key fit each other.
///
/// # Errors
/// [`TlsError`].
pub fn check_tls(config: &Config) -> Result<(), TlsError> {
    config.server.tls.clone().map(Tls::load).transpose().map(drop)
}

/// Runs the server in this process until SIGTERM or Ctrl-C. SIGHUP reads the ring groups of `file` and the certificate
/// anew.
///
/// # Errors
/// [`ServeError`].
pub fn serve_until_told(config: Config, file: &Path, ready_file: Option<PathBuf>) -> Result<(), ServeError> {
    log::start(&config.log);
    if let Some(path) = &ready_file {
        // Left over from a run that was killed, or not there.
        let _ = std::fs::remove_file(path);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before anything else: a signal that comes while the server starts must not end it by the system's default.
        let hang_ups = signals::hang_ups()?;
        let stop = signals::stop()?;
        let server = Server::start(&config, Clock::system()).await?;
        let addresses = server.addresses();
        let app = server.app().clone();
        let reloads = reloads(hang_ups, app.clone(), server.tls.clone(), file.to_owned());
        let mut running = pin!(server.run(stop));
        if !app.readiness().await.granted {
            tracing::warn!("Alexa has granted no token yet: calls fail until the skill is enabled");
        }
        if config.alexa.require_linked_account && config.oauth.is_none() {
            tracing::warn!(
                "every call from a unit is refused: `alexa.require_linked_account` needs the section [oauth]"
            );
        }
        tracing::info!(
            listen = %addresses.listen,
            staff_listen = %addresses.staff_listen,
            admin_listen = %addresses.admin_listen,
            tls = addresses.tls,
            "serving"
        );
        if let Some(path) = ready_file {
            write_ready(&path, addresses)?;
        }
        tokio::select! {
            outcome = &mut running => outcome,
            () = reloads => unreachable!("reloads are awaited for ever"),
        }
    })
}

/// Reads ring groups and certificate anew at each of `hang_ups`, for ever.
async fn reloads(mut hang_ups: signals::HangUps, app: App, tls: Option<Tls>, file: PathBuf) {
    loop {
        hang_ups.next().await;
        match app.reload(&file).await {
            Ok(groups) => tracing::info!(groups, "the ring groups were read anew"),
            Err(error) => tracing::error!(%error, "the ring groups stay as they were"),
        }
        if let Some(tls) = &tls {
            tls.renew();
        }
    }
}

/// Written aside and renamed, so that nobody reads half of it.
fn write_ready(path: &Path, addresses: Addresses) -> std::io::Result<()> {
    let aside = path.with_extension("part");
    std::fs::write(&aside, serde_json::to_vec(&addresses).expect("addresses have only string keys"))?;
    std::fs::rename(aside, path)
}

mod signals {
    //! What the operating system tells the process.

    use super::*;

    /// Ends when the process is told to stop.
    #[cfg(unix)]
    pub(super) fn stop() -> std::io::Result<impl Future<Output = ()>> {
        let mut terminate = signal::unix::signal(signal::unix::SignalKind::terminate())?;
        let mut interrupt = signal::unix::signal(signal::unix::SignalKind::interrupt())?;
        Ok(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
        })
    }

    /// Ends when the process is told to stop.
    #[cfg(not(unix))]
    pub(super) fn stop() -> std::io::Result<impl Future<Output = ()>> {
        Ok(async {
            let _ = signal::ctrl_c().await;
        })
    }

    /// SIGHUP, as it comes.
    #[cfg(unix)]
    pub(super) struct HangUps(signal::unix::Signal);

    /// There is no such signal on this system.
    #[cfg(not(unix))]
    pub(super) struct HangUps;

    /// SIGHUP from now on.
    #[cfg(unix)]
    pub(super) fn hang_ups() -> std::io::Result<HangUps> {
        Ok(HangUps(signal::unix::signal(signal::unix::SignalKind::hangup())?))
    }

    /// SIGHUP from now on.
    #[cfg(not(unix))]
    pub(super) fn hang_ups() -> std::io::Result<HangUps> {
        Ok(HangUps)
    }

    impl HangUps {
        /// Waits for the next one; for ever, if none can come.
        pub(super) async fn next(&mut self) {
            #[cfg(unix)]
            if self.0.recv().await.is_some() {
                return;
            }
            std::future::pending().await
        }
    }
}
