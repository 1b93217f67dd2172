//! What the reader forgives, what it refuses, and that nothing private shows in its errors.

use proptest::prelude::*;

use super::*;
use crate::alexa::{ParticipantId, ParticipantIdType};

#[test]
fn the_sdp_type_is_read_whatever_its_case() {
    let mut request = accepted();
    request["sdpDetails"]["type"] = json!("answer");
    assert!(matches!(body(&request), Ok(SignalBody::CallAccepted { answer: Some(_) })));
}

#[test]
fn an_offer_is_not_taken_for_an_answer() {
    let mut request = accepted();
    request["sdpDetails"]["type"] = json!("OFFER");
    assert_eq!(body(&request), Err(WireError::WrongSdpType("ANSWER")));
}

#[test]
fn an_acceptance_may_come_without_a_description() {
    for absent in [Value::Null, json!({ "type": "x" })] {
        let mut request = accepted();
        request["sdpDetails"] = absent.clone();
        let expected = if absent.is_null() {
            Ok(SignalBody::CallAccepted { answer: None })
        } else {
            Err(WireError::WrongSdpType("ANSWER"))
        };
        assert_eq!(body(&request), expected);
    }
}

#[test]
fn a_re_offer_without_its_kind_is_a_plain_update_and_an_unknown_kind_is_kept() {
    let mut request = message("CallUpdate");
    request["sdpDetails"] = json!({ "type": "OFFER", "value": "v=0\r\n" });
    assert!(matches!(body(&request), Ok(SignalBody::CallUpdate { kind: RenegotiationType::Update, .. })));
    request["renegotiationType"] = json!("CALL_TRANSFER");
    let read = read_request(&request).expect("an unknown kind is kept");
    assert_eq!(write_post(&read), request);
}

#[test]
fn an_end_is_never_lost_over_its_reason() {
    for result in [json!(null), json!(7), json!({}), json!({ "code": 3 }), json!("SUCCESS")] {
        let mut request = message("CallEnded");
        request["callResult"] = result.clone();
        assert_eq!(body(&request), Ok(SignalBody::CallEnded { result: None }), "{result}");
    }
}

#[test]
fn both_spellings_of_unauthorized_and_of_message_are_read() {
    let mut request = message("CallEnded");
    request["callResult"] = json!({ "code": "UNAUTHORISED", "Message": "no" });
    let result = CallResult { code: CallResultCode::Unauthorized, message: Some("no".into()) };
    assert_eq!(body(&request), Ok(SignalBody::CallEnded { result: Some(result) }));
}

#[test]
fn an_unknown_result_code_is_kept_and_an_endless_message_is_cut() {
    let mut request = message("CallEnded");
    request["callResult"] = json!({ "code": "NEW_CODE", "message": "x".repeat(9999) });
    let Ok(SignalBody::CallEnded { result: Some(result) }) = body(&request) else { panic!("an end with a result") };
    assert_eq!(result.code, CallResultCode::Unknown("NEW_CODE".into()));
    assert_eq!(result.message.map(|message| message.len()), Some(MAX_RESULT_MESSAGE_CHARS));
}

#[test]
fn a_type_that_is_not_ours_is_named_without_control_characters() {
    let named = |kind: &str| read_request(&json!({ "type": kind, "sessionId": "s" }));
    let unknown = |kind: &str| Err(WireError::UnknownType(kind.into()));
    assert_eq!(named("Some.Future.Request"), unknown("Some.Future.Request"));
    assert_eq!(named("Alexa.Comms.CallSignaling.New\u{1b}[2J"), unknown("Alexa.Comms.CallSignaling.New[2J"));
}

#[test]
fn a_session_id_is_needed_and_bounded() {
    assert_eq!(
        read_request(&json!({ "type": format!("{INTERFACE}CallRinging") })),
        Err(WireError::Missing("sessionId"))
    );
    for bad in [json!(""), json!(5), json!("x".repeat(513)), json!("a\u{7}b")] {
        let mut request = message("CallRinging");
        request["sessionId"] = bad;
        assert_eq!(body(&request), Err(WireError::Malformed("sessionId")));
    }
}

#[test]
fn sizes_are_bounded() {
    let mut request = accepted();
    request["sdpDetails"]["value"] = json!("x".repeat(Sdp::MAX_LEN + 1));
    assert_eq!(body(&request), Err(WireError::Malformed("sdpDetails.value")));

    let mut request = inbound(1);
    request["participants"][0]["id"]["value"] = json!("x".repeat(513));
    assert_eq!(body(&request), Err(WireError::Malformed("participants")));
    assert_eq!(body(&inbound(17)), Err(WireError::Malformed("participants")));
    assert!(body(&inbound(16)).is_ok());
}

#[test]
fn an_unknown_kind_of_address_is_kept() {
    let mut request = inbound(1);
    request["participants"][0]["id"]["type"] = json!("SIP_URI");
    let Ok(SignalBody::InitiateInboundCall { participants, .. }) = body(&request) else { panic!("an inbound call") };
    let id = ParticipantId { kind: ParticipantIdType::Unknown("SIP_URI".into()), value: "room-101".into() };
    assert_eq!(participants[0].id, id);
}

