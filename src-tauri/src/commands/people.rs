//! Commands about who sits at this desk.

use roomline_station::{PersonId, Pin, Request, StationHandle};
use tauri::State;

use crate::error::CommandError;

/// Locks the desk for somebody else to sit down; not in a call.
#[tauri::command]
#[specta::specta]
pub async fn change_person(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::ChangePerson).await?)
}

/// Somebody who is known here sits down; how it went is told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn sit_down(station: State<'_, StationHandle>, person: String, pin: String) -> Result<(), CommandError> {
    let person = PersonId::read(&person).ok_or(CommandError::Malformed)?;
    Ok(station.request(Request::SitDown { person, pin: Pin::new(&pin)? }).await?)
}

/// Somebody who is known here wants to be so no more; whether the PIN was right is told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn forget_person(station: State<'_, StationHandle>, person: String, pin: String) -> Result<(), CommandError> {
    let person = PersonId::read(&person).ok_or(CommandError::Malformed)?;
    Ok(station.request(Request::ForgetPerson { person, pin: Pin::new(&pin)? }).await?)
}
