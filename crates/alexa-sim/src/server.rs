//! Starts everything: the machine, its signer, its doors, and the file that tells others where they are.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use roomline_signaling::call::Private;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::asp::{Oddities, Setup};
use crate::clock::Clock;
use crate::http;
use crate::property::Property;
use crate::service::{Audience, Service};
use crate::signing::{CERTIFICATE_PATH, Signer, SigningError};
use crate::simulator::{Simulator, Skill};
use crate::studio::Studio;

/// How long a connection to the skill may take to come up.
const CONNECT: Duration = Duration::from_secs(3);

/// What the simulator is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens: a loopback address, because there is no password.
    pub listen: SocketAddr,
    /// Where the skill is; may be told later.
    pub skill_url: Option<Url>,
    /// PEM file with one more root for the skill's own TLS.
    pub skill_root_file: Option<PathBuf>,
    /// Where the root certificate and recordings are kept.
    pub state_dir: PathBuf,
    /// The same seed gives the same ids and secrets.
    pub seed: u64,
    /// Who lives there.
    pub property: Property,
    /// How far it is set up for calls.
    pub setup: Setup,
    /// How tidy its devices are.
    pub oddities: Oddities,
}

/// Where everything is: what the ready file holds, and what a middleware must be configured with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ready {
    /// The page to play the residents.
    pub base_url: Url,
    /// The control API.
    pub control_url: Url,
    /// For `alexa.api_url`.
    pub api_url: Url,
    /// For `alexa.token_url`.
    pub token_url: Url,
    /// For `alexa.certificate_url_prefix`.
    pub certificate_url_prefix: Url,
    /// For `alexa.certificate_root_file`.
    pub certificate_root_file: PathBuf,
    /// For `alexa.skill_id`.
    pub skill_id: String,
    /// For `alexa.signaling_client_id`.
    pub signaling_client_id: String,
    /// For `alexa.signaling_client_secret`.
    pub signaling_client_secret: Private<String>,
    /// For `alexa.signaling_refresh_token`, instead of a Grant; none where a whole onboarding is to be rehearsed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signaling_refresh_token: Option<Private<String>>,
    /// For `alexa.management_client_id`.
    pub management_client_id: String,
    /// For `alexa.management_client_secret`.
    pub management_client_secret: Private<String>,
    /// For `alexa.management_refresh_token`.
    pub management_refresh_token: Private<String>,
    /// The organisation, as the console tells it.
    #[serde(default)]
    pub organisation_id: String,
    /// For `[[ring_groups]]`.
    pub ring_groups: Vec<ReadyRingGroup>,
}

/// A ring group the residents know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReadyRingGroup {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
}

/// A running simulator. Dropping it stops the doors.
#[derive(Debug)]
pub struct Server {
    /// The handle to everything behind the doors.
    pub simulator: Simulator,
    /// Where everything is.
    pub ready: Ready,
    doors: JoinHandle<io::Result<()>>,
}

/// Why the simulator cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no password, so nobody but this computer may reach it.
    #[error("{0} is no loopback address: listen on 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// Another program listens there.
    #[error("another program listens on {0} already: end it, or choose another port with --listen")]
    Taken(SocketAddr),
    /// The address cannot be listened on, or a file cannot be written.
    #[error("{what}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The signer cannot be made.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The client for the skill cannot be made, mostly because of its root file.
    #[error("the client for the skill cannot be made: is the root file PEM?")]
    Client(#[from] reqwest::Error),
    /// The address makes no URL; never seen.
    #[error("the address makes no URL")]
    Url(#[from] url::ParseError),
}

impl Server {
    /// Listens, makes the certificate chain and opens the doors.
    ///
    /// # Errors
    /// [`StartError`]: tell it and stop.
    pub async fn start(options: &Options) -> Result<Self, StartError> {
        if !options.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(options.listen));
        }
        let clock = Clock::start();
        let failed = |what| move |source| StartError::Io { what, source };
        std::fs::create_dir_all(&options.state_dir).map_err(failed("the state folder cannot be made"))?;
        let listener = TcpListener::bind(options.listen).await.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => StartError::Taken(options.listen),
            _ => failed("the address cannot be listened on")(source),
        })?;
        let address = listener.local_addr().map_err(failed("the address is not known"))?;
        let base = Url::parse(&format!("http://{address}/"))?;

        let today = jiff::Timestamp::from_microsecond(i64::try_from(clock.unix_us(clock.now())).unwrap_or(i64::MAX));
        let signer = tokio::task::spawn_blocking(move || Signer::new(today.unwrap_or_default()));
        let signer = signer.await.map_err(io::Error::other).map_err(failed("the signer was interrupted"))??;
        let root_file = options.state_dir.join("echo-root.pem");
        std::fs::write(&root_file, signer.root_pem()).map_err(failed("the root certificate cannot be written"))?;
        let root_file = root_file.canonicalize().map_err(failed("the root certificate cannot be found"))?;

        let mut service = Service::with_setup(options.property.clone(), options.seed, options.setup, options.oddities);
        let ready = ready(&mut service, &base, root_file, options.setup)?;
        let studio = Studio::new(&options.state_dir.join("recordings"));
        let studio = studio.map_err(failed("the folder for recordings cannot be made"))?;
        let skill =
            Skill { url: options.skill_url.clone(), client: client(options)?, linked_account: None, account: None };
        let simulator = Simulator::start(service, clock, signer, base, skill, studio);
        let doors = axum::serve(listener, http::router(simulator.clone()));
        let doors = tokio::spawn(std::future::IntoFuture::into_future(doors));
        Ok(Self { simulator, ready, doors })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.doors.abort();
    }
}

fn ready(
    service: &mut Service,
    base: &Url,
    certificate_root_file: PathBuf,
    setup: Setup,
) -> Result<Ready, url::ParseError> {
    let granted = setup == Setup::Onboarded;
    let signaling_refresh_token = granted.then(|| Private(service.issue_refresh_token(Audience::Signaling)));
    let management_refresh_token = Private(service.issue_refresh_token(Audience::Management));
    let signaling = service.tokens().client(Audience::Signaling).clone();
    let management = service.tokens().client(Audience::Management).clone();
    let ring_groups = service.property().ring_groups.iter();
    Ok(Ready {
        base_url: base.clone(),
        control_url: base.join("control/")?,
        api_url: base.clone(),
        token_url: base.join(http::TOKEN_PATH)?,
        certificate_url_prefix: base.join(CERTIFICATE_PATH)?,
        certificate_root_file,
        skill_id: service.property().skill_id.clone(),
        signaling_client_id: signaling.id,
        signaling_client_secret: signaling.secret,
        signaling_refresh_token,
        management_client_id: management.id,
        management_client_secret: management.secret,
        management_refresh_token,
        organisation_id: service.asp().organisation().unwrap_or_default().to_owned(),
        ring_groups: ring_groups
            .map(|group| ReadyRingGroup { name: group.name.clone(), address: group.address.to_string() })
            .collect(),
    })
}

fn client(options: &Options) -> Result<reqwest::Client, StartError> {
    let mut builder =
        reqwest::Client::builder().connect_timeout(CONNECT).redirect(reqwest::redirect::Policy::none()).no_proxy();
    if let Some(file) = &options.skill_root_file {
        let pem = std::fs::read(file)
            .map_err(|source| StartError::Io { what: "the root file of the skill cannot be read", source })?;
        builder = builder.tls_certs_merge(reqwest::Certificate::from_pem_bundle(&pem)?);
    }
    Ok(builder.build()?)
}
