//! What an administrator decides: one TOML file, its defaults, and everything that can be wrong with it.
//!
//! A [`Config`] is whole and checked: nothing behind it asks again whether a file can be read or a URL is one. Every key
//! but arrays of tables can be overridden by an environment variable (`ROOMLINE_SERVER__LISTEN` for `server.listen`), and
//! every secret can come from a file (`…_file`).

mod check;
mod no_toml;
mod oauth;
mod reader;
mod ring_groups;
mod secret;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use crate::calls::{CalleeAddress, EarlyAnswer, RingGroup};

pub use oauth::OauthConfig;
pub use reader::{Mistake, Place};
pub use secret::SecretKey;

/// Everything the middleware is told by its administrator.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it listens.
    pub server: ServerConfig,
    /// The SQLite file; `database.path`.
    pub database: PathBuf,
    /// Encrypts tokens at rest; read from `secrets.key_file`.
    pub key: SecretKey,
    /// Amazon's side.
    pub alexa: AlexaConfig,
    /// Who rings together; `[[ring_groups]]`, at least one.
    pub ring_groups: Vec<RingGroup>,
    /// STUN and TURN.
    pub ice: IceConfig,
    /// Account linking; `None`: not offered.
    pub oauth: Option<OauthConfig>,
    /// `callbacks.claims_last_min`: when a claimed call-back goes back to everybody; `None`: never.
    pub claims_last: Option<Duration>,
    /// What is kept for how long.
    pub retention: RetentionConfig,
    /// What is logged.
    pub log: LogConfig,
    /// Where messages with Alexa are captured: `serve --capture`, never the file; `None`: nowhere.
    pub capture: Option<PathBuf>,
}

/// Where the middleware listens.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// The public listener: `/alexa/skill`, `/oauth/*`.
    pub listen: SocketAddr,
    /// The listener for stations, `/v1/*`; `None`: the public one.
    pub staff_listen: Option<SocketAddr>,
    /// Health and figures; a loopback address.
    pub admin_listen: SocketAddr,
    /// How Alexa and browsers reach the public listener.
    pub public_url: Option<Url>,
    /// Certificate and key; `None`: plain, on loopback only.
    pub tls: Option<TlsFiles>,
}

/// PEM files of the middleware's own TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate chain, leaf first.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// Amazon's side.
#[derive(Clone, Debug)]
pub struct AlexaConfig {
    /// Our skill; requests for another one are refused.
    pub skill_id: String,
    /// The skill's own client id at Login with Amazon.
    pub signaling_client_id: String,
    /// Its secret.
    pub signaling_client_secret: SecretString,
    /// Used instead of a Grant, if given.
    pub signaling_refresh_token: Option<SecretString>,
    /// The security profile for managing the property; `None`: not managed from here.
    pub management: Option<ManagementConfig>,
    /// How often all Echos are asked for; `None`: never. Needs `management` with its refresh token.
    pub echo_poll: Option<Duration>,
    /// Where signaling messages go; by region unless given.
    pub api_url: Url,
    /// Where the WebRTC administration lives; `api_url` unless given.
    pub webrtc_admin_url: Url,
    /// Login with Amazon.
    pub token_url: Url,
    /// Replaces the start of a signing certificate's URL; the default is Amazon's own.
    pub certificate_url_prefix: Url,
    /// Replaces the system's roots for signing certificates (PEM).
    pub certificate_root_file: Option<PathBuf>,
    /// One more root for `api_url` and `token_url` (PEM).
    pub tls_root_file: Option<PathBuf>,
    /// What `InitiateOutboundCall` is answered with.
    pub deferred_response: DeferredResponse,
    /// How a unit is named to Alexa.
    pub callee_address: CalleeAddress,
    /// What the station does with an answer ahead of acceptance.
    pub early_answer: EarlyAnswer,
    /// Whether a station may re-offer itself, to restart ICE.
    pub ice_restart: bool,
    /// Whether a call from a unit needs a linked account.
    pub require_linked_account: bool,
    /// Secret of the forward endpoint.
    pub forward_secret: Option<SecretString>,
}

/// The security profile of Alexa Smart Properties.
#[derive(Clone, Debug)]
pub struct ManagementConfig {
    /// Client id at Login with Amazon.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The administrator's consent.
    pub refresh_token: Option<SecretString>,
}

/// The two official forms of the deferred response.
///
/// Source: Amazon's sample `skill-sample-for-webrtc-asp`, 2023 (directive) and 2024 (empty).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeferredResponse {
    /// A directive with our id of the session.
    #[default]
    Directive,
    /// An empty response.
    Empty,
}

/// STUN and TURN.
#[derive(Clone, Debug, Default)]
pub struct IceConfig {
    /// `stun:`, `turn:` and `turns:` URLs.
    pub servers: Vec<String>,
    /// The secret shared with the TURN servers.
    pub turn_secret: Option<SecretString>,
}

/// What is kept for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetentionConfig {
    /// Days after which calls and done call-backs are removed.
    pub calls_days: u32,
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct LogConfig {
    /// Filter in the form of `tracing`'s `EnvFilter`, such as `info` or `info,roomline_middleware=debug`.
    pub filter: String,
    /// One JSON object per line instead of text.
    pub json: bool,
}

/// Why there is no [`Config`].
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}; name the file with --config", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file has mistakes.
    #[error("{0}")]
    Mistakes(Mistakes),
}

/// All mistakes of a file.
#[derive(Debug)]
pub struct Mistakes {
    /// The file.
    pub path: PathBuf,
    /// At least one, in the order of the file.
    pub list: Vec<Mistake>,
}

impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.list.len();
        write!(f, "{} has {count} mistake{}:", self.path.display(), if count == 1 { "" } else { "s" })?;
        self.list.iter().try_for_each(|mistake| write!(f, "\n  {mistake}"))
    }
}

impl Config {
    /// Reads and checks the file, with the overrides of the process's environment.
    ///
    /// # Errors
    /// [`ConfigError`] names every mistake with line and remedy: show it, and keep what was configured before.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        Self::parse(
            &text,
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))),
        )
        .map_err(|list| ConfigError::Mistakes(Mistakes { path: path.to_owned(), list }))
    }

    /// Checks a file's text.
    ///
    /// # Errors
    /// Every mistake, in the order of the file.
    pub fn parse(text: &str, variables: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<Mistake>> {
        check::config(reader::Reader::new(text, variables))
    }
}
