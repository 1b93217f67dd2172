//! The opinion that people would have of a voice, estimated from what the network did to it: the E-model.
//!
//! All codecs are put on the one scale of the wide-band model, so that a call by G.711 and one by Opus can be compared. It is a
//! planning model: it knows loss, codec and delay, and nothing of the room, the echo or the voice.
//!
//! Source: ITU-T G.107 (06/2015), G.107.1 (06/2019); codecs: ITU-T G.113 (09/2024) Appendices I and IV. What is ours, and why,
//! is in ADR-0016.

use std::time::Duration;

use roomline_audio::CodecKind;

/// The best that a wide-band connection can be. Source: G.107.1 (7-2), default values.
const BEST: f64 = 129.0;

/// How much wider the scale of the wide-band model is. Source: G.107.1.
const WIDER: f64 = 1.29;

/// Losses in bursts of a wide-band codec count so much more at most: its model has no term for them, and ten per cent in threes
/// were heard like this on our own bench (ADR-0016).
const BURST_LIMIT: f64 = 1.25;

/// What a codec costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Equipment {
    /// Impairment without loss, `Ie,WB`.
    pub(super) impairment: f64,
    /// How well it bears loss, `Bpl`.
    pub(super) robustness: f64,
}

impl Equipment {
    pub(super) fn of(codec: CodecKind) -> Self {
        let (impairment, robustness) = match codec {
            // No value is published. Ie,WB as AMR-WB at 23.85 kbit/s (G.113 Table IV.1); Bpl fitted to our own bench (ADR-0016).
            CodecKind::Opus => (8.0, 5.2),
            // G.113 Table IV.1, 64 kbit/s; no Bpl is published: that of AMR-WB, 4.3 to 4.9 (Table IV.4).
            CodecKind::G722 => (13.0, 4.6),
            // 129 - 93: the narrow band itself (G.113 Appendix IV); Bpl with concealment, G.113 Table I.4.
            CodecKind::Pcmu | CodecKind::Pcma => (36.0, 25.1),
        };
        Self { impairment, robustness }
    }

    /// Effective impairment under loss of `percent` (after repair), where losses come `burst_ratio` times as long as by chance.
    ///
    /// Source: G.107 (7-29); with a burst ratio of 1 it is G.107.1 (7-15).
    pub(super) fn under_loss(self, percent: f64, burst_ratio: f64) -> f64 {
        let percent = percent.clamp(0.0, 100.0);
        let share = percent / (percent / burst_ratio.max(1.0) + self.robustness);
        self.impairment + (95.0 - self.impairment) * share.min(1.0)
    }
}

/// How far a delay from mouth to ear disturbs a talk, where no echo is heard.
///
/// Source: G.107 (7-27) and (7-28) with the default sensitivity (sT = 1, mT = 100 ms); the same in G.107.1.
pub(super) fn delay_impairment(one_way: Duration) -> f64 {
    let ms = one_way.as_secs_f64() * 1000.0;
    if ms <= 100.0 {
        return 0.0;
    }
    let x = (ms / 100.0).log2();
    let root = |x: f64| (1.0 + x.powi(6)).powf(1.0 / 6.0);
    25.0 * (root(x) - 3.0 * root(x / 3.0) + 2.0)
}

/// The mean opinion (1 to 4.5) that belongs to a rating of the narrow-band model. Source: G.107 Annex B.
pub(super) fn opinion(rating: f64) -> f64 {
    let r = rating.clamp(0.0, 100.0);
    (1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7.0e-6).clamp(1.0, 4.5)
}

