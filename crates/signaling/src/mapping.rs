//! `EndReason` ↔ `callResult`, as two exhaustive functions without a wildcard arm for our own reasons.

use roomline_call::{Direction, EndReason};

use crate::alexa::CallResultCode;

/// The code Alexa is told when we end a call; `None` for a reason that never ends a call on Alexa's side.
///
/// Source: `docs/protocol.md`, table of end reasons (Alexa documents only `SUCCESS`).
#[must_use]
pub const fn code_for(reason: EndReason) -> Option<CallResultCode> {
    match reason {
        EndReason::HungUpHere | EndReason::HungUpThere | EndReason::Cancelled => Some(CallResultCode::Success),
        EndReason::Declined | EndReason::Busy | EndReason::NobodyReachable => Some(CallResultCode::DeviceBusy),
        EndReason::NoAnswer | EndReason::Expired => Some(CallResultCode::SessionTimeout),
        EndReason::AnsweredElsewhere => None,
        EndReason::NotAllowed => Some(CallResultCode::Unauthorized),
        EndReason::SignalingFailed | EndReason::MediaFailed | EndReason::StationLost | EndReason::ShutDown => {
            Some(CallResultCode::InternalError)
        }
    }
}

/// What a `CallEnded` from Alexa means to the staff.
///
/// `accepted`: whether the call had been accepted, by our stored order of events.
#[must_use]
pub fn reason_for(code: Option<&CallResultCode>, direction: Direction, accepted: bool) -> EndReason {
    match code {
        Some(CallResultCode::DeviceBusy) => EndReason::Busy,
        Some(CallResultCode::SessionTimeout) => EndReason::NoAnswer,
        Some(CallResultCode::Unauthorized) => EndReason::NotAllowed,
        Some(CallResultCode::InternalError) => EndReason::SignalingFailed,
        None | Some(CallResultCode::Success | CallResultCode::Unknown(_)) => match (accepted, direction) {
            (true, _) => EndReason::HungUpThere,
            (false, Direction::ToUnit) => EndReason::Declined,
            (false, Direction::FromUnit) => EndReason::Cancelled,
        },
    }
}
