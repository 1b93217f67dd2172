//! The forward endpoint: for a skill whose requests Alexa hands to AWS Lambda, which passes them on to us.
//!
//! What comes in here proves by a shared secret that it is from our own forwarder, and by its time and its code that it is
//! not an old one shown again. Then it is looked at as every request is: time stamp and skill id.
//!
//! Source: RFC 2104; `docs/forward.md`.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, Mac as _};
use http::HeaderMap;
use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::Sha256;

/// Seconds since 1970 at which the forwarder sent the request.
pub const TIME: &str = "x-roomline-time";
/// The HMAC-SHA256 of time, full stop and body, in hexadecimal digits.
pub const SIGNATURE: &str = "x-roomline-signature";
/// How far the forwarder's clock may be from ours, in seconds.
const WINDOW_S: i64 = 150;
/// Requests that are remembered; only those with the right code are. At 200 a second for the whole window.
const MOST_REMEMBERED: usize = 60_000;

type Code = [u8; 32];

/// Why a forwarded request is refused. Holds nothing of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForwardError {
    /// A header is missing or unreadable.
    #[error("the header {0} is missing or unreadable")]
    Header(&'static str),
    /// The time is too far from ours.
    #[error("the forwarder's clock is {0} s from this computer's")]
    Time(i64),
    /// Another secret, or other bytes.
    #[error("the code is wrong: do the forwarder and `alexa.forward_secret_file` hold the same secret?")]
    Code,
    /// It was here before.
    #[error("the request was shown before")]
    Replayed,
    /// There is no room to remember it.
    #[error("too many requests are forwarded")]
    TooMany,
}

/// What proves that a request comes from our forwarder.
#[derive(Debug)]
pub struct Forward {
    secret: SecretString,
    seen: Mutex<Seen>,
}

/// The codes of requests that could be shown again, and when each is too old for that.
#[derive(Debug, Default)]
struct Seen {
    codes: HashSet<Code>,
    by_time: BTreeSet<(i64, Code)>,
}

impl Forward {
    /// Believes whoever knows `secret`.
    #[must_use]
    pub fn new(secret: SecretString) -> Self {
        Self { secret, seen: Mutex::default() }
    }

    /// Checks that a request was sent by our forwarder, now and for the first time.
    ///
    /// # Errors
    /// [`ForwardError`]: answer 400 and nothing else.
    pub fn check(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<(), ForwardError> {
        let time = header(headers, TIME)?;
        let sent_s: i64 = time.parse().map_err(|_| ForwardError::Header(TIME))?;
        let code: Code = from_hex(header(headers, SIGNATURE)?).ok_or(ForwardError::Header(SIGNATURE))?;
        let away_s = now.as_second().saturating_sub(sent_s);
        if away_s.saturating_abs() > WINDOW_S {
            return Err(ForwardError::Time(away_s));
        }
        let key = self.secret.expose_secret().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes any key");
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        mac.verify_slice(&code).map_err(|_| ForwardError::Code)?;
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).note(code, sent_s + WINDOW_S, now.as_second())
    }
}

impl Seen {
    fn note(&mut self, code: Code, until_s: i64, now_s: i64) -> Result<(), ForwardError> {
        while let Some(&(until, old)) = self.by_time.first().filter(|(until, _)| *until < now_s) {
            self.by_time.remove(&(until, old));
            self.codes.remove(&old);
        }
        if self.codes.contains(&code) {
            return Err(ForwardError::Replayed);
        }
        if self.codes.len() >= MOST_REMEMBERED {
            return Err(ForwardError::TooMany);
        }
        self.codes.insert(code);
        self.by_time.insert((until_s, code));
        Ok(())
    }
}

/// A header that is there once.
fn header<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<&'h str, ForwardError> {
    let mut values = headers.get_all(name).iter();
    match (values.next().and_then(|value| value.to_str().ok()), values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(ForwardError::Header(name)),
    }
}

