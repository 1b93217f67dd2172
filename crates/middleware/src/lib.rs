//! The server between Alexa and the stations.
