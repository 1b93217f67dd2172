//! Commands about microphone and speaker.

use roomline_station::{ChosenDevices, Request, StationHandle};
use tauri::State;

use crate::error::CommandError;

/// Chooses devices by name, from the next call on; absent: the system's.
#[tauri::command]
#[specta::specta]
pub async fn choose_devices(
    station: State<'_, StationHandle>,
    microphone: Option<String>,
    speaker: Option<String>,
) -> Result<(), CommandError> {
    Ok(station.request(Request::ChooseDevices(ChosenDevices { microphone, speaker })).await?)
}

/// Looks for devices again.
#[tauri::command]
#[specta::specta]
pub async fn list_devices(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::ListDevices).await?)
}
