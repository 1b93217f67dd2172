use super::super::{
    ACCEPTANCE_WITHIN, CLOSE_WITHIN, DESCRIPTION_WITHIN, LATE_WORD, MEDIA_WITHIN, REPLY_WITHIN, RING_LIMIT,
};
use super::*;

const MOMENT: Duration = Duration::from_millis(1);

/// Waits until just before a deadline, when nothing may have happened, and then until it.
fn runs_out(desk: &mut Desk, time: Duration) {
    desk.did();
    let before = desk.call.phase();
    desk.waits(time - MOMENT);
    assert_eq!((desk.did(), desk.call.phase()), (vec![], before), "too early");
    desk.waits(MOMENT);
}

#[test]
fn an_offer_that_never_gets_ready_is_no_sound() {
    let mut desk = Desk::calls_a_unit();
    runs_out(&mut desk, DESCRIPTION_WITHIN);
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn a_middleware_that_does_not_answer_the_offer_is_told_that_the_call_is_over() {
    let mut desk = Desk::calls_a_unit();
    desk.hears(Input::DescriptionReady(our_offer()));
    runs_out(&mut desk, REPLY_WITHIN);
    assert_eq!(desk.said(), [Word::End(EndReason::SignalingFailed)]);
    assert_eq!(desk.ended(), EndReason::SignalingFailed);
}

#[test]
fn an_echo_that_rings_for_ever_has_no_answer() {
    let mut desk = Desk::calls_a_unit().rings_there();
    runs_out(&mut desk, RING_LIMIT + LATE_WORD);
    assert_eq!(desk.said(), [Word::End(EndReason::NoAnswer)]);
    assert_eq!(desk.ended(), EndReason::NoAnswer);
}

#[test]
fn an_echo_that_never_rings_is_an_expired_call() {
    let mut desk = Desk::calls_a_unit();
    desk.hears(Input::DescriptionReady(our_offer())).hears(Input::Placed);
    runs_out(&mut desk, RING_LIMIT + LATE_WORD);
    assert_eq!(desk.ended(), EndReason::Expired);
}

#[test]
fn an_accepted_call_without_sound_ends_after_ten_seconds() {
    let mut desk = Desk::calls_a_unit().accepted();
    runs_out(&mut desk, MEDIA_WITHIN);
    assert_eq!(desk.said(), [Word::End(EndReason::MediaFailed)]);
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn a_ring_that_nobody_ends_stops_by_itself() {
    let mut desk = Desk::is_called();
    runs_out(&mut desk, secs(60) + LATE_WORD);
    assert_eq!(desk.said(), []);
    assert_eq!(desk.ended(), EndReason::NoAnswer);
}

#[test]
fn a_call_that_rings_again_gets_its_new_time() {
    let mut desk = Desk::is_called();
    desk.waits(secs(55)).hears(Input::RingsFor(secs(15)));
    runs_out(&mut desk, secs(15) + LATE_WORD);
    assert_eq!(desk.ended(), EndReason::NoAnswer);
}

#[test]
fn an_answer_that_never_gets_ready_leaves_the_call_ringing() {
    let mut desk = Desk::is_called();
    desk.hears(Input::Answer);
    runs_out(&mut desk, DESCRIPTION_WITHIN);
    assert_eq!((desk.did(), desk.call.phase()), (vec![Action::CloseMedia], Phase::Arriving));
    desk.waits(secs(60) + LATE_WORD - DESCRIPTION_WITHIN);
    assert_eq!(desk.ended(), EndReason::NoAnswer, "trying did not prolong the ring");
}

#[test]
fn a_middleware_that_does_not_answer_the_claim_is_told_that_the_call_is_over() {
    let mut desk = Desk::is_called().answers();
    runs_out(&mut desk, REPLY_WITHIN);
    assert_eq!(desk.said(), [Word::End(EndReason::SignalingFailed)]);
    assert_eq!(desk.ended(), EndReason::SignalingFailed);
}

#[test]
fn an_award_that_alexa_never_takes_ends() {
    let mut desk = Desk::is_called().awarded();
    runs_out(&mut desk, ACCEPTANCE_WITHIN);
    assert_eq!(desk.ended(), EndReason::SignalingFailed);
}

#[test]
fn the_media_deadline_of_a_call_from_a_unit_counts_from_acceptance() {
    let mut desk = Desk::is_called().awarded();
    desk.waits(secs(9)).hears(Input::Accepted(None));
    runs_out(&mut desk, MEDIA_WITHIN);
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn a_break_is_shown_after_three_seconds_and_ends_after_thirty() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let since = desk.now;
    desk.waits(secs(60));
    let silent_since = desk.now;
    desk.hears(Input::MediaLost { silent_since });
    runs_out(&mut desk, secs(3));
    assert_eq!(desk.said(), [Word::MediaLost]);
    assert_eq!(desk.call.phase(), Phase::Reconnecting { since, silent_since });
    runs_out(&mut desk, secs(27));
    assert_eq!(desk.said(), [Word::End(EndReason::MediaFailed)]);
    desk.hears(Input::MediaClosed);
    let Phase::Ended(ending) = desk.call.phase() else { panic!("not ended") };
    assert_eq!(ending.talked_for, Some(secs(60)), "the talk ended when the sound did");
}

#[test]
fn a_break_noticed_late_counts_from_the_last_packet() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let silent_since = desk.now;
    desk.waits(secs(3)).hears(Input::MediaLost { silent_since });
    assert_eq!(desk.said(), [Word::MediaLost]);
    desk.waits(secs(27));
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn a_short_break_is_not_worth_a_word() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let silent_since = desk.now;
    desk.hears(Input::MediaLost { silent_since }).waits(secs(2)).hears(Input::MediaConnected).waits(secs(100));
    assert_eq!(desk.did(), []);
}

#[test]
fn sound_that_comes_back_goes_on_as_the_same_call() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let since = desk.now;
    desk.hears(Input::MediaLost { silent_since: since }).waits(secs(20)).hears(Input::MediaConnected);
    assert_eq!(desk.said(), [Word::MediaLost, Word::MediaRestored]);
    assert_eq!(desk.call.phase(), Phase::InCall { since });
    desk.waits(secs(3600));
    assert_eq!(desk.call.poll_timeout(), None, "people may talk as long as they like");
}

#[test]
fn devices_that_never_close_do_not_keep_the_call_alive() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    desk.hears(Input::HangUp).waits(CLOSE_WITHIN);
    assert!(matches!(desk.call.phase(), Phase::Ended(_)));
}
