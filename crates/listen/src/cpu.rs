//! Processor time of this thread.

use std::time::Duration;

use anyhow::Context as _;

/// What this thread has used so far. Source: proc(5), `schedstat`: nanoseconds on the processor come first.
///
/// # Errors
/// When the system does not tell.
pub(crate) fn used() -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").context("the system keeps no schedstat")?;
    let nanoseconds = text.split_whitespace().next().and_then(|number| number.parse().ok());
    nanoseconds.map(Duration::from_nanos).context("schedstat has no number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_counted() {
        let before = used().expect("Linux");
        let mut sum = 0_u64;
        while used().expect("Linux") == before {
            sum = std::hint::black_box(sum.wrapping_add(1));
        }
        assert!(used().expect("Linux") > before);
    }
}
