//! What was measured, in the one JSON shape that every bench writes.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value, json};

use crate::plan::{Load, Plan};

/// A message between Alexa and a desk should not take longer on its way through the middleware, at the 99th percentile.
const MESSAGE_MS: f64 = 20.0;
/// What a desk that only waits should cost.
const STATION_KB: f64 = 40.0;

/// One measured value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    baseline: Option<f64>,
    ratio: Option<f64>,
    target: Option<f64>,
}

/// What one load led to.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// From the moment a call was due at Alexa until a desk of the group had read that it rings.
    pub(crate) skill_to_station: Vec<Duration>,
    /// From the moment a desk was to speak until Alexa had the message that follows from it.
    pub(crate) station_to_alexa: Vec<Duration>,
    /// How much later than planned the load generator itself began a call.
    pub(crate) late: Vec<Duration>,
    /// Calls that were set up.
    pub(crate) calls: usize,
    /// Everything that did not go as it must.
    pub(crate) errors: usize,
    /// Time from the first call's beginning to the last one's end.
    pub(crate) took: Duration,
    /// Processor time of the middleware in that time.
    pub(crate) server_cpu: Duration,
    /// Processor time of the load generator in that time.
    pub(crate) generator_cpu: Duration,
}

/// What desks cost that only wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Idle {
    /// Resident memory per desk in kB.
    pub(crate) station_kb: f64,
    /// The same of the plain server; `None`: it was not asked for.
    pub(crate) peer_kb: Option<f64>,
    /// Share of one core that the middleware needs for all desks.
    pub(crate) cpu_percent: f64,
    /// How long the desks took to connect, all in all.
    pub(crate) connecting: Duration,
    /// What the disk took for a flush meanwhile, at the 99th percentile.
    pub(crate) flush: Duration,
}

/// All figures of a measurement.
#[derive(Debug, Default)]
pub(crate) struct Figures(Vec<Figure>);

impl Figures {
    /// Notes what idle desks cost.
    pub(crate) fn idle(&mut self, plan: &Plan, stations: usize, idle: Idle) {
        let growth = format!(".stations_{stations}");
        let main = stations == plan.main().0;
        for ending in main.then_some("").into_iter().chain(grows(plan).then_some(growth.as_str())) {
            let target = ending.is_empty().then_some(STATION_KB);
            self.add(format!("rss_per_idle_station_kb{ending}"), idle.station_kb, "kB", idle.peer_kb, target);
            self.add(format!("idle_cpu_percent{ending}"), idle.cpu_percent, "%", None, None);
            self.add(format!("disk_flush_p99_ms{ending}"), ms(idle.flush), "ms", None, None);
            self.add(format!("connect_all_s{ending}"), idle.connecting.as_secs_f64(), "s", None, None);
        }
    }

    /// Notes what a load led to: under its plain name if it is the one with targets, and once for each line it is a point of.
    pub(crate) fn load(&mut self, plan: &Plan, stations: usize, load: Load, outcome: &Outcome) {
        let (main_stations, main_rate) = plan.main();
        let mut endings = Vec::new();
        if (stations, load.rate) == (main_stations, main_rate) {
            endings.push(String::new());
        }
        if grows(plan) && load.rate == main_rate {
            endings.push(format!(".stations_{stations}"));
        }
        if grows(plan) && stations == main_stations {
            endings.push(format!(".rate_{}", load.rate));
        }
        for ending in endings {
            let target = |value: f64| ending.is_empty().then_some(value);
            let way = |name: &str, percent: u32| format!("{name}_p{percent}_ms{ending}");
            for (name, times) in
                [("skill_to_station", &outcome.skill_to_station), ("station_to_alexa", &outcome.station_to_alexa)]
            {
                self.add(way(name, 50), ms(percentile(times, 50)), "ms", None, None);
                self.add(way(name, 99), ms(percentile(times, 99)), "ms", None, target(MESSAGE_MS));
            }
            let calls = outcome.calls.max(1) as f64;
            let share = |cpu: Duration| cpu.as_secs_f64() / outcome.took.as_secs_f64() * 100.0;
            self.add(format!("cpu_ms_per_call{ending}"), ms(outcome.server_cpu) / calls, "ms", None, None);
            self.add(format!("errors{ending}"), outcome.errors as f64, "", None, target(0.0));
            self.add(format!("server_cpu_percent{ending}"), share(outcome.server_cpu), "%", None, None);
            self.add(format!("generator_cpu_percent{ending}"), share(outcome.generator_cpu), "%", None, None);
            self.add(format!("generator_late_p99_ms{ending}"), ms(percentile(&outcome.late, 99)), "ms", None, None);
        }
    }

