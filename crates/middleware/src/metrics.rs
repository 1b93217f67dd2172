//! What the operator's tools may count: few names, each with a meaning that `docs/operations.md` explains.
//!
//! Source: Prometheus, *text format* 0.0.4 and *metric and label naming*.

use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::time::Duration;

use roomline_signaling::call::EndReason;
use roomline_signaling::quality::CauseWord;

use crate::app::App;
use crate::distribution::Distribution;
use crate::store::StoreError;

/// Upper ends of a [`Histogram`]'s steps, in milliseconds: a message that takes longer than ten seconds has failed.
const STEPS_MS: [u64; 11] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/// How often something took how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    steps: [u64; STEPS_MS.len()],
    longer: u64,
    sum: Duration,
}

impl Histogram {
    /// Counts one.
    pub fn observe(&mut self, took: Duration) {
        let step = STEPS_MS.iter().position(|most| took <= Duration::from_millis(*most));
        match step {
            Some(step) => self.steps[step] += 1,
            None => self.longer += 1,
        }
        self.sum = self.sum.saturating_add(took);
    }

    /// How many were counted.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.steps.iter().sum::<u64>() + self.longer
    }
}

/// Everything, as `/metrics` answers it.
pub(crate) async fn page(app: &App) -> String {
    let readiness = app.readiness().await;
    let load = app.calls().load().await.unwrap_or_default();
    let counts = app.counts();
    let waiting: Result<u64, StoreError> = app.database().ask(|store| store.open_callback_count()).await;
    let mut page = Page::default();
    page.labelled(
        "roomline_build_info",
        "gauge",
        "The version that runs.",
        "version",
        [(env!("CARGO_PKG_VERSION"), 1)],
    );
    page.gauge("roomline_ready", "Whether requests can be served.", u64::from(readiness.ready));
    page.gauge("roomline_alexa_granted", "Whether Alexa granted a token.", u64::from(readiness.granted));
    page.gauge("roomline_stations_connected", "Stations that are connected.", load.stations as u64);
    page.gauge("roomline_calls", "Calls that live.", load.live_calls as u64);
    let reasons = EndReason::ALL.into_iter().filter(|reason| *reason != EndReason::AnsweredElsewhere);
    let ended: Vec<_> =
        reasons.map(|reason| (word(reason), load.figures.ended.get(&reason).copied().unwrap_or(0))).collect();
    let ended = ended.iter().map(|(reason, count)| (reason.as_str(), *count));
    page.labelled("roomline_calls_ended_total", "counter", "Calls that are over, by end reason.", "reason", ended);
    if let Ok(waiting) = waiting {
        page.gauge("roomline_callbacks_open", "Residents who wait to be called back or visited.", waiting);
    }
    let echos = app.echo_figures().await;
    page.gauge("roomline_echos_online", "Rooms whose Echo is online.", echos.online);
    page.gauge("roomline_echos_offline", "Rooms whose Echo is offline.", echos.offline);
    page.gauge("roomline_echos_unknown", "Rooms of whose Echo nothing is known.", echos.unknown);
    page.gauge("roomline_property_drift", "Differences between Amazon and the directory.", echos.drift);
    page.gauge("roomline_undelivered", "Messages that Alexa has not taken yet.", load.undelivered as u64);
    let oldest = load.oldest_undelivered.unwrap_or_default();
    page.gauge("roomline_undelivered_oldest_seconds", "Age of the oldest of these, or 0.", oldest.as_secs_f64());
    let quality = &load.figures.quality;
    let help = "Calls that are over by the estimated opinion of the voice at the desk, 1 to 4.5 (G.107.1).";
    page.distribution("roomline_call_mos", help, &quality.mos_here);
    let help = "Calls that are over by the share of the resident's packets that never came.";
    page.distribution("roomline_call_lost_from_unit_ratio", help, &quality.lost_from_unit);
    let help = "Calls that are over by the share of the desk's packets that never arrived, where the Echo reported it.";
    page.distribution("roomline_call_lost_to_unit_ratio", help, &quality.lost_to_unit);
    let causes = CauseWord::ALL.map(|cause| (word(cause), quality.causes.get(&cause).copied().unwrap_or(0)));
    let causes = causes.iter().map(|(cause, count)| (cause.as_str(), *count));
    let help = "Calls that are over and could not be heard well, by what was told to staff for the longest time.";
    page.labelled("roomline_call_causes_total", "counter", help, "cause", causes);
    page.head("roomline_ring_group_reachable_desks", "gauge", "Desks that listen for the calls of a ring group.");
    for group in &load.ring_groups {
        let label = label("group", &group.ring_group);
        page.sample("roomline_ring_group_reachable_desks", &label, group.reachable_desks);
    }
    let help = "Calls from units that are over and were answered, by the seconds from arrival to award.";
    page.head("roomline_time_to_answer_seconds", "histogram", help);
    for group in &load.ring_groups {
        let waits = load.figures.waits.get(&group.ring_group).unwrap_or(&Distribution::WAITS);
        page.steps("roomline_time_to_answer_seconds", &label("group", &group.ring_group), waits);
    }
    let help = "From a message of Alexa's being read to its being stored and handed to the stations' sockets.";
    page.histogram("roomline_from_alexa_seconds", help, &counts.from_alexa());
    let help = "From a message to Alexa being stored, in the transaction that takes the station's command, to Alexa's taking it.";
    page.histogram("roomline_to_alexa_seconds", help, &load.figures.to_alexa);
    let help = "Messages from Alexa that had been heard before in the same call.";
    page.counter("roomline_alexa_repeated_total", help, load.heard.repeated);
    page.counter("roomline_alexa_late_total", "Messages from Alexa about calls that were over.", load.heard.late);
    let refused = counts.refused.load(Ordering::Relaxed);
    page.counter("roomline_skill_refused_total", "Requests to the skill that were not Alexa's.", refused);
    let help = "Calls from a unit without the token of a linked account, or with a bad one.";
    page.counter("roomline_skill_unlinked_total", help, counts.unlinked.load(Ordering::Relaxed));
    let help = "Questions to the database that failed, beside those of calls, which end the process.";
    page.counter("roomline_database_errors_total", help, app.database().errors());
    page.0
}

