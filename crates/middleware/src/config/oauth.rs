//! `[oauth]`: who may link accounts with us, and where browsers may be sent. Without the section nobody can.

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::reader::{Place, Placed, Reader};
use crate::http_client::is_loopback;

/// The shortest secret of the client, in characters.
const SHORTEST_SECRET: usize = 16;
const LONGEST_ID: usize = 128;
const MOST_URIS: usize = 16;

/// The authorization server of account linking.
#[derive(Clone, Debug)]
pub struct OauthConfig {
    /// What Alexa calls itself.
    pub client_id: String,
    /// What Alexa proves it with.
    pub client_secret: SecretString,
    /// The only places where a browser is ever sent, compared character by character.
    pub redirect_uris: Vec<String>,
}

/// The section; `None` if it is not there, or after a mistake.
pub(super) fn oauth(reader: &mut Reader<'_>) -> Option<OauthConfig> {
    let id = reader.text("oauth.client_id");
    let secret = reader.secret("oauth.client_secret");
    let uris = reader.texts("oauth.redirect_uris");
    if id.is_none() && secret.is_none() && uris.is_none() {
        return None;
    }
    if let Some(Placed { value, at }) = id.as_ref().filter(|id| !is_name(&id.value)) {
        let what = format!("`oauth.client_id` is \"{value}\"");
        reader.mistake(at.clone(), what, "choose 1 to 128 letters, digits, `-`, `.`, `_`, as in \"alexa\"");
    }
    let short = |secret: &&SecretString| {
        let secret = secret.expose_secret();
        secret.len() < SHORTEST_SECRET || !secret.bytes().all(|byte| byte.is_ascii_graphic())
    };
    if secret.as_ref().filter(short).is_some() {
        let what = "`oauth.client_secret` is not a secret of 16 or more letters, digits and signs";
        let remedy = "make one with: head -c 32 /dev/urandom | base64 | tr -d '+/=' > oauth-client-secret";
        reader.mistake(Place::File, what, remedy);
    }
    let allowed = uris.as_ref().map(|uris| checked(reader, uris));
    let id = reader.required("oauth.client_id", id, "choose a name for Alexa, as in \"alexa\"");
    let remedy = "set `oauth.client_secret_file`, and type the same secret into the developer console";
    let secret = reader.required("oauth.client_secret", secret, remedy);
    let remedy = "copy the redirect URLs that the developer console shows under Account Linking";
    let redirect_uris = reader.required("oauth.redirect_uris", allowed, remedy)?;
    Some(OauthConfig { client_id: id?.value, client_secret: secret?, redirect_uris })
}

fn checked(reader: &mut Reader<'_>, uris: &Placed<Vec<String>>) -> Vec<String> {
    let remedy = "copy the redirect URLs that the developer console shows under Account Linking";
    if !(1..=MOST_URIS).contains(&uris.value.len()) {
        reader.mistake(uris.at.clone(), "`oauth.redirect_uris` does not hold 1 to 16 URLs", remedy);
    }
    for uri in uris.value.iter().filter(|uri| !may_be_sent_to(uri)) {
        reader.mistake(uris.at.clone(), format!("`oauth.redirect_uris` holds \"{uri}\""), remedy);
    }
    uris.value.clone()
}

/// An absolute URL without a fragment, with https or to this computer itself.
///
/// Source: RFC 6749 §3.1.2.
fn may_be_sent_to(uri: &str) -> bool {
    let is_safe = |url: &Url| match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(url),
        _ => false,
    };
    let plain = uri.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'"' | b';' | b','));
    plain && uri.parse::<Url>().is_ok_and(|url| is_safe(&url) && url.username().is_empty())
}

fn is_name(text: &str) -> bool {
    (1..=LONGEST_ID).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}
