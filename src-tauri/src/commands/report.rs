//! Commands about reports for whoever looks after this desk.

use roomline_station::StationHandle;
use tauri::{AppHandle, State};

use crate::desktop::{Reports, folders_for_reports};
use crate::error::CommandError;
use crate::view::ReportView;

/// Makes a report of this desk; nothing is saved. `names_desk`: whether the desk's name may stand in it.
#[tauri::command]
#[specta::specta]
pub async fn make_report(
    reports: State<'_, Reports>,
    station: State<'_, StationHandle>,
    names_desk: bool,
) -> Result<ReportView, CommandError> {
    let state = station.state();
    if state.is_locked() { Err(CommandError::DeskLocked) } else { Ok(reports.make(&state, names_desk)) }
}

/// Saves the report that was made under that number, and says where.
#[tauri::command]
#[specta::specta]
pub async fn save_report(
    app: AppHandle,
    reports: State<'_, Reports>,
    station: State<'_, StationHandle>,
    number: u32,
) -> Result<String, CommandError> {
    if station.state().is_locked() {
        return Err(CommandError::DeskLocked);
    }
    let saved = reports.save(number, &folders_for_reports(&app)).ok_or(CommandError::Malformed)?;
    saved.map(|path| path.display().to_string()).map_err(|_| CommandError::NotSaved)
}
