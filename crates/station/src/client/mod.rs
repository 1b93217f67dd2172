//! The station's ways to the middleware: HTTPS for what is asked once, one WebSocket for everything about calls.

mod exchange;
pub mod link;
mod rest;
mod socket;
mod trust;

pub use exchange::{Answer, Ask, AskError, CallbackDeed, RoundDeed};
pub(crate) use rest::Rest;
pub(crate) use socket::{Socket, Told};
pub use trust::TrustError;
pub(crate) use trust::tls;
