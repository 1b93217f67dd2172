//! Encrypts tokens at rest with `secrets.key_file`: ChaCha20-Poly1305, a fresh nonce each time, bound to the grantor.
//!
//! Source: RFC 8439 §2.8.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use zeroize::Zeroizing;

use crate::config::SecretKey;

const NONCE_LEN: usize = 12;

/// Encrypts `plain` so that it opens only for the same `owner`.
pub(super) fn seal(key: &SecretKey, owner: &str, plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    OsRng.try_fill_bytes(&mut nonce).expect("the operating system has random numbers");
    let payload = Payload { msg: plain, aad: owner.as_bytes() };
    let sealed = cipher(key).encrypt(Nonce::from_slice(&nonce), payload).expect("a few KiB can be encrypted");
    [nonce.as_slice(), &sealed].concat()
}

/// Decrypts; `None`: another key, another owner, or the bytes were changed.
pub(super) fn open(key: &SecretKey, owner: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
    let payload = Payload { msg: sealed, aad: owner.as_bytes() };
    cipher(key).decrypt(Nonce::from_slice(nonce), payload).ok().map(Zeroizing::new)
}

fn cipher(key: &SecretKey) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_with_the_same_key_for_the_same_owner_only() {
        let (key, other) = (SecretKey::new([1; 32]), SecretKey::new([2; 32]));
        let sealed = seal(&key, "owner", b"token");
        assert_eq!(open(&key, "owner", &sealed).as_deref().map(Vec::as_slice), Some(b"token".as_slice()));
        assert_eq!(open(&other, "owner", &sealed), None);
        assert_eq!(open(&key, "somebody", &sealed), None);
        let mut changed = sealed;
        changed[20] ^= 1;
        assert_eq!(open(&key, "owner", &changed), None);
        assert_eq!(open(&key, "owner", b"short"), None);
    }

    #[test]
    fn the_same_token_never_looks_the_same_twice() {
        let key = SecretKey::new([1; 32]);
        assert_ne!(seal(&key, "owner", b"token"), seal(&key, "owner", b"token"));
    }
}
