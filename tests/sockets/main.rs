//! Stories over real sockets: the real middleware, the simulated Amazon with Echos that are real WebRTC peers, and
//! stations with sound devices of their own.

mod first_call;
mod property;
mod ring_group;
mod station;
