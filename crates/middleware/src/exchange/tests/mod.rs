//! The exchange as Alexa and the stations see it, in virtual time.

mod flows;
mod rig;
