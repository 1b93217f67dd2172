//! The table of end reasons in `docs/protocol.md` is what the code does, in both directions.

use roomline_call::{Direction, EndReason};
use roomline_signaling::alexa::CallResultCode;
use roomline_signaling::mapping::{code_for, reason_for};
use serde_json::json;

const PAGE: &str = include_str!("../../../docs/protocol.md");

#[test]
fn every_reason_stands_in_the_row_of_the_code_alexa_is_told() {
    for reason in EndReason::ALL {
        let word = json!(reason).as_str().expect("a reason is a word").to_owned();
        let row = PAGE
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&format!("`{word}`")))
            .unwrap_or_else(|| panic!("{word} stands in no row"));
        let told = row.split('|').nth(2).expect("the row has three columns").trim();
        let expected = code_for(reason).map_or_else(
            || "(only a station's view)".to_owned(),
            |code| json!(code).as_str().expect("a code is a word").to_owned(),
        );
        assert_eq!(told, expected, "{word}");
    }
}

#[test]
fn what_alexa_says_is_read_by_who_had_accepted_what() {
    use CallResultCode as Code;
    use Direction::{FromUnit, ToUnit};
    let odd = Code::Unknown("ODD".to_owned());
    for normal in [None, Some(&Code::Success), Some(&odd)] {
        assert_eq!(reason_for(normal, ToUnit, true), EndReason::HungUpThere);
        assert_eq!(reason_for(normal, FromUnit, true), EndReason::HungUpThere);
        assert_eq!(reason_for(normal, ToUnit, false), EndReason::Declined);
        assert_eq!(reason_for(normal, FromUnit, false), EndReason::Cancelled);
    }
    for accepted in [false, true] {
        for direction in [ToUnit, FromUnit] {
            let reason = |code: &Code| reason_for(Some(code), direction, accepted);
            assert_eq!(reason(&Code::DeviceBusy), EndReason::Busy);
            assert_eq!(reason(&Code::SessionTimeout), EndReason::NoAnswer);
            assert_eq!(reason(&Code::Unauthorized), EndReason::NotAllowed);
            assert_eq!(reason(&Code::InternalError), EndReason::SignalingFailed);
        }
    }
}

#[test]
fn both_spellings_of_unauthorized_and_unknown_codes_are_read() {
    let read = |text: &str| serde_json::from_value::<CallResultCode>(json!(text)).expect("any word is a code");
    assert_eq!(read("UNAUTHORISED"), CallResultCode::Unauthorized);
    assert_eq!(read("UNAUTHORIZED"), CallResultCode::Unauthorized);
    assert_eq!(read("TEAPOT"), CallResultCode::Unknown("TEAPOT".to_owned()));
}
