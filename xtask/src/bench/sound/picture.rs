//! The scores as a picture: a pair of bars for each network, each with the range in which its mean lies.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;

use super::beside::Row;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 380.0;
/// Where the axes cross.
const LEFT: f64 = 48.0;
const BOTTOM: f64 = 300.0;
const TOP: f64 = 48.0;
/// The scale of PESQ-WB. Source: ITU-T P.862.2.
const WORST: f64 = 1.0;
const BEST: f64 = 4.64;

/// Draws ours to ours beside Chromium to Chromium.
///
/// # Errors
/// When the file cannot be written.
pub(super) fn draw(rows: &[Row], file: &Path) -> anyhow::Result<()> {
    std::fs::write(file, svg(rows)).with_context(|| format!("cannot write {}", file.display()))
}

fn svg(rows: &[Row]) -> String {
    let of = |whose: &'static str| rows.iter().filter(move |row| row.speaker == whose && row.listener == whose);
    let wide = (WIDTH - LEFT - 16.0) / of("ours").count().max(1) as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <title>PESQ-WB of recorded voices over bad networks</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"15\">How voices sound at the other end (PESQ-WB; more is better)</text>\n"
    );
    for score in 1..=4 {
        let y = height(f64::from(score));
        line(&mut svg, (LEFT, y), (WIDTH - 16.0, y), "#ddd");
        text(&mut svg, (LEFT - 10.0, y + 4.0), "end", &score.to_string());
    }
    for (shift, colour, whose) in [(0.12, "#1f6f5c", "ours"), (0.5, "#9aa5b1", "chromium")] {
        for (at, row) in of(whose).enumerate() {
            let (x, y) = (LEFT + (at as f64 + shift) * wide, height(row.pesq));
            let bar = wide * 0.36;
            let _ = writeln!(
                svg,
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{bar:.1}\" height=\"{:.1}\" fill=\"{colour}\"/>",
                BOTTOM - y
            );
            let middle = x + bar / 2.0;
            line(&mut svg, (middle, height(row.interval.0)), (middle, height(row.interval.1)), "#222");
            text(&mut svg, (middle, height(row.interval.1) - 5.0), "middle", &format!("{:.2}", row.pesq));
            if whose == "ours" {
                let middle = LEFT + (at as f64 + 0.5) * wide;
                for (line, word) in words(row.network).into_iter().enumerate() {
                    text(&mut svg, (middle, BOTTOM + 18.0 + 14.0 * line as f64), "middle", &word);
                }
            }
        }
    }
    for (x, colour, name) in [(LEFT, "#1f6f5c", "Roomline"), (LEFT + 110.0, "#9aa5b1", "Chromium")] {
        let _ = writeln!(svg, "<rect x=\"{x}\" y=\"354\" width=\"12\" height=\"12\" fill=\"{colour}\"/>");
        text(&mut svg, (x + 18.0, 364.0), "start", name);
    }
    svg + "</svg>\n"
}

fn height(score: f64) -> f64 {
    BOTTOM - (score - WORST) / (BEST - WORST) * (BOTTOM - TOP)
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str) {
    let ((x1, y1), (x2, y2)) = (from, to);
    let _ = writeln!(
        svg,
        "<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>"
    );
}

fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, words: &str) {
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" fill=\"#222\">{words}</text>");
}

/// What a network does, in a few words.
fn words(network: &str) -> Vec<String> {
    let plain: &[&str] = match network {
        "loss_0" => &["clean"],
        "loss_5" => &["5 % lost"],
        "loss_10" => &["10 % lost"],
        "loss_20" => &["20 % lost"],
        "burst_10" => &["10 % lost", "in bursts"],
        "jitter_60" => &["60 ms", "jitter"],
        "loss_5_jitter_60" => &["5 % lost,", "60 ms jitter"],
        "twice_2_overtaken_5" => &["2 % double,", "5 % overtaken"],
        "narrow_100_40" => &["100, then", "40 kb/s"],
        other => return vec![other.replace('_', " ")],
    };
    plain.iter().map(|word| (*word).to_owned()).collect()
}
