//! Goes through every key once and says what is wrong with it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::oauth::oauth;
use super::reader::{Mistake, Place, Placed, Reader};
use super::ring_groups::ring_groups;
use super::{
    AlexaConfig, Config, DeferredResponse, IceConfig, LogConfig, ManagementConfig, RetentionConfig, ServerConfig,
    TlsFiles,
};
use crate::calls::{CalleeAddress, EarlyAnswer};
use crate::http_client::is_loopback;

const DEFAULT_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8480);
const DEFAULT_ADMIN_LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8481);
/// The shortest secret of the forward endpoint, in characters.
const SHORTEST_FORWARD_SECRET: usize = 16;
/// How long calls are kept unless the file says otherwise.
const DEFAULT_CALLS_DAYS: u32 = 365;
const DEFAULT_CLAIMS_LAST_MIN: u32 = 30;
/// How often all Echos are asked for, unless given, and within which bounds.
const DEFAULT_ECHO_POLL: Duration = Duration::from_secs(60);
const LEAST_ECHO_POLL_S: u32 = 10;
const MOST_ECHO_POLL_S: u32 = 3600;
const DEFAULT_TOKEN_URL: &str = "https://api.amazon.com/auth/o2/token";
const DEFAULT_CERTIFICATE_URL_PREFIX: &str = "https://s3.amazonaws.com/echo.api/";

/// The hosts of Alexa's API. Source: Amazon's sample (na, eu); fe by the pattern of other APIs, UNVERIFIED.
const REGIONS: [(&str, &str); 3] = [
    ("na", "https://api.amazonalexa.com"),
    ("eu", "https://api.eu.amazonalexa.com"),
    ("fe", "https://api.fe.amazonalexa.com"),
];

/// The whole file.
pub(super) fn config(mut reader: Reader<'_>) -> Result<Config, Vec<Mistake>> {
    if !reader.is_toml() {
        return Err(reader.unreadable());
    }
    match (read(&mut reader), reader.finish()) {
        (Some(config), mistakes) if mistakes.is_empty() => Ok(config),
        (_, mistakes) => Err(mistakes),
    }
}

/// Asks for every key; `None` only if a mistake was found.
pub(super) fn read(reader: &mut Reader<'_>) -> Option<Config> {
    let server = server(reader);
    let database = reader.text("database.path").map_or_else(|| "roomline.db".into(), |path| PathBuf::from(path.value));
    let key = reader.secret_key("secrets.key_file");
    let remedy = "name a file with 32 random bytes (head -c 32 /dev/urandom | base64 > roomline.key), or let systemd load \
                  the credential `roomline-key`";
    let key = reader.required("secrets.key_file", key, remedy);
    let alexa = alexa(reader);
    let ring_groups = ring_groups(reader);
    let ice = ice(reader);
    let oauth = oauth(reader);
    let minutes =
        reader.number("callbacks.claims_last_min", 0..=1_440).map_or(DEFAULT_CLAIMS_LAST_MIN, |found| found.value);
    let claims_last = (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60));
    let retention = RetentionConfig {
        calls_days: reader.number("retention.calls_days", 1..=36_500).map_or(DEFAULT_CALLS_DAYS, |days| days.value),
    };
    let log = log(reader);
    Some(Config {
        server,
        database,
        key: key?,
        alexa: alexa?,
        ring_groups,
        ice,
        oauth,
        claims_last,
        retention,
        log,
        capture: None,
    })
}

fn server(reader: &mut Reader<'_>) -> ServerConfig {
    let address = "write an address and a port, as in \"0.0.0.0:443\" or \"[::]:443\"";
    let listen = reader.parse::<SocketAddr>("server.listen", address);
    let staff_listen = reader.parse::<SocketAddr>("server.staff_listen", address);
    let admin_listen = reader.parse::<SocketAddr>("server.admin_listen", address);
    let tls = tls_files(reader);
    for (key, open) in [("server.listen", &listen), ("server.staff_listen", &staff_listen)] {
        if let Some(open) = open.as_ref().filter(|open| tls.is_none() && !open.value.ip().is_loopback()) {
            let what = format!("`{key}` is open to the network without TLS");
            let remedy = "set `server.tls_cert` and `server.tls_key`, or listen on 127.0.0.1 behind a proxy";
            reader.mistake(open.at.clone(), what, remedy);
        }
    }
    if let Some(open) = admin_listen.as_ref().filter(|open| !open.value.ip().is_loopback()) {
        let remedy = "listen on 127.0.0.1: it has no sign-in";
        reader.mistake(open.at.clone(), "`server.admin_listen` is open to the network", remedy);
    }
    let public_url = url(reader, "server.public_url");
    ServerConfig {
        listen: listen.map_or(DEFAULT_LISTEN, |found| found.value),
        staff_listen: staff_listen.map(|found| found.value),
        admin_listen: admin_listen.map_or(DEFAULT_ADMIN_LISTEN, |found| found.value),
        public_url,
        tls,
    }
}

