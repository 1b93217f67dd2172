//! Stories at real desks: the app in its real window, driven by what stands on its buttons, with a real keyring, real
//! notifications over D-Bus and sound devices that are virtual; behind it Amazon's side and the middleware.
//!
//! Every program is a process of its own. Pictures of each story are in `target/desktop/<story>/`; after a failure also
//! what the programs said.

mod arranged;
mod by_keyboard;
mod by_notification;
mod by_screen_reader;
mod call_back;
mod changing;
mod checked;
mod desk_trouble;
mod locked;
mod morning;
mod reachability;
mod ring_group;
mod scene;
mod seat;
mod sign_in_trouble;
mod small_window;
mod to_a_room;
mod tray;
mod unplugged;
mod unsaid;

use std::time::Duration;

use scene::told;
use seat::Seat;

/// The resident who is called, and what stands on her button.
const CALLED: &str = "room-101";
const CALL: &str = "Call Mrs Jones, 101";
/// The resident who calls.
const CALLER: &str = "room-102";
/// What the small window is called.
const SMALL: &str = "Roomline: incoming call";
/// What the pages in both windows are called.
const MAIN_PAGE: &str = "Roomline";
const SMALL_PAGE: &str = "Roomline, incoming call";
/// The voice of every resident, in Hz: no ringback tone has it.
const VOICE: f32 = 1000.0;
/// For anything that a person waits for.
const PATIENCE: Duration = Duration::from_secs(30);
