//! `GET /v1/ice-servers`: TURN credentials that end by themselves, made from a secret shared with the TURN server.
//!
//! Source: draft-uberti-behave-turn-rest-00 §2.2; coturn, option `use-auth-secret`.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use roomline_signaling::call::Private;
use roomline_signaling::rest::{IceServer, IceServers};
use secrecy::ExposeSecret as _;
use sha1::Sha1;

use super::Staff;
use super::problem::Problem;
use super::sign_in::SignedIn;
use crate::config::IceConfig;

/// How long credentials last: a call of 4 h that began with hour-old ones must still be able to move.
const LIFE: Duration = Duration::from_secs(6 * 3600);
/// When stations ask for new ones.
const ASK_AGAIN: Duration = Duration::from_secs(3600);

/// `GET /v1/ice-servers`
pub(super) async fn servers(State(staff): State<Arc<Staff>>, signed_in: SignedIn) -> Result<Json<IceServers>, Problem> {
    Ok(Json(ice_servers(&staff.ice, &signed_in.0.station_id, staff.clock.now().as_second())))
}

fn ice_servers(config: &IceConfig, station_id: &str, now_s: i64) -> IceServers {
    let is_turn = |url: &&String| url.starts_with("turn");
    let (turn, stun): (Vec<_>, Vec<_>) = config.servers.iter().partition(is_turn);
    let mut servers = Vec::new();
    if !stun.is_empty() {
        servers.push(IceServer { urls: stun.into_iter().cloned().collect(), ..IceServer::default() });
    }
    if let Some(secret) = config.turn_secret.as_ref().filter(|_| !turn.is_empty()) {
        let username = format!("{}:{station_id}", now_s + LIFE.as_secs().cast_signed());
        let mut mac = Hmac::<Sha1>::new_from_slice(secret.expose_secret().as_bytes()).expect("HMAC takes any key");
        mac.update(username.as_bytes());
        servers.push(IceServer {
            urls: turn.into_iter().cloned().collect(),
            credential: Some(Private(STANDARD.encode(mac.finalize().into_bytes()))),
            username: Some(Private(username)),
        });
    }
    IceServers { servers, expires_in_s: ASK_AGAIN.as_secs() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turn_credentials_are_those_that_coturn_computes() {
        let config = IceConfig {
            servers: vec!["stun:stun.example.org".into(), "turn:turn.example.org".into()],
            turn_secret: Some("north".into()),
        };
        let answer = ice_servers(&config, "desk-1", 1_700_000_000);
        let [stun, turn] = answer.servers.as_slice() else { panic!("two servers, not {answer:?}") };
        assert_eq!((&stun.username, &stun.credential), (&None, &None));
        assert_eq!(turn.username, Some(Private("1700021600:desk-1".into())));
        // printf 1700021600:desk-1 | openssl dgst -sha1 -hmac north -binary | base64
        assert_eq!(turn.credential, Some(Private("O0+u6i4W4xiooXpG307JhZGu2Ws=".into())));
    }

    #[test]
    fn without_a_secret_no_turn_server_is_named() {
        let config = IceConfig { servers: vec!["turn:turn.example.org".into()], turn_secret: None };
        assert_eq!(ice_servers(&config, "desk-1", 0).servers, []);
    }
}
