//! What a desk is shown of its call's quality, what it tells the middleware, and what it remembers.

use roomline_audio::{CodecKind, Level, Tally};
use roomline_signaling::call::EndReason;
use roomline_signaling::quality::{CallQuality, CauseWord};

use super::*;
use crate::quality::{Cause, Place, Sample, Way};

/// A look after `second` seconds of which each lost so many of fifty packets of the resident's.
fn sample(second: u64, lost: u64) -> Sample {
    Sample {
        codec: CodecKind::Opus,
        received: second * (50 - lost),
        lost: second * lost,
        losses: second * lost,
        jitter: Some(Duration::from_millis(2)),
        far_loss: Some(0.0),
        far_jitter: None,
        round_trip: Some(Duration::from_millis(20)),
        tally: Tally { played: second * (50 - lost), rebuilt: second * lost, ..Tally::default() },
        microphone: Level::from_dbfs(-30.0),
        heard: Level::from_dbfs(-30.0),
        sends: true,
        starved: Duration::ZERO,
    }
}

impl FrontDesk {
    /// Talks for so long over a network that loses so many of fifty packets.
    fn measures(&mut self, call: CallId, seconds: u64, lost: u64) {
        for second in 1..=seconds {
            self.waits(secs(1));
            self.socket(link::Input::Alive);
            self.hears(Input::Measured { call, sample: sample(second, lost) });
        }
    }

    fn cause(&self) -> Option<Cause> {
        self.core.state().quality.and_then(|quality| quality.cause)
    }

    fn qualities(&mut self) -> Vec<CallQuality> {
        let told = self.told().into_iter();
        told.filter_map(|body| if let CommandBody::CallQuality { quality, .. } = body { Some(quality) } else { None })
            .collect()
    }
}

#[test]
fn loss_is_shown_while_both_talk_and_reported_after_the_end() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.measures(call, 12, 5);
    let shown = Cause::Loss { way: Way::FromUnit, place: Place::OnTheWay, percent: 10 };
    assert_eq!(desk.cause(), Some(shown));
    assert_eq!(desk.told(), []);
    desk.asks(Request::HangUp).expect("in a call");
    assert_eq!(desk.core.state().quality, None);
    desk.media(call, MediaEvent::Closed);
    let told = desk.told();
    let [CommandBody::CallEnd { reason: EndReason::HungUpHere, .. }, CommandBody::CallQuality { call_id, quality }] =
        &told[..]
    else {
        panic!("the end goes first: {told:?}")
    };
    assert_eq!((*call_id, quality.last, quality.is_plausible()), (call, true, true));
    assert_eq!((quality.figures.lost_from_unit_permille, quality.cause), (100, Some(CauseWord::LossOnTheWay)));
}

#[test]
fn a_long_call_is_reported_every_half_minute_and_a_cut_off_desk_keeps_the_newest_only() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.measures(call, 65, 0);
    let lasts: Vec<_> = desk.qualities().iter().map(|quality| (quality.last, quality.measured_s)).collect();
    assert_eq!(lasts.len(), 2, "{lasts:?}");
    assert!(lasts.iter().all(|(last, _)| !last));
    desk.socket(link::Input::Closed(None));
    for second in 66..=400 {
        desk.now += secs(1);
        desk.hears(Input::Measured { call, sample: sample(second, 0) });
    }
    desk.forget();
    desk.connects(&Snapshot { own: None, ..Snapshot::default() });
    let kept = desk.qualities();
    assert!(kept.len() <= 2, "one of the call, and its last: {kept:?}");
}

#[test]
fn a_middleware_that_knows_no_reports_is_left_alone() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.measures(call, 35, 0);
    desk.refuses(rest::ErrorCode::UnknownType);
    desk.forget();
    desk.measures(call, 90, 0);
    desk.asks(Request::HangUp).expect("in a call");
    desk.media(call, MediaEvent::Closed);
    assert_eq!(desk.qualities(), []);
}

#[test]
fn a_good_call_with_one_room_tells_whose_fault_a_bad_one_with_another_is() {
    let mut desk = FrontDesk::ready();
    let first = desk.talks_with_101();
    desk.measures(first, 30, 0);
    desk.asks(Request::HangUp).expect("in a call");
    desk.media(first, MediaEvent::Closed);
    desk.agrees();
    let second = desk.rings(7);
    desk.answers(second);
    desk.event(Event::CallAwarded { call_id: second });
    desk.event(Event::CallAccepted { call_id: second, sdp: None });
    desk.media(second, MediaEvent::Connected);
    desk.measures(second, 10, 5);
    let shown = Cause::Loss { way: Way::FromUnit, place: Place::Room, percent: 10 };
    assert_eq!(desk.cause(), Some(shown));
}

#[test]
fn a_broken_line_has_no_quality() {
    let mut desk = FrontDesk::ready();
    let call = desk.talks_with_101();
    desk.measures(call, 10, 5);
    assert!(desk.cause().is_some());
    let silent_since = desk.now - secs(3);
    desk.media(call, MediaEvent::Lost { silent_since });
    assert!(matches!(desk.call_state(), Some(CallState::Reconnecting { .. })));
    assert_eq!(desk.core.state().quality, None);
    desk.hears(Input::Measured { call, sample: sample(20, 5) });
    assert_eq!(desk.core.state().quality, None);
}
