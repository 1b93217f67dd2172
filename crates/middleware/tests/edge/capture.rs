//! `serve --capture`: a whole call is written aside, and nothing of the people in it.

use std::path::Path;
use std::time::Duration;

use roomline_middleware::calls::Gateway as _;
use roomline_middleware::capture::Capture;
use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::call::SessionId;
use serde_json::{Value, json};

use crate::bench::Bench;
use crate::gateway::Line;
use crate::grants::grant;
use crate::speech::{call, fixture};

async fn captured(bench: &Bench, count: usize) -> Vec<Value> {
    written(bench.config.capture.as_deref().expect("a folder"), count).await
}

/// Waits for the capture to hold so many messages: it is written on a thread of its own.
async fn written(folder: &Path, count: usize) -> Vec<Value> {
    let read = || {
        let file = std::fs::read_dir(folder).expect("a folder").next().expect("a file").expect("a file").path();
        let text = std::fs::read_to_string(file).expect("text");
        text.lines().map_while(|line| serde_json::from_str(line).ok()).collect::<Vec<Value>>()
    };
    let all = async {
        loop {
            let lines = read();
            if lines.len() >= count {
                return lines;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), all).await.expect("a capture in time")
}

async fn bench() -> Bench {
    let mut bench = Bench::new().await;
    bench.config.capture = Some(format!("{}-folder", bench.file("capture", "")).into());
    bench.restart().await;
    bench
}

fn types(lines: &[Value]) -> Vec<(&str, &str)> {
    lines
        .iter()
        .map(|line| {
            let kind = line.pointer("/message/request/type").or(line.pointer("/message/type"));
            let kind = kind.and_then(Value::as_str).unwrap_or_default();
            (line["from"].as_str().unwrap_or_default(), kind.rsplit('.').next().unwrap_or_default())
        })
        .collect()
}

#[tokio::test]
async fn what_alexa_and_we_said_is_there_with_its_outcome_and_without_the_people() {
    let bench = bench().await;
    bench.skill(&grant(&bench, "unit", "SECRETCODE")).await;
    let mut from_unit = call(&bench, "session-of-jones");
    let offer = &fixture("a2s.InitiateOutboundCall")["request"]["sdpDetails"];
    from_unit["request"]["sdpDetails"] = offer.clone();
    from_unit["context"]["System"]["user"]["accessToken"] = "token-of-jones".into();
    bench.skill(&from_unit).await;
    let mut over = fixture("a2s.CallEnded");
    over["request"]["sessionId"] = "session-of-jones".into();
    over["request"]["timestamp"] = bench.clock.now().to_string().into();
    bench.skill(&over).await;
    let lines = captured(&bench, 3).await;
    assert_eq!(types(&lines), [("alexa", "Grant"), ("alexa", "InitiateOutboundCall"), ("alexa", "CallEnded")]);
    assert_eq!(lines[1]["outcome"]["answered"], 200);
    assert_eq!(lines[1]["message"]["request"]["sessionId"], lines[2]["message"]["request"]["sessionId"]);
    let description = lines[1]["message"]["request"]["sdpDetails"]["value"].as_array().expect("lines");
    assert!(description.contains(&json!("v=0")) && description.len() > 5, "{description:?}");

    let text = Value::from(lines).to_string();
    let own = offer["value"].as_str().expect("a description");
    let secrets = own.lines().filter(|line| line.starts_with("a=ice-") || line.starts_with("a=fingerprint"));
    for secret in secrets.map(|line| line.rsplit([':', ' ']).next().expect("a value")) {
        assert!(!text.contains(secret), "{secret}");
    }
    for private in ["SECRETCODE", "jones", "unit-204", "frontdesk", "account.A", "192.168.", "10.0."] {
        assert!(!text.contains(private), "{private}: {text}");
    }
}

#[tokio::test]
async fn nothing_that_was_not_verified_is_captured_and_nothing_at_all_unless_asked() {
    let bench = bench().await;
    let request = http::Request::post("/alexa/skill").body(axum::body::Body::from(call(&bench, "s").to_string()));
    crate::bench::send(bench.app.public_router(), request.expect("a request")).await;
    bench.skill(&call(&bench, "s")).await;
    assert_eq!(types(&captured(&bench, 1).await), [("alexa", "InitiateOutboundCall")]);
    assert!(Bench::new().await.config.capture.is_none());
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_stops_the_start() {
    let mut bench = Bench::new().await;
    bench.config.capture = Some(format!("{}/below-a-file", bench.file("file", "")).into());
    let error = roomline_middleware::app::App::assemble(&bench.config, bench.clock.clock()).await;
    let error = error.expect_err("an error").to_string();
    assert!(error.starts_with("cannot capture into ") && error.contains("below-a-file"), "{error}");
}

#[tokio::test]
async fn what_alexa_answers_to_a_post_is_captured_with_its_status() {
    let line = Line::granted().await;
    let folder = std::env::temp_dir().join(format!("roomline-capture-{}", std::process::id()));
    let capture = Capture::start(&folder, line.clock.clock()).expect("a capture");
    let gateway = line.gateway.capturing(Some(capture));
    line.amazon.will_answer_posts(&[204, 400]);
    for _ in 0..2 {
        let session_id = SessionId::new("session-of-jones").expect("an id");
        gateway.post(Signal { session_id, body: SignalBody::CallRinging }, Duration::from_secs(10)).await;
    }
    let lines = written(&folder, 2).await;
    assert_eq!(types(&lines), [("roomline", "CallRinging"); 2]);
    let statuses: Vec<_> = lines.iter().map(|line| &line["outcome"]["status"]).collect();
    assert_eq!(statuses, [204, 400]);
    assert!(!Value::from(lines).to_string().contains("jones"));
    std::fs::remove_dir_all(folder).expect("removed");
}
