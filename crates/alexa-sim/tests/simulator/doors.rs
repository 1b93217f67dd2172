//! The doors keep their word: signed requests that anybody can check, and a clear status for every breach.

use crate::bench::Bench;
use base64::Engine as _;
use reqwest::Method;
use roomline_alexa_sim::asp::{Oddities, Setup};
use roomline_alexa_sim::property::Property;
use roomline_alexa_sim::server::{Options, Server};
use roomline_signaling::alexa::SignalBody;
use roomline_signaling::alexa_wire::{Envelope, SkillRequest};
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::signature::Verifier as _;
use serde_json::{Value, json};
use x509_parser::prelude::{FromDer as _, X509Certificate};

#[tokio::test]
async fn a_grant_comes_signed_by_the_chain_that_its_header_names() {
    let mut bench = Bench::start("signed").await;
    assert_eq!(bench.control(Method::POST, "grant", &json!({})).await, 202);
    let request = bench.request().await;
    let header = |name: &str| request.headers[name].to_str().expect("text").to_owned();

    let url = header("signaturecertchainurl");
    assert!(url.starts_with(bench.server.ready.certificate_url_prefix.as_str()));
    let pem = bench.client.get(&url).send().await.expect("an answer").text().await.expect("a file");
    let (_, leaf) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).expect("PEM");
    let (_, leaf) = X509Certificate::from_der(&leaf.contents).expect("a certificate");
    let root = std::fs::read(&bench.server.ready.certificate_root_file).expect("the root file");
    let (_, root) = x509_parser::pem::parse_x509_pem(&root).expect("PEM");
    let (_, root) = X509Certificate::from_der(&root.contents).expect("a certificate");
    assert_eq!(leaf.issuer(), root.subject());
    let names = leaf.subject_alternative_name().expect("readable").expect("there are names");
    assert!(format!("{:?}", names.value).contains("echo-api.amazon.com"));

    let key = rsa::RsaPublicKey::from_pkcs1_der(&leaf.public_key().subject_public_key.data).expect("an RSA key");
    let signature = base64::engine::general_purpose::STANDARD.decode(header("signature-256")).expect("base64");
    let signature = Signature::try_from(signature.as_slice()).expect("a signature");
    VerifyingKey::<sha2::Sha256>::new(key).verify(&request.body, &signature).expect("the signature fits the bytes");

    let envelope = Envelope::decode(&request.body).expect("an envelope");
    assert_eq!(envelope.application_id(), Some(bench.server.ready.skill_id.as_str()));
    assert!(envelope.timestamp().is_some_and(|time| time.ends_with('Z')));
    let SkillRequest::Grant(grant) = envelope.read() else { panic!("a grant") };
    let ready = &bench.server.ready;
    let exchange = |secret: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &grant.code().0),
            ("client_id", &ready.signaling_client_id),
            ("client_secret", secret),
        ];
        bench.client.post(ready.token_url.clone()).form(&form).send()
    };
    assert_eq!(exchange("guessed").await.expect("an answer").status().as_u16(), 401);
    assert_eq!(exchange(&ready.signaling_client_secret.0).await.expect("an answer").status().as_u16(), 200);
    assert_eq!(exchange(&ready.signaling_client_secret.0).await.expect("an answer").status().as_u16(), 400);
}

#[tokio::test]
async fn every_breach_at_the_signaling_door_has_its_status() {
    let bench = Bench::start("breaches").await;
    assert_eq!(bench.post("nobody", SignalBody::CallRinging).await, 404);
    assert_eq!(bench.post_with("guessed", &json!({})).await, 401);
    assert_eq!(bench.post_with(&bench.token, &json!({ "type": "nonsense" })).await, 400);
    let url = bench.server.ready.api_url.join("/v1/communications/signaling").expect("a URL");
    let plain = bench.client.post(url).bearer_auth(&bench.token).body("{}").send().await.expect("an answer");
    assert_eq!(plain.status().as_u16(), 400, "the content type is part of the contract");
    assert!(plain.json::<Value>().await.expect("JSON")["message"].is_string());

    let token_url = bench.server.ready.token_url.clone();
    let wrong = bench.client.post(token_url).form(&[("grant_type", "password")]).send().await.expect("an answer");
    assert_eq!(wrong.status().as_u16(), 400);
    assert_eq!(wrong.json::<Value>().await.expect("JSON")["error"], "invalid_request");

    assert_eq!(bench.control(Method::PUT, "tokens", &json!("expire")).await, 204);
    assert_eq!(bench.post("nobody", SignalBody::CallRinging).await, 401);
}

