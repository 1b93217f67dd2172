//! Whether a request to the token endpoint comes from Alexa: by HTTP Basic or by fields of the form, never by both.
//!
//! Source: RFC 6749 §2.3.1.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use http::{HeaderMap, header};
use secrecy::ExposeSecret as _;
use sha2::Sha256;
use tokio::time::Instant;
use url::form_urlencoded;

use super::form::Form;
use super::{Oauth, Refusal};

/// Wrong secrets from one address in one window before it is refused unheard.
const MOST_FAILURES: u32 = 20;
const WINDOW: Duration = Duration::from_secs(60);
const MOST_ADDRESSES: usize = 10_000;

impl Oauth {
    /// Lets the client in, or says how it is refused.
    pub(super) fn client(&self, headers: &HeaderMap, form: &Form, address: IpAddr) -> Result<(), Refusal> {
        if self.failures.are_too_many(address) {
            return Err(Refusal::TooMany);
        }
        let by_form = form.get("client_secret").is_some();
        let known = match headers.get(header::AUTHORIZATION) {
            Some(_) if by_form => return Err(Refusal::Request("the client proves itself twice")),
            Some(value) => {
                let pair = value.to_str().ok().and_then(basic);
                let named = form.get("client_id");
                pair.is_some_and(|(id, secret)| {
                    let same = named.is_none_or(|named| named == self.config.client_id);
                    let plain = self.is_client(&id, &secret);
                    // Programs disagree on whether the two are encoded before they are joined.
                    same && (plain || self.is_client(&decoded(&id), &decoded(&secret)))
                })
            }
            None => match (form.get("client_id"), form.get("client_secret")) {
                (Some(id), Some(secret)) => self.is_client(id, secret),
                _ => false,
            },
        };
        if known {
            return Ok(());
        }
        self.failures.count(address);
        Err(Refusal::Client)
    }

    /// Takes as long for a wrong secret as for the right one.
    fn is_client(&self, id: &str, secret: &str) -> bool {
        let mac = |text: &str| {
            let mut mac = Hmac::<Sha256>::new_from_slice(self.staff.key.bytes()).expect("HMAC takes any key");
            mac.update(text.as_bytes());
            mac
        };
        let expected = mac(self.config.client_secret.expose_secret()).finalize().into_bytes();
        mac(secret).verify_slice(&expected).is_ok() && id == self.config.client_id
    }
}

/// Id and secret out of an `Authorization` header.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    let decoded = STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (id, secret) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn decoded(text: &str) -> String {
    form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

/// How many wrong secrets came from where lately.
#[derive(Debug, Default)]
pub(super) struct Failures(Mutex<HashMap<IpAddr, (Instant, u32)>>);

impl Failures {
    fn are_too_many(&self, address: IpAddr) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&address).is_some_and(|(since, count)| since.elapsed() < WINDOW && *count >= MOST_FAILURES)
    }

    fn count(&self, address: IpAddr) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_ADDRESSES {
            all.retain(|_, (since, _)| since.elapsed() < WINDOW);
        }
        if all.len() >= MOST_ADDRESSES {
            all.clear();
        }
        let (since, count) = all.entry(address).or_insert((Instant::now(), 0));
        if since.elapsed() >= WINDOW {
            (*since, *count) = (Instant::now(), 0);
        }
        *count += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn basic_credentials_are_read_and_nothing_else_is() {
        // printf alexa:north | base64
        assert_eq!(basic("Basic YWxleGE6bm9ydGg="), Some(("alexa".into(), "north".into())));
        assert_eq!(basic("basic  YWxleGE6bm9ydGg= "), Some(("alexa".into(), "north".into())));
        for header in ["", "Basic", "Basic !", "Bearer YWxleGE6bm9ydGg=", "Basic YWxleGE=", "Basic /w=="] {
            assert_eq!(basic(header), None, "{header}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_guesses_secrets_waits_a_minute_and_nobody_else_does() {
        let failures = Failures::default();
        let (stranger, alexa) = (IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9)), IpAddr::V4(Ipv4Addr::LOCALHOST));
        for _ in 0..MOST_FAILURES {
            assert!(!failures.are_too_many(stranger));
            failures.count(stranger);
        }
        assert!(failures.are_too_many(stranger) && !failures.are_too_many(alexa));
        tokio::time::advance(WINDOW).await;
        assert!(!failures.are_too_many(stranger));
    }
}
