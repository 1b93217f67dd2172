//! The PIN that opens a locked desk. Only its hash is kept: with argon2id, so that whoever reads the keyring does not read the PIN at
//! once. Four digits are soon tried through, though; what protects a desk is that it lets nobody try often.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use roomline_signaling::call::Private;

/// The fewest and the most digits.
const DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// A PIN as somebody typed it: four to eight digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin(Private<String>);

/// Why something is not taken as a PIN: ask for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPin {
    /// It is no PIN.
    #[error("a PIN has four to eight digits")]
    Digits,
    /// Whoever passes by would try it first.
    #[error("this PIN is too easy to guess")]
    Easy,
}

/// What is kept of a PIN, as a PHC string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinHash(Private<String>);

impl Pin {
    /// Reads what somebody typed to unlock the desk.
    ///
    /// # Errors
    /// [`BadPin::Digits`]: ask again.
    pub fn new(typed: &str) -> Result<Self, BadPin> {
        let fits = DIGITS.contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_digit());
        fits.then(|| Self(Private(typed.to_owned()))).ok_or(BadPin::Digits)
    }

    /// Reads what somebody chose for the future.
    ///
    /// # Errors
    /// [`BadPin`]: ask for another.
    pub fn chosen(typed: &str) -> Result<Self, BadPin> {
        let pin = Self::new(typed)?;
        if is_easy(typed.as_bytes()) { Err(BadPin::Easy) } else { Ok(pin) }
    }

    /// What to keep of it; takes some 20 ms and 19 MiB. `None` when the system has no random numbers or no memory.
    pub(crate) fn hash(&self) -> Option<PinHash> {
        let hash = Argon2::default().hash_password(self.0.0.as_bytes());
        hash.inspect_err(|error| tracing::error!(%error, "a PIN could not be hashed"))
            .ok()
            .map(|hash| hash.to_string().into())
    }
}

impl PinHash {
    /// Whether it was made of `pin`; takes as long as making it. What cannot be read opens nothing.
    pub(crate) fn is_of(&self, pin: &Pin) -> bool {
        PasswordHash::new(&self.0.0)
            .is_ok_and(|hash| Argon2::default().verify_password(pin.0.0.as_bytes(), &hash).is_ok())
    }

    /// For the vault.
    pub(crate) fn into_text(self) -> Private<String> {
        self.0
    }
}

/// One digit repeated, a run up or down by one or two (1234, 8642, 7890), one part repeated (1212), the middle of the keys (2580).
fn is_easy(digits: &[u8]) -> bool {
    let step = |pair: &[u8]| (pair[1] + 10 - pair[0]) % 10;
    let first = step(digits);
    let is_run = matches!(first, 0 | 1 | 2 | 8 | 9) && digits.windows(2).all(|pair| step(pair) == first);
    let repeats =
        |part: usize| digits.len().is_multiple_of(part) && digits.chunks(part).all(|each| each == &digits[..part]);
    is_run || (1..=digits.len() / 2).any(repeats) || matches!(digits, b"2580" | b"0852")
}

/// From the vault, or just made.
impl From<String> for PinHash {
    fn from(text: String) -> Self {
        Self(Private(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_has_four_to_eight_digits() {
        for typed in ["1357", "13579", "24681357"] {
            assert!(Pin::new(typed).is_ok(), "{typed}");
        }
        for typed in ["", "135", "135792468", "13 57", "12a4", "١٢٣٤"] {
            assert_eq!(Pin::new(typed), Err(BadPin::Digits), "{typed}");
        }
    }

    #[test]
    fn a_pin_that_whoever_passes_by_would_try_first_is_not_chosen() {
        for typed in ["0000", "1234", "4321", "6789", "7890", "2468", "1212", "123123", "55555555", "2580"] {
            assert_eq!(Pin::chosen(typed), Err(BadPin::Easy), "{typed}");
        }
        for typed in ["4711", "1235", "90210", "12344321", "2581"] {
            assert!(Pin::chosen(typed).is_ok(), "{typed}");
        }
        assert_eq!(Pin::chosen("471"), Err(BadPin::Digits));
    }

    #[test]
    fn only_the_same_pin_fits_its_hash_and_two_hashes_of_it_differ() {
        let pin = Pin::new("1357").expect("a PIN");
        let hash = pin.hash().expect("a hash");
        assert!(hash.is_of(&pin));
        assert!(!hash.is_of(&Pin::new("1358").expect("a PIN")));
        assert_ne!(pin.hash(), Some(hash.clone()));
        assert!(!PinHash::from("1357".to_owned()).is_of(&pin));
        assert!(!format!("{pin:?} {hash:?}").contains("argon2"));
        assert!(!format!("{pin:?}").contains("1357"));
    }
}
