//! Clocks that run unequally fast ask for sound between its samples.

/// The sound at a moment counted in samples, by Lagrange's polynomial through the six around; silent outside of it.
pub(crate) fn between(at: f64, sample: impl Fn(i64) -> f32) -> f32 {
    let whole = at.floor();
    let (first, offset) = (whole as i64, (at - whole) as f32);
    if offset == 0.0 {
        return sample(first);
    }
    (-2..=3_i64)
        .map(|nth| {
            let others = (-2..=3_i64).filter(|other| *other != nth);
            let weight: f32 = others.map(|other| (offset - other as f32) / (nth - other) as f32).product();
            weight * sample(first + nth)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn between_samples_a_sine_is_a_sine() {
        let sine = |at: f64| (at * std::f64::consts::TAU * 3_000.0 / 48_000.0).sin() as f32;
        for at in [50.0, 50.25, 99.5, 120.9] {
            assert!((between(at, |nth| sine(nth as f64)) - sine(at)).abs() < 1e-3, "{at}");
        }
    }
}
