//! A running station against a middleware that is played by the test: what it does when things are wrong.

mod changing;
mod checking;
mod devices;
mod keyring;
mod program;
mod rounds;
mod server;
mod signing_in;
mod telling;
mod tokens;