fn word(value: impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(_) | Err(_) => String::new(),
    }
}

/// A label with a value that people have chosen.
fn label(name: &str, value: &str) -> String {
    format!("{name}=\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// The text so far. Writing into it cannot fail.
#[derive(Default)]
struct Page(String);

impl Page {
    fn gauge(&mut self, name: &str, help: &str, value: impl std::fmt::Display) {
        self.head(name, "gauge", help);
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, "counter", help);
        let _ = writeln!(self.0, "{name} {value}");
    }

    /// `values`: each with the value of the one label, a word of ours that needs no escaping.
    fn labelled<'v>(
        &mut self,
        name: &str,
        kind: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (&'v str, u64)>,
    ) {
        self.head(name, kind, help);
        for (word, value) in values {
            let _ = writeln!(self.0, "{name}{{{label}=\"{word}\"}} {value}");
        }
    }

    fn histogram(&mut self, name: &str, help: &str, histogram: &Histogram) {
        self.head(name, "histogram", help);
        let mut so_far = 0;
        for (most, count) in STEPS_MS.iter().zip(histogram.steps) {
            so_far += count;
            let most = Duration::from_millis(*most).as_secs_f64();
            let _ = writeln!(self.0, "{name}_bucket{{le=\"{most}\"}} {so_far}");
        }
        let (count, sum) = (histogram.count(), histogram.sum.as_secs_f64());
        let _ = writeln!(self.0, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}\n{name}_count {count}");
    }

    fn distribution(&mut self, name: &str, help: &str, distribution: &Distribution) {
        self.head(name, "histogram", help);
        for (most, count) in distribution.up_to() {
            let _ = writeln!(self.0, "{name}_bucket{{le=\"{most}\"}} {count}");
        }
        let (count, sum) = (distribution.count(), distribution.sum());
        let _ = writeln!(self.0, "{name}_bucket{{le=\"+Inf\"}} {count}\n{name}_sum {sum}\n{name}_count {count}");
    }

    /// One of several distributions of one name, each with its own `label`.
    fn steps(&mut self, name: &str, label: &str, distribution: &Distribution) {
        let bucket = format!("{name}_bucket");
        for (most, count) in distribution.up_to() {
            self.sample(&bucket, &format!("{label},le=\"{most}\""), count);
        }
        self.sample(&bucket, &format!("{label},le=\"+Inf\""), distribution.count());
        self.sample(&format!("{name}_sum"), label, distribution.sum());
        self.sample(&format!("{name}_count"), label, distribution.count());
    }

    /// `labels`: made by [`label`].
    fn sample(&mut self, name: &str, labels: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_up_and_its_last_step_holds_all() {
        let mut histogram = Histogram::default();
        for ms in [0, 5, 6, 1_000, 10_000, 10_001, 60_000] {
            histogram.observe(Duration::from_millis(ms));
        }
        let mut page = Page::default();
        page.histogram("x_seconds", "How long.", &histogram);
        let lines: Vec<&str> = page.0.lines().collect();
        assert_eq!(lines[..2], ["# HELP x_seconds How long.", "# TYPE x_seconds histogram"]);
        for line in [
            "x_seconds_bucket{le=\"0.005\"} 2",
            "x_seconds_bucket{le=\"0.01\"} 3",
            "x_seconds_bucket{le=\"0.5\"} 3",
            "x_seconds_bucket{le=\"1\"} 4",
            "x_seconds_bucket{le=\"10\"} 5",
            "x_seconds_bucket{le=\"+Inf\"} 7",
            "x_seconds_sum 81.012",
            "x_seconds_count 7",
        ] {
            assert!(lines.contains(&line), "{line} is missing in\n{}", page.0);
        }
    }

    #[test]
    fn whatever_a_ring_group_is_called_its_label_can_be_read() {
        assert_eq!(label("group", r#"Front "desk" \ left"#), r#"group="Front \"desk\" \\ left""#);
        let mut waits = Distribution::WAITS;
        [4, 5, 31, 90].into_iter().for_each(|wait| waits.observe(wait));
        let mut page = Page::default();
        page.steps("x_seconds", &label("group", "Front desk"), &waits);
        let lines: Vec<&str> = page.0.lines().collect();
        assert_eq!(lines[0], "x_seconds_bucket{group=\"Front desk\",le=\"5\"} 2");
        assert_eq!(lines[7], "x_seconds_bucket{group=\"Front desk\",le=\"+Inf\"} 4");
        assert_eq!(lines[8..], ["x_seconds_sum{group=\"Front desk\"} 130", "x_seconds_count{group=\"Front desk\"} 4"]);
    }
}
