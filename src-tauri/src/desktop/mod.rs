//! What the station is on this computer's desktop: windows, notifications.
//!
//! Each way of telling somebody about a call is independent of the others: none waits for another, and none is needed.

mod stage;

pub use stage::Stage;
