//! Commands about reports for whoever looks after this desk.

use std::sync::Arc;

use jiff::tz::TimeZone;
use roomline_station::StationHandle;
use tauri::{AppHandle, State};

use super::{check_open, saved};
use crate::desktop::{Reports, saving};
use crate::error::CommandError;
use crate::view::ReportView;

/// Makes a report of this desk; nothing is saved. `names_desk`: whether the desk's name may stand in it.
#[tauri::command]
#[specta::specta]
pub async fn make_report(
    reports: State<'_, Arc<Reports>>,
    station: State<'_, StationHandle>,
    names_desk: bool,
) -> Result<ReportView, CommandError> {
    let (reports, state) = (Arc::clone(&reports), station.state());
    check_open(&state)?;
    saving::in_time(move || reports.make(&state, names_desk)).await.ok_or(CommandError::NotMade)
}

/// Saves the report that was made under that number, and says where.
#[tauri::command]
#[specta::specta]
pub async fn save_report(
    app: AppHandle,
    reports: State<'_, Arc<Reports>>,
    station: State<'_, StationHandle>,
    number: u32,
) -> Result<String, CommandError> {
    check_open(&station.state())?;
    let report = reports.shown(number).ok_or(CommandError::Malformed)?;
    let folders = saving::folders(&app);
    saved(saving::in_time(move || Reports::save(&report, &TimeZone::system(), &folders)).await)
}
