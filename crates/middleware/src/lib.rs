//! The server between Alexa and the stations.

pub mod calls;
pub mod config;
pub mod store;
