//! Commands about the change of shifts.

use roomline_station::signaling::call::Private;
use roomline_station::signaling::handover::Handover;
use roomline_station::{Request, StationHandle};
use tauri::State;

use super::read;
use crate::error::CommandError;
use crate::view::AfterHandoverView;

/// Asks how the shift went; told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn load_handover(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::LoadShift).await?)
}

/// Hands over with a note, which may be empty, and then signs out or locks; how it stands is told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn hand_over(
    station: State<'_, StationHandle>,
    note: String,
    then: AfterHandoverView,
) -> Result<(), CommandError> {
    Ok(station.request(Request::HandOver { note: text(&note), then: then.into() }).await?)
}

/// Marks the note of a hand-over as read, for all desks.
#[tauri::command]
#[specta::specta]
pub async fn read_handover(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::ReadNote(read(&id)?)).await?)
}

/// A note as the server takes it: of what may have been pasted, lines of text. `None`: there is nothing to say.
fn text(typed: &str) -> Option<Private<String>> {
    let lines: Vec<String> = typed.lines().map(|line| line.replace(char::is_control, " ")).collect();
    let note: String = lines.join("\n").trim().chars().take(Handover::LONGEST_NOTE).collect();
    (!note.is_empty()).then_some(Private(note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_was_pasted_is_lines_of_text_and_no_longer_than_a_note() {
        let said = |typed: &str| text(typed).map(|note| note.0);
        assert_eq!(said(" The lift\r\nis\tout of order.\u{7} \n"), Some("The lift\nis out of order.".into()));
        assert_eq!(said(" \n\t "), None);
        assert_eq!(said(&"ß".repeat(600)).map(|note| note.chars().count()), Some(500));
    }
}
