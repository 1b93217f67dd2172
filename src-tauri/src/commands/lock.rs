//! Commands about the lock of this desk.

use roomline_station::{Pin, Request, StationHandle};
use tauri::State;

use crate::error::CommandError;

/// Locks the desk: it goes on ringing and can be answered, but shows no names.
#[tauri::command]
#[specta::specta]
pub async fn lock_desk(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::LockDesk).await?)
}

/// Unlocks it; whether the PIN was right is told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn unlock(station: State<'_, StationHandle>, pin: String) -> Result<(), CommandError> {
    Ok(station.request(Request::Unlock(Pin::new(&pin)?)).await?)
}

/// Sets the PIN that unlocks it, of four to eight digits that are not easy to guess.
#[tauri::command]
#[specta::specta]
pub async fn set_pin(station: State<'_, StationHandle>, pin: String) -> Result<(), CommandError> {
    Ok(station.request(Request::SetPin(Pin::chosen(&pin)?)).await?)
}

/// Removes the PIN: the desk cannot be locked any more.
#[tauri::command]
#[specta::specta]
pub async fn remove_pin(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::RemovePin).await?)
}
