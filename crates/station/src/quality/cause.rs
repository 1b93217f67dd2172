//! Why a call is hard to understand: the one cause that counts most, said only when the figures show it for a while, and
//! withdrawn only when they have been better for a while.

use std::time::{Duration, Instant};

use roomline_audio::CodecKind;
use roomline_signaling::quality::CauseWord;

use super::Place;
use super::window::Facts;

/// Figures must be bad for so long before anybody is told.
const TOLD_AFTER: Duration = Duration::from_secs(3);

/// And better for so long before it is withdrawn.
const GONE_AFTER: Duration = Duration::from_secs(5);

/// What was said must be wrong for so long before it is corrected: a sentence that changes every second is read by nobody. As long
/// as the window, so that no packet speaks twice.
const CORRECTED_AFTER: Duration = Duration::from_secs(10);

/// A microphone may be silent for so long: people breathe, rooms do not.
const SILENT_FOR: Duration = Duration::from_secs(3);

/// What impairs a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The microphone gives silence although nobody has muted.
    MicrophoneSilent,
    /// This computer does not keep up.
    PcBusy,
    /// Packets are lost.
    Loss {
        /// In which direction.
        way: Way,
        /// At which end, as far as it is known.
        place: Place,
        /// How many of a hundred, 1 to 100.
        percent: u8,
    },
    /// Packets come too unevenly to be played.
    Uneven {
        /// How many of a hundred come too late, 1 to 100.
        percent: u8,
    },
    /// Sound takes long from mouth to ear, by estimate.
    Delay {
        /// In tenths of a second.
        tenths: u8,
    },
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The resident's voice on its way here.
    FromUnit,
    /// This desk's voice on its way to the room.
    ToUnit,
    /// Both.
    Both,
}

impl Cause {
    /// As it is stored.
    #[must_use]
    pub const fn word(&self) -> CauseWord {
        match self {
            Self::MicrophoneSilent => CauseWord::MicrophoneSilent,
            Self::PcBusy => CauseWord::PcBusy,
            Self::Loss { place: Place::Room, .. } => CauseWord::LossAtRoom,
            Self::Loss { place: Place::Desk, .. } => CauseWord::LossAtDesk,
            Self::Loss { place: Place::OnTheWay, .. } => CauseWord::LossOnTheWay,
            Self::Uneven { .. } => CauseWord::Uneven,
            Self::Delay { .. } => CauseWord::Delay,
        }
    }
}

/// What may be wrong, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Microphone,
    Busy,
    Loss,
    Uneven,
    Delay,
}

impl Kind {
    const ALL: [Self; 5] = [Self::Microphone, Self::Busy, Self::Loss, Self::Uneven, Self::Delay];

    /// Whether the figures show it. `shown`: a smaller figure is enough to go on saying it than to begin.
    fn is_shown_by(self, facts: &Facts, shown: bool) -> bool {
        let pick = |begin: f32, end: f32| if shown { end } else { begin };
        match self {
            Self::Microphone => facts.silent_for >= if shown { Duration::from_nanos(1) } else { SILENT_FOR },
            // A fiftieth of the time is a stutter in every sentence.
            Self::Busy => facts.starved >= pick(0.02, 0.005),
            Self::Loss => {
                let limit = loss_limit(facts.codec, shown);
                facts.lost_from_unit.is_some_and(|lost| lost >= limit)
                    || facts.lost_to_unit.is_some_and(|lost| lost >= limit)
            }
            Self::Uneven => facts.late >= pick(0.03, 0.01),
            // G.114: above 400 ms a talk is hardly one.
            Self::Delay => facts.one_way.is_some_and(|time| time.as_secs_f32() >= pick(0.4, 0.35)),
        }
    }
}

/// From which loss on it is said. What Opus mends is not heard below it; the others can only guess.
fn loss_limit(codec: CodecKind, shown: bool) -> f32 {
    match (codec, shown) {
        (CodecKind::Opus, false) => 0.05,
        (CodecKind::Opus, true) | (CodecKind::G722 | CodecKind::Pcmu | CodecKind::Pcma, false) => 0.02,
        (CodecKind::G722 | CodecKind::Pcmu | CodecKind::Pcma, true) => 0.01,
    }
}

