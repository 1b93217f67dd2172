//! As much of Amazon as calls need: tokens, the signaling endpoint, the signing certificate; and the voice of Alexa, which
//! signs every request to the skill.
//!
//! Messages are those of `tests/fixtures/alexa`, as long as real ones, with the parties exchanged.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use jiff::Timestamp;
use roomline_signaling::alexa::{ParticipantIdType, Signal, SignalBody};
use roomline_signaling::alexa_wire::{INTERFACE, SIGNALING_PATH, read_request};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use serde_json::{Value, json};
use tokio::time::Instant;
use uuid::Uuid;

use crate::board::{Board, Heard};
use crate::paper::Papers;

/// The skill that all requests are for.
pub(crate) const SKILL_ID: &str = "amzn1.ask.skill.3d9a6f10-5c42-4e8b-9b71-2f0c8e6d1a47";
const CALL: &str = include_str!("../../../tests/fixtures/alexa/a2s.InitiateOutboundCall.json");
const ACCEPTED: &str = include_str!("../../../tests/fixtures/alexa/a2s.CallAccepted.json");

/// Amazon's servers, all on one port with TLS.
#[derive(Debug)]
pub(crate) struct Amazon {
    address: SocketAddr,
}

impl Amazon {
    /// Starts to listen; what arrives is told to `board`. Must be called on a runtime.
    ///
    /// # Errors
    /// When there is no port.
    pub(crate) fn start(papers: &Papers, board: Arc<Board>) -> anyhow::Result<Self> {
        let socket = TcpListener::bind("127.0.0.1:0")?;
        socket.set_nonblocking(true)?;
        let address = socket.local_addr()?;
        let chain = papers.chain.clone();
        let router = Router::new()
            .route("/auth/o2/token", post(token))
            .route("/echo.api/cert.pem", get(move || std::future::ready(chain.clone())))
            .route(SIGNALING_PATH, post(signaling))
            .with_state(board);
        let mut config = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(
            vec![CertificateDer::from_pem_slice(papers.server.as_bytes())?],
            PrivateKeyDer::from_pem_slice(papers.server_key.as_bytes())?,
        )?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        let tls = RustlsAcceptor::new(RustlsConfig::from_config(Arc::new(config))).acceptor(NoDelayAcceptor::new());
        let server = axum_server::from_tcp(socket)?.acceptor(tls);
        tokio::spawn(server.serve(router.into_make_service()));
        Ok(Self { address })
    }

    /// A URL of it.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }
}

async fn token() -> axum::Json<Value> {
    axum::Json(json!({
        "access_token": "Atza|load", "refresh_token": "Atzr|load", "token_type": "bearer", "expires_in": 3600
    }))
}

async fn signaling(State(board): State<Arc<Board>>, body: Bytes) -> Response {
    let at = Instant::now();
    let signal = serde_json::from_slice(&body).ok().and_then(|body: Value| read_request(&body).ok());
    let Some(signal) = signal else {
        board.fault("a post to Alexa could not be read");
        return StatusCode::BAD_REQUEST.into_response();
    };
    let id = match callee(&signal) {
        Some(unit) => unit.to_owned(),
        None => signal.session_id.as_str().to_owned(),
    };
    let name = signal.body.name();
    if !board.tell(&id, Heard::Post { at, signal }) {
        board.fault(format!("nobody waited for {name}"));
    }
    StatusCode::ACCEPTED.into_response()
}

/// The unit that a desk calls.
fn callee(signal: &Signal) -> Option<&str> {
    let SignalBody::InitiateInboundCall { participants, .. } = &signal.body else { return None };
    let called = participants.iter().find(|one| !one.is_originator)?;
    (called.id.kind == ParticipantIdType::RawAddress).then_some(called.id.value.as_str())
}

/// Says to the skill what Alexa says.
#[derive(Debug)]
pub(crate) struct Alexa {
    client: reqwest::Client,
    skill: String,
    certificate: String,
    papers: Arc<Papers>,
    call: Value,
    answer: Value,
}

/// A signed request that only needs to be sent.
#[derive(Debug)]
pub(crate) struct Signed {
    body: String,
    signature: String,
}

impl Alexa {
    /// `skill`: where the middleware listens.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub(crate) fn new(amazon: &Amazon, skill: SocketAddr, papers: Arc<Papers>) -> anyhow::Result<Self> {
        let root = reqwest::Certificate::from_pem(papers.root.as_bytes())?;
        let call: Value = serde_json::from_str(CALL)?;
        let accepted: Value = serde_json::from_str(ACCEPTED)?;
        Ok(Self {
            client: reqwest::Client::builder().no_proxy().tls_certs_only([root]).build()?,
            skill: format!("https://localhost:{}/alexa/skill", skill.port()),
            certificate: amazon.url("/echo.api/cert.pem"),
            papers,
            call,
            answer: accepted["request"]["sdpDetails"].clone(),
        })
    }

    /// A unit calls a ring group.
    pub(crate) fn calls(&self, session: &str, unit: &str, group: &str) -> anyhow::Result<Signed> {
        let mut envelope = self.call.clone();
        let participants = &mut envelope["request"]["participants"];
        participants[0]["id"]["value"] = unit.into();
        participants[1]["id"]["value"] = group.into();
        self.sign(envelope, session)
    }

    /// Says one of the short messages of a session and waits until the skill has answered.
    pub(crate) async fn says(&self, session: &str, name: &str) -> anyhow::Result<()> {
        let mut envelope = self.call.clone();
        let mut request = json!({ "type": format!("{INTERFACE}{name}"), "locale": "en-US" });
        match name {
            "CallAccepted" => request["sdpDetails"] = self.answer.clone(),
            "CallEnded" => request["callResult"] = json!({ "code": "SUCCESS" }),
            _ => {}
        }
        envelope["request"] = request;
        let signed = self.sign(envelope, session)?;
        self.send(signed).await.with_context(|| format!("{name} was not taken"))
    }

    /// Sends a request and waits for the answer.
    pub(crate) async fn send(&self, Signed { body, signature }: Signed) -> anyhow::Result<()> {
        let request = self.client.post(&self.skill).header("content-type", "application/json");
        let request = request.header("SignatureCertChainUrl", &self.certificate).header("Signature-256", signature);
        let answer = request.body(body).send().await?;
        let status = answer.status();
        answer.bytes().await?;
        ensure!(status == 200, "the skill answered {status}");
        Ok(())
    }

    fn sign(&self, mut envelope: Value, session: &str) -> anyhow::Result<Signed> {
        let request = &mut envelope["request"];
        request["requestId"] = format!("amzn1.echo-api.request.{}", Uuid::new_v4()).into();
        request["timestamp"] = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into();
        request["sessionId"] = session.into();
        let body = envelope.to_string();
        let signature = self.papers.sign(body.as_bytes())?;
        Ok(Signed { body, signature })
    }
}
