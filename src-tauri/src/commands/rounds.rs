//! Commands about rounds.

use jiff::tz::TimeZone;
use roomline_station::signaling::call::RoundId;
use roomline_station::signaling::round::SettleStop;
use roomline_station::{Request, StationHandle};
use tauri::{AppHandle, State};

use super::{check_open, note_of, read, saved};
use crate::desktop::{Spoken, saving};
use crate::error::CommandError;
use crate::report;
use crate::view::StopOutcomeView;

/// Starts a round of these rooms, in this order, at this desk.
#[tauri::command]
#[specta::specta]
pub async fn start_round(station: State<'_, StationHandle>, unit_ids: Vec<String>) -> Result<(), CommandError> {
    let units = unit_ids.iter().map(|unit| read(unit)).collect::<Result<_, _>>()?;
    Ok(station.request(Request::StartRound(units)).await?)
}

/// Goes on with a paused round at this desk, or takes over one that runs at another.
#[tauri::command]
#[specta::specta]
pub async fn resume_round(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::ResumeRound(read(&id)?)).await?)
}

/// Leaves a round to whoever goes on with it.
#[tauri::command]
#[specta::specta]
pub async fn pause_round(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::PauseRound(read(&id)?)).await?)
}

/// Ends a round.
#[tauri::command]
#[specta::specta]
pub async fn finish_round(station: State<'_, StationHandle>, id: String) -> Result<(), CommandError> {
    Ok(station.request(Request::FinishRound(read(&id)?)).await?)
}

/// Says what came of one room of a round, with or without a call.
#[tauri::command]
#[specta::specta]
pub async fn settle_stop(
    station: State<'_, StationHandle>,
    id: String,
    unit_id: String,
    outcome: StopOutcomeView,
    note: String,
) -> Result<(), CommandError> {
    let said = SettleStop { outcome: outcome.into(), note: note_of(&note) };
    Ok(station.request(Request::SettleStop { round: read(&id)?, unit: read(&unit_id)?, said }).await?)
}

/// Writes the report of a round into the person's documents, as CSV; returns the file's full path.
#[tauri::command]
#[specta::specta]
pub async fn save_round_report(
    app: AppHandle,
    station: State<'_, StationHandle>,
    spoken: State<'_, Spoken>,
    id: String,
) -> Result<String, CommandError> {
    let id: RoundId = read(&id)?;
    let state = station.state();
    check_open(&state)?;
    let round = state.rounds.iter().find(|round| round.id == id).cloned().ok_or(CommandError::NoSuchRound)?;
    let (folders, language) = (saving::folders(&app), spoken.language());
    let written = saving::in_time(move || report::save(&round, language, &TimeZone::system(), &folders)).await;
    saved(written)
}
