//! Whether the Echos can be reached: Amazon is asked in rounds, gently, and the desks are told what changed. Every hour it
//! is also looked whether the property at Amazon still is as the directory believes.
//!
//! [`watch::Watch`] decides and knows no clock and no network; [`poller::Poller`] asks, keeps and tells. One request is
//! under way at a time, and never two within [`pace::GAP`]. What is kept survives a restart.

pub mod drift;
mod look;
mod pace;
mod poller;
mod port;
pub mod question;
mod round;
pub mod sight;
#[cfg(test)]
mod tests;
pub mod watch;

pub use drift::Drift;
pub use pace::GAP;
pub use poller::Poller;
pub use port::{Action, Input, Memory, Property, Room};
pub use watch::Watch;
