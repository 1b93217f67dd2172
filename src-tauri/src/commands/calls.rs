//! Commands about calls.

use roomline_station::signaling::outcome::CallOutcome;
use roomline_station::{Request, StationHandle};
use tauri::State;

use super::{note_of, read};
use crate::error::CommandError;
use crate::view::OutcomeView;

/// Calls a unit.
#[tauri::command]
#[specta::specta]
pub async fn start_call(station: State<'_, StationHandle>, unit_id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::StartCall(read(&unit_id)?)).await?)
}

/// Answers a ringing call.
#[tauri::command]
#[specta::specta]
pub async fn answer(station: State<'_, StationHandle>, call_id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::Answer(read(&call_id)?)).await?)
}

/// Does not take a ringing call.
#[tauri::command]
#[specta::specta]
pub async fn decline(station: State<'_, StationHandle>, call_id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::Decline(read(&call_id)?)).await?)
}

/// Ends the active call.
#[tauri::command]
#[specta::specta]
pub async fn hang_up(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::HangUp).await?)
}

/// Says what came of the call that is over, and puts it away.
#[tauri::command]
#[specta::specta]
pub async fn settle_call(
    station: State<'_, StationHandle>,
    outcome: OutcomeView,
    note: String,
) -> Result<(), CommandError> {
    let outcome = CallOutcome { outcome: outcome.into(), note: note_of(&note) };
    Ok(station.request(Request::SettleCall(outcome)).await?)
}

/// Puts away the ended call.
#[tauri::command]
#[specta::specta]
pub async fn close_call(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::CloseCall).await?)
}

/// Stops or starts sending this desk's voice.
#[tauri::command]
#[specta::specta]
pub async fn set_muted(station: State<'_, StationHandle>, muted: bool) -> Result<(), CommandError> {
    Ok(station.request(Request::SetMuted(muted)).await?)
}

/// Puts away *answered by …*.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_taken(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::DismissTaken).await?)
}
