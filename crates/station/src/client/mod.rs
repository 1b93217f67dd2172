//! The station's ways to the middleware: HTTPS for what is asked once, one WebSocket for everything about calls.

mod exchange;
pub mod link;

pub use exchange::{Answer, Ask, AskError, CallbackDeed};
