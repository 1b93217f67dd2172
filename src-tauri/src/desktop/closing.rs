//! Closing the program: never by surprise in a call, always with a clean end for whoever is on the line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use roomline_station::{Request, StationHandle};
use tauri::AppHandle;
use tauri_specta::Event as _;

use crate::api::CloseAsked;

/// How long the far end's goodbye may take; after that the middleware notices by itself.
const GOODBYE: Duration = Duration::from_secs(4);

/// How the program is closed.
#[derive(Debug, Default)]
pub struct Closing {
    /// Whether the person is being asked already: a second click on the window's cross is an answer.
    asking: AtomicBool,
}

impl Closing {
    /// Somebody closes the main window: asks first if a call is going on.
    pub fn ask(&self, app: &AppHandle, station: Option<&StationHandle>) {
        let in_call =
            station.is_some_and(|station| station.state().call.as_ref().is_some_and(|call| !call.state.is_ended()));
        let asked = self.asking.swap(true, Ordering::Relaxed);
        if !in_call || asked || CloseAsked.emit(app).is_err() {
            leave(app, station.cloned());
        }
    }

    /// The person stays.
    pub fn stay(&self) {
        self.asking.store(false, Ordering::Relaxed);
    }
}

/// Ends the call as `shut_down`, then the program.
pub fn leave(app: &AppHandle, station: Option<StationHandle>) {
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Some(station) = station {
            let goodbye = async {
                if station.request(Request::ShutDown).await.is_ok() {
                    station.stopped().await;
                }
            };
            if tokio::time::timeout(GOODBYE, goodbye).await.is_err() {
                tracing::warn!("the station took too long to stop");
            }
        }
        app.exit(0);
    });
}

/// Leaves when the system asks the program to end.
#[cfg(unix)]
pub async fn leave_on_signal(app: AppHandle, station: StationHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::warn!("signals cannot be heard: a call may end late when the system shuts down");
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    leave(&app, Some(station));
}
