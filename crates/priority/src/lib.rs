//! A thread that carries a voice goes before others: a busy PC slows its browser then, and not the call.
//!
//! It is a place in the queue (a nice value), not real time: a real-time thread that does not rest for 200 ms is ended by the system
//! together with the whole program, and no call is worth that.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod linux;

use std::cell::Cell;

#[cfg(not(target_os = "linux"))]
use elsewhere as system;
#[cfg(target_os = "linux")]
use linux as system;

thread_local! {
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Lets the calling thread go before others from now on, as soon as the system allows it; said again, nothing is done. Returns at
/// once; where the system does not allow it, the thread stays as it is and the log says so.
pub fn raise_this_thread() {
    if !ASKED.replace(true) {
        system::raise_this_thread();
    }
}
