//! What stations report of their calls is kept with them, and nothing else is.

use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::quality::{CallQuality, CauseWord, Codec, Figures};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::CommandBody;

use super::rig::*;

fn quality(measured_s: u32, last: bool) -> CallQuality {
    CallQuality {
        last,
        measured_s,
        figures: Figures {
            codec: Codec::Opus,
            mos_here_hundredths: Some(402),
            mos_there_hundredths: None,
            lost_from_unit_permille: 31,
            lost_to_unit_permille: Some(2),
            concealed_permille: 6,
            jitter_from_unit_ms: 9,
            jitter_to_unit_ms: None,
            round_trip_ms: Some(24),
            microphone_dbfs: -31,
            heard_dbfs: -27,
        },
        worst_mos_here_hundredths: Some(355),
        cause: Some(CauseWord::LossAtRoom),
        cause_s: 5,
    }
}

fn report(call_id: CallId, quality: CallQuality) -> CommandBody {
    CommandBody::CallQuality { call_id, quality }
}

fn placed() -> (Rig, CallId) {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    rig.say("desk-1", place(1, "101")).expect("placed");
    (rig, CallId::from_u128(1))
}

fn end(call_id: CallId) -> CommandBody {
    CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }
}

#[test]
fn the_last_report_stays_with_the_call_through_a_crash_and_is_counted_once() {
    let (mut rig, call_id) = placed();
    rig.say("desk-1", report(call_id, quality(30, false))).expect("taken");
    assert_eq!(rig.last_call().quality, Some(quality(30, false)), "a crash of the desk would leave this much");
    rig.say("desk-1", end(call_id)).expect("ended");
    rig.say("desk-1", report(call_id, quality(62, true))).expect("taken after the end");
    assert_eq!(rig.exchange().figures().quality.mos_here.count(), 1);
    // Repeated, or overtaken by the last one: neither changes nor counts anything.
    rig.say("desk-1", report(call_id, quality(62, true))).expect("taken");
    rig.say("desk-1", report(call_id, quality(60, false))).expect("taken");
    assert_eq!(rig.exchange().figures().quality.mos_here.count(), 1);
    assert_eq!(rig.exchange().figures().quality.causes[&CauseWord::LossAtRoom], 1);
    rig.crash();
    assert_eq!(rig.last_call().quality, Some(quality(62, true)));
    assert_eq!(
        rig.last_call().end_reason,
        Some(EndReason::Cancelled),
        "nobody had answered: the report changes no end"
    );
}

#[test]
fn a_station_reports_its_own_calls_only() {
    let (mut rig, call_id) = placed();
    assert_eq!(rig.say("desk-2", report(call_id, quality(30, false))), Err(ErrorCode::NotAllowed));
    rig.say("desk-1", end(call_id)).expect("ended");
    assert_eq!(rig.say("desk-2", report(call_id, quality(30, true))), Err(ErrorCode::NotAllowed));
    let unknown = CallId::from_u128(99);
    assert_eq!(rig.say("desk-1", report(unknown, quality(30, true))), Err(ErrorCode::NotFound));
    assert_eq!(rig.last_call().quality, None);
}

#[test]
fn a_figure_that_cannot_be_is_refused_and_the_call_goes_on() {
    let (mut rig, call_id) = placed();
    let mut wild = quality(30, true);
    wild.figures.lost_from_unit_permille = 60_000;
    assert_eq!(rig.say("desk-1", report(call_id, wild)), Err(ErrorCode::Malformed));
    assert_eq!(rig.last_call().quality, None);
    assert_eq!(rig.exchange().figures().quality.lost_from_unit.count(), 0);
    assert_eq!(rig.load().0, 1, "the call lives");
}
