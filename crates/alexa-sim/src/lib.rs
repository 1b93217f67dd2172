//! Amazon's side and the Echos, simulated.
//!
//! [`service`] is the machine: tokens, sessions, strictness, residents; no clock, no socket. [`paper`] gives it Echos that
//! exist on paper only. Around it stand the HTTP server, the signer of skill requests and the Echos' real sound.

pub mod faults;
pub mod media;
pub mod paper;
pub mod property;
pub mod script;
pub mod service;
