//! Closing: the window's cross never ends the ring by surprise, and the program's end is always a clean one for whoever is on the
//! line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use roomline_station::{Request, SignIn, StationHandle};
use serde::Serialize;
use specta::Type;
use tauri::AppHandle;
use tauri_specta::Event as _;

use super::Windows;
use crate::api::CloseAsked;

/// How long the far end's goodbye may take; after that the middleware notices by itself.
const GOODBYE: Duration = Duration::from_secs(4);

/// What is lost when the program ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// The call that goes on here.
    Call,
    /// The ring: no call reaches this desk until somebody starts Roomline again.
    Ring,
}

/// How the program is closed.
#[derive(Debug, Default)]
pub struct Closing {
    /// Whether the person is being asked already: a second click on the window's cross is an answer.
    asking: AtomicBool,
    /// Whether there is an icon in the tray by which a window that is not there can be had back.
    tray: AtomicBool,
}

/// What a click on the window's cross does.
#[derive(Debug, PartialEq, Eq)]
enum Deed {
    /// The program goes on, and its window is one click away in the tray.
    Hide,
    Ask(Loss),
    Leave,
}

impl Closing {
    /// Somebody closes the main window. A desk that rings goes on ringing, in the tray; where there is none, or a call goes on, the
    /// window asks.
    pub fn close(&self, app: &AppHandle, windows: &Windows, station: Option<&StationHandle>) {
        match self.deed(loss(station), self.tray.load(Ordering::Relaxed)) {
            Deed::Hide => windows.hide_main(),
            Deed::Ask(loss) => {
                if CloseAsked(loss).emit(app).is_err() {
                    leave(app, station.cloned());
                }
            }
            Deed::Leave => leave(app, station.cloned()),
        }
    }

    /// Somebody wants to end the program, and has read what that means. In a call the window asks all the same.
    pub fn quit(&self, app: &AppHandle, windows: &Windows, station: Option<&StationHandle>) {
        if loss(station) == Some(Loss::Call) {
            windows.raise_main();
            self.close(app, windows, station);
        } else {
            leave(app, station.cloned());
        }
    }

    /// The person stays.
    pub fn stay(&self) {
        self.asking.store(false, Ordering::Relaxed);
    }

    /// Whether the tray is there from now on.
    pub fn set_tray(&self, is_there: bool) {
        self.tray.store(is_there, Ordering::Relaxed);
    }

    fn deed(&self, loss: Option<Loss>, tray: bool) -> Deed {
        match loss {
            None => Deed::Leave,
            Some(Loss::Ring) if tray => Deed::Hide,
            Some(_) if self.asking.swap(true, Ordering::Relaxed) => Deed::Leave,
            Some(loss) => Deed::Ask(loss),
        }
    }
}

/// What is lost when the program ends now, if anything.
fn loss(station: Option<&StationHandle>) -> Option<Loss> {
    let state = station?.state();
    if state.call.as_ref().is_some_and(|call| !call.state.is_ended()) {
        return Some(Loss::Call);
    }
    matches!(state.sign_in, SignIn::SignedIn { .. }).then_some(Loss::Ring)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_that_rings_goes_on_ringing_in_the_tray() {
        let closing = Closing::default();
        assert_eq!(closing.deed(Some(Loss::Ring), true), Deed::Hide);
        assert_eq!(closing.deed(Some(Loss::Ring), true), Deed::Hide, "however often somebody clicks");
    }

    #[test]
    fn without_a_tray_and_in_a_call_the_first_click_asks_and_the_second_answers() {
        for (loss, tray) in [(Loss::Ring, false), (Loss::Call, false), (Loss::Call, true)] {
            let closing = Closing::default();
            assert_eq!(closing.deed(Some(loss), tray), Deed::Ask(loss));
            closing.stay();
            assert_eq!(closing.deed(Some(loss), tray), Deed::Ask(loss));
            assert_eq!(closing.deed(Some(loss), tray), Deed::Leave);
        }
    }

    #[test]
    fn where_nothing_can_ring_the_program_simply_ends() {
        assert_eq!(Closing::default().deed(None, true), Deed::Leave);
        assert_eq!(Closing::default().deed(None, false), Deed::Leave);
    }
}
