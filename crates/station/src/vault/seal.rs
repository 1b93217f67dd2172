//! Seals what lies on the disk: ChaCha20-Poly1305, a fresh nonce each time, bound to the server that it is for.
//!
//! Source: RFC 8439 §2.8.

use std::fmt::Write as _;

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use roomline_signaling::call::Private;

const KEY_LEN: usize = 32;
const NONCE_LEN: usize = 12;

/// A key, as the keyring holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SealKey(Private<[u8; KEY_LEN]>);

impl SealKey {
    /// A new one; `None`: the system has no random numbers.
    pub(super) fn random() -> Option<Self> {
        random().map(|key| Self(Private(key)))
    }

    /// Reads one that was written down; `None`: it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        let fits = text.len() == 2 * KEY_LEN && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !fits {
            return None;
        }
        let mut key = [0; KEY_LEN];
        for (at, byte) in key.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
        }
        Some(Self(Private(key)))
    }

    /// As it is written down.
    pub(super) fn to_text(&self) -> Private<String> {
        let mut text = String::new();
        for byte in &self.0.0 {
            // Writing into a text cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        Private(text)
    }

    /// Encrypts `plain` so that it opens only for the same `server`; `None`: the system has no random numbers.
    pub(super) fn seal(&self, server: &str, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let payload = Payload { msg: plain, aad: server.as_bytes() };
        let sealed = self.cipher().encrypt(Nonce::from_slice(&nonce), payload).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Decrypts; `None`: another key, another server, or the bytes were changed.
    pub(super) fn open(&self, server: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let payload = Payload { msg: sealed, aad: server.as_bytes() };
        self.cipher().decrypt(Nonce::from_slice(nonce), payload).ok()
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        let key: &[u8; KEY_LEN] = &self.0.0;
        ChaCha20Poly1305::new(key.into())
    }
}

fn random<const LEN: usize>() -> Option<[u8; LEN]> {
    let mut bytes = [0; LEN];
    let filled = OsRng.try_fill_bytes(&mut bytes);
    filled.inspect_err(|error| tracing::error!(%error, "the system has no random numbers")).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "https://calls.example.org";

    fn key() -> SealKey {
        SealKey::random().expect("the system has random numbers")
    }

    #[test]
    fn what_was_sealed_opens_with_the_same_key_for_the_same_server_only() {
        let key = key();
        let sealed = key.seal(SERVER, b"hip").expect("sealed");
        assert_eq!(key.open(SERVER, &sealed).as_deref(), Some(b"hip".as_slice()));
        assert_eq!(self::key().open(SERVER, &sealed), None);
        assert_eq!(key.open("https://elsewhere.example.org", &sealed), None);
    }

    #[test]
    fn what_was_changed_or_cut_does_not_open() {
        let key = key();
        let sealed = key.seal(SERVER, b"hip").expect("sealed");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(SERVER, &changed), None, "byte {at}");
            assert_eq!(key.open(SERVER, &sealed[..at]), None, "cut to {at}");
        }
    }

    #[test]
    fn the_same_words_never_look_the_same_twice_and_are_nowhere_in_clear() {
        let key = key();
        let [one, other] = [(); 2].map(|()| key.seal(SERVER, b"she fell").expect("sealed"));
        assert_ne!(one, other);
        assert!(!one.windows(4).any(|part| part == b"fell"));
    }

    #[test]
    fn a_key_is_written_down_and_read_again_and_nothing_else_is_one() {
        let key = key();
        let text = key.to_text();
        assert_eq!(SealKey::read(&text.0), Some(key.clone()));
        assert!(!format!("{key:?}").contains(&text.0));
        for broken in ["", "ab", &"g".repeat(64), &"a".repeat(63), &"a".repeat(65), &"+".repeat(64), &"é".repeat(32)] {
            assert_eq!(SealKey::read(broken), None, "{broken}");
        }
    }
}
