//! What a process and all that it started have used of the computer.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use anyhow::Context as _;

/// Ticks per second of the times in `stat`; the same on every Linux that Rust supports.
const TICKS: u64 = 100;

/// Of some processes.
///
/// Source: proc(5), `stat` (fields 4, 14 and 15) and `smaps_rollup` (Pss).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Usage {
    /// On the processor, of those that still run.
    pub cpu: Duration,
    /// Memory in bytes, what is shared divided among those that share it.
    pub memory: u64,
}

impl Usage {
    /// Of a process and all that it has started.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn of_tree(root: u32) -> anyhow::Result<Self> {
        stat(root).context("the process is gone")?;
        Ok(Self::sum(vec![root], children()?))
    }

    /// Of all that a process has started, itself left out.
    ///
    /// # Errors
    /// When it has started nothing that still runs.
    pub fn below(root: u32) -> anyhow::Result<Self> {
        let mut children = children()?;
        let first = children.remove(&root).context("the process has started nothing")?;
        Ok(Self::sum(first, children))
    }

    fn sum(mut left: Vec<u32>, mut children: HashMap<u32, Vec<u32>>) -> Self {
        let mut usage = Self::default();
        while let Some(process) = left.pop() {
            left.extend(children.remove(&process).unwrap_or_default());
            // One that ended in this moment counts no more.
            let Ok((_, ticks)) = stat(process) else { continue };
            usage.cpu += Duration::from_millis(ticks * 1000 / TICKS);
            usage.memory += memory(process).unwrap_or(0);
        }
        usage
    }
}

/// Which processes every process has started.
fn children() -> anyhow::Result<HashMap<u32, Vec<u32>>> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc")?.filter_map(Result::ok) {
        if let Some(process) = entry.file_name().to_str().and_then(|name| name.parse().ok())
            && let Ok((parent, _)) = stat(process)
        {
            children.entry(parent).or_default().push(process);
        }
    }
    Ok(children)
}

/// The parent of a process and the ticks it has used.
fn stat(process: u32) -> anyhow::Result<(u32, u64)> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name, in brackets, may hold anything.
    let (_, rest) = text.rsplit_once(')').context("a stat without a name")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let field = |number: usize| fields.get(number - 3).copied().context("a short stat");
    Ok((field(4)?.parse()?, field(14)?.parse::<u64>()? + field(15)?.parse::<u64>()?))
}

fn memory(process: u32) -> anyhow::Result<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup"))?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:")).context("no Pss")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? * 1024)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::wait::{START, until};
    use crate::{Folder, Process};

    #[test]
    fn work_and_memory_of_a_child_are_counted_and_a_process_that_is_gone_is_told() {
        let folder = Folder::new().expect("a folder");
        let mut parent = Command::new("sh");
        parent.args(["-c", "sleep 600 & wait"]);
        let mut parent = Process::start("parent", parent, folder.path()).expect("sh starts");
        let below = until("its child", START, || Ok(Usage::below(parent.id()).ok().filter(|usage| usage.memory > 0)));
        let all = Usage::of_tree(parent.id()).expect("alive");
        assert!(below.expect("there is a child").memory < all.memory, "{all:?}");
        parent.kill();
        assert!(Usage::of_tree(parent.id()).is_err() && Usage::below(parent.id()).is_err());
    }
}
