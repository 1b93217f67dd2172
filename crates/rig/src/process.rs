//! One program that is surely ended: by us, with us, or by the sweeper after us.

use std::fs::{self, File};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use crate::{sweeper, wait};

/// How long a program may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(5);

/// A running program and what it prints; dropping it ends it and all it started.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    out: PathBuf,
    log: PathBuf,
}

impl Process {
    /// Starts `command` with its output in `folder/NAME.out` and its errors in `folder/NAME.log`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(name: &str, mut command: Command, folder: &Path) -> anyhow::Result<Self> {
        command.stdin(Stdio::null());
        Self::start_fed(name, command, folder)
    }

    /// Starts `command` with the input it was given.
    pub(crate) fn start_fed(name: &str, mut command: Command, folder: &Path) -> anyhow::Result<Self> {
        let out = folder.join(name).with_extension("out");
        command.stdout(File::create(&out)?);
        Self::spawn(name, command, folder, out)
    }

    /// Starts `command` with its output to be read by us.
    pub(crate) fn start_piped(name: &str, mut command: Command, folder: &Path) -> anyhow::Result<(Self, ChildStdout)> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut process = Self::spawn(name, command, folder, PathBuf::new())?;
        let output = process.child.stdout.take().context("the output is a pipe")?;
        Ok((process, output))
    }

    fn spawn(name: &str, mut command: Command, folder: &Path, out: PathBuf) -> anyhow::Result<Self> {
        let log = folder.join(name).with_extension("log");
        command.stderr(File::options().create(true).append(true).open(&log)?).process_group(0);
        let child = command.spawn().with_context(|| format!("cannot start {:?}", command.get_program()))?;
        sweeper::watch_group(child.id());
        Ok(Self { name: name.to_owned(), child, out, log })
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed so far.
    #[must_use]
    pub fn output(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.out).unwrap_or_default()).into_owned()
    }

    /// What it has printed to its error output so far.
    #[must_use]
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// Waits until `probe` finds something; ends early when the program ends.
    ///
    /// # Errors
    /// When the time is over or the program has ended; with the end of its log.
    pub fn wait_until<T>(
        &mut self,
        what: &str,
        within: Duration,
        mut probe: impl FnMut(&Self) -> anyhow::Result<Option<T>>,
    ) -> anyhow::Result<T> {
        let waited = wait::until(what, within, || {
            let found = probe(self)?;
            match self.child.try_wait()? {
                Some(status) if found.is_none() => bail!("{} has ended ({status}) before {what}", self.name),
                _ => Ok(found),
            }
        });
        waited.with_context(|| format!("the end of the log of {}:\n{}", self.name, last_lines(&self.log())))
    }

    /// Waits for the program to write `file` and returns its text.
    ///
    /// # Errors
    /// As [`Process::wait_until`].
    pub fn wait_for_file(&mut self, file: &Path, within: Duration) -> anyhow::Result<String> {
        let what = format!("the file {}", file.display());
        self.wait_until(&what, within, |_| Ok(fs::read_to_string(file).ok().filter(|text| !text.trim().is_empty())))
    }

    /// Waits for the program to end by itself.
    ///
    /// # Errors
    /// When it goes on.
    pub fn wait_for_end(&mut self, within: Duration) -> anyhow::Result<ExitStatus> {
        let status = wait::until(&format!("the end of {}", self.name), within, || Ok(self.child.try_wait()?))?;
        sweeper::forget_group(self.id());
        Ok(status)
    }

    /// Sends it a signal, such as the `SIGHUP` that makes a server read its configuration again.
    ///
    /// # Errors
    /// When it has ended.
    pub fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        Ok(kill_process_group(self.group(), signal)?)
    }

    /// Asks it to end, and kills it if it does not.
    ///
    /// # Errors
    /// When it had to be killed.
    pub fn stop(&mut self) -> anyhow::Result<ExitStatus> {
        let _ = self.signal(Signal::TERM);
        let ended = self.wait_for_end(PATIENCE);
        self.kill();
        ended
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        let _ = self.signal(Signal::KILL);
        let _ = self.child.wait();
        sweeper::forget_group(self.id());
    }

    fn group(&self) -> Pid {
        Pid::from_child(&self.child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Folder;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn alive(id: u32) -> bool {
        // A process that has ended but was not yet collected by its new parent still has its folder, without memory.
        fs::read_to_string(format!("/proc/{id}/statm")).is_ok_and(|memory| !memory.starts_with("0 "))
    }

    #[test]
    fn a_program_is_ended_together_with_all_it_started() {
        let folder = Folder::new().expect("a folder");
        let mut process =
            Process::start("parent", shell("sleep 600 & echo $!; wait"), folder.path()).expect("sh starts");
        let child = process
            .wait_until("the child's number", Duration::from_secs(5), |process| {
                Ok(process.output().trim().parse().ok())
            })
            .expect("sh prints it");
        assert!(alive(child));
        drop(process);
        wait::until("the child's end", Duration::from_secs(5), || Ok((!alive(child)).then_some(())))
            .expect("it is gone");
    }

    #[test]
    fn a_program_that_ends_early_is_not_waited_for_and_its_log_is_shown() {
        let folder = Folder::new().expect("a folder");
        let mut process =
            Process::start("broken", shell("echo no such device >&2; exit 3"), folder.path()).expect("sh starts");
        let waited = process.wait_for_file(&folder.path().join("ready"), Duration::from_secs(600));
        let sentence = format!("{:#}", waited.expect_err("there is no such file"));
        assert!(sentence.contains("broken has ended") && sentence.contains("no such device"), "{sentence}");
    }

    #[test]
    fn a_program_that_will_not_end_is_killed() {
        let folder = Folder::new().expect("a folder");
        let process =
            Process::start("stubborn", shell("trap '' TERM; echo up; while :; do sleep 1; done"), folder.path());
        let mut process = process.expect("sh starts");
        process
            .wait_until("its trap", Duration::from_secs(5), |process| Ok((!process.output().is_empty()).then_some(())))
            .expect("it says so");
        let id = process.id();
        process.kill();
        assert!(!alive(id));
    }

    #[test]
    fn the_folder_goes_with_its_owner() {
        let folder = Folder::new().expect("a folder");
        let path = folder.path().to_owned();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }
}
