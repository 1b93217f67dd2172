//! Runs the programs behind a job: one plain sentence before, the time after, the whole output in a log.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

/// How many lines of a failed program's output are shown; the log has them all.
const SHOWN_LINES: usize = 120;

/// The top of the working copy.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask/ lies in the workspace")
}

/// Where builds and everything else that may be thrown away go.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program that starts at the top of the working copy.
pub(crate) fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root());
    command
}

/// The cargo that runs this job.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    program(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments)
}

/// A watch for telling a person how long something took; nothing is decided by it.
pub(crate) struct Watch(Instant);

impl Watch {
    /// Starts to count.
    #[expect(clippy::disallowed_methods, reason = "shown to a person only")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// Prints `sentence`, runs the program to its end with its output in `target/xtask/NAME.log`, and prints the time.
///
/// # Errors
/// When it cannot start or fails; the last lines of its output have then been printed.
pub(crate) fn run(sentence: &str, name: &str, command: &mut Command) -> anyhow::Result<()> {
    println!("→ {sentence} …");
    let watch = Watch::start();
    let log = log_file(name)?;
    let output = File::create(&log).with_context(|| format!("cannot write {}", log.display()))?;
    command.stdin(std::process::Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let status = command.status().with_context(|| format!("cannot start {:?}", command.get_program()))?;
    if !status.success() {
        print_end_of(&log);
        bail!("{sentence}: failed ({status}); all its output is in {}", log.display());
    }
    println!("  {sentence}: done in {}", seconds(watch.elapsed()));
    Ok(())
}

/// The log of the step `name`, in a folder that exists.
pub(crate) fn log_file(name: &str) -> anyhow::Result<PathBuf> {
    let folder = target().join("xtask");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(folder.join(format!("{name}.log")))
}

/// Prints the last lines of a log.
pub(crate) fn print_end_of(log: &Path) {
    let text = String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    for line in &lines[lines.len().saturating_sub(SHOWN_LINES)..] {
        println!("    {line}");
    }
}

/// A duration as people read it.
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        more => format!("{} min {:02} s", more / 60, more % 60),
    }
}