fn tls_files(reader: &mut Reader<'_>) -> Option<TlsFiles> {
    let (cert, key) = (reader.text("server.tls_cert"), reader.text("server.tls_key"));
    if let (Some(Placed { at, .. }), None) | (None, Some(Placed { at, .. })) = (&cert, &key) {
        reader.mistake(at.clone(), "only one of `server.tls_cert` and `server.tls_key` is set", "set both or none");
    }
    let (cert, key) = (cert?, key?);
    certificates(reader, "server.tls_cert", &cert);
    if let Err(error) = PrivateKeyDer::from_pem_file(&key.value) {
        let what = format!("`server.tls_key`: {} holds no private key: {error}", key.value);
        reader.mistake(key.at, what, "name a PEM file that the server's user may read");
    }
    Some(TlsFiles { cert: cert.value.into(), key: key.value.into() })
}

fn alexa(reader: &mut Reader<'_>) -> Option<AlexaConfig> {
    let skill_id = reader.text("alexa.skill_id");
    if let Some(Placed { at, .. }) = skill_id.as_ref().filter(|id| !id.value.starts_with("amzn1.ask.skill.")) {
        let remedy = "copy it from the developer console; it starts with amzn1.ask.skill.";
        reader.mistake(at.clone(), "`alexa.skill_id` is not a skill's id", remedy);
    }
    let skill_id = reader.required("alexa.skill_id", skill_id, "copy it from the developer console");
    let permissions = "copy it from the developer console: skill, Tools, Permissions, bottom of the page";
    let client_id = reader.text("alexa.signaling_client_id");
    let client_id = reader.required("alexa.signaling_client_id", client_id, permissions);
    let client_secret = reader.secret("alexa.signaling_client_secret");
    let client_secret = reader.required("alexa.signaling_client_secret", client_secret, permissions);
    let region = reader.one_of("alexa.region", &REGIONS).unwrap_or(REGIONS[0].1);
    let api_url = url(reader, "alexa.api_url").unwrap_or_else(|| known(region));
    let admin_url = url(reader, "alexa.webrtc_admin_url");
    let token_url = url(reader, "alexa.token_url").unwrap_or_else(|| known(DEFAULT_TOKEN_URL));
    let prefix = url(reader, "alexa.certificate_url_prefix").unwrap_or_else(|| known(DEFAULT_CERTIFICATE_URL_PREFIX));
    Some(AlexaConfig {
        webrtc_admin_url: admin_url.unwrap_or_else(|| api_url.clone()),
        api_url,
        token_url,
        certificate_url_prefix: prefix,
        certificate_root_file: root_file(reader, "alexa.certificate_root_file"),
        tls_root_file: root_file(reader, "alexa.tls_root_file"),
        signaling_refresh_token: reader.secret("alexa.signaling_refresh_token"),
        management: management(reader),
        echo_poll: echo_poll(reader),
        deferred_response: reader
            .one_of(
                "alexa.deferred_response",
                &[("directive", DeferredResponse::Directive), ("empty", DeferredResponse::Empty)],
            )
            .unwrap_or_default(),
        callee_address: reader
            .one_of(
                "alexa.callee_address",
                &[
                    ("raw_address", CalleeAddress::RawAddress),
                    ("communication_profile_id", CalleeAddress::CommunicationProfileId),
                ],
            )
            .unwrap_or_default(),
        early_answer: reader
            .one_of("alexa.early_answer", &[("apply", EarlyAnswer::Apply), ("store", EarlyAnswer::Store)])
            .unwrap_or_default(),
        ice_restart: reader.flag("alexa.ice_restart").is_some_and(|found| found.value),
        require_linked_account: reader.flag("alexa.require_linked_account").is_some_and(|found| found.value),
        forward_secret: forward_secret(reader),
        skill_id: skill_id?.value,
        signaling_client_id: client_id?.value,
        signaling_client_secret: client_secret?,
    })
}

fn forward_secret(reader: &mut Reader<'_>) -> Option<SecretString> {
    let secret = reader.secret_file("alexa.forward_secret_file")?;
    if secret.expose_secret().len() < SHORTEST_FORWARD_SECRET {
        let remedy = "make one with: head -c 32 /dev/urandom | base64 > forward-secret";
        reader.mistake(Place::File, "`alexa.forward_secret_file` holds fewer than 16 characters", remedy);
    }
    Some(secret)
}