    /// The whole report; the figures with targets come first.
    pub(crate) fn json(&self, commit: &str, machine: &str) -> Value {
        let (plain, growth): (Vec<_>, Vec<_>) = self.0.iter().partition(|figure| !figure.name.contains('.'));
        let figures: Vec<_> = plain.into_iter().chain(growth).collect();
        json!({ "bench": "middleware", "commit": commit, "machine": machine, "figures": figures })
    }

    fn add(&mut self, name: String, value: f64, unit: &'static str, baseline: Option<f64>, target: Option<f64>) {
        let rounded = |value: f64| (value * 100.0).round() / 100.0;
        let ratio = baseline.filter(|baseline| *baseline > 0.0).map(|baseline| rounded(value / baseline));
        let (value, baseline) = (rounded(value), baseline.map(rounded));
        self.0.push(Figure { name, value, unit, baseline, ratio, target });
    }
}

/// Whether growth is measured at all.
fn grows(plan: &Plan) -> bool {
    plan.stages.len() > 1
}

/// The smallest of `times` that at least `percent` of them do not exceed; zero if there is none.
pub(crate) fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// A duration in milliseconds.
pub(crate) fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(ms: impl IntoIterator<Item = u64>) -> Vec<Duration> {
        ms.into_iter().map(Duration::from_millis).collect()
    }

    #[test]
    fn a_percentile_is_a_time_that_was_measured() {
        assert_eq!(percentile(&times((1..=100).rev()), 99), Duration::from_millis(99));
        assert_eq!(percentile(&times(1..=100), 50), Duration::from_millis(50));
        assert_eq!(percentile(&times([7]), 99), Duration::from_millis(7));
        assert_eq!(percentile(&times([1, 9]), 99), Duration::from_millis(9), "never better than what happened");
        assert_eq!(percentile(&[], 99), Duration::ZERO);
    }

    #[test]
    fn the_main_load_has_targets_and_is_a_point_of_both_lines() {
        let (plan, mut figures) = (Plan::whole(), Figures::default());
        let outcome = Outcome {
            skill_to_station: times([4]),
            calls: 2,
            server_cpu: Duration::from_millis(30),
            took: Duration::from_secs(1),
            ..Outcome::default()
        };
        figures.load(&plan, 2000, Load { rate: 10, seconds: 60 }, &outcome);
        figures.load(&plan, 2000, Load { rate: 40, seconds: 30 }, &outcome);
        figures.load(&plan, 500, Load { rate: 10, seconds: 30 }, &outcome);
        let json = figures.json("c", "m");
        let of = |name: &str| json["figures"].as_array().into_iter().flatten().find(|figure| figure["name"] == name);
        assert_eq!(of("skill_to_station_p99_ms").map(|figure| &figure["target"]), Some(&json!(20.0)));
        for name in ["stations_2000", "rate_10", "rate_40", "stations_500"] {
            let figure = of(&format!("skill_to_station_p99_ms.{name}")).expect("a point");
            assert_eq!((&figure["value"], &figure["target"]), (&json!(4.0), &Value::Null), "{name}");
        }
        assert_eq!(of("cpu_ms_per_call").map(|figure| &figure["value"]), Some(&json!(15.0)));
        assert!(of("errors.stations_4000").is_none());
    }

    #[test]
    fn the_plain_server_is_the_baseline_of_memory() {
        let mut figures = Figures::default();
        let idle = Idle {
            station_kb: 30.0,
            peer_kb: Some(60.0),
            cpu_percent: 1.0,
            connecting: Duration::from_secs(2),
            flush: Duration::from_millis(1),
        };
        figures.idle(&Plan::quick(), 50, idle);
        let json = figures.json("c", "m");
        let first = &json["figures"][0];
        let expected = json!({ "name": "rss_per_idle_station_kb", "value": 30.0, "unit": "kB", "baseline": 60.0,
            "ratio": 0.5, "target": 40.0 });
        assert_eq!(*first, expected);
        assert_eq!(json["figures"].as_array().map(Vec::len), Some(4), "a quick run has no lines");
    }
}
