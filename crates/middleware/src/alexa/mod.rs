//! Amazon's side of the server: the skill endpoint that Alexa calls, the tokens it hands us, and the gateway that posts
//! our messages.

pub mod certificate;
pub mod forward;
pub mod gateway;
pub mod login;
mod seal;
mod sessions;
pub mod skill;
pub mod speech;
pub mod token;
pub mod verify;
