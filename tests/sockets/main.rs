//! Stories over real sockets: every program is a process of its own, calls set up real ICE and DTLS, and voices go through
//! the sound devices that the rig's sound server has.
//!
//! Sound takes its time and the machine's, so the stories are told one after the other, whatever the test runner wants.

mod chromium_echo;
mod clerk;
mod half_a_headset;
mod no_leaks;
mod one_winner;
mod other_network;
mod re_offers;
mod stage;
mod voices;

use std::time::Duration;

/// For anything that a person waits for, on a machine that does a lot else.
const PATIENCE: Duration = Duration::from_secs(30);
/// What staff say: a tone.
const STAFF_HZ: f64 = 1_100.0;
/// What the resident says: another tone.
const RESIDENT_HZ: f64 = 700.0;

/// Lets one story be told at a time.
async fn alone() -> tokio::sync::MutexGuard<'static, ()> {
    static STAGE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    STAGE.lock().await
}
