//! Commands about the check of this desk.

use roomline_station::{CheckRequest, Request, StationHandle};
use tauri::State;

use super::read;
use crate::error::CommandError;
use crate::view::{CheckStepView, SoundedView};

/// Checks this desk step by step; how it goes is told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn start_check(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::Check(CheckRequest::Start)).await?)
}

/// Says of a sound of the check whether it was heard.
#[tauri::command]
#[specta::specta]
pub async fn answer_check(
    station: State<'_, StationHandle>,
    sound: SoundedView,
    heard: bool,
) -> Result<(), CommandError> {
    Ok(station.request(Request::Check(CheckRequest::Answer { sound: sound.into(), heard })).await?)
}

/// Goes on with the next step of the check; a step that is over by now is not skipped, nor is the next.
#[tauri::command]
#[specta::specta]
pub async fn skip_check_step(station: State<'_, StationHandle>, step: CheckStepView) -> Result<(), CommandError> {
    Ok(station.request(Request::Check(CheckRequest::Skip(step.into()))).await?)
}

/// Calls a unit as the last step of the check.
#[tauri::command]
#[specta::specta]
pub async fn call_for_check(station: State<'_, StationHandle>, unit_id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::Check(CheckRequest::Call(read(&unit_id)?))).await?)
}

/// Ends the check, and its test call.
#[tauri::command]
#[specta::specta]
pub async fn stop_check(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::Check(CheckRequest::Stop)).await?)
}
