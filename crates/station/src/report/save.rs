//! A report as one file that can be handed on.

use std::fs::{self, OpenOptions};
use std::io::{self, Cursor, Write as _};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Report;

/// Nobody saves more reports than this in one second.
const TRIES: u32 = 100;

/// Why a report was not saved: try another folder.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The folder is missing, full, or may not be written.
    #[error("the report cannot be written there")]
    Folder(#[from] io::Error),
    /// The file could not be put together.
    #[error("the report cannot be packed")]
    Packing(#[from] zip::result::ZipError),
}

/// Writes the report under a name that nothing in `folder` has yet.
pub(super) fn save(report: &Report, folder: &Path) -> Result<PathBuf, SaveError> {
    let packed = pack(report)?;
    let (path, mut file) = new_file(folder, report.at_ms)?;
    let written = file.write_all(&packed).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a report is none.
        drop(fs::remove_file(&path));
        return Err(error.into());
    }
    Ok(path)
}

fn new_file(folder: &Path, at_ms: u64) -> io::Result<(PathBuf, fs::File)> {
    let at = i64::try_from(at_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok()).unwrap_or_default();
    let name = format!("roomline-report-{}", at.strftime("%Y-%m-%d-%H%M%S"));
    for attempt in 1..=TRIES {
        let path = folder.join(if attempt == 1 { format!("{name}.zip") } else { format!("{name}-{attempt}.zip") });
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn pack(report: &Report) -> Result<Vec<u8>, SaveError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for file in &report.files {
        zip.start_file(file.kind.file_name(), options)?;
        zip.write_all(file.text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}
