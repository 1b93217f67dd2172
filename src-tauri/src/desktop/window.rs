//! The two windows: the main one, and the small one for incoming calls, made ahead of time so that it can show at once.
//!
//! The small window stays on top of every other program's and never takes the keyboard: whoever types goes on typing.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use roomline_station::signaling::call::CallId;
use serde::Deserialize;
use specta::Type;
use tauri::{
    AppHandle, LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, UserAttentionType, WebviewUrl,
    WebviewWindow, WebviewWindowBuilder,
};

/// Label of the main window.
pub const MAIN: &str = "main";
/// Label of the small window.
pub const SMALL: &str = "incoming";

/// Width and height of the main window's inside, in logical pixels.
const USUAL: (f64, f64) = (1280.0, 800.0);
/// The least of both: of this width it is a strip.
const NARROWEST: (f64, f64) = (380.0, 480.0);
/// Width and height of the small window's inside, in logical pixels.
const SMALL_SIZE: (f64, f64) = (496.0, 400.0);
/// Its distance from the edge of the screen, in logical pixels.
const MARGIN: f64 = 24.0;

/// Both windows.
#[derive(Clone, Debug)]
pub struct Windows {
    main: WebviewWindow,
    small: WebviewWindow,
    ring: Arc<Mutex<Ring>>,
}

/// How the main window stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Arrangement {
    /// As a narrow strip along the right edge, beside what else one works with.
    Strip,
    /// In its usual size, in the middle.
    Whole,
}

/// Which call the small window is for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Ring {
    /// The oldest call that rings.
    call: Option<CallId>,
    /// A call for which somebody closed the small window. It goes on ringing everywhere else.
    put_away: Option<CallId>,
}

/// What the windows do about a change.
#[derive(Debug, PartialEq, Eq)]
enum Move {
    Nothing,
    /// Shows the small window and asks for attention.
    Show,
    Hide,
}

impl Ring {
    fn next(&mut self, call: Option<CallId>) -> Move {
        let before = std::mem::replace(&mut self.call, call);
        match (before, call) {
            (before, now) if before == now => Move::Nothing,
            (_, Some(now)) if self.put_away == Some(now) => Move::Hide,
            (_, Some(_)) => Move::Show,
            (_, None) => Move::Hide,
        }
    }
}

impl Windows {
    /// Makes both; the small one stays hidden. `engine`: where the browser engine keeps its own files.
    ///
    /// # Errors
    /// When the desktop refuses a window: there is nothing to show anything in.
    pub fn open(app: &AppHandle, engine: &Path) -> tauri::Result<Self> {
        let main = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
            .title("Roomline")
            .data_directory(engine.to_owned())
            .inner_size(USUAL.0, USUAL.1)
            .min_inner_size(NARROWEST.0, NARROWEST.1)
            .center()
            .build()?;
        let small = WebviewWindowBuilder::new(app, SMALL, WebviewUrl::App("incoming.html".into()))
            .title("Roomline: incoming call")
            .data_directory(engine.to_owned())
            .inner_size(SMALL_SIZE.0, SMALL_SIZE.1)
            .resizable(false)
            .minimizable(false)
            .maximizable(false)
            .always_on_top(true)
            .visible_on_all_workspaces(true)
            .skip_taskbar(true)
            .focused(false)
            .visible(false)
            .build()?;
        place(app, &small)?;
        #[cfg(target_os = "linux")]
        {
            use gtk::prelude::GtkWindowExt as _;
            small.gtk_window()?.set_focus_on_map(false);
        }
        Ok(Self { main, small, ring: Arc::default() })
    }

    /// Shows the small window for the oldest call that rings, or hides it.
    pub fn ring(&self, call: Option<CallId>) {
        let next = self.ring.lock().unwrap_or_else(PoisonError::into_inner).next(call);
        let done = match next {
            Move::Nothing => Ok(()),
            Move::Show => {
                self.small.show().and_then(|()| self.main.request_user_attention(Some(UserAttentionType::Critical)))
            }
            Move::Hide => self.small.hide(),
        };
        if let Err(error) = done {
            tracing::warn!(%error, "the small window does not follow; the call shows in the main window");
        }
    }

