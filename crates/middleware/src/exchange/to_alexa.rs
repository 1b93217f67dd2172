//! The switchboard's words to Alexa in Alexa's words.

use roomline_signaling::alexa::{CallResult, Participant, ParticipantId, ParticipantIdType, RenegotiationType};
use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::call::switchboard::Say;
use roomline_signaling::call::{Address, EndReason, SessionId, UnitId};
use roomline_signaling::mapping;

use super::Exchange;

/// The longest caller name that Alexa is given, in characters: the limit of a contact's name.
const CALLER_NAME: usize = 50;

impl Exchange {
    /// A message to Alexa as it is posted.
    pub(super) fn signal(&self, session_id: SessionId, say: Say) -> Signal {
        let body = match say {
            Say::Offer { from, unit, offer } => {
                let participants = self.participants(&from, &unit);
                SignalBody::InitiateInboundCall { participants, offer, caller_name: self.caller_name(&from) }
            }
            Say::Ringing => SignalBody::CallRinging,
            Say::RingingHeard => SignalBody::CallRingingAck,
            Say::PreparingHeard => SignalBody::CallInProgressAck,
            Say::Acceptance { answer } => SignalBody::CallAccepted { answer: Some(answer) },
            Say::AcceptanceHeard => SignalBody::CallAcceptedAck,
            Say::UpdateAnswer { kind, answer, .. } => {
                SignalBody::CallUpdateResponse { kind: renegotiation(kind), answer }
            }
            Say::UpdateOffer { offer, .. } => SignalBody::CallUpdate { kind: RenegotiationType::Update, offer },
            Say::UpdateHeard { .. } => SignalBody::CallUpdateAck,
            Say::Ended { reason } => SignalBody::CallEnded { result: result(reason) },
        };
        Signal { session_id, body }
    }

    fn participants(&self, from: &Address, unit: &UnitId) -> Vec<Participant> {
        let (kind, value) = self.units.address(unit, self.callee_address);
        let group = ParticipantId { kind: ParticipantIdType::RawAddress, value: from.as_str().to_owned() };
        let unit = ParticipantId { kind, value };
        vec![Participant { id: group, is_originator: true }, Participant { id: unit, is_originator: false }]
    }

    /// The ring group's name: the resident knows the desk, not who sits there today.
    fn caller_name(&self, from: &Address) -> Option<String> {
        let group = self.switchboard.ring_groups().iter().find(|group| group.address == *from)?;
        Some(group.name.chars().take(CALLER_NAME).collect())
    }
}

/// Reads a re-offer's purpose as Alexa spells it.
fn renegotiation(kind: String) -> RenegotiationType {
    serde_json::from_value(serde_json::Value::String(kind)).unwrap_or_default()
}

/// Spells a re-offer's purpose as Alexa does.
pub(super) fn kind_of(renegotiation: &RenegotiationType) -> String {
    match serde_json::to_value(renegotiation) {
        Ok(serde_json::Value::String(kind)) => kind,
        Ok(_) | Err(_) => String::new(),
    }
}

fn result(reason: EndReason) -> Option<CallResult> {
    let message = match reason {
        EndReason::Declined => Some("declined".to_owned()),
        _ => None,
    };
    mapping::code_for(reason).map(|code| CallResult { code, message })
}
