use super::*;

fn news(news: PathNews) -> Input {
    Input::Path(news)
}

/// The stack's offer after a change of the network.
fn fresh_offer() -> Sdp {
    description("9", 2, "actpass", "sendrecv", "fresh")
}

fn answered(id: &str) -> Input {
    let answer = description("7", 3, "active", "sendrecv", "fresh-theirs");
    news(PathNews::ReofferAnswered { update_id: update(id), answer })
}

fn mend_path(did: &[Action]) -> bool {
    matches!(did, [Action::MendPath { .. }])
}

#[test]
fn a_change_of_the_network_makes_a_reoffer_and_its_answer_goes_to_the_stack() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    desk.hears(news(PathNews::NetworkChanged));
    assert_eq!(desk.did(), [Action::MendPath { ours: our_offer(), theirs: echo(1, "active", "sendrecv") }]);
    desk.hears(news(PathNews::ReofferReady(fresh_offer())));
    assert_eq!(desk.said(), [Word::Reoffer { update_id: update("restart-1"), offer: fresh_offer() }]);
    desk.hears(answered("restart-9"));
    assert_eq!(desk.did(), [], "an answer to another re-offer");
    desk.hears(answered("restart-1"));
    assert!(matches!(desk.did()[..], [Action::ApplyReanswer { .. }, OPEN]));
    // From now on both speak by the new descriptions.
    let offer = description("7", 4, "actpass", "sendonly", "fresh-theirs");
    desk.hears(Input::Reoffered { update_id: update("u4"), offer });
    assert!(matches!(desk.said()[..], [Word::Reanswer { .. }]), "plain, measured by the answer");
}

#[test]
fn a_path_that_stands_is_left_alone() {
    let mut desk = Desk::is_called().awarded().talks();
    desk.hears(news(PathNews::NetworkChanged)).hears(news(PathNews::Stands)).did();
    desk.hears(news(PathNews::ReofferReady(fresh_offer())));
    assert_eq!(desk.did(), [], "nobody asked");
    desk.hears(news(PathNews::NetworkChanged));
    assert!(mend_path(&desk.did()), "but the next change is looked at");
}

#[test]
fn a_second_change_waits_for_the_outcome_of_the_first() {
    let failed = || news(PathNews::ReofferFailed { update_id: update("restart-1") });
    for outcome in [answered("restart-1"), failed()] {
        let mut desk = Desk::calls_a_unit().accepted().talks();
        desk.hears(news(PathNews::NetworkChanged)).hears(news(PathNews::NetworkChanged)).did();
        desk.hears(news(PathNews::ReofferReady(fresh_offer())));
        desk.hears(news(PathNews::NetworkChanged)).did();
        desk.hears(outcome);
        assert!(matches!(desk.did().last(), Some(Action::MendPath { .. })));
        desk.hears(news(PathNews::ReofferReady(fresh_offer())));
        assert!(matches!(&desk.said()[..], [Word::Reoffer { update_id, .. }] if *update_id == update("restart-2")));
    }
}

#[test]
fn a_reoffer_that_leads_to_nothing_ends_no_call_but_the_silence_does() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let silent_since = desk.now;
    desk.hears(Input::MediaLost { silent_since }).hears(news(PathNews::NetworkChanged));
    desk.hears(news(PathNews::ReofferReady(fresh_offer())));
    desk.hears(news(PathNews::ReofferFailed { update_id: update("restart-1") }));
    desk.waits(secs(29));
    assert!(matches!(desk.call.phase(), Phase::Reconnecting { .. }));
    desk.waits(secs(1));
    assert_eq!(desk.ended(), EndReason::MediaFailed);
}

#[test]
fn sound_that_comes_back_by_a_reoffer_within_three_seconds_was_no_break() {
    let mut desk = Desk::calls_a_unit().accepted().talks();
    let silent_since = desk.now;
    desk.hears(news(PathNews::NetworkChanged)).hears(news(PathNews::ReofferReady(fresh_offer())));
    desk.hears(Input::MediaLost { silent_since }).waits(secs(1)).hears(answered("restart-1"));
    desk.hears(Input::MediaConnected).did();
    desk.waits(secs(60));
    assert_eq!(desk.did(), []);
}
