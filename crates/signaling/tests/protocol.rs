//! Every example of `docs/protocol.md` is read and written again without loss, and every message has an example.

use std::collections::BTreeSet;

use roomline_signaling::staff::{Command, CommandBody, ServerMessage};
use roomline_signaling::{handover, rest, round};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

const PAGE: &str = include_str!("../../../docs/protocol.md");

/// The page's JSON blocks with the word behind the fence.
fn examples() -> Vec<(&'static str, &'static str)> {
    PAGE.split("```json ")
        .skip(1)
        .map(|block| block.split_once('\n').expect("a fence ends its line"))
        .map(|(label, rest)| (label, rest.split_once("```").expect("a block is closed").0))
        .collect()
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("an example is JSON")
}

fn round_trips<T: DeserializeOwned + Serialize>(text: &str) {
    let read: T = serde_json::from_str(text).expect("an example has the shape of its type");
    assert_eq!(serde_json::to_value(&read).expect("it can be written"), value(text));
}

#[test]
fn every_example_is_read_and_written_without_loss() {
    for (label, text) in examples() {
        match label {
            "command" => {
                let command = Command::decode(text).expect("a command of the page is read");
                assert_eq!(value(&command.encode()), value(text));
            }
            "server" => {
                let message = ServerMessage::decode(text).expect("a message of the page is read");
                assert_eq!(value(&message.encode()), value(text));
            }
            "rest:ErrorBody" => round_trips::<rest::ErrorBody>(text),
            "rest:SignIn" => round_trips::<rest::SignIn>(text),
            "rest:Refresh" => round_trips::<rest::Refresh>(text),
            "rest:Session" => round_trips::<rest::Session>(text),
            "rest:Directory" => round_trips::<rest::Directory>(text),
            "rest:HearingHelp" => round_trips::<roomline_signaling::hearing::HearingHelp>(text),
            "rest:CallLog" => round_trips::<rest::CallLog>(text),
            "rest:Callbacks" => round_trips::<rest::Callbacks>(text),
            "rest:Callback" => round_trips::<rest::Callback>(text),
            "rest:Rounds" => round_trips::<round::Rounds>(text),
            "rest:StartRound" => round_trips::<round::StartRound>(text),
            "rest:Round" => round_trips::<round::Round>(text),
            "rest:SettleStop" => round_trips::<round::SettleStop>(text),
            "rest:NewHandover" => round_trips::<handover::NewHandover>(text),
            "rest:Handover" => round_trips::<handover::Handover>(text),
            "rest:ShiftReport" => round_trips::<handover::ShiftReport>(text),
            "rest:IceServers" => round_trips::<rest::IceServers>(text),
            "rest:AuditTrail" => round_trips::<rest::AuditTrail>(text),
            "rest:Sessions" => round_trips::<rest::Sessions>(text),
            other => panic!("an example of an unknown kind: {other}"),
        }
    }
}

#[test]
fn every_command_and_every_server_message_has_an_example() {
    let types = |label: &str| -> BTreeSet<String> {
        examples()
            .into_iter()
            .filter(|(kind, _)| *kind == label)
            .map(|(_, text)| value(text)["type"].as_str().expect("a message has a type").to_owned())
            .collect()
    };
    assert_eq!(types("command"), CommandBody::TYPES.map(str::to_owned).into());
    let server = [
        "ok",
        "error",
        "welcome",
        "snapshot",
        "call.incoming",
        "call.ringing",
        "call.early_answer",
        "call.accepted",
        "call.awarded",
        "call.taken",
        "call.withdrawn",
        "call.update",
        "call.update_answered",
        "call.update_failed",
        "call.ended",
        "directory.changed",
        "echo.changed",
        "presence.changed",
        "callback.changed",
        "round.changed",
        "handover.changed",
    ];
    assert_eq!(types("server"), server.map(str::to_owned).into());
}

#[test]
fn unknown_fields_are_ignored_and_unknown_types_are_told_apart_from_broken_ones() {
    use roomline_signaling::staff::DecodeError;
    let newer = r#"{"id":"1","type":"call.decline","call_id":"0192a5f0-0000-7000-8000-000000000001","mood":"calm"}"#;
    assert!(Command::decode(newer).is_ok());
    let unknown = r#"{"id":"1","type":"call.sing"}"#;
    assert!(matches!(Command::decode(unknown), Err(DecodeError::UnknownType { id: Some(_) })));
    let broken = r#"{"id":"1","type":"call.decline","call_id":"?"}"#;
    assert!(matches!(Command::decode(broken), Err(DecodeError::Malformed { id: Some(_), .. })));
    let event = r#"{"seq":4,"type":"call.sung"}"#;
    assert!(matches!(ServerMessage::decode(event), Err(DecodeError::UnknownType { .. })));
    let long = format!(r#"{{"id":"{}"}}"#, "x".repeat(70_000));
    assert!(matches!(Command::decode(&long), Err(DecodeError::TooLong(_))));
}
