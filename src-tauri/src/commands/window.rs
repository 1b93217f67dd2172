//! How the main window stands on the screen.

use tauri::State;

use crate::desktop::{Arrangement, Windows};

/// Moves the main window; what it shows stays.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "tauri hands it over by value")]
pub fn arrange_window(windows: State<'_, Windows>, arrangement: Arrangement) {
    windows.arrange(arrangement);
}
