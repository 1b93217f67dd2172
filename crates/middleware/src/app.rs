//! Puts the parts together: one property, its calls, Alexa's side and the stations' side, without a socket.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::sync::watch;

use crate::alexa::certificate::{Certificates, RootsError};
use crate::alexa::forward::Forward;
use crate::alexa::gateway::AlexaGateway;
use crate::alexa::login::Login;
use crate::alexa::skill::{self, Counts, Skill};
use crate::alexa::token::Tokens;
use crate::alexa::verify::Verifier;
use crate::asp::{HttpCarrier, Management};
use crate::calls::{Calls, NotServing, RingGroup, Settings};
use crate::capture::{Capture, CaptureError};
use crate::clock::Clock;
use crate::config::{AlexaConfig, Config, ConfigError, RetentionConfig};
use crate::database::Database;
use crate::directory;
use crate::echo::Poller;
use crate::health;
use crate::http_client::{self, ClientError, Trust};
use crate::oauth::{self, Oauth};
use crate::retention::{self, Forgotten};
use crate::staff::password::{PasswordError, Passwords};
use crate::staff::{self, Staff};
use crate::store::echo::EchoFigures;
use crate::store::{Store, StoreError};

/// How soon a running server sees an import made beside it.
const LOOK_FOR_IMPORTS: Duration = Duration::from_secs(2);

/// How long a question how it is may wait for the calls.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// A property's server, assembled and serving calls. [`App::tend`] must run beside it.
#[derive(Clone, Debug)]
pub struct App {
    calls: Calls,
    database: Database,
    tokens: Tokens,
    skill: Arc<Skill>,
    staff: Arc<Staff>,
    oauth: Option<Arc<Oauth>>,
    ring_groups: Arc<watch::Sender<Vec<RingGroup>>>,
    retention: RetentionConfig,
    clock: Clock,
    echos: Option<Arc<EchoWatch>>,
}

/// The way to Amazon's management API, and how often all Echos are asked for.
#[derive(Debug)]
struct EchoWatch {
    carrier: Arc<HttpCarrier>,
    clock: Clock,
    every: Duration,
}

