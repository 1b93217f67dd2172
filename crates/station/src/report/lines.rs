//! The last lines of the log, from its newest files.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// So many lines tell of a day, and can be looked through before they are given away.
const LINES: usize = 400;
/// Of each file no more than its end is read, in bytes.
const READ: u64 = 256 * 1024;

/// The last lines of the log in `folder`; nothing if there is none.
pub(super) fn last(folder: &Path) -> String {
    let mut lines: VecDeque<String> = VecDeque::new();
    for file in newest(folder) {
        let text = end_of(&file).unwrap_or_default();
        for line in text.lines().rev().take(LINES - lines.len()) {
            lines.push_front(line.to_owned());
        }
        if lines.len() == LINES {
            break;
        }
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

/// The log's files, the newest first: their names end with the day.
fn newest(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect());
    let mut files: Vec<PathBuf> = found.unwrap_or_default();
    files.retain(|file| file.file_name().and_then(|name| name.to_str()).is_some_and(crate::log::is_ours));
    files.sort_unstable_by(|one, other| other.cmp(one));
    files
}

/// The whole lines at the end of a file.
fn end_of(file: &Path) -> std::io::Result<String> {
    let mut file = File::open(file)?;
    let start = file.metadata()?.len().saturating_sub(READ);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(READ).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // A line of which the beginning is missing says nothing.
    let whole = if start == 0 { Some(&*text) } else { text.split_once('\n').map(|(_, rest)| rest) };
    Ok(whole.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use roomline_rig::Folder;

    use super::*;

    #[test]
    fn the_last_lines_of_the_newest_files_come_in_their_order() {
        let folder = Folder::new().expect("a folder");
        let write = |name: &str, lines: std::ops::Range<usize>| {
            let text: String = lines.map(|line| format!("line {line}\n")).collect();
            fs::write(folder.path().join(name), text).expect("written");
        };
        write("roomline.2026-11-26.log", 0..10);
        write("roomline.2026-11-27.log", 10..300);
        write("roomline.2026-11-28.log", 300..500);
        write("passwords.txt", 900..910);
        let text = last(folder.path());
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0], lines[399]), (400, "line 100", "line 499"));
    }

    #[test]
    fn of_a_long_file_only_the_end_is_read_and_no_half_line() {
        let folder = Folder::new().expect("a folder");
        let text: String = (0..4_000).map(|line| format!("{line:05} {}\n", "x".repeat(1_000))).collect();
        fs::write(folder.path().join("roomline.2026-11-28.log"), text).expect("written");
        let text = last(folder.path());
        assert!(text.lines().all(|line| line.len() == 1_006), "a line is broken");
        assert!(text.ends_with('\n') && text.contains("\n03999 ") && text.len() <= 256 * 1024);
    }

    #[test]
    fn without_a_log_there_are_no_lines() {
        assert_eq!(last(Path::new("/nowhere/at/all")), "");
    }
}
