//! Files that somebody saves at this desk: among their documents, beside what is there, for their eyes only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tauri::{AppHandle, Manager as _};

/// How long files may take: a folder in the network may never answer.
const DONE_WITHIN: Duration = Duration::from_secs(10);
/// Files of one name that may lie beside each other.
const MOST_BESIDE: u32 = 100;

/// Where people look for what they have saved: among their documents, else at home.
#[must_use]
pub fn folders(app: &AppHandle) -> Vec<PathBuf> {
    [app.path().document_dir(), app.path().home_dir()].into_iter().filter_map(Result::ok).collect()
}

/// Does work with files where it keeps nobody waiting; `None`: it was not done in time.
pub async fn in_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let working = tauri::async_runtime::spawn_blocking(work);
    tokio::time::timeout(DONE_WITHIN, working).await.ok()?.ok()
}

/// The name of a file that is about `what`, as of this moment.
#[must_use]
pub fn name(what: &str, ms: u64, zone: &TimeZone) -> String {
    format!("Roomline {what} {}", time(ms, zone, "%Y-%m-%d %H-%M"))
}

/// A moment, in milliseconds since 1970 (UTC), as a clock of that zone shows it.
#[must_use]
pub fn time(ms: u64, zone: &TimeZone, form: &str) -> String {
    let moment = Timestamp::from_millisecond(ms.cast_signed()).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned(zone.clone()).strftime(form).to_string()
}

/// Writes a new file into the first of these folders that takes it, under this name, or this name and a number: none that is there is
/// touched. Returns where it is.
///
/// # Errors
/// What the system says of the last of them.
pub fn write_new(folders: &[PathBuf], name: &str, extension: &str, content: &[u8]) -> io::Result<PathBuf> {
    let mut refusal = io::Error::from(io::ErrorKind::NotFound);
    for folder in folders.iter().filter(|folder| folder.is_absolute()) {
        match write_into(folder, name, extension, content) {
            Ok(path) => return Ok(path),
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn write_into(folder: &Path, name: &str, extension: &str, content: &[u8]) -> io::Result<PathBuf> {
    for number in 1..=MOST_BESIDE {
        let beside = if number == 1 { String::new() } else { format!(" ({number})") };
        let path = folder.join(format!("{name}{beside}.{extension}"));
        match create_new(&path) {
            Ok(mut file) => {
                let written = file.write_all(content).and_then(|()| file.sync_all());
                if let Err(error) = written {
                    // Half a file is worse than none; it was ours a moment ago.
                    let _stays = fs::remove_file(&path);
                    return Err(error);
                }
                return Ok(path);
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// A file that only its owner reads.
fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}