#[tokio::test]
async fn the_control_api_says_what_cannot_be_done() {
    let bench = Bench::start("control").await;
    let act = |unit: &str, act: Value| {
        let path = format!("echos/{unit}/act");
        let bench = &bench;
        async move { bench.control(Method::POST, &path, &act).await }
    };
    assert_eq!(act("room-999", json!({ "act": "answer" })).await, 404);
    assert_eq!(act("room-101", json!({ "act": "answer" })).await, 409);
    assert_eq!(act("room-101", json!({ "act": "dance" })).await, 422);
    assert_eq!(act("room-101", json!({ "act": "ask", "ring_group": "Kitchen" })).await, 404);
    assert_eq!(bench.control(Method::PUT, "script", &json!({ "voise": "silent" })).await, 422);
    assert_eq!(bench.control(Method::PUT, "skill", &json!({ "url": "no url" })).await, 400);
    let page = bench.client.get(bench.server.ready.base_url.clone()).send().await.expect("an answer");
    assert!(page.text().await.expect("a page").contains("You are the residents"));
}

#[tokio::test]
async fn an_echo_played_from_outside_is_asked_for_its_offer_and_refused_twice() {
    let mut bench = Bench::start("outside").await;
    bench.script("room-102", json!({ "media": "external" })).await;
    bench.act("room-102", json!({ "act": "ask", "ring_group": "Nurses" })).await;
    let url = bench.server.ready.control_url.join("echos/room-102/media").expect("a URL");
    let wanted: Value = bench.client.get(url).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(wanted["wants"], "offer");
    let word = json!({ "call": wanted["call"], "sdp": roomline_alexa_sim::paper::offer(1) });
    assert_eq!(bench.control(Method::POST, "echos/room-102/media", &word).await, 204);
    assert!(matches!(bench.signal().await.body, SignalBody::InitiateOutboundCall { .. }));
    assert_eq!(bench.control(Method::POST, "echos/room-102/media", &word).await, 409);
}

#[tokio::test]
async fn without_a_password_nobody_from_outside_may_come_in() {
    let options = Options {
        listen: "0.0.0.0:0".parse().expect("an address"),
        skill_url: None,
        skill_root_file: None,
        state_dir: "never-made".into(),
        seed: 1,
        property: Property::rosewood(),
        setup: Setup::Onboarded,
        oddities: Oddities::None,
    };
    let refused = Server::start(&options).await.expect_err("not a loopback address");
    assert!(refused.to_string().contains("127.0.0.1"), "{refused}");
    assert!(!options.state_dir.exists());
}

#[tokio::test]
async fn a_port_that_is_taken_is_told_in_one_line() {
    let bench = Bench::start("taken").await;
    let url = &bench.server.ready.base_url;
    let listen = format!("127.0.0.1:{}", url.port().expect("a port"));
    let folder = std::env::temp_dir().join(format!("roomline-alexa-sim-second-{}", std::process::id()));
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_roomline-alexa-sim"))
        .args(["serve", "--listen", &listen, "--state-dir"])
        .arg(&folder)
        .env("RUST_BACKTRACE", "1")
        .output();
    let second = second.expect("the program runs");
    assert!(!second.status.success());
    let told = String::from_utf8(second.stderr).expect("text");
    let expected = format!(
        "roomline-alexa-sim: the simulator cannot start: another program listens on {listen} already: end it, or \
         choose another port with --listen\n"
    );
    assert_eq!(told, expected);
    // What cannot be removed lies in the folder for temporary files.
    drop(std::fs::remove_dir_all(&folder));
}
