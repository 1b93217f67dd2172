//! The forward endpoint: only there with a secret, only for our forwarder, and as strict as the other one behind that.

use std::process::Stdio;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::Body;
use hmac::{Hmac, Mac as _};
use http::{Request, StatusCode};
use roomline_middleware::clock::Clock;
use roomline_middleware::server::Server;
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::AsyncWriteExt as _;

use crate::bench::{Answer, Bench, SKILL_ID, send};
use crate::speech::call;

const SECRET: &str = "a secret of the forwarder";

async fn bench() -> Bench {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let file = std::env::temp_dir().join(format!("roomline-forward-{}-{number}", std::process::id()));
    std::fs::write(&file, format!("{SECRET}\n")).expect("a file");
    let bench = Bench::with(&format!("forward_secret_file = {file:?}")).await;
    std::fs::remove_file(file).expect("removed");
    bench
}

async fn forwarded(bench: &Bench, body: &Value, secret: &str, time_s: i64) -> Answer {
    let body = body.to_string();
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(format!("{time_s}.{body}").as_bytes());
    let code: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let request =
        Request::post("/alexa/forward").header("x-roomline-time", time_s).header("x-roomline-signature", code);
    send(bench.app.public_router(), request.body(Body::from(body)).expect("a request")).await
}

#[tokio::test]
async fn without_a_secret_there_is_no_such_endpoint() {
    let bench = Bench::new().await;
    let answer = forwarded(&bench, &call(&bench, "s"), SECRET, bench.clock.now().as_second()).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_forwarded_call_is_taken_once() {
    let bench = bench().await;
    let now_s = bench.clock.now().as_second();
    let answer = forwarded(&bench, &call(&bench, "session-1"), SECRET, now_s).await;
    assert_eq!(answer.body["response"]["directives"][0]["providerSessionId"], "session-1");
    let again = forwarded(&bench, &call(&bench, "session-1"), SECRET, now_s).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::BAD_REQUEST, ""));
    let later = forwarded(&bench, &call(&bench, "session-1"), SECRET, now_s + 1).await;
    assert_eq!(later.status, StatusCode::OK, "Alexa's own repetition is a new request of the forwarder");
}

#[tokio::test]
async fn a_wrong_secret_an_old_time_and_another_skill_are_refused() {
    let bench = bench().await;
    let now_s = bench.clock.now().as_second();
    let mut other_skill = call(&bench, "s");
    other_skill["context"]["System"]["application"]["applicationId"] = "amzn1.ask.skill.other".into();
    let mut old_request = call(&bench, "s");
    let made = bench.clock.now() - jiff::SignedDuration::from_secs(151);
    old_request["request"]["timestamp"] = made.to_string().into();
    for (what, body, secret, time_s) in [
        ("another secret", call(&bench, "s"), "another secret of somebody", now_s),
        ("151 s ago", call(&bench, "s"), SECRET, now_s - 151),
        ("in 151 s", call(&bench, "s"), SECRET, now_s + 151),
        ("another skill", other_skill, SECRET, now_s),
        ("an old request inside", old_request, SECRET, now_s),
        ("no request", json!({}), SECRET, now_s),
    ] {
        let answer = forwarded(&bench, &body, secret, time_s).await;
        assert_eq!((answer.status, answer.text.as_str()), (StatusCode::BAD_REQUEST, ""), "{what}");
    }
    assert_eq!(bench.app.counts().refused.load(Ordering::SeqCst), 6);
    assert_eq!(bench.app.calls().load().await.expect("calls are served").live_calls, 0);
}

#[tokio::test]
async fn alexas_own_signature_opens_nothing_there() {
    let bench = bench().await;
    let body = call(&bench, "s").to_string();
    let request = Request::post("/alexa/forward")
        .header("SignatureCertChainUrl", bench.amazon.url("/echo.api/cert.pem"))
        .header("Signature-256", bench.chain.sign(body.as_bytes()));
    let answer = send(bench.app.public_router(), request.body(Body::from(body)).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

/// What stands between the fences of `docs/forward.md`.
fn forwarder() -> String {
    let page = include_str!("../../../../docs/forward.md");
    let code = page.split("```js\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a forwarder");
    code.to_owned()
}

#[tokio::test]
async fn the_documented_forwarder_passes_a_request_on_and_brings_the_answer_back() {
    let bench = bench().await;
    bench.app.calls().stop().await;
    let server = Server::start(&bench.config, Clock::system()).await.expect("a server");
    let address = server.addresses().listen;
    tokio::spawn(server.run(std::future::pending()));
    let code = bench.file("index.mjs", &forwarder());
    let run = "const { handler } = await import(process.argv[1]); let text = ''; for await (const part of process.stdin) \
               text += part; console.log(JSON.stringify(await handler(JSON.parse(text))));";
    let ask = async |secret: &str| {
        let request = json!({
            "version": "1.0",
            "context": { "System": { "application": { "applicationId": SKILL_ID } } },
            "request": {
                "type": "LaunchRequest", "requestId": "r", "locale": "de-DE",
                "timestamp": Clock::system().now().to_string(),
            },
        });
        let mut node = tokio::process::Command::new("node")
            .args(["--input-type=module", "--eval", run, &code])
            .env("ROOMLINE_URL", format!("http://{address}"))
            .env("ROOMLINE_FORWARD_SECRET", secret)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Node.js is among the tools of this project");
        let mut input = node.stdin.take().expect("it was asked for");
        input.write_all(request.to_string().as_bytes()).await.expect("node listens");
        drop(input);
        let ended = tokio::time::timeout(Duration::from_secs(60), node.wait_with_output()).await;
        ended.expect("an end in time").expect("an end")
    };
    let output = ask(SECRET).await;
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    let text = answer["response"]["outputSpeech"]["text"].as_str().expect("words");
    assert!(text.starts_with("Mit diesem Skill"), "{text}");

    let output = ask("another secret of somebody").await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("Roomline answered 400"), "{said}");
}

#[test]
fn the_documented_forwarder_has_a_size_that_a_person_reads() {
    assert!(forwarder().lines().count() <= 25);
}
