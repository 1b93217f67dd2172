//! How well a call can be heard, as the call page says it; the sentences are in `ui/src/text`.

use roomline_station::{Cause, LiveQuality, Place, Way};
use serde::Serialize;
use specta::Type;

/// How well the call of this desk can be heard now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct QualityView {
    /// What impairs it; absent while all is well.
    pub cause: Option<CauseView>,
    /// Estimated opinion of the resident's voice here, in hundredths of 1 to 4.5; absent: nothing came.
    pub mos_here_hundredths: Option<u16>,
    /// The same of this desk's voice in the room; absent: the Echo has not reported.
    pub mos_there_hundredths: Option<u16>,
    /// Packets of the resident's voice that never came.
    pub lost_from_unit_permille: u16,
    /// Packets of this desk's voice that never arrived; absent: the Echo has not reported.
    pub lost_to_unit_permille: Option<u16>,
    /// Sound that had to be guessed.
    pub concealed_permille: u16,
    /// How unevenly the resident's voice comes.
    pub jitter_from_unit_ms: u16,
    /// How unevenly this desk's voice arrives there.
    pub jitter_to_unit_ms: Option<u16>,
    /// The time to the Echo and back.
    pub round_trip_ms: Option<u16>,
    /// How loud the microphone is, in dB below full scale.
    pub microphone_dbfs: i8,
    /// How loud the loudspeaker is, in dB below full scale.
    pub heard_dbfs: i8,
}

/// What impairs a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CauseView {
    /// The microphone gives silence.
    MicrophoneSilent,
    /// This PC does not keep up.
    PcBusy,
    /// Sound is lost.
    Loss {
        /// In which direction.
        way: WayView,
        /// At which end, as far as it is known.
        place: PlaceView,
        /// How many of a hundred packets.
        percent: u8,
    },
    /// Sound comes too unevenly.
    Uneven {
        /// How many of a hundred packets come too late.
        percent: u8,
    },
    /// Sound takes long.
    Delay {
        /// In tenths of a second.
        tenths: u8,
    },
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum WayView {
    /// The resident's voice on its way here.
    FromUnit,
    /// This desk's voice on its way to the room.
    ToUnit,
    /// Both.
    Both,
}

/// At which end sound is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PlaceView {
    /// The room's.
    Room,
    /// This desk's.
    Desk,
    /// Nobody knows.
    OnTheWay,
}

impl From<LiveQuality> for QualityView {
    fn from(quality: LiveQuality) -> Self {
        let figures = quality.figures;
        Self {
            cause: quality.cause.map(CauseView::from),
            mos_here_hundredths: figures.mos_here_hundredths,
            mos_there_hundredths: figures.mos_there_hundredths,
            lost_from_unit_permille: figures.lost_from_unit_permille,
            lost_to_unit_permille: figures.lost_to_unit_permille,
            concealed_permille: figures.concealed_permille,
            jitter_from_unit_ms: figures.jitter_from_unit_ms,
            jitter_to_unit_ms: figures.jitter_to_unit_ms,
            round_trip_ms: figures.round_trip_ms,
            microphone_dbfs: figures.microphone_dbfs,
            heard_dbfs: figures.heard_dbfs,
        }
    }
}

impl From<Cause> for CauseView {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::MicrophoneSilent => Self::MicrophoneSilent,
            Cause::PcBusy => Self::PcBusy,
            Cause::Loss { way, place, percent } => Self::Loss {
                way: match way {
                    Way::FromUnit => WayView::FromUnit,
                    Way::ToUnit => WayView::ToUnit,
                    Way::Both => WayView::Both,
                },
                place: match place {
                    Place::Room => PlaceView::Room,
                    Place::Desk => PlaceView::Desk,
                    Place::OnTheWay => PlaceView::OnTheWay,
                },
                percent,
            },
            Cause::Uneven { percent } => Self::Uneven { percent },
            Cause::Delay { tenths } => Self::Delay { tenths },
        }
    }
}
