//! How figures of calls are spread, for the operator's tools: how many were at most so much. No call can be told from another.

use std::collections::BTreeMap;

use roomline_signaling::quality::{CallQuality, CauseWord};

/// Upper ends for opinions in hundredths. Source: G.107 Annex B (4.34 very satisfied, 4.03, 3.60, 3.10, 2.58 nearly all dissatisfied).
const MOS: [u16; 7] = [200, 258, 310, 360, 403, 434, 450];

/// Upper ends for shares in thousandths.
const LOSS: [u16; 7] = [1, 5, 10, 20, 50, 100, 200];

/// Upper ends for the seconds until a call was answered: a ring ends after a minute.
const WAITS_S: [u16; 7] = [5, 10, 15, 20, 30, 45, 60];

/// How often a whole number was at most so much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Distribution {
    bounds: [u16; 7],
    /// What the number is divided by when it is told.
    unit: u16,
    steps: [u64; 7],
    beyond: u64,
    sum: u64,
}

/// How well calls could be heard that ended since the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualityFigures {
    /// Estimated opinion at the desk.
    pub mos_here: Distribution,
    /// Share of the residents' packets that were lost.
    pub lost_from_unit: Distribution,
    /// Share of the desks' packets that were lost.
    pub lost_to_unit: Distribution,
    /// Calls by what impaired them longest.
    pub causes: BTreeMap<CauseWord, u64>,
}

impl QualityFigures {
    pub(crate) fn call_over(&mut self, quality: &CallQuality) {
        let figures = &quality.figures;
        if let Some(mos) = figures.mos_here_hundredths {
            self.mos_here.observe(mos);
        }
        self.lost_from_unit.observe(figures.lost_from_unit_permille);
        if let Some(lost) = figures.lost_to_unit_permille {
            self.lost_to_unit.observe(lost);
        }
        if let Some(cause) = quality.cause {
            *self.causes.entry(cause).or_default() += 1;
        }
    }
}

impl Default for QualityFigures {
    fn default() -> Self {
        let loss = Distribution::new(LOSS, 1000);
        Self {
            mos_here: Distribution::new(MOS, 100),
            lost_from_unit: loss,
            lost_to_unit: loss,
            causes: BTreeMap::new(),
        }
    }
}

impl Distribution {
    /// How long residents waited until a desk answered; nobody yet.
    pub(crate) const WAITS: Self = Self::new(WAITS_S, 1);

    const fn new(bounds: [u16; 7], unit: u16) -> Self {
        Self { bounds, unit, steps: [0; 7], beyond: 0, sum: 0 }
    }

    pub(crate) fn observe(&mut self, value: u16) {
        match self.bounds.iter().position(|most| value <= *most) {
            Some(step) => self.steps[step] += 1,
            None => self.beyond += 1,
        }
        self.sum += u64::from(value);
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.steps.iter().sum::<u64>() + self.beyond
    }

    /// The sum of all.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.sum as f64 / f64::from(self.unit)
    }

    /// Each upper end with the number of those that were at most so much.
    pub(crate) fn up_to(&self) -> impl Iterator<Item = (f64, u64)> {
        let mut so_far = 0;
        self.bounds.iter().zip(self.steps).map(move |(most, count)| {
            so_far += count;
            (f64::from(*most) / f64::from(self.unit), so_far)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_holds_those_below_it_and_what_is_beyond_counts() {
        let mut loss = Distribution::new(LOSS, 1000);
        [0, 1, 2, 50, 51, 200, 201, 1000].into_iter().for_each(|value| loss.observe(value));
        let steps: Vec<_> = loss.up_to().collect();
        assert_eq!(steps, [(0.001, 2), (0.005, 3), (0.01, 3), (0.02, 3), (0.05, 4), (0.1, 5), (0.2, 6)]);
        assert_eq!((loss.count(), loss.sum()), (8, 1.505));
    }
}
