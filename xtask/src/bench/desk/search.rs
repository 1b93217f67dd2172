//! A key in the search: from the keystroke until the list that it leaves stands on the screen.

use serde::Deserialize;

use super::{Browser, tenths};
use crate::bench::figures::Figures;
use crate::bench::sound::statistics::percentile;

/// What staff type: names whole and begun, without their accents and with others, with slips, a room, two words, a word of a note,
/// and somebody who does not live here.
const WORDS: [&str; 12] = [
    "fernandez",
    "Müller",
    "zimermann",
    "dvořák",
    "o'brien",
    "petrovic",
    "featherstonehough",
    "jones 101",
    "1042",
    "weiss",
    "wheelchair",
    "kowalsky",
];
/// A key is followed within one frame.
const FOLLOWED_WITHIN: f64 = 16.0;

/// What one key cost, in milliseconds.
#[derive(Debug, Deserialize)]
pub(super) struct Stroke {
    kind: Kind,
    /// Our own code.
    code_ms: f64,
    /// Style, layout and paint of the frame after it.
    frame_ms: f64,
    /// From the key to the end of that frame: the wait for the frame is in it.
    whole_ms: f64,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// The first letter: of everybody some are left.
    First,
    Next,
    /// Everybody is back.
    Clear,
}

/// Types every word, `rounds` times.
///
/// # Errors
/// When the page does not take it.
pub(super) async fn type_all(browser: &Browser<'_>, rounds: usize) -> anyhow::Result<Vec<Stroke>> {
    let mut strokes = Vec::new();
    for word in WORDS.repeat(rounds) {
        let costs = browser.ask(include_str!("search.js"), vec![word.into()]).await?;
        strokes.extend(serde_json::from_value::<Vec<Stroke>>(costs)?);
    }
    Ok(strokes)
}

/// Notes what the keys cost, beside the same in Chromium.
pub(super) fn report(ours: &[Stroke], chromium: &[Stroke], figures: &mut Figures) {
    let letter = |kind: Kind| kind != Kind::Clear;
    let mut beside = |name: &str, percent, of: fn(Kind) -> bool, value: fn(&Stroke) -> f64, target| {
        let at = |strokes: &[Stroke]| {
            let values: Vec<f64> = strokes.iter().filter(|stroke| of(stroke.kind)).map(value).collect();
            tenths(percentile(&values, percent))
        };
        figures.beside(name, at(ours), "ms", at(chromium), target);
    };
    beside("search_p99_ms", 99, letter, |stroke| stroke.whole_ms, Some(FOLLOWED_WITHIN));
    beside("search_p50_ms", 50, letter, |stroke| stroke.whole_ms, None);
    beside("search_work_p99_ms", 99, letter, work, None);
    beside("search_work_p50_ms", 50, letter, work, None);
    beside("search_code_p99_ms", 99, letter, |stroke| stroke.code_ms, None);
    beside("search_code_p50_ms", 50, letter, |stroke| stroke.code_ms, None);
    beside("search_first_letter_p50_ms", 50, |kind| kind == Kind::First, |stroke| stroke.whole_ms, None);
    beside("search_clear_p50_ms", 50, |kind| kind == Kind::Clear, |stroke| stroke.whole_ms, None);
}

/// What the processor had to do: the whole without the wait for the frame.
fn work(stroke: &Stroke) -> f64 {
    stroke.code_ms + stroke.frame_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strokes(factor: f64) -> Vec<Stroke> {
        let stroke = |kind, whole_ms| Stroke { kind, code_ms: 1.0, frame_ms: 2.0, whole_ms };
        vec![
            stroke(Kind::First, 30.0 * factor),
            stroke(Kind::Next, 10.0 * factor),
            stroke(Kind::Next, 20.0 * factor),
            stroke(Kind::Clear, 90.0 * factor),
        ]
    }

    #[test]
    fn letters_are_counted_without_the_clearing_and_the_work_without_the_wait() {
        let mut figures = Figures::default();
        report(&strokes(1.0), &strokes(2.0), &mut figures);
        let figures = figures.all();
        let value = |name: &str| {
            let found = figures.iter().find(|figure| figure["name"] == name).expect("it is there");
            (found["value"].as_f64().expect("a number"), found["baseline"].as_f64().expect("a number"))
        };
        assert_eq!(value("search_p50_ms"), (20.0, 40.0));
        assert_eq!(value("search_work_p99_ms"), (3.0, 3.0));
        assert_eq!(value("search_first_letter_p50_ms"), (30.0, 60.0));
        assert_eq!(value("search_clear_p50_ms"), (90.0, 180.0));
    }

    #[test]
    fn what_the_page_tells_is_read() {
        let told = r#"[{"kind": "first", "code_ms": 1, "frame_ms": 2, "whole_ms": 16}]"#;
        let strokes: Vec<Stroke> = serde_json::from_str(told).expect("strokes");
        assert_eq!((strokes[0].kind, strokes[0].whole_ms), (Kind::First, 16.0));
    }
}
