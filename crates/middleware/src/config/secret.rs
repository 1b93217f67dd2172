//! Secrets of the configuration: given in the file, in a variable, or in a file of their own.

use std::fmt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::SecretString;
use zeroize::{Zeroize, Zeroizing};

use super::reader::{Place, Placed, Reader};

/// A secret file is small; whatever is longer is the wrong file.
const LONGEST_SECRET: u64 = 16 * 1024;

/// The credential of systemd that holds the key. Source: systemd, *System and Service Credentials*.
const KEY_CREDENTIAL: &str = "roomline-key";

/// The 256-bit key that encrypts tokens at rest.
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

impl SecretKey {
    /// Takes the key's bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 32 bytes, bare or as 44 characters of base64.
    fn decode(file: &[u8]) -> Option<Self> {
        let decoded = Zeroizing::new(STANDARD.decode(file.trim_ascii()).unwrap_or_default());
        decoded.as_slice().try_into().or_else(|_| file.try_into()).ok().map(Self)
    }
}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(‹private›)")
    }
}

impl Reader<'_> {
    /// A secret: `key` itself, or the content of the file named by `{key}_file`.
    pub(super) fn secret(&mut self, key: &str) -> Option<SecretString> {
        let named = self.text(&format!("{key}_file"));
        let Some(inline) = self.text(key) else { return self.secret_in(&format!("{key}_file"), named?) };
        match named {
            // A variable overrides the file, whichever of the two forms either uses.
            Some(named) if matches!(named.at, Place::Variable(_)) && matches!(inline.at, Place::Line(_)) => {
                self.secret_in(&format!("{key}_file"), named)
            }
            Some(named) if matches!(named.at, Place::Line(_)) == matches!(inline.at, Place::Line(_)) => {
                self.mistake(named.at, format!("`{key}` and `{key}_file` are both given"), "keep one of them");
                None
            }
            _ => self.checked(key, inline),
        }
    }

    /// A secret that only ever comes from a file.
    pub(super) fn secret_file(&mut self, key: &str) -> Option<SecretString> {
        let named = self.text(key)?;
        self.secret_in(key, named)
    }

    /// The key of `secrets.key_file`; without that key the credential that systemd loaded.
    pub(super) fn secret_key(&mut self, key: &str) -> Option<SecretKey> {
        let Placed { value, at } = self.text(key).or_else(|| self.credential(KEY_CREDENTIAL))?;
        let file = Zeroizing::new(self.contents(key, &value, &at)?);
        let decoded = SecretKey::decode(&file);
        if decoded.is_none() {
            let remedy = format!("make one with: head -c 32 /dev/urandom | base64 > {value}");
            self.mistake(at, format!("`{key}`: {value} holds no key of 32 bytes"), remedy);
        }
        decoded
    }

    fn secret_in(&mut self, key: &str, named: Placed<String>) -> Option<SecretString> {
        let Placed { value, at } = named;
        let contents = Zeroizing::new(self.contents(key, &value, &at)?);
        let Ok(text) = std::str::from_utf8(&contents) else {
            self.mistake(
                at,
                format!("`{key}`: {value} holds no text"),
                "name a file with the secret in its first line",
            );
            return None;
        };
        self.checked(key, Placed { value: text.trim().to_owned(), at })
    }

    fn checked(&mut self, key: &str, secret: Placed<String>) -> Option<SecretString> {
        if secret.value.is_empty() {
            self.mistake(secret.at, format!("`{key}` is empty"), "write the secret");
            return None;
        }
        Some(secret.value.into())
    }

    fn contents(&mut self, key: &str, path: &str, at: &Place) -> Option<Vec<u8>> {
        let read = std::fs::metadata(Path::new(path)).and_then(|file| match file.len() {
            0..=LONGEST_SECRET => std::fs::read(path),
            _ => Err(std::io::Error::other("the file is too long for a secret")),
        });
        read.map_err(|error| {
            let remedy = "make the file and let the server's user read it";
            self.mistake(at.clone(), format!("`{key}`: cannot read {path}: {error}"), remedy);
        })
        .ok()
    }
}
