use super::*;

#[test]
fn the_click_opens_the_devices_and_the_complete_offer_places_the_call() {
    let mut desk = Desk::calls_a_unit();
    assert_eq!(desk.did(), [Action::MakeOffer]);
    assert_eq!(desk.call.phase(), Phase::Calling);
    desk.hears(Input::DescriptionReady(our_offer()));
    assert_eq!(desk.said(), [Word::Place { offer: our_offer() }]);
    assert_eq!(desk.call.phase(), Phase::Calling, "nothing rings yet");
    desk.hears(Input::Placed).hears(Input::Rings).hears(Input::Rings);
    assert_eq!(desk.did(), [Action::PlayRingback]);
    assert_eq!(desk.call.phase(), Phase::Ringing);
}

#[test]
fn acceptance_opens_the_gate_and_flowing_sound_makes_it_a_call() {
    let mut desk = Desk::calls_a_unit().rings_there();
    desk.did();
    let answer = echo(1, "active", "sendrecv");
    desk.hears(Input::Accepted(Some(answer.clone())));
    assert_eq!(desk.did(), [Action::ApplyAnswer { answer }, OPEN]);
    assert_eq!(desk.call.phase(), Phase::Connecting);
    desk.hears(Input::MediaConnected);
    assert_eq!(desk.said(), [Word::MediaConnected]);
    assert_eq!(desk.call.phase(), Phase::InCall { since: desk.now });
}

#[test]
fn an_early_answer_warms_the_path_with_the_gate_shut() {
    let mut desk = Desk::calls_a_unit().rings_there();
    desk.did();
    let answer = echo(1, "active", "sendrecv");
    desk.hears(Input::EarlyAnswer(answer.clone())).hears(Input::MediaConnected);
    assert_eq!(desk.did(), [Action::ApplyAnswer { answer: answer.clone() }]);
    assert_eq!(desk.call.phase(), Phase::Ringing);
    desk.hears(Input::Accepted(Some(answer)));
    assert_eq!(desk.did(), [OPEN, Action::Say(Word::MediaConnected)], "the stack is not given the answer twice");
    assert_eq!(desk.call.phase(), Phase::InCall { since: desk.now });
}

#[test]
fn a_later_answer_with_other_candidates_is_read_and_not_applied() {
    let mut desk = Desk::calls_a_unit().rings_there();
    desk.hears(Input::EarlyAnswer(echo(1, "active", "sendrecv"))).did();
    let later =
        Sdp::new(format!("{}a=end-of-candidates\r\n", echo(2, "active", "sendrecv").as_str())).expect("bounded");
    desk.hears(Input::EarlyAnswer(later.clone())).hears(Input::Accepted(Some(later)));
    assert_eq!(desk.did(), [OPEN]);
}

#[test]
fn a_later_answer_with_another_transport_ends_the_call() {
    let mut desk = Desk::calls_a_unit().rings_there();
    desk.hears(Input::EarlyAnswer(echo(1, "active", "sendrecv"))).did();
    desk.hears(Input::Accepted(Some(description("7", 2, "active", "sendrecv", "others"))));
    assert_eq!(desk.said(), [Word::End(EndReason::MediaFailed)]);
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn an_acceptance_without_any_answer_ends_the_call() {
    let mut desk = Desk::calls_a_unit().rings_there();
    desk.hears(Input::Accepted(None));
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn a_path_that_was_warm_and_broke_is_not_taken_for_sound() {
    let mut desk = Desk::calls_a_unit().rings_there();
    let silent_since = desk.now;
    desk.hears(Input::EarlyAnswer(echo(1, "active", "sendrecv"))).hears(Input::MediaConnected);
    desk.hears(Input::MediaLost { silent_since }).hears(Input::Accepted(None));
    assert_eq!(desk.call.phase(), Phase::Connecting);
}

#[test]
fn giving_up_before_the_offer_left_needs_no_word() {
    let mut desk = Desk::calls_a_unit();
    desk.hears(Input::HangUp);
    assert_eq!(desk.did(), [Action::MakeOffer, Action::CloseMedia]);
    assert_eq!(desk.ended(), EndReason::Cancelled);
}

#[test]
fn giving_up_while_it_rings_is_no_hang_up() {
    let mut desk = Desk::calls_a_unit().rings_there();
    desk.did();
    desk.hears(Input::HangUp);
    assert_eq!(desk.did(), [Action::Say(Word::End(EndReason::Cancelled)), Action::CloseMedia]);
    assert_eq!(desk.ended(), EndReason::Cancelled);
}

#[test]
fn staff_read_call_ended_only_when_the_microphone_is_closed() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let since = desk.now;
    desk.waits(secs(5)).hears(Input::HangUp);
    assert_eq!(desk.did(), [Action::Say(Word::End(EndReason::HungUpHere)), Action::CloseMedia]);
    assert_eq!(desk.call.phase(), Phase::InCall { since });
    assert!(desk.call.is_over());
    desk.hears(Input::MediaClosed);
    let Phase::Ended(ending) = desk.call.phase() else { panic!("not ended") };
    assert_eq!((ending.reason, ending.talked_for), (EndReason::HungUpHere, Some(secs(5))));
}

#[test]
fn an_end_told_by_the_middleware_is_not_told_back() {
    for reason in EndReason::ALL {
        let desks = [
            Desk::calls_a_unit().rings_there(),
            Desk::calls_a_unit().accepted(),
            Desk::calls_a_unit().accepted().talks(),
        ];
        for mut desk in desks {
            desk.did();
            desk.hears(Input::Over(reason));
            assert_eq!(desk.did(), [Action::CloseMedia]);
            assert_eq!(desk.ended(), reason);
        }
    }
}

#[test]
fn a_refused_call_ends_with_the_reason_given() {
    let mut desk = Desk::calls_a_unit();
    desk.hears(Input::DescriptionReady(our_offer())).did();
    desk.hears(Input::Refused(EndReason::NotAllowed));
    assert_eq!(desk.said(), []);
    assert_eq!(desk.ended(), EndReason::NotAllowed);
}

#[test]
fn a_program_that_closes_says_so_from_every_state() {
    let desks =
        [Desk::calls_a_unit().rings_there(), Desk::calls_a_unit().accepted(), Desk::calls_a_unit().accepted().talks()];
    for mut desk in desks {
        desk.did();
        desk.hears(Input::ShutDown);
        assert_eq!(desk.did(), [Action::Say(Word::End(EndReason::ShutDown)), Action::CloseMedia]);
        assert_eq!(desk.ended(), EndReason::ShutDown);
    }
}