#[test]
fn a_long_caller_name_is_cut_when_written() {
    let Ok(SignalBody::InitiateInboundCall { participants, offer, .. }) = body(&inbound(1)) else { panic!("inbound") };
    let caller_name = Some("é".repeat(80));
    let body = SignalBody::InitiateInboundCall { participants, offer, caller_name };
    let signal = Signal { session_id: SessionId::new("s").expect("a short id"), body };
    assert_eq!(write_post(&signal)["customParams"]["callerName"], json!("é".repeat(50)));
}

#[test]
fn an_error_never_quotes_what_was_read() {
    let mut request = accepted();
    request["sdpDetails"] = json!({ "type": "ANSWER", "value": { "secret": "192.0.2.44" } });
    let error = read_request(&request).expect_err("a description is a text");
    assert!(!format!("{error} {error:?}").contains("192.0.2.44"));
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_as_it_was(signal in any_signal()) {
        let head = RequestHead { request_id: "r".into(), timestamp: "t".into(), locale: "en-GB".into() };
        prop_assert_eq!(read_request(&write_post(&signal)), Ok(signal.clone()));
        prop_assert_eq!(read_request(&write_request(&signal, &head)), Ok(signal));
    }

    #[test]
    fn a_message_with_a_field_of_any_other_kind_is_read_or_refused(
        signal in any_signal(), field in 0_usize..8, other in any_value(),
    ) {
        let mut request = write_post(&signal);
        let names: Vec<String> = request.as_object().expect("an object").keys().cloned().collect();
        request[names[field % names.len()].as_str()] = other;
        // Whatever comes, nothing panics, and what is understood can be written again.
        if let Ok(read) = read_request(&request) {
            prop_assert_eq!(read_request(&write_post(&read)), Ok(read));
        }
    }
}

fn any_signal() -> impl Strategy<Value = Signal> {
    let sdp = || "v=0\r\n[ -~]{0,40}".prop_map(|text| Sdp::new(text).expect("short and not empty"));
    let participant = ("[a-z0-9-]{1,20}", any::<bool>(), 0..4).prop_map(|(value, is_originator, kind)| Participant {
        id: ParticipantId {
            kind: match kind {
                0 => ParticipantIdType::RawAddress,
                1 => ParticipantIdType::CommunicationProfileId,
                2 => ParticipantIdType::PhoneNumber,
                _ => ParticipantIdType::Unknown("SIP_URI".into()),
            },
            value,
        },
        is_originator,
    });
    let participants = || proptest::collection::vec(participant.clone(), 0..4);
    let kind = || {
        prop_oneof![
            Just(RenegotiationType::Update),
            Just(RenegotiationType::Hold),
            Just(RenegotiationType::Resume),
            Just(RenegotiationType::Unknown("CALL_TRANSFER".into())),
        ]
    };
    let code = prop_oneof![
        Just(CallResultCode::Success),
        Just(CallResultCode::DeviceBusy),
        Just(CallResultCode::SessionTimeout),
        Just(CallResultCode::Unauthorized),
        Just(CallResultCode::InternalError),
        Just(CallResultCode::Unknown("NEW_CODE".into())),
    ];
    let result = (code, proptest::option::of("[ -~]{0,30}")).prop_map(|(code, message)| CallResult { code, message });
    let body = prop_oneof![
        (participants(), sdp())
            .prop_map(|(participants, offer)| SignalBody::InitiateOutboundCall { participants, offer }),
        (participants(), sdp(), proptest::option::of("[ -~]{1,50}")).prop_map(|(participants, offer, caller_name)| {
            SignalBody::InitiateInboundCall { participants, offer, caller_name }
        }),
        Just(SignalBody::CallRinging),
        Just(SignalBody::CallRingingAck),
        proptest::option::of(sdp()).prop_map(|answer| SignalBody::CallInProgress { answer }),
        Just(SignalBody::CallInProgressAck),
        proptest::option::of(sdp()).prop_map(|answer| SignalBody::CallAccepted { answer }),
        Just(SignalBody::CallAcceptedAck),
        (kind(), sdp()).prop_map(|(kind, offer)| SignalBody::CallUpdate { kind, offer }),
        (kind(), sdp()).prop_map(|(kind, answer)| SignalBody::CallUpdateResponse { kind, answer }),
        Just(SignalBody::CallUpdateAck),
        proptest::option::of(result).prop_map(|result| SignalBody::CallEnded { result }),
    ];
    ("[!-~]{1,40}", body)
        .prop_map(|(id, body)| Signal { session_id: SessionId::new(id).expect("a short printable id"), body })
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let keys =
            prop_oneof![Just("type".to_owned()), Just("value".to_owned()), Just("id".to_owned()), any::<String>()];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(keys, inner, 0..4).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn body(request: &Value) -> Result<SignalBody, WireError> {
    read_request(request).map(|signal| signal.body)
}

fn message(name: &str) -> Value {
    json!({ "type": format!("{INTERFACE}{name}"), "sessionId": "s" })
}

fn accepted() -> Value {
    let mut request = message("CallAccepted");
    request["sdpDetails"] = json!({ "type": "ANSWER", "value": "v=0\r\n" });
    request
}

fn inbound(participants: usize) -> Value {
    let mut request = message("InitiateInboundCall");
    request["sdpDetails"] = json!({ "type": "OFFER", "value": "v=0\r\n" });
    let participant = json!({ "id": { "type": "RAW_ADDRESS", "value": "room-101" }, "isOriginator": true });
    request["participants"] = json!(vec![participant; participants]);
    request
}
