//! Commands about who sits at this desk and whether it can be reached.

use roomline_station::signaling::call::Private;
use roomline_station::{Request, StationHandle};
use tauri::State;

use crate::error::CommandError;
use crate::view::PresenceView;

/// Signs in; how it went is told by the next views.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(
    station: State<'_, StationHandle>,
    server: String,
    station_name: String,
    user: String,
    password: String,
) -> Result<(), CommandError> {
    let request = Request::SignIn {
        server: some(server),
        station_name: some(station_name),
        user: Private(user),
        password: Private(password),
    };
    Ok(station.request(request).await?)
}

/// An untouched field means: as it is set up.
fn some(text: String) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Ends the session, and the call with it.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::SignOut).await?)
}

/// Says whether this desk takes calls.
#[tauri::command]
#[specta::specta]
pub async fn set_presence(station: State<'_, StationHandle>, presence: PresenceView) -> Result<(), CommandError> {
    Ok(station.request(Request::SetPresence(presence.into())).await?)
}

/// Tries to reach the server now.
#[tauri::command]
#[specta::specta]
pub async fn try_now(station: State<'_, StationHandle>) -> Result<(), CommandError> {
    Ok(station.request(Request::TryNow).await?)
}
