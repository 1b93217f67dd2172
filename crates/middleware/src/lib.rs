//! The server between Alexa and the stations.

pub mod alexa;
pub mod body;
pub mod calls;
pub mod clock;
pub mod config;
pub mod database;
pub mod directory;
pub mod http_client;
pub mod staff;
pub mod store;
