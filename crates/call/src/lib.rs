//! The rules of a call, as pure state machines and values.
//!
//! Nothing here reads a clock, opens a socket or draws a random number: facts, the current time and new ids are handed
//! in, intentions come out, and a driver does the work. See `docs/ARCHITECTURE.md` for who drives what.

pub mod description;
mod direction;
mod end_reason;
mod id;
pub mod machine;
mod private;
mod sdp;
pub mod switchboard;

pub use direction::Direction;
pub use end_reason::EndReason;
pub use id::{
    Address, CallId, CommandId, HandoverId, IdError, RoundId, SessionId, StationId, StreamId, UnitId, UpdateId,
};
pub use private::Private;
pub use sdp::{Sdp, SdpError};
