//! The server between Alexa and the stations.

pub mod calls;
pub mod store;