    /// Somebody closed the small window: it stays away for this call.
    pub fn put_small_away(&self) {
        let mut ring = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        ring.put_away = ring.call;
        if let Err(error) = self.small.hide() {
            tracing::warn!(%error, "the small window does not close");
        }
    }

    /// Moves the main window.
    pub fn arrange(&self, arrangement: Arrangement) {
        if let Err(error) = arrange(&self.main, arrangement) {
            tracing::warn!(%error, "the main window stays as it is");
        }
    }

    /// Takes the main window off the screen; the program goes on.
    pub fn hide_main(&self) {
        if let Err(error) = self.main.hide() {
            tracing::warn!(%error, "the main window does not hide");
        }
    }

    /// Shows the main window again if it is hidden, without taking the keyboard from anybody.
    pub fn uncover_main(&self) {
        let is_hidden = self.main.is_visible().is_ok_and(|visible| !visible);
        if is_hidden && let Err(error) = self.main.show() {
            tracing::warn!(%error, "the main window does not come back");
        }
    }

    /// Brings the main window to the front, after something that a person did.
    pub fn raise_main(&self) {
        let raised = self.main.unminimize().and_then(|()| self.main.show()).and_then(|()| self.main.set_focus());
        if let Err(error) = raised {
            tracing::warn!(%error, "the main window does not come to the front");
        }
    }
}

fn arrange(main: &WebviewWindow, arrangement: Arrangement) -> tauri::Result<()> {
    let Some(monitor) = main.current_monitor()? else { return Ok(()) };
    let (area, scale) = (monitor.work_area(), monitor.scale_factor());
    let (inner, outer) = (main.inner_size()?, main.outer_size()?);
    let frame = PhysicalSize::new(outer.width.saturating_sub(inner.width), outer.height.saturating_sub(inner.height));
    let room =
        PhysicalSize::new(area.size.width.saturating_sub(frame.width), area.size.height.saturating_sub(frame.height));
    let wanted: PhysicalSize<u32> = match arrangement {
        Arrangement::Strip => {
            PhysicalSize::new(LogicalSize::new(NARROWEST.0, 0.0).to_physical::<u32>(scale).width, room.height)
        }
        Arrangement::Whole => LogicalSize::new(USUAL.0, USUAL.1).to_physical(scale),
    };
    let size = PhysicalSize::new(wanted.width.min(room.width), wanted.height.min(room.height));
    let (spare_x, spare_y) = ((room.width - size.width).cast_signed(), (room.height - size.height).cast_signed());
    let (x, y) = match arrangement {
        Arrangement::Strip => (spare_x, 0),
        Arrangement::Whole => (spare_x / 2, spare_y / 2),
    };
    main.unmaximize()?;
    main.set_size(size)?;
    main.set_position(PhysicalPosition::new(area.position.x + x, area.position.y + y))
}

/// Puts the small window into the upper right corner, where it does not cover what the main window says.
fn place(app: &AppHandle, small: &WebviewWindow) -> tauri::Result<()> {
    let Some(monitor) = app.primary_monitor()? else { return Ok(()) };
    let (area, scale) = (monitor.work_area(), monitor.scale_factor());
    let area_right = area.position.to_logical::<f64>(scale).x + area.size.to_logical::<f64>(scale).width;
    let top = area.position.to_logical::<f64>(scale).y;
    small.set_position(LogicalPosition::new(area_right - SMALL_SIZE.0 - MARGIN, top + MARGIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(n: u8) -> CallId {
        format!("0193a1b2-0000-7000-8000-0000000000{n:02}").parse().expect("a call id")
    }

    #[test]
    fn the_small_window_shows_for_a_call_and_hides_when_none_rings() {
        let mut ring = Ring::default();
        assert_eq!(ring.next(None), Move::Nothing);
        assert_eq!(ring.next(Some(call(1))), Move::Show);
        assert_eq!(ring.next(Some(call(1))), Move::Nothing);
        assert_eq!(ring.next(None), Move::Hide);
    }

    #[test]
    fn a_small_window_that_was_closed_stays_away_for_that_call_only() {
        let mut ring = Ring::default();
        ring.next(Some(call(1)));
        ring.put_away = ring.call;
        assert_eq!(ring.next(Some(call(1))), Move::Nothing);
        assert_eq!(ring.next(Some(call(2))), Move::Show);
        assert_eq!(ring.next(Some(call(1))), Move::Hide);
    }
}
