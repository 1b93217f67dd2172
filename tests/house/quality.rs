//! The sound is bad: staff read why while it is, and the log knows it afterwards.

use roomline_signaling::call::EndReason;
use roomline_signaling::quality::CauseWord;
use roomline_station::{Cause, Place, Way};
use roomline_testkit::{House, secs};

use crate::{answers_after, talking};

fn cause(house: &House) -> Option<Cause> {
    house.state("Desk 1").quality.and_then(|quality| quality.cause)
}

#[test]
fn a_lossy_network_is_said_while_it_loses_and_stays_in_the_log() {
    let mut house = talking(91);
    house.talks_over("Desk 1", 10, 0);
    assert_eq!(cause(&house), None, "nothing is said while all is well");
    house.talks_over("Desk 1", 15, 6);
    let said = cause(&house).expect("every eighth packet is lost");
    assert!(matches!(said, Cause::Loss { way: Way::FromUnit, place: Place::OnTheWay, .. }), "{said:?}");
    house.talks_over("Desk 1", 20, 0);
    assert_eq!(cause(&house), None, "it went when the loss went");
    house.hangs_up("Desk 1");
    house.run_until_idle();
    let record = house.log().remove(0);
    let quality = record.quality.expect("the desk told what it measured");
    assert!(quality.last && quality.is_plausible(), "{quality:?}");
    assert_eq!((record.end_reason, quality.cause), (Some(EndReason::HungUpHere), Some(CauseWord::LossOnTheWay)));
    assert!((35..=45).contains(&quality.figures.lost_from_unit_permille), "90 of 2,250: {quality:?}");
    assert!(quality.worst_mos_here_hundredths < quality.figures.mos_here_hundredths);
}

#[test]
fn a_desk_that_crashes_loses_half_a_minute_of_it_at_most() {
    let mut house = talking(92);
    house.talks_over("Desk 1", 50, 1);
    house.restart_desk("Desk 1");
    house.run_until_idle();
    let record = house.log().remove(0);
    let quality = record.quality.expect("what was told before");
    assert_eq!(record.end_reason, Some(EndReason::StationLost));
    assert!(!quality.last && (20..=50).contains(&quality.measured_s), "{quality:?}");
}

#[test]
fn a_middleware_that_was_away_learns_it_afterwards() {
    let mut house = talking(93);
    house.unplug("Desk 1");
    house.talks_over("Desk 1", 40, 5);
    house.plug_in("Desk 1");
    house.talks_over("Desk 1", 15, 5);
    house.resident_hangs_up("room-102");
    house.run_until_idle();
    // The call is over for everybody; its last report is on its way.
    house.run_for(secs(1));
    let quality = house.log().remove(0).quality.expect("told after the desk came back");
    assert!(quality.last && quality.measured_s > 40, "{quality:?}");
}

#[test]
fn the_second_room_tells_whose_wi_fi_it_is() {
    let mut house = talking(94);
    house.talks_over("Desk 1", 30, 0);
    house.hangs_up("Desk 1");
    house.run_until_idle();
    house.script(&answers_after(1_000));
    house.calls("Desk 1", "room-103");
    house.run_for(secs(5));
    house.talks_over("Desk 1", 12, 4);
    assert_eq!(cause(&house), Some(Cause::Loss { way: Way::FromUnit, place: Place::Room, percent: 8 }));
}
