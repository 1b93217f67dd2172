//! The one list of what a window may ask and hear. `ui/src/bindings.ts` is written from it.

use serde::Serialize;
use specta::Type;
use tauri_specta::{Builder, collect_commands, collect_events};

use crate::commands::{
    callbacks, calls, check, closing, devices, handover, hearing, language, lock, people, report, rounds, session,
    view, window,
};
use crate::desktop::Loss;
use crate::view::{DirectoryView, Shown};

/// The app has changed.
#[derive(Clone, Debug, Serialize, Type, tauri_specta::Event)]
pub struct AppChanged(pub Shown);

/// The list of residents has changed.
#[derive(Clone, Debug, Serialize, Type, tauri_specta::Event)]
pub struct DirectoryChanged(pub DirectoryView);

/// Somebody closes the window and would lose this: the window asks whether that is meant, and says `leave` or `stay`.
#[derive(Clone, Debug, Serialize, Type, tauri_specta::Event)]
pub struct CloseAsked(pub Loss);

/// Every command and event there is.
#[must_use]
pub fn builder() -> Builder<tauri::Wry> {
    // Views are only written and requests only read, so one TypeScript type serves each.
    Builder::new()
        .disable_serde_phases()
        .commands(collect_commands![
            view::current_app,
            view::current_directory,
            session::sign_in,
            session::sign_out,
            session::set_presence,
            session::try_now,
            calls::start_call,
            calls::answer,
            calls::decline,
            calls::hang_up,
            calls::settle_call,
            calls::close_call,
            calls::set_muted,
            calls::dismiss_taken,
            callbacks::call_back,
            callbacks::claim_callback,
            callbacks::release_callback,
            callbacks::finish_callback,
            rounds::start_round,
            rounds::resume_round,
            rounds::pause_round,
            rounds::finish_round,
            rounds::settle_stop,
            rounds::save_round_report,
            handover::load_handover,
            handover::hand_over,
            handover::read_handover,
            hearing::set_hearing,
            devices::choose_devices,
            devices::list_devices,
            check::start_check,
            check::answer_check,
            check::skip_check_step,
            check::call_for_check,
            check::stop_check,
            report::make_report,
            report::save_report,
            language::set_language,
            window::arrange_window,
            lock::lock_desk,
            lock::unlock,
            lock::set_pin,
            lock::remove_pin,
            people::change_person,
            people::sit_down,
            people::forget_person,
            closing::leave,
            closing::stay,
        ])
        .events(collect_events![AppChanged, DirectoryChanged, CloseAsked])
}

#[cfg(test)]
mod bindings {
    use std::path::Path;

    /// The line that a generated file starts with.
    const HEADER: &str = "// Written by `cargo test --package roomline --lib bindings`; not edited by hand.\n";

    #[test]
    fn the_committed_bindings_are_those_of_this_program() {
        let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/bindings.ts");
        let exporter = specta_typescript::Typescript::default().header(HEADER);
        let fresh = std::env::temp_dir().join(format!("roomline-bindings-{}.ts", std::process::id()));
        super::builder().export(exporter, &fresh).expect("every type can be written as TypeScript");
        let written = std::fs::read_to_string(&fresh).expect("the bindings were written");
        std::fs::remove_file(&fresh).expect("the copy can be removed");
        let before = std::fs::read_to_string(&committed).unwrap_or_default();
        if before != written {
            std::fs::write(&committed, written).expect("the bindings can be written");
            panic!("ui/src/bindings.ts was out of date and has been written anew: look at it, commit it, run again");
        }
    }
}
