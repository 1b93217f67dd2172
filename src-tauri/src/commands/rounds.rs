//! Commands about rounds.

use std::path::PathBuf;
use std::time::Duration;

use jiff::tz::TimeZone;
use roomline_station::signaling::call::RoundId;
use roomline_station::signaling::round::SettleStop;
use roomline_station::{Request, SignIn, StationHandle};
use tauri::{AppHandle, Manager as _, State};

use super::{note_of, read};
use crate::desktop::Spoken;
use crate::error::CommandError;
use crate::report;
use crate::view::StopOutcomeView;

/// How long a file may take to be written: a folder in the network may never answer.
const WRITTEN_WITHIN: Duration = Duration::from_secs(10);

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
    if !matches!(state.sign_in, SignIn::SignedIn { .. }) {
        return Err(CommandError::NotSignedIn);
    }
    if state.is_locked() {
        return Err(CommandError::DeskLocked);
    }
    let round = state.rounds.iter().find(|round| round.id == id).cloned().ok_or(CommandError::NoSuchRound)?;
    let (folders, language) = (folders(&app), spoken.language());
    let writing =
        tauri::async_runtime::spawn_blocking(move || report::save(&round, language, &TimeZone::system(), &folders));
    match tokio::time::timeout(WRITTEN_WITHIN, writing).await {
        Ok(Ok(Ok(path))) => Ok(path.display().to_string()),
        Ok(Ok(Err(error))) => {
            tracing::warn!(kind = ?error.kind(), "the report of a round could not be written");
            Err(CommandError::NotWritten)
        }
        Ok(Err(_)) | Err(_) => {
            tracing::warn!("the report of a round was not written in time");
            Err(CommandError::NotWritten)
        }
    }
}

/// Where reports go: to the documents, or else to the person's home.
fn folders(app: &AppHandle) -> Vec<PathBuf> {
    [app.path().document_dir(), app.path().home_dir()].into_iter().filter_map(Result::ok).collect()
}
