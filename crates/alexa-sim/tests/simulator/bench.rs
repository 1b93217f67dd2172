//! A simulator behind real doors, and a skill that only listens: the test itself is the middleware.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::{Json, Router, routing::post};
use roomline_alexa_sim::asp::{Oddities, Setup};
use roomline_alexa_sim::property::Property;
use roomline_alexa_sim::server::{Options, Server};
use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::alexa_wire::{Envelope, SIGNALING_PATH, SkillAnswer, SkillRequest, write_post};
use serde_json::{Value, json};
use tokio::sync::mpsc;

/// No step of a test takes longer.
pub(crate) const DEADLINE: Duration = Duration::from_secs(20);

/// A request as the skill got it.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// The simulator and the listening skill.
pub(crate) struct Bench {
    pub(crate) server: Server,
    pub(crate) client: reqwest::Client,
    pub(crate) token: String,
    heard: mpsc::Receiver<Heard>,
    folder: std::path::PathBuf,
}

impl Bench {
    pub(crate) async fn start(name: &str) -> Self {
        Self::start_with(name, Setup::Onboarded).await
    }

    pub(crate) async fn start_with(name: &str, setup: Setup) -> Self {
        // Every test of this program installs the same one.
        drop(rustls::crypto::ring::default_provider().install_default());
        let (sender, heard) = mpsc::channel(64);
        let skill = Router::new().route("/alexa/skill", post(listen)).with_state(sender);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let skill_url = format!("http://{}/alexa/skill", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, skill).await });

        let folder = std::env::temp_dir().join(format!("roomline-alexa-sim-{name}-{}", std::process::id()));
        let options = Options {
            listen: "127.0.0.1:0".parse().expect("an address"),
            skill_url: Some(skill_url.parse().expect("a URL")),
            skill_root_file: None,
            state_dir: folder.clone(),
            seed: 7,
            property: Property::rosewood(),
            setup,
            oddities: Oddities::None,
        };
        let server = Server::start(&options).await.expect("the simulator starts");
        let mut bench = Self { server, client: reqwest::Client::new(), token: String::new(), heard, folder };
        let ready = &bench.server.ready;
        // Of a property that is just unpacked there is none before the Grant.
        let Some(refresh_token) = &ready.signaling_refresh_token else { return bench };
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &refresh_token.0),
            ("client_id", &ready.signaling_client_id),
            ("client_secret", &ready.signaling_client_secret.0),
        ];
        let tokens: Value = answer(bench.client.post(ready.token_url.clone()).form(&form)).await;
        bench.token = tokens["access_token"].as_str().expect("a token").to_owned();
        bench
    }

    /// POSTs a message to Alexa and returns the status.
    pub(crate) async fn post(&self, session: &str, body: SignalBody) -> u16 {
        let signal = Signal { session_id: session.parse().expect("an id"), body };
        self.post_with(&self.token, &write_post(&signal)).await
    }

    pub(crate) async fn post_with(&self, token: &str, body: &Value) -> u16 {
        let url = self.server.ready.api_url.join(SIGNALING_PATH).expect("a URL");
        let request = self.client.post(url).bearer_auth(token).json(body);
        request.send().await.expect("an answer").status().as_u16()
    }

    pub(crate) async fn control(&self, method: reqwest::Method, path: &str, body: &Value) -> u16 {
        let url = self.server.ready.control_url.join(path).expect("a URL");
        self.client.request(method, url).json(body).send().await.expect("an answer").status().as_u16()
    }

    pub(crate) async fn script(&self, unit: &str, script: Value) {
        assert_eq!(self.control(reqwest::Method::PUT, &format!("echos/{unit}/script"), &script).await, 204);
    }

    pub(crate) async fn act(&self, unit: &str, act: Value) {
        assert_eq!(self.control(reqwest::Method::POST, &format!("echos/{unit}/act"), &act).await, 204);
    }

    /// The next request the skill gets.
    pub(crate) async fn request(&mut self) -> Heard {
        let heard = tokio::time::timeout(DEADLINE, self.heard.recv()).await;
        heard.expect("the skill is told in time").expect("the skill listens")
    }

    /// The next message of a call that the skill gets.
    pub(crate) async fn signal(&mut self) -> Signal {
        let body = self.request().await.body;
        match Envelope::decode(&body).expect("an envelope").read() {
            SkillRequest::Signal(signal) => signal,
            other => panic!("a message of a call, not {other:?}"),
        }
    }

    /// Waits until an event happened to a unit, and returns it.
    pub(crate) async fn event(&self, unit: &str, event: &str) -> Value {
        let found = async {
            let mut after = 0;
            loop {
                let path = format!("events?after={after}&wait_ms=5000");
                let url = self.server.ready.control_url.join(&path).expect("a URL");
                let told: Value = answer(self.client.get(url)).await;
                let events = told["events"].as_array().expect("a list");
                if let Some(found) = events.iter().find(|one| one["unit"] == unit && one["event"] == event) {
                    return found.clone();
                }
                after = told["newest"].as_u64().expect("a number");
            }
        };
        tokio::time::timeout(DEADLINE, found).await.unwrap_or_else(|_| panic!("{unit}: {event} in time"))
    }

    /// What the Echo of a unit heard in its call: 48 kHz, mono.
    pub(crate) async fn heard_by(&self, unit: &str) -> Vec<f32> {
        let call = self.event(unit, "recorded").await["call"].as_u64().expect("a number");
        let url = self.server.ready.control_url.join(&format!("recordings/{call}")).expect("a URL");
        let bytes = self.client.get(url).send().await.expect("an answer").bytes().await.expect("a file");
        let file = self.folder.join(format!("fetched-{call}.wav"));
        std::fs::write(&file, bytes).expect("the folder is writable");
        roomline_audio::wav::read(&file).expect("a WAV file")
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // A folder that stays behind is one of the system's temporary ones.
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

async fn listen(State(sender): State<mpsc::Sender<Heard>>, headers: HeaderMap, body: Bytes) -> Json<Value> {
    sender.send(Heard { headers, body }).await.expect("the test listens");
    Json(json!(SkillAnswer::empty()))
}

async fn answer(request: reqwest::RequestBuilder) -> Value {
    request.send().await.expect("an answer").json().await.expect("JSON")
}
