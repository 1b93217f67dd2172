//! What a station asks for and shows: the directory, the call log and the call-backs.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{HeaderMap, StatusCode, header};
use roomline_signaling::call::CallId;
use roomline_signaling::rest::{CallLog, Callback, Callbacks, ErrorCode};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::Staff;
use super::problem::Problem;
use super::sign_in::SignedIn;
use crate::calls::CallbackDeed;
use crate::directory;

/// `GET /v1/directory`: all units, or 304 if the station has them already.
pub(super) async fn directory(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let watched = staff.watches_echos;
    let found = staff.database.ask(move |store| {
        // What nobody watches any more is not known.
        let echos = if watched { store.echos()? } else { BTreeMap::new() };
        Ok((store.units()?, echos))
    });
    let (units, echos) = found.await?;
    let body = serde_json::to_vec(&directory::for_stations(units, &echos)).expect("a directory has only string keys");
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(&body)[..12]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).unwrap_or_default();
    if known.split(',').any(|known| known.trim().trim_start_matches("W/") == tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    staff.audit("read_directory", &signed_in.0).await?;
    let headers = [(header::ETAG, tag.as_str()), (header::CONTENT_TYPE, "application/json"), NOT_STORED];
    Ok((headers, body).into_response())
}

/// Residents' names are kept by no proxy and no disk cache.
const NOT_STORED: (header::HeaderName, &str) = (header::CACHE_CONTROL, "private, no-cache");

/// The query of `GET /v1/calls` and `GET /v1/audit`.
#[derive(Debug, Deserialize)]
pub(super) struct Page {
    pub(super) cursor: Option<String>,
}

/// `GET /v1/calls`
pub(super) async fn calls(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Query(page): Query<Page>,
) -> Result<Json<CallLog>, Problem> {
    staff.audit("read_calls", &signed_in.0).await?;
    Ok(Json(staff.calls.log(page.cursor).await?))
}

/// `GET /v1/callbacks`
pub(super) async fn callbacks(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
) -> Result<Json<Callbacks>, Problem> {
    staff.audit("read_callbacks", &signed_in.0).await?;
    Ok(Json(staff.calls.callbacks(&signed_in.0.station_name).await?))
}

/// `POST /v1/callbacks/{id}/{deed}`
pub(super) async fn callback(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Path((id, deed)): Path<(String, String)>,
) -> Result<Json<Callback>, Problem> {
    let unknown =
        || Problem::new(ErrorCode::NotFound, "there is no such call-back, or nothing of that name to do with it");
    let id: CallId = id.parse().map_err(|_| unknown())?;
    let deed = match deed.as_str() {
        "claim" => CallbackDeed::Claim,
        "release" => CallbackDeed::Release,
        "done" => CallbackDeed::Done,
        _ => return Err(unknown()),
    };
    Ok(Json(staff.calls.callback(signed_in.station()?, id, deed).await?))
}
