//! Sweeps up behind us however we end: on Ctrl-C, on a panic, and when the test runner is killed.
//!
//! `Drop` does not run in those cases. So one small companion, in a process group of its own, holds the list of what we
//! started and reads it from a pipe; when the pipe closes because this process is gone, it ends what is still on the list.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// Reads `+group 123`, `-group 123`, `+folder /tmp/x`, `-folder /tmp/x`; at the end of its input it acts.
const PROGRAM: &str = r#"
    $1 == "+group"  { groups[$2] }    $1 == "-group"  { delete groups[$2] }
    $1 == "+folder" { folders[$2] }   $1 == "-folder" { delete folders[$2] }
    END {
        for (group in groups) { system("kill -s TERM -- -" group " 2>/dev/null"); left = 1 }
        if (left) system("sleep 1")
        for (group in groups) system("kill -s KILL -- -" group " 2>/dev/null")
        for (folder in folders) system("rm -rf -- " folder)
    }"#;

static LIST: OnceLock<Option<Mutex<ChildStdin>>> = OnceLock::new();

/// Ends this process group when we are gone.
pub(crate) fn watch_group(id: u32) {
    tell(&format!("+group {id}"));
}

/// The process group has ended.
pub(crate) fn forget_group(id: u32) {
    tell(&format!("-group {id}"));
}

/// Removes this folder when we are gone.
pub(crate) fn watch_folder(folder: &Path) {
    tell(&format!("+folder {}", folder.display()));
}

/// The folder has been removed.
pub(crate) fn forget_folder(folder: &Path) {
    tell(&format!("-folder {}", folder.display()));
}

/// A machine without `awk` is only less tidy: the rig still works.
fn tell(line: &str) {
    let list = LIST.get_or_init(|| {
        let mut awk = Command::new("awk");
        awk.arg(PROGRAM).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
        awk.spawn().ok().and_then(|mut sweeper| sweeper.stdin.take()).map(Mutex::new)
    });
    if let Some(list) = list {
        let mut list = list.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let _ = writeln!(list, "{line}");
    }
}
