//! Commands about call-backs.

use roomline_station::{Request, StationHandle};
use tauri::State;

use super::read;
use crate::error::CommandError;

/// Claims a call-back for this desk and calls its room.
#[tauri::command]
#[specta::specta]
pub async fn call_back(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::CallBack(read(&id)?)).await?)
}

/// Claims a call-back for this desk.
#[tauri::command]
#[specta::specta]
pub async fn claim_callback(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::ClaimCallback(read(&id)?)).await?)
}

/// Gives a claimed call-back back.
#[tauri::command]
#[specta::specta]
pub async fn release_callback(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::ReleaseCallback(read(&id)?)).await?)
}

/// Marks a call-back as done.
#[tauri::command]
#[specta::specta]
pub async fn finish_callback(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::FinishCallback(read(&id)?)).await?)
}
