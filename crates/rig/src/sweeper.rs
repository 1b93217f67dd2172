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

#[cfg(test)]
mod tests {
    use crate::wait::START;
    use crate::{Folder, Process, wait};
    use std::io::Write as _;

    /// Set for the second run of this test program, which plays the test that is killed.
    const VICTIM: &str = "RIG_TEST_VICTIM";

    #[test]
    fn nothing_is_left_behind_when_a_test_is_killed() {
        if std::env::var_os(VICTIM).is_some() {
            let folder = Folder::new().expect("a folder");
            let mut sleeper = std::process::Command::new("sleep");
            sleeper.arg("600");
            let sleeper = Process::start("sleeper", sleeper, folder.path()).expect("sleep starts");
            let left = format!("\nleft {} {}\n", sleeper.id(), folder.path().display());
            std::io::stdout().write_all(left.as_bytes()).expect("the output is a file");
            std::thread::park();
        }
        let folder = Folder::new().expect("a folder");
        let mut victim = std::process::Command::new(std::env::current_exe().expect("this test has a file"));
        victim.args(["--exact", "sweeper::tests::nothing_is_left_behind_when_a_test_is_killed", "--nocapture"]);
        victim.env(VICTIM, "1");
        let mut victim = Process::start("victim", victim, folder.path()).expect("the test starts");
        let (sleeper, left) = victim
            .wait_until("what it starts", START, |victim| {
                let output = victim.output();
                let line = output.lines().find_map(|line| line.strip_prefix("left "));
                Ok(line.and_then(|line| line.split_once(' ')).map(|(id, path)| (id.to_owned(), path.to_owned())))
            })
            .expect("it says what it has started");
        victim.kill();
        wait::until("the sweeping", START, || {
            let alive =
                std::fs::read_to_string(format!("/proc/{sleeper}/statm")).is_ok_and(|memory| !memory.starts_with("0 "));
            Ok((!alive && !std::path::Path::new(&left).exists()).then_some(()))
        })
        .expect("the sweeper ends the program and removes the folder");
    }
}
