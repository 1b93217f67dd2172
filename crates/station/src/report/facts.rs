//! What a report says of a desk, as JSON: for programs and for people who know them, in no language.

use std::fs;

use roomline_signaling::quality::CallQuality;
use serde::Serialize;
use serde_json::json;
use url::Url;

use crate::config::StationSettings;
use crate::state::{
    Check, CheckFinding, CheckResult, CheckStep, CheckStop, DeviceEntry, Reachability, RecentCall, Remembering, SignIn,
    Sound, SoundTrouble, StationState, UnreachableReason, Verdict,
};

#[derive(Serialize)]
struct About<'a> {
    program: &'static str,
    made: String,
    system: String,
    architecture: &'static str,
    session: Option<String>,
    /// Absent: whoever saved the report left it out.
    desk: Option<&'a str>,
    server: Option<String>,
    signed_in: bool,
    reach: Reach,
    in_ring_group: bool,
    vpn: bool,
    sign_in_kept: &'static str,
    settings: Settings,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Reach {
    Connecting,
    Reachable,
    Unreachable { since: String, reason: UnreachableReason },
}

/// What an administrator decided.
#[derive(Serialize)]
struct Settings {
    own_ca_file: bool,
    server_locked: bool,
    station_name_locked: bool,
    devices_locked: bool,
    loopback_media: bool,
    sign_in_each_time: bool,
}

pub(super) fn about(state: &StationState, settings: &StationSettings, at_ms: u64, names_desk: bool) -> String {
    let setup = &state.setup;
    text(&About {
        program: concat!("roomline ", env!("CARGO_PKG_VERSION")),
        made: time(at_ms),
        system: system(),
        architecture: std::env::consts::ARCH,
        session: std::env::var("XDG_SESSION_TYPE").ok(),
        desk: names_desk.then_some(&setup.station_name),
        server: setup.server.as_deref().and_then(without_user),
        signed_in: matches!(state.sign_in, SignIn::SignedIn { .. }),
        reach: match state.reachability {
            Reachability::Connecting => Reach::Connecting,
            Reachability::Reachable => Reach::Reachable,
            Reachability::Unreachable { since_ms, reason } => Reach::Unreachable { since: time(since_ms), reason },
        },
        in_ring_group: state.is_in_ring_group(),
        vpn: state.vpn,
        sign_in_kept: match setup.remembering {
            Remembering::Keyring => "in the keyring",
            Remembering::EachTime => "nowhere, by choice",
            Remembering::KeyringUnavailable => "nowhere, there is no usable keyring",
        },
        settings: Settings {
            own_ca_file: settings.ca_file.is_some(),
            server_locked: setup.server_locked,
            station_name_locked: setup.station_name_locked,
            devices_locked: setup.devices_locked,
            loopback_media: settings.loopback_media,
            sign_in_each_time: settings.sign_in_each_time,
        },
    })
}

#[derive(Serialize)]
struct Devices<'a> {
    looked_for: bool,
    microphones: Vec<Device<'a>>,
    speakers: Vec<Device<'a>>,
    ring_volume_percent: u8,
    trouble: Option<SoundTrouble>,
}

#[derive(Serialize)]
struct Device<'a> {
    /// Absent: whichever the system takes.
    device: Option<&'a str>,
    plugged_in: bool,
}

pub(super) fn devices(sound: &Sound) -> String {
    let list = |entries| <[DeviceEntry]>::iter(entries).map(device).collect();
    text(&Devices {
        looked_for: sound.is_listed,
        microphones: list(&sound.microphones),
        speakers: list(&sound.speakers),
        ring_volume_percent: sound.ring_volume,
        trouble: sound.trouble,
    })
}

fn device(entry: &DeviceEntry) -> Device<'_> {
    let device = entry.device.id.is_some().then_some(entry.device.name.as_str());
    Device { device, plugged_in: entry.is_there }
}

#[derive(Serialize)]
struct Checked<'a> {
    ended: String,
    stopped: Option<CheckStop>,
    results: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    step: CheckStep,
    verdict: Verdict,
    #[serde(flatten)]
    finding: &'a CheckFinding,
}

/// Nothing, if no check is over.
pub(super) fn check(check: &Check) -> String {
    let Check::Over(report) = check else { return String::new() };
    let results = report.results.iter().map(step).collect();
    text(&Checked { ended: time(report.at_ms), stopped: report.stopped, results })
}

fn step(CheckResult { step, finding }: &CheckResult) -> Step<'_> {
    Step { step: *step, verdict: finding.verdict(), finding }
}

/// Nothing, if there was no call since the program was started.
pub(super) fn calls(recent: &[RecentCall]) -> String {
    let call = |call: &RecentCall| {
        json!({
            "ended": time(call.ended_ms),
            "direction": call.direction,
            "reason": call.reason,
            "rang_s": call.rang_for.as_secs(),
            "talked_s": call.talked_for.map(|time| time.as_secs()),
            "quality": call.quality.as_ref().map(without_last),
        })
    };
    if recent.is_empty() { String::new() } else { text(&recent.iter().map(call).collect::<Vec<_>>()) }
}

/// Every one here is the last word of its call.
fn without_last(quality: &CallQuality) -> serde_json::Value {
    let mut value = json!(quality);
    if let Some(fields) = value.as_object_mut() {
        fields.remove("last");
    }
    value
}

fn text(facts: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(facts).expect("facts are numbers, words and lists");
    text + "\n"
}

fn time(ms: u64) -> String {
    let at = i64::try_from(ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()).unwrap_or_default()
}

/// An address that people may have typed with more than an address in it.
fn without_user(server: &str) -> Option<String> {
    let with_scheme = if server.contains("://") { server.to_owned() } else { format!("https://{server}") };
    let url = Url::parse(&with_scheme).ok()?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!("{}://{}{port}", url.scheme(), url.host_str()?))
}

/// What the system calls itself.
fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="));
    name.map_or_else(|| std::env::consts::OS.to_owned(), |name| name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_server_is_told() {
        for (typed, told) in [
            ("https://ann:hunter2@calls.example.org:8443/x?token=abc#y", "https://calls.example.org:8443"),
            ("calls.example.org", "https://calls.example.org"),
        ] {
            assert_eq!(without_user(typed).as_deref(), Some(told));
        }
        assert_eq!(without_user("not an address"), None);
    }

    #[test]
    fn times_are_told_as_the_log_tells_them() {
        assert_eq!(time(1_795_845_600_000), "2026-11-28T06:00:00Z");
        assert_eq!(time(u64::MAX), "");
    }
}
