//! Between the words of a call's machine and those of the staff protocol.

use roomline_signaling::call::machine::{self, Call, Phase, Word};
use roomline_signaling::call::{CallId, EndReason};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::staff::{CommandBody, MediaState, UnitCard};

use super::MediaAction;
use super::calls::Wish;

pub(super) fn wish_of(call_id: CallId, unit: Option<&UnitCard>, action: machine::Action) -> Option<Wish> {
    let media = |action| Some(Wish::Media(call_id, action));
    match action {
        machine::Action::MakeOffer => media(MediaAction::MakeOffer),
        machine::Action::MakeAnswer { offer } => media(MediaAction::MakeAnswer { offer }),
        machine::Action::ApplyAnswer { answer } => media(MediaAction::ApplyAnswer { answer }),
        machine::Action::ApplyReoffer { update_id, offer, ours } => {
            media(MediaAction::ApplyReoffer { update_id, offer, ours })
        }
        machine::Action::MendPath { ours, theirs } => media(MediaAction::MendPath { ours, theirs }),
        machine::Action::ApplyReanswer { answer } => media(MediaAction::ApplyReanswer { answer }),
        machine::Action::PlayRingback => media(MediaAction::PlayRingback),
        machine::Action::SetGate(flow) => media(MediaAction::SetGate(flow)),
        machine::Action::CloseMedia => media(MediaAction::Close),
        machine::Action::Say(word) => command_of(call_id, unit, word).map(Wish::Say),
    }
}

fn command_of(call_id: CallId, unit: Option<&UnitCard>, word: Word) -> Option<CommandBody> {
    Some(match word {
        Word::Place { offer } => {
            let unit_id = unit?.unit_id.clone();
            CommandBody::CallPlace { call_id, unit_id, ring_group: None, sdp: offer }
        }
        Word::Alerting => CommandBody::CallAlerting { call_id },
        Word::Claim { answer } => CommandBody::CallClaim { call_id, sdp: answer },
        Word::Decline => CommandBody::CallDecline { call_id },
        Word::End(reason) => CommandBody::CallEnd { call_id, reason },
        Word::MediaConnected => CommandBody::CallMedia { call_id, state: MediaState::Connected },
        Word::MediaLost => CommandBody::CallMedia { call_id, state: MediaState::Lost },
        Word::MediaRestored => CommandBody::CallMedia { call_id, state: MediaState::Restored },
        Word::Reanswer { update_id, answer } => CommandBody::CallUpdateAnswer { call_id, update_id, sdp: answer },
        Word::Reoffer { update_id, offer } => CommandBody::CallUpdate { call_id, update_id, sdp: offer },
    })
}

/// What it means for a call that the middleware does not know it (any more).
pub(super) fn unknown_there(call: &Call) -> Option<machine::Input> {
    match call.phase() {
        Phase::Calling if call.is_only_here() => None,
        Phase::Arriving | Phase::Answering => Some(machine::Input::Withdrawn),
        Phase::Calling | Phase::Ringing | Phase::Connecting => Some(machine::Input::Over(EndReason::SignalingFailed)),
        Phase::InCall { .. } | Phase::Reconnecting { .. } => Some(machine::Input::Over(EndReason::StationLost)),
        Phase::Ended(_) => None,
    }
}

/// What a refusal means to the person who called or answered.
pub(super) fn reason_of(code: ErrorCode) -> EndReason {
    match code {
        ErrorCode::UnitBusy | ErrorCode::StationBusy => EndReason::Busy,
        ErrorCode::NotAllowed | ErrorCode::NoRingGroup | ErrorCode::NotFound => EndReason::NotAllowed,
        ErrorCode::Taken => EndReason::AnsweredElsewhere,
        ErrorCode::CallOver => EndReason::Cancelled,
        ErrorCode::BadSdp => EndReason::MediaFailed,
        ErrorCode::WrongCredentials
        | ErrorCode::Unauthorized
        | ErrorCode::SessionOver
        | ErrorCode::Disabled
        | ErrorCode::Malformed
        | ErrorCode::TooLarge
        | ErrorCode::UnknownType
        | ErrorCode::TooMany
        | ErrorCode::ResumeFirst
        | ErrorCode::RoundRunning
        | ErrorCode::RoundOver
        | ErrorCode::Internal
        | ErrorCode::Unknown => EndReason::SignalingFailed,
    }
}
