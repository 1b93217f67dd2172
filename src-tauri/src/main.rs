//! Starts the desktop app.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use roomline::arguments::{Beginning, beginning, has_screen};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    match beginning(arguments.iter().map(OsString::as_os_str), has_screen()) {
        Beginning::Print(text) => {
            // A reader that has gone away has read enough.
            let _reader_is_gone = writeln!(std::io::stdout(), "{text}");
            ExitCode::SUCCESS
        }
        Beginning::Refuse(why) => fail(why),
        Beginning::Window => match roomline::run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(problem) => fail(&problem.to_string()),
        },
    }
}

fn fail(why: &str) -> ExitCode {
    // Nothing else can hear this.
    let _reader_is_gone = writeln!(std::io::stderr(), "{why}");
    ExitCode::FAILURE
}
