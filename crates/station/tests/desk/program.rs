//! The program `roomline-station`, run as a person or a script would.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use roomline_rig::Folder;

/// Runs the program in a home of its own. It knows no session bus and no sound device but those in `env`.
pub(crate) async fn run(folder: &Folder, server: &str, env: &[(String, String)], arguments: &[&str]) -> Output {
    let config = folder.inside("config").expect("a folder");
    let settings = format!("server = {server:?}\nstation_name = \"Desk 1\"\nloopback_media = true\n");
    std::fs::write(config.join("station.toml"), settings).expect("written");
    let password = folder.path().join("password");
    std::fs::write(&password, "secret\n").expect("written");
    let mut program = Command::new(env!("CARGO_BIN_EXE_roomline-station"));
    program
        .arg("--json")
        .args(arguments)
        .env("ROOMLINE_CONFIG_DIR", config)
        .env("ROOMLINE_DATA_DIR", folder.inside("data").expect("a folder"))
        .env("ROOMLINE_LOG", "trace")
        .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
        .env("ALSA_CONFIG_PATH", no_devices(folder.path()))
        .env_remove("PULSE_SERVER")
        .envs(env.iter().cloned())
        .stdin(Stdio::null());
    tokio::task::spawn_blocking(move || program.output().expect("it runs")).await.expect("it ends")
}

pub(crate) fn password(folder: &Folder) -> String {
    folder.path().join("password").to_string_lossy().into_owned()
}

/// What the program printed, line by line.
pub(crate) fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
}

pub(crate) fn said(output: &Output, event: &str) -> bool {
    lines(output).iter().any(|line| line["event"] == event)
}

/// An ALSA configuration without any device.
fn no_devices(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("no-devices.conf");
    std::fs::write(&file, "# nothing\n").expect("written");
    file
}
