//! A wrapper that keeps personal data and secrets out of logs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A value that may be used but never printed: names, SDP, addresses, tokens.
///
/// `Debug` and `Display` print `‹private›`; serde passes the value through, because the wire needs it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<T>(pub T);

impl<T> Private<T> {
    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹private›")
    }
}

impl<T> fmt::Display for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹private›")
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_debug_nor_display_shows_the_value() {
        let name = Private("Mrs Jones");
        assert_eq!(format!("{name} {name:?} {:?}", Some(name)), "‹private› ‹private› Some(‹private›)");
    }
}
