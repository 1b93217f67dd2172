//! The WebRTC peer: one offer, one answer, one voice each way.
