//! The station's ways to the middleware: HTTPS for what is asked once, one WebSocket for everything about calls.

pub mod link;
