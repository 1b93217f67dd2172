//! Random walks: whatever happens in whatever order, a call keeps its promises.

use proptest::prelude::*;

use super::*;

fn any_input() -> impl Strategy<Value = Input> {
    let sdp = prop_oneof![
        (1..5_u64).prop_map(|version| echo(version, "active", "sendrecv")),
        (1..5_u64).prop_map(|version| echo(version, "actpass", "inactive")),
        Just(description("7", 9, "active", "sendrecv", "others")),
        Just(our_answer()),
        Just(Sdp::new("no description").expect("bounded")),
    ];
    prop_oneof![
        Just(Input::Answer),
        Just(Input::Placed),
        Just(Input::Rings),
        Just(Input::Awarded),
        Just(Input::MediaConnected),
        Just(Input::MediaClosed),
        Just(Input::RingsFor(secs(15))),
        sdp.clone().prop_map(Input::DescriptionReady),
        sdp.clone().prop_map(Input::EarlyAnswer),
        proptest::option::of(sdp.clone()).prop_map(Input::Accepted),
        sdp.clone().prop_map(|offer| Input::Reoffered { update_id: update("u"), offer }),
        sdp.clone().prop_map(|answer| Input::ReanswerReady { update_id: update("u"), answer }),
        sdp.clone().prop_map(|offer| Input::Path(PathNews::ReofferReady(offer))),
        sdp.prop_map(|answer| Input::Path(PathNews::ReofferAnswered { update_id: update("restart-1"), answer })),
        prop_oneof![
            Just(PathNews::NetworkChanged),
            Just(PathNews::Stands),
            Just(PathNews::ReofferFailed { update_id: update("restart-1") })
        ]
        .prop_map(Input::Path),
        prop_oneof![Just(Input::MediaFailed), Just(Input::HangUp), Just(Input::Decline), Just(Input::ShutDown)],
        prop_oneof![Just(Input::Taken), Just(Input::Withdrawn), Just(Input::Over(EndReason::HungUpThere))],
    ]
}

/// A step of a walk: time that passes, then a fact; `None`: the sound breaks at that moment.
fn steps() -> impl Strategy<Value = Vec<(u64, Option<Input>)>> {
    proptest::collection::vec((0..4_000_u64, proptest::option::weighted(0.9, any_input())), 0..40)
}

proptest! {
    #[test]
    fn every_call_ends_and_closes_what_it_opened((to_unit, steps) in (any::<bool>(), steps())) {
        let mut desk = if to_unit { Desk::calls_a_unit() } else { Desk::is_called() };
        for (pause_ms, input) in steps {
            desk.waits(Duration::from_millis(pause_ms));
            let silent_since = desk.now;
            desk.hears(input.unwrap_or(Input::MediaLost { silent_since }));
        }
        let silent_since = desk.now;
        desk.hears(Input::MediaLost { silent_since }).waits(secs(200));
        prop_assert!(matches!(desk.call.phase(), Phase::Ended(_)), "still {:?}", desk.call.phase());
        check_promises(&desk.did())?;
    }
}

/// The gate opens only between acceptance and closing; nothing of the call is said after its end; all is closed.
fn check_promises(actions: &[Action]) -> Result<(), TestCaseError> {
    let mut is_open = false;
    let mut is_over = false;
    for action in actions {
        match action {
            Action::MakeOffer | Action::MakeAnswer { .. } => {
                prop_assert!(!is_open && !is_over);
                is_open = true;
            }
            Action::PlayRingback
            | Action::SetGate(_)
            | Action::ApplyAnswer { .. }
            | Action::ApplyReoffer { .. }
            | Action::MendPath { .. }
            | Action::ApplyReanswer { .. } => prop_assert!(is_open),
            Action::CloseMedia => {
                prop_assert!(is_open, "closed twice");
                is_open = false;
            }
            Action::Say(word) => {
                prop_assert!(!is_over, "said {word:?} after the end");
                is_over = matches!(word, Word::End(_) | Word::Decline);
            }
        }
    }
    prop_assert!(!is_open, "something stayed open");
    Ok(())
}
