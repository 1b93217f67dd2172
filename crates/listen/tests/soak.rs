//! The program's own soak, ten virtual minutes of it.

use std::path::Path;
use std::process::Command;

#[test]
fn ten_minutes_of_a_call_have_no_drift_no_growth_and_no_click() {
    let voice = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/voices/staff.wav");
    let json = Path::new(env!("CARGO_TARGET_TMPDIR")).join("soak.json");
    let mut soak = Command::new(env!("CARGO_BIN_EXE_roomline-listen"));
    soak.args(["soak", "--hours", "0.17"]).arg("--voice").arg(voice).arg("--json").arg(&json);
    let output = soak.output().expect("the program starts");
    let figures = std::fs::read_to_string(&json).unwrap_or_default();
    assert!(output.status.success(), "{}{figures}", String::from_utf8_lossy(&output.stderr));
}
