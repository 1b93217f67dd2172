//! What the disk itself takes: the middleware stores every step of a call before anybody is told, so that no message can be
//! faster than a flush.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use tokio::time::Instant;

/// About what one transaction writes.
const WRITTEN: [u8; 8192] = [b'x'; 8192];
/// Seldom enough to keep nobody waiting.
const EVERY: Duration = Duration::from_millis(50);

/// Writes and flushes a file in `folder` again and again for so long; returns how long each time took.
///
/// # Errors
/// When the folder cannot be written to.
pub(crate) async fn flushes(folder: &Path, during: Duration) -> anyhow::Result<Vec<Duration>> {
    let path = folder.join("flush");
    let mut file = File::create(&path)?;
    let (end, mut pace, mut times) = (Instant::now() + during, tokio::time::interval(EVERY), Vec::new());
    while pace.tick().await < end {
        let flushing = tokio::task::spawn_blocking(move || {
            let begun = Instant::now();
            file.write_all(&WRITTEN)?;
            file.sync_data()?;
            std::io::Result::Ok((file, begun.elapsed()))
        });
        let (same, took) = flushing.await?.context("the disk cannot be written to")?;
        file = same;
        times.push(took);
    }
    std::fs::remove_file(path)?;
    Ok(times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_flush_is_counted_and_nothing_is_left_behind() {
        let folder = std::env::temp_dir().join(format!("roomline-load-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        assert!(!flushes(&folder, EVERY).await.expect("a disk").is_empty());
        std::fs::remove_dir(folder).expect("it is empty");
    }
}
