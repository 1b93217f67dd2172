//! Means with the doubt they deserve.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// How often the values are drawn anew.
const DRAWS: usize = 2_000;

/// The mean; 0 of nothing.
pub(in crate::bench) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// The value below which so many of a hundred are.
pub(in crate::bench) fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(percent * sorted.len().saturating_sub(1) / 100).copied().unwrap_or_default()
}

/// Where the true mean lies with 95 % certainty: percentile bootstrap, the same every time.
///
/// Source: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979).
pub(in crate::bench) fn mean_interval(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let mut dice = ChaCha8Rng::seed_from_u64(1);
    let mut drawn = || values[dice.random_range(0..values.len())];
    let mut means: Vec<f64> = (0..DRAWS).map(|_| mean(&values.iter().map(|_| drawn()).collect::<Vec<_>>())).collect();
    means.sort_by(f64::total_cmp);
    (means[DRAWS / 40], means[DRAWS - 1 - DRAWS / 40])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_holds_the_mean_and_narrows_with_more_values() {
        let few: Vec<f64> = (0..20).map(|at| f64::from(at % 5)).collect();
        let many: Vec<f64> = (0..500).map(|at| f64::from(at % 5)).collect();
        let (low, high) = mean_interval(&few);
        assert!(low < 2.0 && 2.0 < high, "{low} {high}");
        let (closer, near) = mean_interval(&many);
        assert!(near - closer < (high - low) / 3.0, "{closer} {near}");
        assert_eq!(mean_interval(&many), (closer, near), "the same every time");
        assert_eq!(mean_interval(&[3.0]), (3.0, 3.0));
    }

    #[test]
    fn percentiles_are_values_that_were_there() {
        let values = [5.0, 1.0, 4.0, 2.0, 3.0];
        assert_eq!((percentile(&values, 0), percentile(&values, 50), percentile(&values, 100)), (1.0, 3.0, 5.0));
        assert!((percentile(&[], 5)).abs() < f64::EPSILON);
    }
}
