//! When the app read calls from its socket, as its log says.

use std::time::SystemTime;

use anyhow::Context as _;

/// The words of the line, in `roomline_station::client::link`.
const READ: &str = "call.incoming was read";

/// When each call was read, in order.
///
/// # Errors
/// When a line does not begin with a time.
pub(super) fn calls_read(log: &str) -> anyhow::Result<Vec<SystemTime>> {
    log.lines().filter(|line| line.contains(READ)).map(time_of).collect()
}

fn time_of(line: &str) -> anyhow::Result<SystemTime> {
    let time = line.split(' ').next().unwrap_or_default();
    let time: jiff::Timestamp = time.parse().with_context(|| format!("{time:?} is no time"))?;
    Ok(time.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_times_of_calls_are_read_and_nothing_else() {
        let log = "2023-11-14T22:13:20.250001Z  INFO roomline_station::core::one_call: a call changed state=\"rings here\"\n\
                   2023-11-14T22:13:20.250000Z DEBUG roomline_station::client::link: call.incoming was read call_id=0193\n";
        let read = calls_read(log).expect("times");
        assert_eq!(read, [SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_250)]);
        assert!(calls_read("yesterday call.incoming was read").is_err());
        assert!(calls_read("").expect("no line, no mistake").is_empty());
    }
}
