//! How well a call could be heard, as figures that fit into a message, a row and a window: whole numbers with their unit in
//! the name. No sound, no address and no name is in them.

use serde::{Deserialize, Serialize};

/// The voice codec of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Codec {
    /// Opus.
    Opus,
    /// G.722.
    G722,
    /// G.711 µ-law.
    Pcmu,
    /// G.711 A-law.
    Pcma,
}

/// What was measured over a while, at the station. *From the unit* is the resident's voice on its way to the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The codec.
    pub codec: Codec,
    /// Estimated opinion of the voice heard at the desk, in hundredths: 100 (bad) to 450. Absent: nothing came.
    /// Source: ITU-T G.107.1 Annex A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mos_here_hundredths: Option<u16>,
    /// The same of the voice heard in the room; absent while the Echo has not reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mos_there_hundredths: Option<u16>,
    /// Packets from the unit that never came.
    pub lost_from_unit_permille: u16,
    /// Packets to the unit that never arrived, as the Echo reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_to_unit_permille: Option<u16>,
    /// Sound from the unit that had to be guessed, after everything that could be mended was.
    pub concealed_permille: u16,
    /// How unevenly packets from the unit come. Source: RFC 3550 §6.4.1.
    pub jitter_from_unit_ms: u16,
    /// How unevenly packets to the unit arrive there, as the Echo reports it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jitter_to_unit_ms: Option<u16>,
    /// The time to the Echo and back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round_trip_ms: Option<u16>,
    /// How loud the desk's microphone is, in dB below full scale: -100 to 0.
    pub microphone_dbfs: i8,
    /// How loud the desk's loudspeaker is, in dB below full scale: -100 to 0.
    pub heard_dbfs: i8,
}

/// What impairs a call most, as one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseWord {
    /// The desk's microphone gives silence.
    MicrophoneSilent,
    /// The desk's computer does not keep up.
    PcBusy,
    /// Sound is lost at the room's end.
    LossAtRoom,
    /// Sound is lost at the desk's end.
    LossAtDesk,
    /// Sound is lost somewhere on the way.
    LossOnTheWay,
    /// Sound comes too unevenly to be played.
    Uneven,
    /// Sound takes too long.
    Delay,
}

impl CauseWord {
    /// All there are.
    pub const ALL: [Self; 7] = [
        Self::MicrophoneSilent,
        Self::PcBusy,
        Self::LossAtRoom,
        Self::LossAtDesk,
        Self::LossOnTheWay,
        Self::Uneven,
        Self::Delay,
    ];
}

/// A whole call so far, as its station reports it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallQuality {
    /// Whether nothing more will come: the call is over.
    pub last: bool,
    /// Seconds of talk that were measured.
    pub measured_s: u32,
    /// Averages over them.
    #[serde(flatten)]
    pub figures: Figures,
    /// The lowest estimate of ten seconds at the desk, in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worst_mos_here_hundredths: Option<u16>,
    /// What was shown to staff for the longest time; absent: nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<CauseWord>,
    /// For how many seconds.
    #[serde(default)]
    pub cause_s: u32,
}

/// Longer than any call may last, in seconds.
const LONGEST_S: u32 = 24 * 3600;

impl CallQuality {
    /// Whether every figure is one that can be: a middleware stores and counts no other.
    #[must_use]
    pub fn is_plausible(&self) -> bool {
        let figures = &self.figures;
        let mos = [figures.mos_here_hundredths, figures.mos_there_hundredths, self.worst_mos_here_hundredths];
        let shares =
            [Some(figures.lost_from_unit_permille), figures.lost_to_unit_permille, Some(figures.concealed_permille)];
        let levels = [figures.microphone_dbfs, figures.heard_dbfs];
        (1..=LONGEST_S).contains(&self.measured_s)
            && self.cause_s <= self.measured_s
            && self.cause.is_some() == (self.cause_s > 0)
            && mos.iter().flatten().all(|mos| (100..=450).contains(mos))
            && shares.iter().flatten().all(|share| *share <= 1000)
            && levels.iter().all(|level| (-100..=0).contains(level))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> CallQuality {
        let figures = Figures {
            codec: Codec::Opus,
            mos_here_hundredths: Some(421),
            mos_there_hundredths: None,
            lost_from_unit_permille: 12,
            lost_to_unit_permille: None,
            concealed_permille: 3,
            jitter_from_unit_ms: 4,
            jitter_to_unit_ms: None,
            round_trip_ms: Some(23),
            microphone_dbfs: -31,
            heard_dbfs: -27,
        };
        CallQuality {
            last: false,
            measured_s: 30,
            figures,
            worst_mos_here_hundredths: Some(390),
            cause: None,
            cause_s: 0,
        }
    }

    #[test]
    fn what_cannot_be_is_not_plausible() {
        assert!(good().is_plausible());
        let wrong: [fn(&mut CallQuality); 9] = [
            |report| report.measured_s = 0,
            |report| report.measured_s = LONGEST_S + 1,
            |report| report.cause_s = 5,
            |report| (report.cause, report.cause_s) = (Some(CauseWord::Delay), 31),
            |report| report.figures.mos_here_hundredths = Some(451),
            |report| report.worst_mos_here_hundredths = Some(99),
            |report| report.figures.lost_to_unit_permille = Some(1001),
            |report| report.figures.concealed_permille = 1001,
            |report| report.figures.heard_dbfs = 1,
        ];
        for (number, spoil) in wrong.into_iter().enumerate() {
            let mut report = good();
            spoil(&mut report);
            assert!(!report.is_plausible(), "{number}: {report:?}");
        }
    }
}
