//! The settings of account linking, as Amazon's tool takes them.
//!
//! Source: *Account linking schemas*, `accountLinkingRequest`.

use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use url::Url;

use crate::config::OauthConfig;
use crate::oauth::SCOPE;

/// How long Alexa takes a token to be good if we did not say.
const TOKEN_LIFE_S: u32 = 3600;

/// Holds the client's secret: Alexa must know it.
pub(super) fn settings(oauth: &OauthConfig, host: &Url) -> Value {
    let at = |path: &str| host.join(path).expect("our own paths are URLs").to_string();
    json!({
        "accountLinkingRequest": {
            "skipOnEnablement": false,
            "type": "AUTH_CODE",
            "authorizationUrl": at("/oauth/authorize"),
            "accessTokenUrl": at("/oauth/token"),
            "accessTokenScheme": "HTTP_BASIC",
            "clientId": oauth.client_id,
            "clientSecret": oauth.client_secret.expose_secret(),
            "scopes": [SCOPE],
            "domains": [],
            "redirectUrls": oauth.redirect_uris,
            "defaultTokenExpirationInSeconds": TOKEN_LIFE_S,
        },
    })
}
