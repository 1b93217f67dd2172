use super::*;

#[test]
fn while_it_rings_nothing_is_opened() {
    let mut desk = Desk::is_called();
    assert_eq!(desk.did(), [Action::Say(Word::Alerting)]);
    assert_eq!(desk.call.phase(), Phase::Arriving);
}

#[test]
fn the_answer_is_made_first_and_claimed_with() {
    let mut desk = Desk::is_called();
    desk.did();
    desk.hears(Input::Answer);
    assert_eq!(desk.did(), [Action::MakeAnswer { offer: echo(2, "actpass", "sendrecv") }]);
    desk.hears(Input::DescriptionReady(our_answer()));
    assert_eq!(desk.said(), [Word::Claim { answer: our_answer() }]);
    assert_eq!(desk.call.phase(), Phase::Answering);
}

#[test]
fn the_award_opens_the_gate_before_alexa_took_the_acceptance() {
    let mut desk = Desk::is_called().answers();
    desk.did();
    desk.hears(Input::Awarded);
    assert_eq!(desk.did(), [OPEN]);
    assert_eq!(desk.call.phase(), Phase::Connecting);
    desk.hears(Input::MediaConnected);
    assert_eq!(desk.said(), [Word::MediaConnected]);
}

#[test]
fn sound_that_could_flow_before_the_award_counts_at_the_award() {
    let mut desk = Desk::is_called().answers();
    desk.did();
    desk.hears(Input::MediaConnected);
    assert_eq!(desk.did(), [], "no gate opens and nobody is told");
    desk.hears(Input::Awarded);
    assert_eq!(desk.did(), [OPEN, Action::Say(Word::MediaConnected)]);
}

#[test]
fn the_slower_desk_sees_answered_elsewhere() {
    for input in [Input::Taken, Input::Refused(EndReason::AnsweredElsewhere)] {
        let mut desk = Desk::is_called().answers();
        desk.did();
        desk.hears(input);
        assert_eq!(desk.did(), [Action::CloseMedia], "the gate was never opened");
        assert_eq!(desk.ended(), EndReason::AnsweredElsewhere);
    }
}

#[test]
fn a_desk_that_only_rang_needs_no_device_closed() {
    for (input, reason) in [
        (Input::Taken, EndReason::AnsweredElsewhere),
        (Input::Withdrawn, EndReason::Cancelled),
        (Input::Over(EndReason::NobodyReachable), EndReason::NobodyReachable),
    ] {
        let mut desk = Desk::is_called();
        desk.did();
        desk.hears(input);
        assert_eq!(desk.did(), []);
        let Phase::Ended(ending) = desk.call.phase() else { panic!("not ended") };
        assert_eq!(ending.reason, reason);
    }
}

#[test]
fn declining_is_told_once() {
    let mut desk = Desk::is_called();
    desk.did();
    desk.hears(Input::Decline).hears(Input::Decline);
    assert_eq!(desk.did(), [Action::Say(Word::Decline)]);
    assert_eq!(desk.ended(), EndReason::Declined);
}

#[test]
fn an_answer_that_could_not_be_made_leaves_the_call_ringing_here() {
    let mut desk = Desk::is_called();
    desk.hears(Input::Answer).did();
    desk.hears(Input::MediaFailed);
    assert_eq!(desk.did(), [Action::CloseMedia]);
    assert_eq!(desk.call.phase(), Phase::Arriving);
    desk.hears(Input::MediaClosed).hears(Input::Answer);
    assert_eq!(desk.call.phase(), Phase::Answering, "a second try is open");
}

#[test]
fn an_award_taken_back_because_alexa_refused_the_answer_ends_here() {
    let mut desk = Desk::is_called().awarded();
    desk.did();
    desk.hears(Input::Withdrawn);
    assert_eq!(desk.did(), [Action::CloseMedia], "the middleware knows");
    assert_eq!(desk.ended(), EndReason::SignalingFailed);
}

#[test]
fn a_hang_up_that_crosses_the_award_is_still_told() {
    let mut desk = Desk::is_called().answers();
    desk.did();
    desk.hears(Input::HangUp).hears(Input::Awarded);
    assert_eq!(desk.did(), [Action::Say(Word::End(EndReason::HungUpHere)), Action::CloseMedia]);
}

#[test]
fn an_offer_that_only_sends_opens_only_our_ear() {
    let now = first_moment();
    let mut desk = Desk::with(now, Call::from_unit(now, echo(2, "actpass", "sendonly"), secs(60))).awarded();
    assert!(desk.did().contains(&Action::SetGate(Flow::RecvOnly)));
}
