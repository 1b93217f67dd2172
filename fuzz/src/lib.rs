//! What strangers may send, as functions that take any bytes and panic if a promise is broken.
//!
//! The fuzzers in `fuzz/targets` call them with bytes of their own making; an ordinary test calls them with every file of
//! `fuzz/corpus`. How to run, and what each covers: `fuzz/README.md`.

mod ear;
mod jitter;
mod rtcp;
mod rtp;
mod sdp;
mod story;

/// Takes any bytes.
pub type Body = fn(&[u8]);

/// Every target: its name, which is also its folder below `fuzz/corpus`, and its body.
pub const TARGETS: [(&str, Body); 4] =
    [("jitter", jitter::body), ("rtcp", rtcp::body), ("rtp", rtp::body), ("sdp", sdp::body)];

pub use jitter::body as jitter;
pub use rtcp::body as rtcp;
pub use rtp::body as rtp;
pub use sdp::body as sdp;