/// Watches over one call.
#[derive(Debug, Default)]
pub(super) struct Watch {
    shown: Option<Shown>,
    /// What may be said soon, and since when its figures are bad.
    rising: Option<(Kind, Instant)>,
}

#[derive(Clone, Copy, Debug)]
struct Shown {
    kind: Kind,
    cause: Cause,
    /// Since when the figures are others than what was said.
    wrong_since: Option<Instant>,
    /// Since when the figures are better.
    better_since: Option<Instant>,
}

impl Watch {
    /// Takes what ten seconds say. `place`: at which end sound of that direction is lost.
    pub(super) fn look(&mut self, now: Instant, facts: &Facts, place: impl Fn(Way) -> Place) -> Option<Cause> {
        let shown = self.shown.map(|shown| shown.kind);
        // What is shown stays until it is gone for a while, or something worse comes.
        let worst = Kind::ALL
            .into_iter()
            .take_while(|kind| shown.is_none_or(|shown| *kind < shown))
            .find(|kind| kind.is_shown_by(facts, false));
        self.rising = worst.map(|kind| match self.rising {
            Some((rising, since)) if rising == kind => (kind, since),
            Some(_) | None => (kind, now),
        });
        if let Some((kind, since)) = self.rising
            && (kind == Kind::Microphone || now.duration_since(since) >= TOLD_AFTER)
        {
            self.rising = None;
            self.shown = Some(Shown { kind, cause: cause(kind, facts, place), wrong_since: None, better_since: None });
        } else if let Some(shown) = &mut self.shown {
            if shown.kind.is_shown_by(facts, true) {
                shown.better_since = None;
                let corrected = cause(shown.kind, facts, place);
                if !is_another(&shown.cause, &corrected) {
                    shown.wrong_since = None;
                } else if now.duration_since(*shown.wrong_since.get_or_insert(now)) >= CORRECTED_AFTER {
                    (shown.cause, shown.wrong_since) = (corrected, None);
                }
            } else {
                let since = *shown.better_since.get_or_insert(now);
                if shown.kind == Kind::Microphone || now.duration_since(since) >= GONE_AFTER {
                    self.shown = None;
                }
            }
        }
        self.shown.map(|shown| shown.cause)
    }
}

fn cause(kind: Kind, facts: &Facts, place: impl Fn(Way) -> Place) -> Cause {
    match kind {
        Kind::Microphone => Cause::MicrophoneSilent,
        Kind::Busy => Cause::PcBusy,
        Kind::Loss => {
            let limit = loss_limit(facts.codec, true);
            let from = facts.lost_from_unit.unwrap_or(0.0);
            let to = facts.lost_to_unit.unwrap_or(0.0);
            let (way, lost) = match (from >= limit, to >= limit) {
                (true, true) => (Way::Both, from.max(to)),
                (false, true) => (Way::ToUnit, to),
                (_, false) => (Way::FromUnit, from),
            };
            Cause::Loss { way, place: place(way), percent: percent(lost) }
        }
        Kind::Uneven => Cause::Uneven { percent: percent(facts.late) },
        Kind::Delay => {
            let seconds = facts.one_way.unwrap_or_default().as_secs_f32();
            Cause::Delay { tenths: (seconds * 10.0).round().clamp(1.0, 255.0) as u8 }
        }
    }
}

/// Whether a figure differs so much that what was said is not true any more.
fn is_another(said: &Cause, now: &Cause) -> bool {
    let apart = |before: u8, after: u8| u16::from(before.max(after)) > 2 * u16::from(before.min(after));
    match (said, now) {
        (
            Cause::Loss { way, place, percent },
            Cause::Loss { way: other_way, place: other_place, percent: other_percent },
        ) => way != other_way || place != other_place || apart(*percent, *other_percent),
        (Cause::Uneven { percent: before }, Cause::Uneven { percent: after })
        | (Cause::Delay { tenths: before }, Cause::Delay { tenths: after }) => apart(*before, *after),
        _ => said != now,
    }
}

fn percent(share: f32) -> u8 {
    (share * 100.0).round().clamp(1.0, 100.0) as u8
}
