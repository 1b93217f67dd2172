//! Amazon as far as the middleware meets it: a certificate to fetch, a token endpoint, the signaling endpoint.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use http::{HeaderMap, StatusCode, header};
use serde_json::{Value, json};

#[derive(Clone)]
pub(crate) struct Amazon {
    address: SocketAddr,
    state: Arc<Mutex<Script>>,
}

/// What Amazon will say and what it heard.
#[derive(Default)]
pub(crate) struct Script {
    /// Files below `/echo.api/`, and how often each was fetched.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) fetches: usize,
    /// Answers of the token endpoint; when there is none left it gives a new pair.
    pub(crate) token_answers: VecDeque<(u16, Value)>,
    pub(crate) token_requests: Vec<BTreeMap<String, String>>,
    /// Answers of the signaling endpoint; when there is none left it takes the message.
    pub(crate) post_answers: VecDeque<(u16, Option<&'static str>)>,
    /// Bearer token and body of each post.
    pub(crate) posts: Vec<(String, Value)>,
    /// The units that were asked for: an Echo is online in each.
    pub(crate) units_asked: Vec<String>,
}

impl Amazon {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let amazon = Self { address: listener.local_addr().expect("an address"), state: Arc::default() };
        let router = Router::new()
            .route("/echo.api/{file}", get(certificate))
            .route("/auth/o2/token", post(token))
            .route("/v1/communications/signaling", post(signaling))
            .route("/v2/endpointQuery", post(endpoints))
            .with_state(amazon.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("a server") });
        amazon
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        self.state.lock().expect("no test panicked in it")
    }

    pub(crate) fn will_answer_posts(&self, statuses: &[u16]) {
        self.script().post_answers = statuses.iter().map(|status| (*status, None)).collect();
    }

    pub(crate) fn will_refuse_tokens(&self, status: u16, error: &str) {
        self.script().token_answers.push_back((status, json!({ "error": error, "error_description": "no" })));
    }

    /// The bearer tokens of all posts.
    pub(crate) fn bearers(&self) -> Vec<String> {
        self.script().posts.iter().map(|(bearer, _)| bearer.clone()).collect()
    }
}

async fn certificate(State(amazon): State<Amazon>, Path(file): Path<String>) -> Response {
    let mut script = amazon.script();
    script.fetches += 1;
    match script.files.get(&file) {
        Some(pem) => pem.clone().into_response(),
        None if file == "moved.pem" => {
            (StatusCode::FOUND, [(header::LOCATION, amazon.url("/echo.api/cert.pem"))]).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn token(State(amazon): State<Amazon>, Form(form): Form<BTreeMap<String, String>>) -> Response {
    let mut script = amazon.script();
    script.token_requests.push(form);
    let number = script.token_requests.len();
    let pair = json!({
        "access_token": format!("Atza|{number}"), "refresh_token": format!("Atzr|{number}"),
        "token_type": "bearer", "expires_in": 3600,
    });
    let (status, body) = script.token_answers.pop_front().unwrap_or((200, pair));
    (StatusCode::from_u16(status).expect("a status"), Json(body)).into_response()
}

async fn endpoints(State(amazon): State<Amazon>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    assert!(headers[header::AUTHORIZATION].to_str().is_ok_and(|bearer| bearer.starts_with("Bearer Atza|")));
    let asked = body["query"]["or"].as_array().expect("units");
    let units: Vec<_> = asked.iter().map(|one| one["match"]["associatedUnits.id"].clone()).collect();
    let echo = |unit: &Value| {
        json!({ "id": "e", "manufacturer": { "value": { "text": "Amazon" } }, "associatedUnits": [{ "id": unit }],
            "features": [{ "name": "connectivity", "properties": [{ "name": "reachability",
                "value": { "value": "OK" }, "timeOfSample": "2026-11-23T12:00:00Z" }] }] })
    };
    let results: Vec<_> = units.iter().map(echo).collect();
    amazon.script().units_asked.extend(units.iter().filter_map(|unit| Some(unit.as_str()?.to_owned())));
    Json(json!({ "results": results })).into_response()
}

async fn signaling(State(amazon): State<Amazon>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let bearer = headers[header::AUTHORIZATION].to_str().expect("text").trim_start_matches("Bearer ").to_owned();
    let mut script = amazon.script();
    script.posts.push((bearer, body));
    let (status, after) = script.post_answers.pop_front().unwrap_or((204, None));
    let status = StatusCode::from_u16(status).expect("a status");
    match after {
        Some(after) => (status, [(header::RETRY_AFTER, after)]).into_response(),
        None => status.into_response(),
    }
}