/// Why a server could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum AssembleError {
    /// The database.
    #[error("{}: {source}", path.display())]
    Store {
        /// Its file.
        path: std::path::PathBuf,
        /// What is wrong.
        source: StoreError,
    },
    /// Certificates of skill requests.
    #[error(transparent)]
    Roots(#[from] RootsError),
    /// The way to Amazon.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Passwords.
    #[error(transparent)]
    Passwords(#[from] PasswordError),
    /// `--capture`.
    #[error(transparent)]
    Capture(#[from] CaptureError),
}

/// Why ring groups were not taken over.
#[derive(Debug, thiserror::Error)]
pub enum ReloadError {
    /// The file has mistakes.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Calls are not served.
    #[error(transparent)]
    NotServing(#[from] NotServing),
}

impl App {
    /// Opens the database, restores its calls and starts serving them. Must be called on a tokio runtime.
    ///
    /// # Errors
    /// [`AssembleError`]: name it to the operator and stop.
    pub async fn assemble(config: &Config, clock: Clock) -> Result<Self, AssembleError> {
        let failed = |source| AssembleError::Store { path: config.database.clone(), source };
        let store = Store::open(&config.database).map_err(failed)?;
        let units = store.units().map_err(failed)?;
        let calls_store = Store::open(&config.database).map_err(failed)?;
        let database = Database::new(store);

        let alexa = &config.alexa;
        let roots = alexa.tls_root_file.as_deref().map(http_client::roots).transpose()?;
        let trust = roots.as_deref().map_or(Trust::System, Trust::Also);
        let (id, secret) = (alexa.signaling_client_id.clone(), alexa.signaling_client_secret.clone());
        let login = Login::new(alexa.token_url.clone(), trust, id, secret)?;
        let configured = alexa.signaling_refresh_token.as_ref();
        let tokens = Tokens::load(login, database.clone(), config.key.clone(), clock.clone(), configured).await;
        let tokens = tokens.map_err(failed)?;
        let capture = config.capture.as_deref().map(|folder| Capture::start(folder, clock.clone())).transpose()?;
        let gateway = AlexaGateway::new(&alexa.api_url, trust, tokens.clone())?.capturing(capture.clone());

        let settings = Settings {
            ring_groups: config.ring_groups.clone(),
            units: directory::for_calls(units),
            early_answer: alexa.early_answer,
            callee_address: alexa.callee_address,
            ice_restart: alexa.ice_restart,
            claims_last: config.claims_last,
        };
        let calls = Calls::start(calls_store, settings, gateway).map_err(failed)?;

        let echos = echo_watch(alexa, trust, clock.clone())?.map(Arc::new);
        let (ring_groups, groups) = watch::channel(config.ring_groups.clone());
        let staff = Arc::new(Staff {
            calls: calls.clone(),
            database: database.clone(),
            key: config.key.clone(),
            clock: clock.clone(),
            passwords: Passwords::new()?,
            delays: staff::delay::Delays::default(),
            ice: config.ice.clone(),
            watches_echos: echos.is_some(),
            ring_groups: groups.clone(),
        });
        let oauth = config.oauth.clone().map(|oauth| Arc::new(Oauth::new(Arc::clone(&staff), oauth)));

        let root_file = alexa.certificate_root_file.as_deref();
        let certificates = Certificates::new(alexa.certificate_url_prefix.clone(), root_file)?;
        let skill = Arc::new(Skill {
            verifier: Verifier::new(certificates, alexa.skill_id.clone()),
            forward: alexa.forward_secret.clone().map(Forward::new),
            calls: calls.clone(),
            tokens: tokens.clone(),
            clock: clock.clone(),
            deferred_response: alexa.deferred_response,
            require_linked_account: alexa.require_linked_account,
            oauth: oauth.clone(),
            ring_groups: groups,
            capture,
            counts: Counts::default(),
        });
        let (ring_groups, retention) = (Arc::new(ring_groups), config.retention);
        Ok(Self { calls, database, tokens, skill, staff, oauth, ring_groups, retention, clock, echos })
    }

    /// All calls.
    #[must_use]
    pub const fn calls(&self) -> &Calls {
        &self.calls
    }

    /// What Alexa and the browsers of those who link accounts reach.
    pub fn public_router(&self) -> Router {
        let skill = skill::router(Arc::clone(&self.skill));
        match &self.oauth {
            Some(oauth) => skill.merge(oauth::router(Arc::clone(oauth))),
            None => skill,
        }
    }

    /// What stations reach.
    pub fn staff_router(&self) -> Router {
        staff::router(Arc::clone(&self.staff))
    }

    /// What the operator's tools reach.
    pub fn admin_router(&self) -> Router {
        health::router(self.clone())
    }

    /// Everything on one listener.
    pub fn router(&self) -> Router {
        self.public_router().merge(self.staff_router())
    }

    /// Keeps tokens fresh, sees imports, removes what is old and watches the Echos, for ever.
    pub async fn tend(&self) {
        let forgetting = retention::keep_forgetting(&self.database, &self.clock, self.retention.calls_days);
        tokio::join!(self.tokens.keep_fresh(), self.watch_directory(), forgetting, self.watch_echos());
    }

    /// Removes calls, done call-backs and finished rounds that are older than `retention.calls_days`.
    ///
    /// # Errors
    /// [`StoreError`] when the database refuses.
    pub async fn forget_old_calls(&self) -> Result<Forgotten, StoreError> {
        retention::forget_old(&self.database, &self.clock, self.retention.calls_days).await
    }

    /// How many Echos are how; nothing if nobody watches them.
    pub async fn echo_figures(&self) -> EchoFigures {
        match self.echos {
            Some(_) => self.database.ask(|store| store.echo_figures()).await.unwrap_or_default(),
            None => EchoFigures::default(),
        }
    }

    async fn watch_echos(&self) {
        let Some(echos) = &self.echos else { return };
        match Poller::start(Arc::clone(&echos.carrier), self.database.clone(), &echos.clock, echos.every).await {
            Ok(poller) => poller.run(&self.calls).await,
            Err(error) => tracing::error!(%error, "the Echos are not watched"),
        }
    }

    /// Takes over the ring groups of a changed configuration file, for calls that arrive from now on; returns how many
    /// there are.
    ///
    /// # Errors
    /// [`ReloadError`]: everything stays as it was.
    pub async fn reload(&self, file: &Path) -> Result<usize, ReloadError> {
        let groups = Config::load(file)?.ring_groups;
        self.calls.ring_groups_changed(groups.clone()).await?;
        let count = groups.len();
        self.ring_groups.send_replace(groups);
        Ok(count)
    }

    /// Whether requests can be served, and whether Alexa granted us a token.
    pub async fn readiness(&self) -> Readiness {
        let database = self.database.ask(|store| store.directory_version()).await.is_ok();
        let load = tokio::time::timeout(READY_WITHIN, self.calls.load()).await;
        let groups = load.ok().and_then(Result::ok).unwrap_or_default().ring_groups;
        let unheard = groups.into_iter().filter(|group| group.reachable_desks == 0).map(|group| group.ring_group);
        Readiness {
            ready: database && self.calls.is_serving(),
            granted: self.tokens.granted(),
            unheard: unheard.collect(),
        }
    }

    /// What the skill endpoint counted.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.skill.counts
    }

    /// What handlers of requests ask.
    pub(crate) const fn database(&self) -> &Database {
        &self.database
    }

    async fn watch_directory(&self) {
        let mut known = self.database.ask(|store| store.directory_version()).await.ok();
        loop {
            tokio::time::sleep(LOOK_FOR_IMPORTS).await;
            let version = self.database.ask(|store| store.directory_version()).await.ok();
            if version.is_none() || version == known {
                continue;
            }
            match self.database.ask(|store| store.units()).await {
                Ok(units) => {
                    tracing::info!(units = units.len(), "the directory was imported anew");
                    if self.calls.directory_changed(directory::for_calls(units)).await.is_err() {
                        return;
                    }
                    known = version;
                }
                Err(error) => tracing::error!(%error, "the new directory cannot be read"),
            }
        }
    }
}

/// `None`: it is not wished, or nobody consented to manage the property from here.
fn echo_watch(alexa: &AlexaConfig, trust: Trust<'_>, clock: Clock) -> Result<Option<EchoWatch>, ClientError> {
    let (Some(every), Some(management)) = (alexa.echo_poll, &alexa.management) else { return Ok(None) };
    let Some(refresh_token) = management.refresh_token.clone() else { return Ok(None) };
    let (id, secret) = (management.client_id.clone(), management.client_secret.clone());
    let login = Login::new(alexa.token_url.clone(), trust, id, secret)?;
    let (api_url, webrtc_admin_url) = (&alexa.api_url, &alexa.webrtc_admin_url);
    let carrier = HttpCarrier::new(Management { api_url, webrtc_admin_url, login, refresh_token }, trust)?;
    Ok(Some(EchoWatch { carrier: Arc::new(carrier), clock, every }))
}

/// How the server is.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Readiness {
    /// Whether requests can be served.
    pub ready: bool,
    /// Whether there is a token for Alexa: without one no call can be made.
    pub granted: bool,
    /// Ring groups that nobody listens for: none of their desks is connected and available.
    pub unheard: Vec<String>,
}
