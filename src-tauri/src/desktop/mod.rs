//! What the station is on this computer's desktop: a main window, a small one that stays on top while it rings, the operating
//! system's notification, and an icon in the tray.
//!
//! Each tells of a call on its own: none waits for another, and a missing one is a line in the log. The ring itself is
//! the station's, because it is sound.

mod closing;
mod notification;
mod reports;
pub mod saving;
mod stage;
mod tray;
mod window;

use std::sync::Arc;
use std::time::Duration;

use roomline_station::signaling::call::{CallId, Direction};
use roomline_station::{Check, CheckDoing, CheckRequest, IncomingState, Request, Ring, StationHandle, StationState};
use tauri::{AppHandle, Manager as _};
use tauri_specta::Event as _;
use tokio::time::Instant;

#[cfg(unix)]
pub use closing::leave_on_signal;
pub use closing::{Closing, Loss, leave};
pub use notification::{
    Act, Buttons, Click, Language, Notifications, Notifier, Spoken, Told, TrialWords, Words, system_notifier,
};
pub use reports::Reports;
pub use stage::{Changes, Stage};
pub use tray::{Picture, Sign, Tray, TrayTold, TrayWords, system_tray};
pub use window::{Arrangement, MAIN, SMALL, Windows};

use crate::api::{AppChanged, DirectoryChanged};

/// A hidden window of a desk that cannot ring comes back after so long: short troubles mend themselves.
const DEAF_FOR: Duration = Duration::from_secs(10);

/// Keeps the desktop as the station says, until the station stops.
pub async fn follow(app: AppHandle, station: StationHandle, stage: Arc<Stage>, windows: Windows, spoken: Spoken) {
    let (notifier, mut told) = system_notifier();
    let mut notifications = Notifications::new(notifier);
    let mut notified = true;
    let (tray, mut tray_told) = system_tray();
    let mut states = station.watch();
    let mut languages = spoken.watch();
    let mut voice = None;
    let mut hearing = Hearing::Hears;
    loop {
        let state = states.borrow_and_update().clone();
        let language = *languages.borrow_and_update();
        notifications.show(&ringing(&state, language));
        notifications.try_out(wanted_by_check(&state), TrialWords::of(language));
        // The small window comes before its content is told anew, so that its guard against stray clicks starts late.
        windows.ring(loudest(&state));
        let answered = answered_here(&state);
        if answered.is_some() && answered != voice {
            windows.raise_main();
        }
        voice = answered;
        let sign = Sign::of(&state);
        tray.show(sign, TrayWords::of(sign, language));
        hearing = hearing.next(sign);
        tell(&app, stage.draw(&state, notified));
        tokio::select! {
            changed = states.changed() => if changed.is_err() { return },
            Ok(()) = languages.changed() => {}
            Some(word) = told.recv() => match word {
                Told::Click(click) => carry_out(click, &station, &windows).await,
                Told::Works(works) => notified = works,
                Told::Tried { number, what } => {
                    // A check that is over by now does not want to know.
                    drop(station.request(Request::Check(CheckRequest::Notified { number, what })).await);
                }
            },
            Some(word) = tray_told.recv() => {
                let closing = app.state::<Closing>();
                match word {
                    TrayTold::Open => windows.raise_main(),
                    TrayTold::Quit => closing.quit(&app, &windows, Some(&station)),
                    TrayTold::Shown(shown) => {
                        closing.set_tray(shown);
                        if !shown {
                            windows.uncover_main();
                        }
                    }
                }
            }
            () = hearing.overdue() => {
                windows.uncover_main();
                hearing = Hearing::Told;
            }
        }
    }
}

/// Whether calls can ring at this desk, for the window that is hidden meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hearing {
    Hears,
    Deaf {
        since: Instant,
    },
    /// Deaf, and the window came back to say so; whoever hides it again has read it.
    Told,
}

impl Hearing {
    fn next(self, sign: Sign) -> Self {
        match self {
            _ if !sign.is_deaf() => Self::Hears,
            Self::Hears => Self::Deaf { since: Instant::now() },
            Self::Deaf { .. } | Self::Told => self,
        }
    }

    /// Waits until the window must come back; for ever if it need not.
    async fn overdue(self) {
        match self {
            Self::Deaf { since } => tokio::time::sleep_until(since + DEAF_FOR).await,
            Self::Hears | Self::Told => std::future::pending().await,
        }
    }
}

/// Does what somebody clicked in a notification.
async fn carry_out(click: Click, station: &StationHandle, windows: &Windows) {
    let request = match click.act {
        Act::Answer => Request::Answer(click.call),
        Act::Decline => Request::Decline(click.call),
        Act::Look => {
            windows.raise_main();
            return;
        }
    };
    if let Err(error) = station.request(request).await {
        tracing::info!(call_id = %click.call, %error, "a notification's button came too late");
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_desk_that_stays_deaf_shows_its_window_once() {
        let deaf = Hearing::Hears.next(Sign::Unreachable);
        let begun = Instant::now();
        deaf.next(Sign::SignedOut).overdue().await;
        assert_eq!(begun.elapsed(), DEAF_FOR);
        assert_eq!(Hearing::Told.next(Sign::Unreachable), Hearing::Told);
        assert_eq!(Hearing::Told.next(Sign::Ready), Hearing::Hears);
        assert_eq!(deaf.next(Sign::Connecting), Hearing::Hears);
    }
}
