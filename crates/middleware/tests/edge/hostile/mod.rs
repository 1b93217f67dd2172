//! Everything that a stranger, a broken program or a curious researcher may send to the skill: a hundred named requests, of
//! which none is accepted, while good ones are answered as ever and the log keeps its secrets.

mod bodies;
mod figures;
mod wire;

use std::io::Write;
use std::sync::{Arc, Mutex};

use roomline_middleware::app::App;
use roomline_middleware::config::LogConfig;
use roomline_middleware::log;
use roomline_middleware::server::Server;
use serde_json::{Value, json};

use crate::bench::{Bench, SKILL_ID};
use crate::chain::Chain;
use wire::{Reply, Wire};

/// What stands in every body and must never stand in the log.
const PRIVATE: [&str; 5] =
    ["Mrs Hostile", "203.0.113.77", "token-of-hostile", "ufragHOSTILE", "amzn1.ask.account.HOSTILE"];

/// One request that must do no harm.
pub(crate) struct Case {
    name: &'static str,
    wire: Wire,
    expected: Expected,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// 400 and nothing else: it does not come from Alexa, or is not meant for us.
    Refused,
    /// It comes from Alexa but means nothing to us: the empty answer.
    Empty,
    /// There is no such path or method, or it is no HTTP.
    NoHttp,
}

/// A server on a real listener, with Amazon beside it.
pub(crate) struct Scene {
    pub(crate) bench: Bench,
    pub(crate) app: App,
    pub(crate) address: std::net::SocketAddr,
}

impl Scene {
    pub(crate) async fn set() -> Self {
        let bench = Bench::new().await;
        bench.app.calls().stop().await;
        let end = "-----END CERTIFICATE-----\n";
        let own: Vec<String> = bench.chain.chain.split_inclusive(end).map(str::to_owned).collect();
        let stranger = Chain::new();
        bench.amazon.script().files.extend([
            ("long.pem".to_owned(), bench.chain.chain.repeat(100)),
            ("broken.pem".to_owned(), bench.chain.chain[..300].to_owned()),
            ("empty.pem".to_owned(), String::new()),
            ("key.pem".to_owned(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n".to_owned()),
            ("leaf.pem".to_owned(), own[0].clone()),
            ("reversed.pem".to_owned(), format!("{}{}", own[1], own[0])),
            ("root-first.pem".to_owned(), format!("{}{}", bench.chain.root, bench.chain.chain)),
            ("stranger.pem".to_owned(), stranger.chain.clone()),
            ("other-name.pem".to_owned(), Chain::for_name("echo-api.amazon.com.evil.test").chain),
            ("wildcard.pem".to_owned(), Chain::for_name("*.amazon.com").chain),
        ]);
        let server = Server::start(&bench.config, bench.clock.clock()).await.expect("a server");
        let (app, address) = (server.app().clone(), server.addresses().listen);
        tokio::spawn(server.run(std::future::pending()));
        Self { bench, app, address }
    }

    /// A request as Alexa makes it, ready to be spoiled.
    pub(crate) fn genuine(&self) -> Wire {
        self.signed(envelope(&self.bench, json!({ "type": "LaunchRequest" })).to_string().into_bytes())
    }

    fn signed(&self, body: Vec<u8>) -> Wire {
        let signature = self.bench.chain.sign(&body);
        Wire::post("/alexa/skill", body)
            .header("SignatureCertChainUrl", &self.bench.amazon.url("/echo.api/cert.pem"))
            .header("Signature-256", &signature)
    }

    /// All of them.
    pub(crate) fn cases(&self) -> Vec<Case> {
        wire::cases(self).into_iter().chain(bodies::cases(self)).collect()
    }
}

/// A request's envelope with a person, a place and a token in it.
fn envelope(bench: &Bench, mut request: Value) -> Value {
    request["requestId"] = "r".into();
    request["timestamp"] = bench.clock.now().to_string().into();
    request["secrets"] =
        json!({ "name": PRIVATE[0], "sdp": format!("c=IN IP4 {}\r\na=ice-ufrag:{}", PRIVATE[1], PRIVATE[3]) });
    json!({
        "version": "1.0",
        "context": { "System": {
            "application": { "applicationId": SKILL_ID },
            "user": { "userId": PRIVATE[4], "accessToken": PRIVATE[2] },
        } },
        "request": request,
    })
}

/// What the log says, as it is collected.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no test panicked in it").write(line)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn none_of_a_hundred_hostile_requests_is_accepted_or_logged_with_what_it_holds() {
    let paper = Paper::default();
    let writer = paper.clone();
    let finest = LogConfig { filter: "trace".into(), json: false };
    // For the whole process, because requests are answered on many threads; other tests' lines do no harm.
    tracing::subscriber::set_global_default(log::subscriber(&finest, move || writer.clone(), false))
        .expect("no other test logs");
    let scene = Scene::set().await;
    let cases = scene.cases();
    assert!(cases.len() >= 80, "{} cases", cases.len());
    for (index, case) in cases.iter().enumerate() {
        let namesake = cases[..index].iter().find(|other| other.name == case.name);
        assert!(namesake.is_none(), "two cases are named {}", case.name);
        let reply = case.wire.send(scene.address).await;
        match (case.expected, &reply) {
            (Expected::Refused, Reply::Http { status: 400, body }) if body.is_empty() => {}
            (Expected::Empty, Reply::Http { status: 200, body }) if body == r#"{"version":"1.0","response":{}}"# => {}
            (Expected::NoHttp, Reply::Http { status: 400..=431, .. } | Reply::HungUp) => {}
            (expected, reply) => panic!("{}: {reply:?}, expected {expected:?}", case.name),
        }
        let Reply::Http { status, .. } = scene.genuine().send(scene.address).await else { panic!("{}", case.name) };
        assert_eq!(status, 200, "a good request after: {}", case.name);
    }
    let load = scene.app.calls().load().await.expect("calls are served");
    assert_eq!(load.live_calls, 0);
    // Alexa's own odd calls are written down for a call-back; none of them ever rang.
    let log = scene.app.calls().log(None).await.expect("calls are served").calls;
    assert!(log.iter().all(|call| call.end_reason.is_some() && call.accepted_ms.is_none()), "{log:?}");
    assert!(!scene.app.readiness().await.granted && scene.app.readiness().await.ready);
    assert_eq!(scene.bench.amazon.script().posts.len(), 0);

    let log = String::from_utf8_lossy(&paper.0.lock().expect("no test panicked in it")).into_owned();
    assert!(log.matches("a request to the skill was refused").count() >= 60, "it was written down that they came");
    for line in log.lines() {
        let leak = PRIVATE.iter().find(|private| line.contains(*private));
        assert!(leak.is_none(), "{leak:?} is in the log: {line}");
    }
}
