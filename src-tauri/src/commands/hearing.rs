//! Commands about help for hearing.

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
    let help = HearingHelp { resident: resident_hears.into(), desk: desk_hears.into() };
    Ok(station.request(Request::SetHearing(read(&unit_id)?, help)).await?)
}
