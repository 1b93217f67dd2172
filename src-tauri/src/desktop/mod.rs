//! What the station is on this computer's desktop: a main window, a small one that stays on top while it rings, and the
//! operating system's notification.
//!
//! Each tells of a call on its own: none waits for another, and a missing one is a line in the log. The ring itself is
//! the station's, because it is sound.

mod closing;
mod notification;
mod reports;
pub mod saving;
mod stage;
mod window;

use std::sync::Arc;

use roomline_station::signaling::call::{CallId, Direction};
use roomline_station::{Check, CheckDoing, CheckRequest, IncomingState, Request, Ring, StationHandle, StationState};
use tauri::AppHandle;
use tauri_specta::Event as _;

#[cfg(unix)]
pub use closing::leave_on_signal;
pub use closing::{Closing, leave};
pub use notification::{
    Act, Buttons, Click, Language, Notifications, Notifier, Spoken, Told, TrialWords, Words, system_notifier,
};
pub use reports::Reports;
pub use stage::{Changes, Stage};
pub use window::{MAIN, SMALL, Windows};

use crate::api::{AppChanged, DirectoryChanged};

/// Keeps the desktop as the station says, until the station stops.
pub async fn follow(app: AppHandle, station: StationHandle, stage: Arc<Stage>, windows: Windows, spoken: Spoken) {
    let (notifier, mut told) = system_notifier();
    let mut notifications = Notifications::new(notifier);
    let mut notified = true;
    let mut states = station.watch();
    let mut voice = None;
    loop {
        let state = states.borrow_and_update().clone();
        notifications.show(&ringing(&state, spoken.language()));
        notifications.try_out(wanted_by_check(&state), TrialWords::of(spoken.language()));
        // The small window comes before its content is told anew, so that its guard against stray clicks starts late.
        windows.ring(loudest(&state));
        let answered = answered_here(&state);
        if answered.is_some() && answered != voice {
            windows.raise_main();
        }
        voice = answered;
        tell(&app, stage.draw(&state, notified));
        tokio::select! {
            changed = states.changed() => if changed.is_err() { return },
            Some(word) = told.recv() => {
                let click = match word {
                    Told::Click(click) => click,
                    Told::Works(works) => { notified = works; continue; }
                    Told::Tried { number, what } => {
                        // A check that is over by now does not want to know.
                        drop(station.request(Request::Check(CheckRequest::Notified { number, what })).await);
                        continue;
                    }
                };
                let request = match click.act {
                    Act::Answer => Request::Answer(click.call),
                    Act::Decline => Request::Decline(click.call),
                    Act::Look => { windows.raise_main(); continue; }
                };
                if let Err(error) = station.request(request).await {
                    tracing::info!(call_id = %click.call, %error, "a notification's button came too late");
                }
            }
        }
    }
}

/// The test notification that a check waits for.
fn wanted_by_check(state: &StationState) -> Option<u32> {
    if let Check::Running { doing: CheckDoing::Notifying { number }, .. } = &state.check { Some(*number) } else { None }
}

/// The calls that ring here, in words for a notification.
fn ringing(state: &StationState, language: Language) -> Vec<(CallId, Words)> {
    let ringing = state.incoming.iter().filter(|call| call.state == IncomingState::Ringing);
    ringing.map(|call| (call.call_id, Words::of(call.unit.as_ref(), state.is_locked(), language))).collect()
}

/// The call the small window is for: the oldest that rings, unless somebody talks here; then the bar above the call and
/// the notification tell of it, and nothing covers the call.
fn loudest(state: &StationState) -> Option<CallId> {
    match state.ring() {
        Ring::Silent | Ring::Quiet => None,
        Ring::Loud => state.incoming.iter().find(|call| call.state == IncomingState::Ringing).map(|call| call.call_id),
    }
}

/// The call from a unit that somebody at this desk has answered, from wherever they clicked.
fn answered_here(state: &StationState) -> Option<CallId> {
    let call = state.call.as_ref().filter(|call| call.direction == Direction::FromUnit && !call.state.is_ended());
    call.map(|call| call.call_id)
}

fn tell(app: &AppHandle, changes: Changes) {
    let told = changes.app.map_or(Ok(()), |shown| AppChanged(shown).emit(app));
    let told = told.and(changes.directory.map_or(Ok(()), |directory| DirectoryChanged(directory).emit(app)));
    if let Err(error) = told {
        tracing::warn!(%error, "a window could not be told; it will ask when it is there");
    }
}
