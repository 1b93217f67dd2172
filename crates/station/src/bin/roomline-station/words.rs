//! The sentences of the command line that need more than one fact.

use roomline_station::signaling::call::EndReason;
use roomline_station::signaling::rest::EchoState;

/// Whether an Echo can be reached.
pub(crate) fn echo(echo: EchoState) -> &'static str {
    match echo {
        EchoState::Online => "Echo online",
        EchoState::Offline => "Echo offline",
        EchoState::Unknown => "Echo unknown",
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
    fn a_desk_without_sound_does_not_blame_the_way() {
        assert_eq!(ended(EndReason::MediaFailed, 0, EchoState::Online, true), "this desk has no sound");
        assert_eq!(ended(EndReason::MediaFailed, 9, EchoState::Online, false), "no sound came through");
    }
}
