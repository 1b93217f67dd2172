//! What the windows show now, numbered, so that a window that asks and a window that listens get the same.

use std::sync::{Arc, Mutex, PoisonError};

use roomline_station::StationState;
use roomline_station::signaling::rest::Directory;

use crate::view::{AppView, DirectoryView, Shown};

/// The newest views.
#[derive(Debug)]
pub struct Stage(Mutex<Views>);

#[derive(Debug)]
struct Views {
    shown: Shown,
    directory: DirectoryView,
    /// Of which `directory` was drawn; a new one is a new allocation.
    source: Arc<Directory>,
    /// Whether the desk was locked then.
    locked: bool,
}

/// What of the views has changed.
#[derive(Debug, PartialEq)]
pub struct Changes {
    /// The app, if it looks different now.
    pub app: Option<Shown>,
    /// The directory, if it is another one.
    pub directory: Option<DirectoryView>,
}

impl Stage {
    /// Draws a first state.
    #[must_use]
    pub fn new(state: &StationState) -> Self {
        Self(Mutex::new(Views {
            shown: Shown { revision: 1, app: AppView::of(state, true) },
            directory: DirectoryView::of(state, 1),
            source: Arc::clone(&state.directory),
            locked: state.is_locked(),
        }))
    }

    /// Shows why there is no station: an administrator has to correct something.
    #[must_use]
    pub fn broken(problem: String) -> Self {
        Self(Mutex::new(Views {
            shown: Shown { revision: 1, app: AppView::Broken { problem } },
            directory: DirectoryView { revision: 1, units: Vec::new() },
            source: Arc::default(),
            locked: false,
        }))
    }

    /// Draws the next state and says what looks different. `notified`: whether the desktop shows notifications.
    pub fn draw(&self, state: &StationState, notified: bool) -> Changes {
        let mut views = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let app = AppView::of(state, notified);
        let app = (app != views.shown.app).then(|| {
            views.shown = Shown { revision: views.shown.revision + 1, app };
            views.shown.clone()
        });
        let is_same = Arc::ptr_eq(&views.source, &state.directory) && views.locked == state.is_locked();
        let directory = (!is_same).then(|| {
            views.source = Arc::clone(&state.directory);
            views.locked = state.is_locked();
            views.directory = DirectoryView::of(state, views.directory.revision + 1);
            views.directory.clone()
        });
        Changes { app, directory }
    }

    /// What the windows show.
    #[must_use]
    pub fn shown(&self) -> Shown {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).shown.clone()
    }

    /// All residents.
    #[must_use]
    pub fn directory(&self) -> DirectoryView {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).directory.clone()
    }
}