fn management(reader: &mut Reader<'_>) -> Option<ManagementConfig> {
    let client_id = reader.text("alexa.management_client_id");
    let client_secret = reader.secret("alexa.management_client_secret");
    let refresh_token = reader.secret("alexa.management_refresh_token");
    let Placed { value: client_id, at } = client_id?;
    if client_secret.is_none() {
        let what = "`alexa.management_client_id` has no secret beside it";
        reader.mistake(at, what, "set `alexa.management_client_secret_file`");
    }
    Some(ManagementConfig { client_id, client_secret: client_secret?, refresh_token })
}

fn echo_poll(reader: &mut Reader<'_>) -> Option<Duration> {
    let key = "alexa.echo_poll_s";
    let Some(Placed { value, at }) = reader.number(key, 0..=MOST_ECHO_POLL_S) else { return Some(DEFAULT_ECHO_POLL) };
    if (1..LEAST_ECHO_POLL_S).contains(&value) {
        let remedy = format!("write 0 to ask never, or {LEAST_ECHO_POLL_S} to {MOST_ECHO_POLL_S}");
        reader.mistake(at, format!("`{key}` is {value}, more often than Amazon bears"), remedy);
    }
    (value > 0).then(|| Duration::from_secs(value.into()))
}

fn ice(reader: &mut Reader<'_>) -> IceConfig {
    let servers = reader.texts("ice.servers");
    let turn_secret = reader.secret("ice.turn_secret");
    let Some(Placed { value: servers, at }) = servers else { return IceConfig { servers: Vec::new(), turn_secret } };
    for server in &servers {
        let scheme = server.split(':').next().unwrap_or_default();
        if !matches!(scheme, "stun" | "stuns" | "turn" | "turns") || server.len() < scheme.len() + 2 {
            let remedy = "write them as in \"turn:turn.example.org:3478\"";
            reader.mistake(at.clone(), format!("`ice.servers` holds \"{server}\""), remedy);
        } else if scheme.ends_with('s') || server.contains("transport=tcp") {
            let what = format!("`ice.servers` holds \"{server}\", and desks ask over UDP only");
            let remedy = "write it with \"stun:\" or \"turn:\", without a transport or with \"?transport=udp\"";
            reader.mistake(at.clone(), what, remedy);
        } else if scheme.starts_with("turn") && turn_secret.is_none() {
            let what = format!("`ice.servers` holds \"{server}\", but there is no `ice.turn_secret`");
            let remedy = "set `ice.turn_secret_file` to the `static-auth-secret` of the TURN server";
            reader.mistake(at.clone(), what, remedy);
        }
    }
    IceConfig { servers, turn_secret }
}

fn log(reader: &mut Reader<'_>) -> LogConfig {
    let filter = reader.text("log.filter").map_or_else(
        || "info".to_owned(),
        |found| {
            if let Err(error) = found.value.parse::<tracing_subscriber::EnvFilter>() {
                let remedy = "write a level such as \"info\", or parts such as \"info,roomline_middleware=debug\"";
                reader.mistake(found.at, format!("`log.filter`: {error}"), remedy);
            }
            found.value
        },
    );
    let json = reader.one_of("log.format", &[("text", false), ("json", true)]).unwrap_or_default();
    LogConfig { filter, json }
}

/// A URL with https, or with http to this computer itself.
fn url(reader: &mut Reader<'_>, key: &str) -> Option<Url> {
    let Placed { value, at } = reader.parse::<Url>(key, "write a URL, as in \"https://roomline.example.org\"")?;
    match value.scheme() {
        "https" if value.has_host() => Some(value),
        "http" if is_loopback(&value) => Some(value),
        _ => {
            let remedy = "start it with https://; http:// is for this computer itself only";
            reader.mistake(at, format!("`{key}` is \"{value}\""), remedy);
            None
        }
    }
}

fn root_file(reader: &mut Reader<'_>, key: &str) -> Option<PathBuf> {
    let found = reader.text(key)?;
    certificates(reader, key, &found);
    Some(found.value.into())
}

/// Checks that a PEM file holds at least one certificate, and nothing broken.
fn certificates(reader: &mut Reader<'_>, key: &str, file: &Placed<String>) {
    let read = CertificateDer::pem_file_iter(&file.value).and_then(|found| found.collect::<Result<Vec<_>, _>>());
    let fault = match read {
        Ok(found) if !found.is_empty() => return,
        Ok(_) => "it holds no certificate".to_owned(),
        Err(error) => error.to_string(),
    };
    let place: Place = file.at.clone();
    let remedy = "name a PEM file that the server's user may read";
    reader.mistake(place, format!("`{key}`: cannot use {}: {fault}", file.value), remedy);
}

fn known(url: &str) -> Url {
    url.parse().expect("our own constants are URLs")
}
