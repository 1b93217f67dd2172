//! How well the two ends hear each other, as far as RTP and RTCP can tell.

use std::net::IpAddr;
use std::time::Duration;

use webrtc::peer_connection::{PeerConnection, RTCIceCandidateType, StatsSelector};

use crate::now;
use crate::voice::Voice;

/// A snapshot of a peer's quality. Counts are totals since the peer was made.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quality {
    /// Packets given to the network.
    pub sent: u64,
    /// Packets lost on this computer because the stack was too busy.
    pub dropped: u64,
    /// Packets of the far end's voice that arrived, each once.
    pub received: u64,
    /// Packets of the far end's voice that never arrived, or after sixteen later ones.
    pub lost: u64,
    /// In how many pieces they were lost: three lost in a row are one.
    pub losses: u64,
    /// Share of our packets that the far end misses of the last six seconds, 0.0..=1.0; drives Opus' error correction. `None`
    /// before its first report, which is not the same as none lost.
    pub far_loss: Option<f32>,
    /// Jitter of our voice as it arrives there, as the far end's last report tells.
    pub far_jitter: Option<Duration>,
    /// Jitter of the far end's voice as it arrives here.
    pub jitter: Option<Duration>,
    /// Time of a packet to the far end and back, by ICE's own checks.
    pub round_trip: Option<Duration>,
}

pub(crate) async fn of(connection: &dyn PeerConnection, voice: &Voice) -> Quality {
    use rtc::statistics::report::RTCStatsReportEntry as Entry;
    let (sent, dropped) = voice.sent();
    let here = voice.reception();
    let there = voice.heard_there();
    let mut quality = Quality {
        sent,
        dropped,
        received: here.received,
        lost: here.lost,
        losses: here.losses,
        far_loss: there.map(|(lost, _)| lost),
        far_jitter: there.map(|(_, jitter)| jitter),
        jitter: here.jitter,
        round_trip: None,
    };
    let report = connection.get_stats(now(), StatsSelector::None).await;
    for entry in report.iter() {
        if let Entry::IceCandidatePair(pair) = entry
            && pair.nominated
        {
            let time = Duration::try_from_secs_f64(pair.current_round_trip_time).ok();
            quality.round_trip = time.filter(|time| !time.is_zero());
        }
    }
    quality
}

/// The address of this computer that the voice goes through; `None` before the first connection.
pub(crate) async fn path_address(connection: &dyn PeerConnection) -> Option<IpAddr> {
    use rtc::statistics::report::RTCStatsReportEntry as Entry;
    let report = connection.get_stats(now(), StatsSelector::None).await;
    let pair = report.iter().find_map(|entry| match entry {
        Entry::Transport(transport) => Some(transport.selected_candidate_pair_id.as_str()),
        _ => None,
    })?;
    let local = report.iter().find_map(|entry| match entry {
        Entry::IceCandidatePair(found) if found.stats.id == pair => Some(found.local_candidate_id.as_str()),
        _ => None,
    })?;
    report.iter().find_map(|entry| match entry {
        // The pair names the candidate without the prefix that the candidate's own entry has.
        Entry::LocalCandidate(found) if found.stats.id.ends_with(local) => match found.candidate_type {
            RTCIceCandidateType::Host => found.address.as_deref()?.parse().ok(),
            // Seen from outside or through a relay: it stands on one of ours all the same.
            _ => found.related_address.parse().ok(),
        },
        _ => None,
    })
}
