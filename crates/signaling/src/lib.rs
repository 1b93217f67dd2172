//! The words on the wire: Alexa's call signaling and the protocol between stations and middleware.
//!
//! Types live once, here. Nothing in this crate does I/O; limits that a reader of the network must keep are constants.

pub mod alexa;
pub mod alexa_wire;
pub mod handover;
pub mod hearing;
pub mod mapping;
pub mod outcome;
pub mod quality;
pub mod rest;
pub mod round;
pub mod staff;

pub use roomline_call as call;
