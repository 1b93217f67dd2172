//! The exchange as Alexa and the stations see it, in virtual time.

mod crashes;
mod flows;
mod log;
mod messages;
mod outbox;
mod protocol;
mod rig;
