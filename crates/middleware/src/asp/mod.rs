//! The management API of Alexa Smart Properties: every call by which a property is set up and looked at.
//!
//! [`Asp`] knows paths, bodies, pages and patience; a [`Carrier`] brings one request there and its answer back, so that
//! tests need no socket. A creation whose outcome is not known is never repeated here: whoever asked must look first.
//!
//! Source: ASP REST API Reference (Jan 21, 2025); Amazon's Postman collection (Jul 1, 2024) and `asp-cli-for-nodejs`.

mod books;
mod carrier;
mod endpoints;
mod error;
mod http;
mod profiles;
mod providers;
mod send;
mod skills;
#[cfg(test)]
mod tests;
mod units;

pub use carrier::{Carrier, Failure, Host, Reply, Request};
pub use error::AspError;
pub use http::{HttpCarrier, Management};
pub use send::Asp;
pub(crate) use send::refused;

/// Amazon's skill that switches WebRTC calling on for a unit.
pub use roomline_signaling::alexa_wire::management::WEBRTC_SUBSCRIPTION_SKILL;
