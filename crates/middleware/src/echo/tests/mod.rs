//! The watch in virtual time: what it asks, when, and what it tells.

mod bench;
mod drift;
mod poller;
mod questions;
mod rounds;
mod trouble;
