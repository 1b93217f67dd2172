//! Two things at once: answers in the same instant, a hang-up that crosses an answer.

use roomline_alexa_sim::service::EchoState;
use roomline_signaling::call::EndReason;
use roomline_testkit::{DeskView, House, secs};

use crate::house;

#[test]
fn two_answers_in_the_same_instant_have_one_winner() {
    for seed in 100..200 {
        let mut house = House::seeded(seed).station("Desk 1").station("Desk 2").station("Desk 3").open();
        house.asks_for("room-102", "Front desk");
        let desks = ["Desk 1", "Desk 2", "Desk 3"];
        house.run_until("all ring", secs(2), |house| desks.iter().all(|desk| house.rings(desk).is_some()));
        let call = house.rings("Desk 1").expect("it rings");
        desks.iter().for_each(|desk| house.answers(desk));
        house.run_for(secs(1));
        let winners: Vec<_> = desks.iter().filter(|desk| house.view(desk) == DeskView::Call("In call")).collect();
        assert_eq!(winners.len(), 1, "seed {seed}: {:?}", desks.map(|desk| house.view(desk)));
        let winner = (*winners[0]).to_owned();
        let taken = DeskView::Taken(winner.clone(), format!("Ann of {winner}"));
        assert_eq!(desks.iter().filter(|desk| house.view(desk) == taken).count(), 2, "seed {seed}");
        house.run_for(secs(30));
        assert_eq!(
            house.ever_heard(call),
            std::slice::from_ref(&winner),
            "seed {seed}: only the winner was ever heard"
        );
        house.hangs_up(&winner);
        house.run_until_idle();
    }
}

#[test]
fn a_resident_who_hangs_up_while_staff_answers_ends_in_one_of_two_ways() {
    let mut seen = [0, 0];
    for seed in 200..300 {
        let mut house = house(seed);
        house.asks_for("room-102", "Front desk");
        house.run_until("it rings", secs(2), |house| house.rings("Desk 1").is_some());
        house.answers("Desk 1");
        house.run_for(std::time::Duration::from_millis(seed % 60));
        house.resident_hangs_up("room-102");
        house.run_until_idle();
        let kept = house.callbacks("Desk 1").len();
        match house.last_end() {
            Some(EndReason::Cancelled) => {
                seen[0] += 1;
                assert_eq!(kept, 1, "seed {seed}: nobody talked");
            }
            // Sound may or may not have come through in the last instant; only if not, a call-back is owed.
            Some(EndReason::HungUpThere) => seen[1] += 1,
            other => panic!("seed {seed}: {other:?}"),
        }
        assert_eq!(house.echo("room-102"), EchoState::Idle, "seed {seed}");
    }
    assert!(seen[0] > 5 && seen[1] > 5, "both orders occur: {seen:?}");
}

#[test]
fn staff_who_gives_up_while_the_resident_answers_ends_on_both_sides() {
    for seed in 300..350 {
        let mut house = house(seed);
        house.calls("Desk 1", "room-102");
        house.run_until("the Echo rings", secs(2), |house| house.echo("room-102") == EchoState::Ringing);
        house.picks_up("room-102");
        house.run_for(std::time::Duration::from_millis(seed % 50));
        house.hangs_up("Desk 1");
        house.run_until_idle();
        let reason = house.last_end();
        assert!(matches!(reason, Some(EndReason::Cancelled | EndReason::HungUpHere)), "seed {seed}: {reason:?}");
        assert!(matches!(house.view("Desk 1"), DeskView::Ended(_)), "seed {seed}");
    }
}
