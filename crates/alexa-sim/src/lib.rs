//! Amazon's side and the Echos, simulated.
//!
//! ```text
//!            POST /v1/communications/signaling ─┐   ┌─► signed request ─► skill
//!            POST /auth/o2/token ───────────────┤   │
//!  page, control API ─► residents' acts ────────┴► service (the machine: no clock, no socket)
//!                                                   │
//!                                                   └─► studio: an Echo's peer, voice and ear, or a program outside
//! ```
//!
//! [`service`] is the machine: strict about tokens, order, participants and SDP; stories in virtual time drive it
//! directly, with the Echos of [`paper`]. [`simulator`] drives it with a clock, HTTP and real sound; [`server`] starts all.

pub mod asp;
mod clock;
pub mod config;
mod ear;
pub mod faults;
mod http;
pub mod link;
pub mod media;
pub mod paper;
pub mod property;
pub mod script;
pub mod server;
pub mod service;
pub mod signing;
pub mod simulator;
pub mod studio;
mod voice;

pub use clock::Clock;
pub use roomline_peer::LOG_CAP;
