//! Commands about help for hearing.

use std::sync::Arc;

use roomline_station::signaling::hearing::HearingHelp;
use roomline_station::{Request, StationHandle};
use tauri::State;

use super::read;
use crate::error::CommandError;
use crate::view::HelpView;

/// Sets how a resident's calls are helped, for every desk and from now on.
#[tauri::command]
#[specta::specta]
pub async fn set_hearing(
    station: State<'_, StationHandle>,
    unit_id: String,
    resident_hears: HelpView,
    desk_hears: HelpView,
) -> Result<(), CommandError> {
    let unit = read(&unit_id)?;
    let directory = Arc::clone(&station.state().directory);
    let stored =
        directory.units.iter().find(|known| known.unit_id == unit).map(|known| known.hearing).unwrap_or_default();
    let help =
        HearingHelp { resident: resident_hears.instead_of(stored.resident), desk: desk_hears.instead_of(stored.desk) };
    Ok(station.request(Request::SetHearing(unit, help)).await?)
}
