//! A headless desk: everything a front-desk PC has, on a machine that has none of it.
//!
//! Tests and the demo run the real programs against a real X server, D-Bus, keyring, notification service and sound
//! devices, each a process of its own with its files in a private folder. A test that ends, fails, panics or is killed
//! leaves nothing behind (see [`Process`]). This crate imports no other crate of ours: what it knows of Roomline are its
//! programs, their arguments and the simulator's control API (see [`Property`]).

mod browser;
mod bus;
mod desk;
mod display;
mod folder;
mod http;
mod keyring;
mod mapped;
mod netns;
mod notifications;
mod page;
mod process;
mod property;
mod reader;
mod scorer;
mod sound;
mod sweeper;
mod tools;
mod tray;
mod turn;
mod usage;
mod wait;
mod web_echo;
mod window;

pub use browser::Chromium;
pub use bus::Bus;
pub use desk::{Desk, DeskOptions};
pub use display::Display;
pub use folder::Folder;
pub use http::Http;
pub use keyring::{Keyring, KeyringState};
pub use mapped::Mapped;
pub use netns::Namespace;
pub use notifications::{Notification, Notifications};
pub use page::Page;
pub use process::Process;
pub use property::{DESKS, DeskCard, PASSWORD, Property, PropertyOptions, Setup};
pub use reader::{Document, Reader, Role, State, Thing};
pub use scorer::{Piece, Scorer, SecondOpinion, WORST_SCORE};
pub use sound::{Headset, Plugged, Recorded, Recording, Sound};
pub use tools::{Build, built, free_port};
pub use tray::Tray;
pub use turn::TurnServer;
pub use usage::Usage;
pub use wait::{eventually, until};
pub use web_echo::{Heard, WebEcho};
pub use window::Window;
