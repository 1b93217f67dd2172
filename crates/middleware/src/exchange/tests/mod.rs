//! The exchange as Alexa and the stations see it, in virtual time.

mod crashes;
mod echos;
mod every_state;
mod figures;
mod flows;
mod handover;
mod listening;
mod log;
mod messages;
mod outbox;
mod outcomes;
mod own_offers;
mod protocol;
mod quality;
mod rig;
mod rounds;
