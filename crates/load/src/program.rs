//! Another program: started with a log of its own, watched through `/proc`, ended in order.

use std::ffi::OsStr;
use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};
use tokio::process::{Child, Command};

/// How long a program may take to start, and to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// How soon a file is looked for again.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// What `/proc` counts processor time in, on every Linux. Source: proc(5), sysconf(3).
const TICKS_PER_SECOND: f64 = 100.0;

/// A running program. It ends with this value.
#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    pid: u32,
}

impl Program {
    /// Starts it; what it prints goes into `log`.
    pub(crate) fn start<A: AsRef<OsStr>>(
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
        log: &Path,
    ) -> anyhow::Result<Self> {
        let output = File::create(log)?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output).kill_on_drop(true);
        let child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let pid = child.id().context("a program that has just started has an id")?;
        Ok(Self { child, pid })
    }

    /// Waits for a file that the program writes whole, and reads it.
    pub(crate) async fn file(&mut self, path: &Path) -> anyhow::Result<Vec<u8>> {
        let written = async {
            loop {
                if let Some(status) = self.child.try_wait()? {
                    bail!("the program ended: {status}; see its log beside {}", path.display());
                }
                match std::fs::read(path) {
                    Ok(bytes) if !bytes.is_empty() => return Ok(bytes),
                    Ok(_) | Err(_) => tokio::time::sleep(LOOK_EVERY).await,
                }
            }
        };
        tokio::time::timeout(PATIENCE, written).await.context("the program does not become ready")?
    }

    /// Resident memory in kB.
    pub(crate) fn resident_kb(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        resident_kb(&status).context("/proc says how much memory a process has")
    }

    /// Processor time used so far.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        cpu_of(&self.pid.to_string())
    }

    /// Tells it to end and waits until it has.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        let pid = Pid::from_raw(self.pid.cast_signed()).context("a process has an id")?;
        kill_process(pid, Signal::TERM)?;
        tokio::time::timeout(PATIENCE, self.child.wait()).await.context("the program does not end")??;
        Ok(())
    }
}

/// Processor time that this program used so far.
pub(crate) fn own_cpu() -> anyhow::Result<Duration> {
    cpu_of("self")
}

/// Allows this program and those it starts as many open files as the system lets it; fails if that is too few.
pub(crate) fn allow_files(needed: usize) -> anyhow::Result<()> {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    if current != maximum {
        setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    }
    let enough = maximum.is_none_or(|most| most >= u64::try_from(needed).unwrap_or(u64::MAX));
    ensure!(
        enough,
        "{needed} open files are needed and {maximum:?} allowed: raise the limit (`ulimit -Hn`) and start again"
    );
    Ok(())
}

fn cpu_of(process: &str) -> anyhow::Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    cpu(&stat).context("/proc says how much processor time a process used")
}

fn resident_kb(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// User and system time. The program's name stands in parentheses and may hold blanks.
fn cpu(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<f64>().ok();
    Some(Duration::from_secs_f64((ticks()? + ticks()?) / TICKS_PER_SECOND))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_user_and_system_time() {
        let stat = "42 (a (odd) name) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 7 7 20 0 3 0 100 1 2";
        assert_eq!(cpu(stat), Some(Duration::from_secs(3)));
        assert_eq!(cpu("nonsense"), None);
    }

    #[test]
    fn memory_is_what_is_resident() {
        assert_eq!(resident_kb("VmPeak:\t 9 kB\nVmRSS:\t   1234 kB\nThreads:\t3\n"), Some(1234.0));
        assert_eq!(resident_kb("Threads:\t3\n"), None);
    }

    #[test]
    fn this_very_program_is_measured() {
        assert!(own_cpu().expect("there is /proc") < Duration::from_secs(3600));
    }
}