/// The estimated opinion of a voice: `percent` lost after repair, in bursts `burst_ratio` times as long as by chance.
pub(super) fn mos(codec: CodecKind, percent: f64, burst_ratio: f64, one_way: Duration) -> f64 {
    let equipment = Equipment::of(codec).under_loss(percent, burst_ratio.clamp(1.0, BURST_LIMIT));
    opinion((BEST - equipment - delay_impairment(one_way)) / WIDER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64, within: f64) {
        assert!((value - expected).abs() <= within, "{value} is not {expected}");
    }

    #[test]
    fn ratings_have_the_opinions_of_the_recommendation() {
        // G.107 Annex B, Table B.1 (the limits of its categories), and its default R of 93.2 with MOS 4.41.
        for (rating, mos) in [(90.0, 4.34), (80.0, 4.03), (70.0, 3.60), (60.0, 3.10), (50.0, 2.58), (93.2, 4.41)] {
            near(opinion(rating), mos, 0.01);
        }
        assert_eq!((opinion(-5.0), opinion(100.0), opinion(129.0)), (1.0, 4.5, 4.5));
        // The opinion falls a little below 1 for ratings below 6.5, which the recommendation does not mean.
        assert!(opinion(3.0) >= 1.0);
    }

    #[test]
    fn loss_impairs_as_it_was_heard_in_tests() {
        // G.113 Appendix I, Tables I.2 and I.4: impairments heard with G.729A (Ie 11, Bpl 19.0) and G.723.1 at 6.3 kbit/s (Ie 15,
        // Bpl 16.1) under random loss. The formula was fitted to them and comes within one.
        let g729a = Equipment { impairment: 11.0, robustness: 19.0 };
        for (percent, heard) in
            [(0.0, 11.0), (1.0, 15.0), (2.0, 19.0), (3.0, 23.0), (4.0, 26.0), (8.0, 36.0), (16.0, 49.0)]
        {
            near(g729a.under_loss(percent, 1.0), heard, 1.0);
        }
        let g723 = Equipment { impairment: 15.0, robustness: 16.1 };
        for (percent, heard) in
            [(0.0, 15.0), (1.0, 19.0), (2.0, 24.0), (3.0, 27.0), (4.0, 32.0), (8.0, 41.0), (16.0, 55.0)]
        {
            near(g723.under_loss(percent, 1.0), heard, 1.2);
        }
    }

    #[test]
    fn bursts_are_worse_than_the_same_loss_by_chance() {
        let g711 = Equipment { impairment: 0.0, robustness: 25.1 };
        // G.107 (7-29) by hand: 95 * 4 / (4 / 2 + 25.1).
        near(g711.under_loss(4.0, 2.0), 14.02, 0.01);
        assert!(g711.under_loss(4.0, 2.0) > g711.under_loss(4.0, 1.0));
        assert_eq!(g711.under_loss(4.0, 0.2), g711.under_loss(4.0, 1.0), "less than chance counts as chance");
    }

    #[test]
    fn delay_disturbs_from_a_tenth_of_a_second_on() {
        // G.107 (7-28) by hand: X = log2(Ta / 100).
        for (ms, impairment) in [(0, 0.0), (100, 0.0), (150, 0.16), (200, 3.04), (300, 14.76), (400, 24.07)] {
            near(delay_impairment(Duration::from_millis(ms)), impairment, 0.02);
        }
    }

    #[test]
    fn the_wide_band_scale_is_that_of_its_recommendation() {
        // G.107.1 Annex A: Rx = R / 1.29. Ie,WB of AMR-WB is 1 at 23.05 kbit/s and 41 at 6.6 (G.113 Table IV.1).
        near(opinion((BEST - 1.0) / WIDER), 4.49, 0.005);
        near(opinion((BEST - 41.0) / WIDER), 3.51, 0.005);
        // A clean call by G.711 rates as in the narrow-band model, but below the wide band.
        near(BEST - Equipment::of(CodecKind::Pcma).impairment, 93.2, 0.5);
    }

    #[test]
    fn a_clean_call_is_best_by_opus_and_worst_by_the_telephone() {
        let clean = |codec| mos(codec, 0.0, 1.0, Duration::from_millis(80));
        assert!(clean(CodecKind::Opus) > clean(CodecKind::G722));
        assert!(clean(CodecKind::G722) > clean(CodecKind::Pcma));
        near(clean(CodecKind::Opus), 4.42, 0.01);
        near(clean(CodecKind::Pcmu), 3.69, 0.01);
    }

    #[test]
    fn nothing_leaves_the_scale() {
        for codec in CodecKind::ALL {
            for percent in [-1.0, 0.0, 50.0, 100.0, 1e9] {
                for ms in [0, 5_000] {
                    let mos = mos(codec, percent, 9.0, Duration::from_millis(ms));
                    assert!((1.0..=4.5).contains(&mos), "{codec:?} {percent} {ms}: {mos}");
                }
            }
        }
    }
}
