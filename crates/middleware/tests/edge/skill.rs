//! Requests that pretend to come from Alexa. All get 400, are counted, and reach nothing.

use std::sync::atomic::Ordering;

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};

use crate::bench::{Bench, SKILL_ID, send};
use crate::chain::Chain;

/// A request as Alexa makes it, ready to be spoiled.
struct Forged {
    url: Option<String>,
    signature: Option<String>,
    body: Vec<u8>,
}

impl Forged {
    fn genuine(bench: &Bench) -> Self {
        Self::signed_by(&bench.chain, bench, launch(bench).to_string().into_bytes())
    }

    fn signed_by(chain: &Chain, bench: &Bench, body: Vec<u8>) -> Self {
        Self { url: Some(bench.amazon.url("/echo.api/cert.pem")), signature: Some(chain.sign(&body)), body }
    }

    async fn status(self, bench: &Bench) -> StatusCode {
        let mut request = Request::post("/alexa/skill");
        if let Some(url) = self.url {
            request = request.header("SignatureCertChainUrl", url);
        }
        if let Some(signature) = self.signature {
            request = request.header("Signature-256", signature);
        }
        send(bench.app.public_router(), request.body(Body::from(self.body)).expect("a request")).await.status
    }
}

fn launch(bench: &Bench) -> Value {
    json!({
        "version": "1.0",
        "context": { "System": { "application": { "applicationId": SKILL_ID } } },
        "request": { "type": "LaunchRequest", "requestId": "r", "timestamp": bench.clock.now().to_string() },
    })
}

async fn refused(bench: &Bench, forged: Forged, why: &str) {
    let before = bench.app.counts().refused.load(Ordering::SeqCst);
    assert_eq!(forged.status(bench).await, StatusCode::BAD_REQUEST, "{why}");
    assert_eq!(bench.app.counts().refused.load(Ordering::SeqCst), before + 1, "{why}");
}

