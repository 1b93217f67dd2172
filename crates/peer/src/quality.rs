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
    /// Packets of the far end's voice that arrived.
    pub received: u64,
    /// Packets of the far end's voice that never arrived.
    pub lost: u64,
    /// Share of our packets that the far end's last report misses, 0.0..=1.0; drives Opus' error correction.
    pub far_loss: Option<f32>,
    /// Jitter of the far end's voice as it arrives here.
    pub jitter: Option<Duration>,
    /// Time of a packet to the far end and back, by ICE's own checks.
    pub round_trip: Option<Duration>,
}

pub(crate) async fn of(connection: &dyn PeerConnection, voice: &Voice) -> Quality {
    use rtc::statistics::report::RTCStatsReportEntry as Entry;
    let (sent, dropped, received) = voice.counts();
    let mut quality = Quality { sent, dropped, received, ..Quality::default() };
    let report = connection.get_stats(now(), StatsSelector::None).await;
    for entry in report.iter() {
        match entry {
            Entry::InboundRtp(inbound) => {
                let stream = &inbound.received_rtp_stream_stats;
                quality.lost += u64::try_from(stream.packets_lost).unwrap_or(0);
                quality.jitter = seconds(stream.jitter);
            }
            Entry::RemoteInboundRtp(remote) => quality.far_loss = Some(remote.fraction_lost as f32),
            Entry::IceCandidatePair(pair) if pair.nominated => {
                quality.round_trip = seconds(pair.current_round_trip_time).filter(|time| !time.is_zero());
            }
            _ => {}
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
        Entry::LocalCandidate(found) if found.stats.id == local => match found.candidate_type {
            RTCIceCandidateType::Host => found.address.as_deref()?.parse().ok(),
            // Seen from outside or through a relay: it stands on one of ours all the same.
            _ => found.related_address.parse().ok(),
        },
        _ => None,
    })
}

fn seconds(value: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(value).ok()
}
