//! Commands about microphone and speaker.

use roomline_station::{ChosenDevices, Request, StationHandle};
use tauri::State;

use crate::error::CommandError;
use crate::view::DeviceLine;

/// Puts devices in order and says how loud this desk rings, in percent; counts at once.
#[tauri::command]
#[specta::specta]
pub async fn choose_devices(
    station: State<'_, StationHandle>,
    microphones: Vec<DeviceLine>,
    speakers: Vec<DeviceLine>,
    ring_volume: u8,
) -> Result<(), CommandError> {
    let list = |lines: Vec<DeviceLine>| lines.into_iter().map(Into::into).collect();
    let (microphones, speakers) = (list(microphones), list(speakers));
    let chosen = ChosenDevices { ring_volume: ring_volume.min(100), microphones, speakers };
    Ok(station.request(Request::ChooseDevices(chosen)).await?)
}

/// Looks for devices again.
#[tauri::command]
#[specta::specta]
pub async fn list_devices(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::ListDevices).await?)
}
