//! Amazon's side of the server: the skill endpoint that Alexa calls, the tokens it hands us, and the gateway that posts
//! our messages.

pub mod certificate;
pub mod verify;
