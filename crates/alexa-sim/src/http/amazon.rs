//! What Amazon serves: the signaling endpoint, Login with Amazon and the certificate of skill requests.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use roomline_signaling::alexa_wire::{SIGNALING_PATH, TokenError, TokenErrorCode, TokenRequest};
use serde_json::json;

use crate::simulator::Simulator;

/// Where tokens are issued.
pub(crate) const TOKEN_PATH: &str = "/auth/o2/token";

/// How long a connection stays open whose answer is lost.
const LOST_AFTER: Duration = Duration::from_secs(60);

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route(SIGNALING_PATH, post(signaling))
        .route(TOKEN_PATH, post(token))
        .route("/echo.api/{file}", get(certificate))
}

async fn signaling(State(simulator): State<Simulator>, headers: HeaderMap, body: Bytes) -> Response {
    let is_json =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let body = if is_json { body } else { Bytes::new() };
    let answer = simulator.with(|service, now| service.post(now, bearer, &body));
    if answer.lost {
        // Nobody waits that long; a connection is not held for ever all the same.
        tokio::time::sleep(LOST_AFTER).await;
        return StatusCode::GATEWAY_TIMEOUT.into_response();
    }
    if !answer.after.is_zero() {
        tokio::time::sleep(answer.after).await;
    }
    let status = StatusCode::from_u16(answer.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let request_id = [("x-amzn-requestid", uuid::Uuid::new_v4().to_string())];
    match answer.outcome {
        Ok(()) => (status, request_id, Json(json!({}))).into_response(),
        Err(refusal) => (status, request_id, Json(json!({ "message": refusal.to_string() }))).into_response(),
    }
}

async fn token(State(simulator): State<Simulator>, form: Result<Form<TokenRequest>, FormRejection>) -> Response {
    let outcome = match form {
        Ok(Form(request)) => simulator.with(|service, now| service.token(now, &request)),
        Err(_) => Err(TokenError {
            error: TokenErrorCode::InvalidRequest,
            error_description: Some("The form is not a token request.".into()),
        }),
    };
    match outcome {
        Ok(response) => ([(header::CACHE_CONTROL, "no-store")], Json(response)).into_response(),
        Err(error) => {
            let status = match error.error {
                TokenErrorCode::InvalidClient => StatusCode::UNAUTHORIZED,
                _ => StatusCode::BAD_REQUEST,
            };
            (status, Json(error)).into_response()
        }
    }
}

async fn certificate(State(simulator): State<Simulator>, Path(file): Path<String>) -> Response {
    if file == simulator.signer().file_name() {
        let kind = [(header::CONTENT_TYPE, "application/x-pem-file")];
        (kind, simulator.signer().chain_pem().to_owned()).into_response()
    } else {
        StatusCode::NOT_FOUND.into_response()
    }
}
