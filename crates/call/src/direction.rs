//! Which way a call goes, seen from the staff.

use serde::{Deserialize, Serialize};

/// Which way a call goes. Alexa's inverted words *inbound* and *outbound* stay in `roomline-signaling`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Staff calls the Echo in a unit.
    ToUnit,
    /// A resident's Echo calls the staff.
    FromUnit,
}