fn from_hex(text: &str) -> Option<Code> {
    let digits = text.as_bytes();
    let mut code = [0; 32];
    if digits.len() != 2 * code.len() || !digits.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    for (byte, pair) in code.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_S: i64 = 1_795_435_200;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    fn headers(time: &str, code: &str) -> HeaderMap {
        HeaderMap::from_iter([
            (TIME.parse().expect("a name"), time.parse().expect("a value")),
            (SIGNATURE.parse().expect("a name"), code.parse().expect("a value")),
        ])
    }

    /// `printf '1795435200.{"a":1}' | openssl dgst -sha256 -hmac north-of-the-river`
    const CODE: &str = "8ccac45b526a70f5d7285212edde5d2ca8ce480f5e5ce33301291a33716de197";

    fn forward() -> Forward {
        Forward::new("north-of-the-river".into())
    }

    fn check(forward: &Forward, time: &str, code: &str, now_s: i64) -> Result<(), ForwardError> {
        forward.check(&headers(time, code), b"{\"a\":1}", at(now_s))
    }

    #[test]
    fn the_code_is_that_of_openssl_and_works_once() {
        let forward = forward();
        assert_eq!(check(&forward, "1795435200", CODE, NOW_S), Ok(()));
        for now_s in [NOW_S, NOW_S + WINDOW_S] {
            assert_eq!(check(&forward, "1795435200", CODE, now_s), Err(ForwardError::Replayed));
            assert_eq!(check(&forward, "1795435200", &CODE.to_uppercase(), now_s), Err(ForwardError::Replayed));
        }
        assert_eq!(check(&forward, "1795435200", CODE, NOW_S + WINDOW_S + 1), Err(ForwardError::Time(151)));
    }

    #[test]
    fn another_time_another_secret_and_another_body_have_other_codes() {
        let forward = forward();
        assert_eq!(check(&forward, "1795435201", CODE, NOW_S), Err(ForwardError::Code));
        assert_eq!(check(&forward, "+1795435200", CODE, NOW_S), Err(ForwardError::Code));
        assert_eq!(check(&Forward::new("south".into()), "1795435200", CODE, NOW_S), Err(ForwardError::Code));
        assert_eq!(forward.check(&headers("1795435200", CODE), b"{\"a\":2}", at(NOW_S)), Err(ForwardError::Code));
        assert_eq!(check(&forward, "1795435200", CODE, NOW_S), Ok(()), "nothing of that was remembered");
    }

    #[test]
    fn the_window_is_as_wide_to_both_sides_and_its_edges_count() {
        for (now_s, fits) in [(-151, false), (-150, true), (150, true), (151, false)] {
            assert_eq!(check(&forward(), "1795435200", CODE, NOW_S + now_s).is_ok(), fits, "{now_s}");
        }
        assert_eq!(check(&forward(), &i64::MIN.to_string(), CODE, NOW_S), Err(ForwardError::Time(i64::MAX)));
    }

    #[test]
    fn headers_are_there_once_and_readable() {
        for (time, code) in [("", CODE), ("now", CODE), ("1795435200.0", CODE)] {
            assert_eq!(check(&forward(), time, code, NOW_S), Err(ForwardError::Header(TIME)));
        }
        for code in ["", "x", &CODE[1..], &format!("{CODE}00"), &CODE.replace('a', "g")] {
            assert_eq!(check(&forward(), "1795435200", code, NOW_S), Err(ForwardError::Header(SIGNATURE)));
        }
        let mut twice = headers("1795435200", CODE);
        twice.append(SIGNATURE, CODE.parse().expect("a value"));
        assert_eq!(forward().check(&twice, b"{\"a\":1}", at(NOW_S)), Err(ForwardError::Header(SIGNATURE)));
        assert_eq!(forward().check(&HeaderMap::new(), b"", at(NOW_S)), Err(ForwardError::Header(TIME)));
    }

    #[test]
    fn what_is_remembered_has_an_end() {
        let mut seen = Seen::default();
        let code = |number: usize| {
            let mut code = Code::default();
            code[..8].copy_from_slice(&number.to_be_bytes());
            code
        };
        for number in 0..MOST_REMEMBERED {
            assert_eq!(seen.note(code(number), NOW_S + WINDOW_S, NOW_S), Ok(()));
        }
        assert_eq!(seen.note(code(MOST_REMEMBERED), NOW_S + WINDOW_S, NOW_S), Err(ForwardError::TooMany));
        assert_eq!(seen.note(code(0), NOW_S + WINDOW_S, NOW_S), Err(ForwardError::Replayed));
        let later = NOW_S + WINDOW_S + 1;
        assert_eq!(seen.note(code(MOST_REMEMBERED), later + WINDOW_S, later), Ok(()));
        assert_eq!(seen.codes.len(), 1);
        assert_eq!(seen.by_time.len(), 1);
    }
}