#[tokio::test]
async fn a_genuine_request_is_answered_and_its_certificate_fetched_once() {
    let bench = Bench::new().await;
    for _ in 0..3 {
        assert_eq!(Forged::genuine(&bench).status(&bench).await, StatusCode::OK);
    }
    assert_eq!(bench.amazon.script().fetches, 1);
    assert_eq!(bench.app.counts().refused.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_request_without_either_header_is_refused() {
    let bench = Bench::new().await;
    let genuine = || Forged::genuine(&bench);
    refused(&bench, Forged { url: None, ..genuine() }, "no URL").await;
    refused(&bench, Forged { url: Some(String::new()), ..genuine() }, "an empty URL").await;
    refused(&bench, Forged { signature: None, ..genuine() }, "no signature").await;
    refused(&bench, Forged { signature: Some(String::new()), ..genuine() }, "an empty signature").await;
    refused(&bench, Forged { signature: Some("§".into()), ..genuine() }, "no ASCII").await;
    refused(&bench, Forged { signature: Some("no base64!".into()), ..genuine() }, "no base64").await;
}

#[tokio::test]
async fn a_certificate_from_elsewhere_is_not_even_fetched() {
    let bench = Bench::new().await;
    let other_port = bench.amazon.url("").rsplit_once(':').expect("a port").0.to_owned();
    for url in [
        "https://s3.amazonaws.com/echo.api/cert.pem".to_owned(),
        bench.amazon.url("/ECHO.API/cert.pem"),
        bench.amazon.url("/echo.api/../cert.pem"),
        bench.amazon.url("/echo.api/%2e%2e/cert.pem"),
        bench.amazon.url("/echo.api/cert.pem").replace("http://", "https://"),
        bench.amazon.url("/echo.api/cert.pem").replace("http://", "http://user@"),
        format!("{other_port}:1/echo.api/cert.pem"),
        "not a URL".to_owned(),
    ] {
        refused(&bench, Forged { url: Some(url.clone()), ..Forged::genuine(&bench) }, &url).await;
    }
    assert_eq!(bench.amazon.script().fetches, 0);
}

#[tokio::test]
async fn a_certificate_that_does_not_come_is_no_certificate() {
    let bench = Bench::new().await;
    let long = bench.chain.chain.repeat(100);
    let mut broken = bench.chain.chain.clone();
    broken.truncate(300);
    bench.amazon.script().files.extend([
        ("long.pem".to_owned(), long),
        ("broken.pem".to_owned(), broken),
        ("empty.pem".to_owned(), String::new()),
    ]);
    for file in ["missing.pem", "moved.pem", "long.pem", "broken.pem", "empty.pem"] {
        let url = bench.amazon.url(&format!("/echo.api/{file}"));
        refused(&bench, Forged { url: Some(url), ..Forged::genuine(&bench) }, file).await;
    }
}

#[tokio::test]
async fn a_signature_over_other_bytes_is_refused() {
    let bench = Bench::new().await;
    let mut changed = Forged::genuine(&bench);
    changed.body.push(b' ');
    refused(&bench, changed, "one byte more").await;
    let other = bench.chain.sign(b"something else");
    refused(&bench, Forged { signature: Some(other), ..Forged::genuine(&bench) }, "of another body").await;
}

#[tokio::test]
async fn a_chain_that_leads_to_no_trusted_root_is_refused() {
    let bench = Bench::new().await;
    let stranger = Chain::new();
    bench.amazon.script().files.insert("cert.pem".into(), stranger.chain.clone());
    let body = launch(&bench).to_string().into_bytes();
    refused(&bench, Forged::signed_by(&stranger, &bench, body), "a foreign root").await;
}

#[tokio::test]
async fn a_chain_without_its_intermediate_is_refused() {
    let bench = Bench::new().await;
    let end = "-----END CERTIFICATE-----\n";
    let leaf = bench.chain.chain.split_inclusive(end).next().expect("a leaf").to_owned();
    bench.amazon.script().files.insert("cert.pem".into(), leaf);
    refused(&bench, Forged::genuine(&bench), "the leaf alone").await;
}

#[tokio::test]
async fn a_certificate_counts_only_while_it_is_valid_even_if_it_is_cached() {
    let bench = Bench::new().await;
    assert_eq!(Forged::genuine(&bench).status(&bench).await, StatusCode::OK);
    let years = |count: i64| count * 365 * 24 * 3600;
    bench.clock.pass(years(2));
    refused(&bench, Forged::genuine(&bench), "expired").await;
    bench.clock.pass(-years(3));
    refused(&bench, Forged::genuine(&bench), "not valid yet").await;
}

#[tokio::test]
async fn an_old_request_is_refused_and_a_skill_event_may_be_an_hour_old() {
    let bench = Bench::new().await;
    let aged = |kind: &str, age_s: i64| {
        let made = bench.clock.now() - jiff::SignedDuration::from_secs(age_s);
        let mut body = launch(&bench);
        body["request"]["type"] = kind.into();
        body["request"]["timestamp"] = made.to_string().into();
        Forged::signed_by(&bench.chain, &bench, body.to_string().into_bytes())
    };
    for (kind, age_s) in [("LaunchRequest", 150), ("LaunchRequest", -150), ("AlexaSkillEvent.SkillEnabled", 3600)] {
        assert_eq!(aged(kind, age_s).status(&bench).await, StatusCode::OK, "{kind} {age_s}");
    }
    for (kind, age_s) in [
        ("LaunchRequest", 151),
        ("LaunchRequest", -151),
        ("AlexaSkillEvent.SkillEnabled", 3601),
        ("Alexa.Authorization.Grant", 151),
        ("Alexa.Comms.CallSignaling.CallRinging", 151),
    ] {
        refused(&bench, aged(kind, age_s), &format!("{kind} {age_s}")).await;
    }
}

#[tokio::test]
async fn a_request_without_a_time_or_for_another_skill_is_refused() {
    let bench = Bench::new().await;
    let spoiled = |pointer: &str, value: Value| {
        let mut body = launch(&bench);
        *body.pointer_mut(pointer).expect("a place") = value;
        Forged::signed_by(&bench.chain, &bench, body.to_string().into_bytes())
    };
    let skill = "/context/System/application/applicationId";
    refused(&bench, spoiled("/request/timestamp", Value::Null), "no time").await;
    refused(&bench, spoiled("/request/timestamp", "yesterday".into()), "an unreadable time").await;
    refused(&bench, spoiled(skill, "amzn1.ask.skill.other".into()), "another skill").await;
    refused(&bench, spoiled(skill, "".into()), "no skill").await;
    refused(&bench, spoiled("/context", json!({})), "no skill at all").await;
    refused(&bench, spoiled("/request", Value::Null), "no request").await;
}

#[tokio::test]
async fn a_body_that_is_no_request_or_endless_is_refused_though_it_is_signed() {
    let bench = Bench::new().await;
    for body in [b"".to_vec(), b"hello".to_vec(), b"[]".to_vec(), vec![0xff; 8], b"{".repeat(60_000)] {
        let why = format!("{} bytes", body.len());
        refused(&bench, Forged::signed_by(&bench.chain, &bench, body), &why).await;
    }
    let endless = vec![b' '; 129 * 1024];
    refused(&bench, Forged::signed_by(&bench.chain, &bench, endless), "too long").await;
    assert_eq!(bench.amazon.script().fetches, 1, "for the five that were short enough");
}

#[tokio::test]
async fn a_certificate_of_another_name_is_refused() {
    let mut bench = Bench::new().await;
    let other = Chain::for_name("echo-api.amazon.com.evil.test");
    bench.amazon.script().files.insert("cert.pem".into(), other.chain.clone());
    let root = bench.config.alexa.certificate_root_file.clone().expect("a root file");
    std::fs::write(root, &other.root).expect("a file");
    bench.restart().await;
    let body = launch(&bench).to_string().into_bytes();
    refused(&bench, Forged::signed_by(&other, &bench, body), "another name").await;
}
