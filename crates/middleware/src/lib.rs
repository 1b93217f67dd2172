//! The server between Alexa and the stations.
//!
//! [`server::Server`] is the process, [`app::App`] its parts without a socket. Alexa's requests come in through [`alexa`],
//! stations through [`staff`], and both meet in [`calls`].

pub mod alexa;
pub mod app;
mod aside;
pub mod asp;
pub mod body;
pub mod calls;
pub mod capture;
pub mod cli;
pub mod clock;
pub mod config;
pub mod database;
pub mod directory;
pub mod distribution;
pub mod echo;
pub mod exchange;
pub mod export;
mod fanout;
pub mod health;
pub mod http_client;
pub mod log;
pub mod metrics;
pub mod oauth;
pub mod property;
pub mod retention;
pub mod rooms;
pub mod server;
mod shift;
pub mod skill_package;
pub mod staff;
pub mod store;
