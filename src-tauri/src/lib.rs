//! The desktop app: what everything is made of and who knows whom.
//!
//! This crate is the only one that knows the word `tauri`. It starts the station, draws its state into views
//! ([`view`]), and posts what a window asks ([`commands`]). Nothing here is needed for a call to go on.

pub mod api;
pub mod arguments;
pub mod commands;
pub mod desktop;
pub mod error;
pub mod report;
pub mod view;

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use roomline_station::log::{self, LogGuard};
use roomline_station::{ConfigError, Places, Reporter, StartError, Station, StationConfig, StationHandle, VaultChoice};
use tauri::{AppHandle, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_window_state::StateFlags;

use crate::desktop::{Closing, MAIN, Reports, SMALL, Spoken, Stage, Windows};

/// Why there is no station behind the window: an administrator has to correct something.
#[derive(Debug, thiserror::Error)]
enum NoStation {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Start(#[from] StartError),
}

/// Why the app did not run.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is a name of a screen, but the screen does not open.
    #[error("Roomline needs a screen: the one that DISPLAY or WAYLAND_DISPLAY names cannot be opened")]
    NoScreen,
    /// The desktop does not let it show windows.
    #[error("Roomline cannot show its windows: {0}")]
    Windows(#[from] tauri::Error),
}

/// Runs the app until it is closed.
///
/// # Errors
/// When the screen does not open, before anything is written; or when the desktop does not let the program show windows.
pub fn run() -> Result<(), RunError> {
    #[cfg(target_os = "linux")]
    open_screen()?;
    // Another part of the program may have chosen the same provider before; it is the only one we build with.
    let _already_chosen = rustls::crypto::ring::default_provider().install_default();
    let places = Places::from_environment();
    // Kept until the program ends: it writes the last lines.
    let _log = places.as_ref().ok().and_then(start_log);
    // Two stations of one person, such as a demo beside the real one, share nothing.
    let engine = places.as_ref().map_or_else(|_| std::env::temp_dir(), |places| places.data_dir.clone()).join("engine");
    let config = places.and_then(StationConfig::load);
    let api = api::builder();
    let app = tauri::Builder::default()
        .plugin(single_instance(config.as_ref().ok()))
        .plugin(remembered_window(&engine))
        .invoke_handler(api.invoke_handler())
        .setup(move |app| {
            api.mount_events(app);
            if let Ok(config) = &config {
                app.manage(Arc::new(Reports::new(Reporter::new(config))));
            }
            Ok(open(app.handle(), config.map_err(NoStation::from).and_then(start), &engine)?)
        })
        .on_window_event(|window, event| {
            let WindowEvent::CloseRequested { api, .. } = event else { return };
            let app = window.app_handle();
            match window.label() {
                MAIN => {
                    api.prevent_close();
                    let station = app.try_state::<StationHandle>();
                    app.state::<Closing>().close(app, &app.state::<Windows>(), station.as_deref());
                }
                SMALL => {
                    api.prevent_close();
                    app.state::<Windows>().put_small_away();
                }
                _ => {}
            }
        })
        .build(tauri::generate_context!())?;
    app.run(|_, event| {
        if matches!(event, RunEvent::Exit) {
            tracing::info!("the program ends");
        }
    });
    Ok(())
}

/// Opens the screen ahead of Tauri, which would panic if that fails.
#[cfg(target_os = "linux")]
fn open_screen() -> Result<(), RunError> {
    // A Wayland client may neither stay on top nor raise itself: through XWayland the small window can do both.
    gtk::gdk::set_allowed_backends("x11,*");
    gtk::init().map_err(|_| RunError::NoScreen)
}

/// A desk without a log works all the same.
fn start_log(places: &Places) -> Option<LogGuard> {
    log::start(&places.data_dir)
        .inspect_err(|problem| {
            // Nothing else can hear this.
            let _ = writeln!(std::io::stderr(), "there will be no log: {problem}");
        })
        .ok()
}

fn start(config: StationConfig) -> Result<StationHandle, NoStation> {
    let vault = if config.settings.sign_in_each_time { VaultChoice::Memory } else { VaultChoice::Keyring };
    Ok(tauri::async_runtime::block_on(async { Station::start(config, vault) })?)
}

/// Opens the windows over the station, or over the reason why there is none.
fn open(app: &AppHandle, station: Result<StationHandle, NoStation>, engine: &Path) -> tauri::Result<()> {
    app.manage(Closing::default());
    let spoken = Spoken::default();
    app.manage(spoken.clone());
    let stage = Arc::new(match &station {
        Ok(station) => Stage::new(&station.state()),
        Err(problem) => Stage::broken(problem.to_string()),
    });
    app.manage(Arc::clone(&stage));
    let station = station.inspect_err(|problem| tracing::error!(%problem, "the station did not start")).ok();
    if let Some(station) = &station {
        app.manage(station.clone());
    }
    let windows = Windows::open(app, engine)?;
    app.manage(windows.clone());
    if let Some(station) = station {
        #[cfg(unix)]
        tauri::async_runtime::spawn(desktop::leave_on_signal(app.clone(), station.clone()));
        tauri::async_runtime::spawn(desktop::follow(app.clone(), station, stage, windows, spoken));
    }
    Ok(())
}

/// Where the main window stood is where it opens; kept beside the browser engine's own files.
fn remembered_window(engine: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_filename(engine.with_file_name("window.json").to_string_lossy())
        .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
        .with_denylist(&[SMALL])
        .build()
}

/// One program per desk. Stations that keep their things elsewhere (a demo, a test) are desks of their own.
fn single_instance(config: Option<&StationConfig>) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let mut place = DefaultHasher::new();
    config.map(|config| &config.places.data_dir).hash(&mut place);
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(format!("com.roomline.station.d{:016x}", place.finish()))
        .callback(|app, _, _| {
            if let Some(windows) = app.try_state::<Windows>() {
                windows.raise_main();
            }
        })
        .build()
}
