//! Ids, each a type of its own so that none can stand in for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is no id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// There was no text.
    #[error("the id is empty")]
    Empty,
    /// The text is longer than the id's limit.
    #[error("the id has {len} bytes, more than {max} are refused")]
    TooLong {
        /// Length of the refused text in bytes.
        len: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The text holds a control character.
    #[error("the id holds a control character")]
    ControlCharacter,
    /// The text is not a UUID.
    #[error("the id is not a UUID of the form 8-4-4-4-12")]
    NotAUuid,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest id that is accepted, in bytes.
            pub const MAX_LEN: usize = $max;

            /// Takes a text as an id.
            ///
            /// # Errors
            /// [`IdError`] when it is empty, too long or holds control characters: refuse the message that carried it.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                if text.is_empty() {
                    Err(IdError::Empty)
                } else if text.len() > Self::MAX_LEN {
                    Err(IdError::TooLong { len: text.len(), max: Self::MAX_LEN })
                } else if text.chars().any(char::is_control) {
                    Err(IdError::ControlCharacter)
                } else {
                    Ok(Self(text))
                }
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }
    };
}

text_id!(
    /// A unit (room) by the id we chose for it: its `externalUserId` at Alexa.
    UnitId,
    64
);
text_id!(
    /// A station: a random id made at its first start.
    StationId,
    64
);
text_id!(
    /// Alexa's id of one exchange of signaling messages. A foreign key: opaque, never parsed.
    SessionId,
    512
);
text_id!(
    /// The raw address of a ring group's contact: what a resident's Echo calls and what it sees calling.
    Address,
    256
);
text_id!(
    /// A command's id, chosen by the station and answered once.
    CommandId,
    64
);
text_id!(
    /// The id of one unbroken numbering of events to one station.
    StreamId,
    64
);
text_id!(
    /// A re-offer of one call: ties `call.update` to its answer.
    UpdateId,
    64
);

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(u128);

        impl $name {
            /// Takes the 128 bits of a UUID.
            #[must_use]
            pub const fn from_u128(bits: u128) -> Self {
                Self(bits)
            }

            /// The 128 bits of the UUID.
            #[must_use]
            pub const fn as_u128(self) -> u128 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let hex = format!("{:032x}", self.0);
                write!(f, "{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let groups = text.split('-').map(str::len);
                if !text.is_ascii() || !groups.eq([8, 4, 4, 4, 12]) || text.contains('+') {
                    return Err(IdError::NotAUuid);
                }
                u128::from_str_radix(&text.replace('-', ""), 16).map(Self).map_err(|_| IdError::NotAUuid)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

uuid_id!(
    /// A call's id (UUIDv7): minted by the station for a call to a unit, by the middleware for one from a unit.
    CallId
);
uuid_id!(
    /// A round's id (UUIDv7), minted by the station that starts it.
    RoundId
);

uuid_id!(
    /// The id of one hand-over (UUIDv7), minted by the station, so that telling it twice stores one.
    HandoverId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_id_survives_printing_and_parsing() {
        let id = CallId::from_u128(0x0192_5f3e_7a10_7c3b_8d21_0a1b_2c3d_4e5f);
        assert_eq!(id.to_string(), "01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn a_text_that_is_no_uuid_is_refused() {
        for text in ["", "01925f3e", "01925f3e-7a10-7c3b-8d21-0a1b2c3d4e5g", "+1925f3e-7a10-7c3b-8d21-0a1b2c3d4e5f"] {
            assert_eq!(text.parse::<CallId>(), Err(IdError::NotAUuid), "{text}");
        }
    }

    #[test]
    fn an_id_is_neither_empty_nor_endless_nor_a_terminal_trick() {
        assert_eq!(UnitId::new(""), Err(IdError::Empty));
        assert_eq!(UnitId::new("x".repeat(65)), Err(IdError::TooLong { len: 65, max: 64 }));
        assert_eq!(UnitId::new("room\u{1b}[2J"), Err(IdError::ControlCharacter));
    }
}
