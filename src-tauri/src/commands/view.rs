//! What is shown right now: a window subscribes to the events first, then asks here, so that nothing is lost between.

use std::sync::Arc;

use tauri::State;

use crate::desktop::Stage;
use crate::view::{DirectoryView, Shown};

/// What the windows show.
#[tauri::command]
#[specta::specta]
#[must_use]
pub fn current_app(stage: State<'_, Arc<Stage>>) -> Shown {
    stage.shown()
}

/// All residents.
#[tauri::command]
#[specta::specta]
#[must_use]
pub fn current_directory(stage: State<'_, Arc<Stage>>) -> DirectoryView {
    stage.directory()
}
