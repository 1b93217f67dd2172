//! The desktop app.

pub mod api;
pub mod commands;
pub mod desktop;
pub mod error;
pub mod view;
