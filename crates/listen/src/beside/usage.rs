//! What a process and all that it started have used of the computer.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

use anyhow::Context as _;

/// Ticks per second of the times in `stat`; the same on every Linux that Rust supports.
const TICKS: u64 = 100;

/// Of a process and all below it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Usage {
    /// On the processor, of those that still run.
    pub(super) cpu: Duration,
    /// Memory in bytes, what is shared divided among those that share it.
    pub(super) memory: u64,
}

/// Source: proc(5), `stat` (fields 4, 14 and 15) and `smaps_rollup` (Pss).
///
/// # Errors
/// When the process is gone.
pub(super) fn of_tree(root: u32) -> anyhow::Result<Usage> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc")?.filter_map(Result::ok) {
        if let Some(process) = entry.file_name().to_str().and_then(|name| name.parse().ok())
            && let Ok((parent, _)) = stat(process)
        {
            children.entry(parent).or_default().push(process);
        }
    }
    stat(root).context("the process is gone")?;
    let mut usage = Usage::default();
    let mut left = vec![root];
    while let Some(process) = left.pop() {
        left.extend(children.remove(&process).unwrap_or_default());
        // One that ended in this moment counts no more.
        let Ok((_, ticks)) = stat(process) else { continue };
        usage.cpu += Duration::from_millis(ticks * 1000 / TICKS);
        usage.memory += memory(process).unwrap_or(0);
    }
    Ok(usage)
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
    use super::*;

    #[test]
    fn work_and_memory_of_a_child_are_counted_and_a_process_that_is_gone_is_told() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("a child");
        let (ours, its) = (of_tree(std::process::id()).expect("alive"), of_tree(child.id()).expect("alive"));
        assert!(its.memory > 0 && ours.memory > its.memory, "{ours:?} {its:?}");
        child.kill().expect("alive");
        child.wait().expect("ended");
        assert!(of_tree(child.id()).is_err());
    }
}
