//! The language of what is said outside of the windows.

use tauri::State;

use crate::desktop::{Language, Spoken};

/// The windows speak this language from now on.
#[tauri::command]
#[specta::specta]
#[expect(clippy::needless_pass_by_value, reason = "tauri hands it over by value")]
pub fn set_language(spoken: State<'_, Spoken>, language: Language) {
    spoken.set(language);
}
