//! The doors of the management API: every request is handed whole to the machine.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;

use crate::asp;
use crate::simulator::Simulator;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/v1/communications/{*rest}", any(manage))
        .route("/v1/addressBooks", any(manage))
        .route("/v1/addressBooks/{*rest}", any(manage))
        .route("/v1/skills/{*rest}", any(manage))
        .route("/v2/{*rest}", any(manage))
}

async fn manage(
    State(simulator): State<Simulator>,
    uri: Uri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let mut response =
        answer(&simulator, uri.path_and_query().map_or("/", |path| path.as_str()), &method, &headers, &body).await;
    let id = HeaderValue::from_str(&uuid::Uuid::new_v4().to_string());
    if let Ok(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

async fn answer(simulator: &Simulator, path: &str, method: &Method, headers: &HeaderMap, body: &[u8]) -> Response {
    let method = match *method {
        Method::GET => asp::Method::Get,
        Method::POST => asp::Method::Post,
        Method::PUT => asp::Method::Put,
        Method::DELETE => asp::Method::Delete,
        _ => return StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    let is_json =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let mut request = asp::Request::new(method, path, None);
    if is_json {
        request.body = body.to_vec();
    }
    let clock = simulator.clock();
    let answer = simulator.with(|service, now| service.manage(now, &clock.iso(now), bearer, &request));
    if answer.withheld {
        // Whoever asked is killed by the test that ordered this; until then the connection stays open.
        std::future::pending::<()>().await;
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match answer.body {
        Some(body) => (status, axum::Json(body)).into_response(),
        None => status.into_response(),
    };
    if let Some(wait) = answer.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs()));
    }
    response
}
