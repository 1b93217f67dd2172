//! How much memory this process holds.

use anyhow::Context as _;

/// The resident set in kilobytes. Source: proc(5), `status`, `VmRSS`.
///
/// # Errors
/// When the system does not tell.
pub(super) fn resident_kb() -> anyhow::Result<u64> {
    let text = std::fs::read_to_string("/proc/self/status").context("the system keeps no status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("status has no VmRSS")?;
    line.trim().trim_end_matches(" kB").parse().context("VmRSS is no number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_touched_is_counted() {
        let before = resident_kb().expect("Linux");
        let touched = std::hint::black_box(vec![1_u8; 64 << 20]);
        assert!(resident_kb().expect("Linux") > before + 32 * 1024);
        drop(touched);
    }
}
