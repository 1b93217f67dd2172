//! The answers to "close in the middle of a call?".

use roomline_station::StationHandle;
use tauri::{AppHandle, State};

use crate::desktop::Closing;

/// Ends the call and the program.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "tauri hands these over by value")]
pub fn leave(app: AppHandle, station: State<'_, StationHandle>) {
    crate::desktop::leave(&app, Some(station.inner().clone()));
}

/// Goes on as before.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "tauri hands it over by value")]
pub fn stay(closing: State<'_, Closing>) {
    closing.stay();
}
