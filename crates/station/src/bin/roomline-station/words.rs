//! The sentences of the command line that need more than one fact.

use roomline_station::signaling::call::EndReason;
use roomline_station::signaling::rest::EchoState;
use roomline_station::{Cause, Place, Way};

/// Whether an Echo can be reached.
pub(crate) fn echo(echo: EchoState) -> &'static str {
    match echo {
        EchoState::Online => "Echo online",
        EchoState::Offline => "Echo offline",
        EchoState::Unknown => "Echo unknown",
    }
}

/// Why a call is hard to understand; the window says the same with more words. `room`: absent where nobody knows which.
pub(crate) fn cause(cause: Cause, room: Option<&str>) -> String {
    let place_name = room.map_or_else(|| "the unknown room".to_owned(), |room| format!("room {room}"));
    match cause {
        Cause::MicrophoneSilent => "Your microphone is silent".to_owned(),
        Cause::PcBusy => "This PC is too busy, so the sound stutters".to_owned(),
        Cause::Loss { place: Place::Room, percent, .. } => {
            format!("The Wi-Fi in {place_name} loses {percent} % of the sound")
        }
        Cause::Loss { place: Place::Desk, percent, .. } => {
            format!("This desk's network loses {percent} % of the sound, in calls with other rooms, too")
        }
        Cause::Loss { place: Place::OnTheWay, way: Way::FromUnit, percent } => {
            format!("{percent} % of the sound from {place_name} is lost on the way here")
        }
        Cause::Loss { place: Place::OnTheWay, way: Way::ToUnit, percent } => {
            format!("{percent} % of your voice is lost on the way to {place_name}")
        }
        Cause::Loss { place: Place::OnTheWay, way: Way::Both, percent } => {
            format!("{percent} % of the sound is lost between this desk and {place_name}")
        }
        Cause::Uneven { percent } => {
            format!("The network delivers the sound unevenly: {percent} % comes too late to be heard")
        }
        Cause::Delay { tenths: ..8 } => "The sound takes about half a second to arrive".to_owned(),
        Cause::Delay { tenths: 8..13 } => "The sound takes about a second to arrive".to_owned(),
        Cause::Delay { .. } => "The sound takes more than a second to arrive".to_owned(),
    }
}

/// Why a call ended, with what else is known of the cause. `echo`: that of the Echo that was called; `desk_is_mute`: the
/// microphone or the speaker of this desk does not work.
pub(crate) fn ended(reason: EndReason, rang_for_s: u64, echo: EchoState, desk_is_mute: bool) -> String {
    let sentence = reason_as_it_is(reason, rang_for_s);
    match (reason, echo) {
        // What is missing was said before, with its remedy.
        (EndReason::MediaFailed, _) if desk_is_mute => "this desk has no sound".to_owned(),
        (EndReason::NoAnswer | EndReason::Expired | EndReason::SignalingFailed, EchoState::Offline) => {
            format!("{sentence}; the Echo is offline")
        }
        _ => sentence,
    }
}

fn reason_as_it_is(reason: EndReason, rang_for_s: u64) -> String {
    match reason {
        EndReason::HungUpHere => "you hung up",
        EndReason::HungUpThere => "the resident hung up",
        EndReason::Cancelled => "given up before an answer",
        EndReason::Declined => "declined",
        EndReason::Busy => "busy",
        EndReason::NobodyReachable => "no desk could be reached",
        EndReason::NoAnswer => return format!("nobody answered for {rang_for_s} seconds"),
        EndReason::Expired => "the time for this call was over",
        EndReason::AnsweredElsewhere => "another desk answered",
        EndReason::NotAllowed => "this desk may not call this room",
        EndReason::SignalingFailed => "Alexa did not answer",
        EndReason::MediaFailed => "no sound came through",
        EndReason::StationLost => "the desk went away",
        EndReason::ShutDown => "the desk's program was closed",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_to_an_echo_that_is_offline_says_so_when_nobody_answered() {
        for (reason, sentence) in [
            (EndReason::SignalingFailed, "Alexa did not answer; the Echo is offline"),
            (EndReason::NoAnswer, "nobody answered for 30 seconds; the Echo is offline"),
        ] {
            assert_eq!(ended(reason, 30, EchoState::Offline, false), sentence);
        }
        assert_eq!(ended(EndReason::HungUpHere, 3, EchoState::Offline, false), "you hung up");
        for known in [EchoState::Online, EchoState::Unknown] {
            assert_eq!(ended(EndReason::SignalingFailed, 0, known, false), "Alexa did not answer");
        }
    }

    #[test]
    fn an_end_is_named_only_where_it_is_known() {
        let loss = |way, place| cause(Cause::Loss { way, place, percent: 8 }, Some("214"));
        assert_eq!(loss(Way::Both, Place::Room), "The Wi-Fi in room 214 loses 8 % of the sound");
        for way in [Way::FromUnit, Way::ToUnit, Way::Both] {
            let sentence = loss(way, Place::OnTheWay);
            assert!(!sentence.contains("Wi-Fi") && !sentence.contains("network"), "{sentence}");
        }
    }

    #[test]
    fn a_desk_without_sound_does_not_blame_the_way() {
        assert_eq!(ended(EndReason::MediaFailed, 0, EchoState::Online, true), "this desk has no sound");
        assert_eq!(ended(EndReason::MediaFailed, 9, EchoState::Online, false), "no sound came through");
    }
}
