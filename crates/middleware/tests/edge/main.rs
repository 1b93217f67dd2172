//! The middleware from outside: Alexa's requests and the stations' as they come in, Amazon's answers as they come back.
//!
//! Everything is the real thing but Amazon, which is a small server on loopback that does as a test says.

mod amazon;
mod backup;
mod bench;
mod capture;
mod chain;
mod command_line;
mod echos;
mod encrypted;
mod export;
mod forward;
mod gateway;
mod grants;
mod handover;
mod hearing;
mod hostile;
mod linking;
mod linking_page;
mod metrics;
mod process;
mod retention;
mod roles;
mod rounds;
mod sign_in;
mod skill;
mod socket;
mod speech;
mod stations;
mod tokens;
