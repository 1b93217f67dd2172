//! What the icon looks like: the program's own, with a badge whose shape tells as much as its colour.

use tauri::image::Image;

use super::Sign;

/// A picture for a tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Width and height, in pixels.
    pub side: u32,
    /// Red, green, blue and opacity of each pixel, row by row from the upper left corner.
    pub rgba: Vec<u8>,
}

/// The program's icon in the sizes that trays take; a large one serves screens with small pixels.
const BASES: [Image<'static>; 2] =
    [tauri::include_image!("./icons/32x32.png"), tauri::include_image!("./icons/128x128.png")];

type Colour = [u8; 3];
const WHITE: Colour = [252, 253, 252];
const DARK: Colour = [10, 44, 40];
const SLATE: Colour = [84, 96, 108];
const GREEN: Colour = [38, 160, 96];
const AMBER: Colour = [255, 194, 71];
const RED: Colour = [200, 40, 40];

/// What a badge's disc carries.
#[derive(Clone, Copy)]
enum Mark {
    Dot,
    Bar,
    Cross,
    Ring,
}

/// The badge's disc, in shares of the icon's side: its centre, the same in both directions, and its radius.
const CENTRE: f32 = 0.68;
const RADIUS: f32 = 0.32;

impl Picture {
    /// The pictures of a sign, one for each size.
    #[must_use]
    pub fn of(sign: Sign) -> Vec<Self> {
        BASES.iter().map(|base| Self::on(base, sign)).collect()
    }

    fn on(base: &Image<'_>, sign: Sign) -> Self {
        let side = base.width();
        let mut rgba = base.rgba().to_vec();
        if matches!(sign, Sign::SignedOut | Sign::Connecting) {
            rgba.chunks_exact_mut(4).for_each(fade);
        }
        let badge = match sign {
            Sign::Ready | Sign::Connecting => None,
            Sign::Away => Some((SLATE, WHITE, Mark::Bar)),
            Sign::Ringing => Some((AMBER, DARK, Mark::Ring)),
            Sign::InCall => Some((GREEN, WHITE, Mark::Dot)),
            Sign::SignedOut | Sign::Unreachable => Some((RED, WHITE, Mark::Cross)),
        };
        if let Some((disc, ink, mark)) = badge {
            for (at, pixel) in (0_u32..).zip(rgba.chunks_exact_mut(4)) {
                let share = |at: u32| ((at as f32 + 0.5) / side as f32 - CENTRE) / RADIUS;
                let (x, y) = (share(at % side), share(at / side));
                let edge = RADIUS * side as f32;
                paint(pixel, disc, edge * (1.0 - x.hypot(y)));
                paint(pixel, ink, edge * mark.inside(x, y));
            }
        }
        Self { side, rgba }
    }
}

impl Mark {
    /// How far inside the mark a place is, negative outside; all in radii of the disc.
    fn inside(self, x: f32, y: f32) -> f32 {
        let bar = |along: f32, across: f32| f32::min(0.6 - along.abs(), 0.16 - across.abs());
        match self {
            Self::Dot => 0.4 - x.hypot(y),
            Self::Bar => bar(x, y),
            Self::Cross => {
                let (one, other) =
                    ((x + y) * std::f32::consts::FRAC_1_SQRT_2, (x - y) * std::f32::consts::FRAC_1_SQRT_2);
                bar(one, other).max(bar(other, one))
            }
            Self::Ring => 0.14 - (x.hypot(y) - 0.5).abs(),
        }
    }
}

/// Covers a pixel with a colour, as far as it lies `inside` (in pixels).
fn paint(pixel: &mut [u8], colour: Colour, inside: f32) {
    let covered = (inside + 0.5).clamp(0.0, 1.0);
    for (channel, wanted) in pixel.iter_mut().zip(colour.into_iter().chain([255])) {
        *channel = (f32::from(*channel) + (f32::from(wanted) - f32::from(*channel)) * covered).round() as u8;
    }
}

/// Takes the colour out of a pixel.
fn fade(pixel: &mut [u8]) {
    let grey = pixel[..3].iter().map(|channel| u16::from(*channel)).sum::<u16>() / 3;
    pixel[..3].fill(grey as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNS: [Sign; 7] =
        [Sign::SignedOut, Sign::Connecting, Sign::Ready, Sign::Away, Sign::Ringing, Sign::InCall, Sign::Unreachable];

    #[test]
    fn every_sign_looks_different_even_without_colour() {
        for size in 0..BASES.len() {
            let grey = |sign| -> Vec<u8> {
                let mut rgba = Picture::of(sign).swap_remove(size).rgba;
                rgba.chunks_exact_mut(4).for_each(fade);
                rgba
            };
            for (at, one) in SIGNS.into_iter().enumerate() {
                for other in SIGNS.into_iter().skip(at + 1) {
                    let apart =
                        grey(one).iter().zip(&grey(other)).filter(|(one, other)| one.abs_diff(**other) > 40).count();
                    let fades =
                        matches!((one, other), (Sign::Connecting, Sign::Ready) | (Sign::SignedOut, Sign::Unreachable));
                    assert!(fades || apart > 20, "{one:?} and {other:?} differ in {apart} values");
                }
            }
        }
    }

    #[test]
    fn a_picture_is_as_large_as_it_says() {
        for picture in SIGNS.into_iter().flat_map(Picture::of) {
            assert_eq!(picture.rgba.len(), (4 * picture.side * picture.side) as usize);
        }
        assert_eq!(Picture::of(Sign::Ready)[0].rgba, BASES[0].rgba(), "a desk that is ready needs no badge");
    }
}
