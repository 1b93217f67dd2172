//! The control API: what a test, a demo or the page tells the residents, and what can be seen of them.

use std::time::Duration;

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use roomline_signaling::call::{Private, UnitId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::faults::Fault;
use crate::script::Script;
use crate::service::{Act, ActError, Audience, EchoView, Entry};
use crate::simulator::Simulator;
use crate::studio::{Outside, OutsideError, OutsideWord};

/// The longest that `events` waits for something to happen.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/echos", get(echos))
        .route("/echos/{unit}", get(echo))
        .route("/echos/{unit}/act", post(act))
        .route("/echos/{unit}/script", put(script))
        .route("/echos/{unit}/media", get(outside).post(hear_outside))
        .route("/script", put(script_for_all))
        .route("/ring-groups", get(ring_groups))
        .route("/events", get(events))
        .route("/faults", get(faults).put(set_faults))
        .route("/tokens", put(tokens))
        .route("/grant", post(grant))
        .route("/skill", put(skill))
        .route("/recordings", get(recordings))
        .route("/recordings/{call}", get(recording))
}

/// Why something cannot be done, as the API says it.
enum Problem {
    Act(ActError),
    Outside(OutsideError),
    NotFound,
    Unreadable(std::io::Error),
    Url(url::ParseError),
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::Act(error @ (ActError::UnknownUnit | ActError::UnknownRingGroup(_))) => {
                (StatusCode::NOT_FOUND, error.to_string())
            }
            Self::Act(error) => (StatusCode::CONFLICT, error.to_string()),
            Self::Outside(error) => (StatusCode::CONFLICT, error.to_string()),
            Self::NotFound => (StatusCode::NOT_FOUND, "there is nothing of this name".into()),
            Self::Unreadable(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
            Self::Url(error) => (StatusCode::BAD_REQUEST, error.to_string()),
        };
        (status, Json(json!({ "message": message }))).into_response()
    }
}

async fn echos(State(simulator): State<Simulator>) -> Json<Vec<EchoView>> {
    Json(simulator.with(|service, _| service.echos().collect()))
}

async fn echo(State(simulator): State<Simulator>, Path(unit): Path<UnitId>) -> Result<Json<EchoView>, Problem> {
    simulator.with(|service, _| service.echo(&unit)).map(Json).ok_or(Problem::NotFound)
}

async fn act(
    State(simulator): State<Simulator>,
    Path(unit): Path<UnitId>,
    Json(act): Json<Act>,
) -> Result<StatusCode, Problem> {
    simulator.with(|service, now| service.act(now, &unit, &act)).map_err(Problem::Act)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn script(
    State(simulator): State<Simulator>,
    Path(unit): Path<UnitId>,
    Json(script): Json<Script>,
) -> Result<StatusCode, Problem> {
    simulator.studio().rehearse(script.voice.clone()).await;
    simulator.with(|service, _| service.set_script(Some(&unit), &script)).map_err(Problem::Act)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn script_for_all(State(simulator): State<Simulator>, Json(script): Json<Script>) -> Result<StatusCode, Problem> {
    simulator.studio().rehearse(script.voice.clone()).await;
    simulator.with(|service, _| service.set_script(None, &script)).map_err(Problem::Act)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn outside(State(simulator): State<Simulator>, Path(unit): Path<UnitId>) -> Result<Json<Outside>, Problem> {
    simulator.studio().outside(&unit).map(Json).ok_or(Problem::NotFound)
}

async fn hear_outside(
    State(simulator): State<Simulator>,
    Path(unit): Path<UnitId>,
    Json(word): Json<OutsideWord>,
) -> Result<StatusCode, Problem> {
    simulator.studio().hear_outside(&simulator, &unit, word).map_err(Problem::Outside)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn ring_groups(State(simulator): State<Simulator>) -> Json<Value> {
    let groups = simulator.with(|service, _| service.property().ring_groups.clone());
    Json(groups.iter().map(|group| json!({ "name": group.name, "address": group.address })).collect())
}

#[derive(Deserialize)]
struct Since {
    #[serde(default)]
    after: u64,
    /// Waits so long for something to happen.
    #[serde(default)]
    wait_ms: u64,
}

#[derive(Serialize)]
struct Timed {
    /// Milliseconds since 1970 (UTC), with microseconds behind the point.
    at_ms: f64,
    #[serde(flatten)]
    entry: Entry,
}

async fn events(State(simulator): State<Simulator>, Query(Since { after, wait_ms }): Query<Since>) -> Json<Value> {
    let mut happened = simulator.watch();
    let wait = Duration::from_millis(wait_ms).min(LONGEST_WAIT);
    // Whether something happened or the time is over, the list is what there is.
    drop(tokio::time::timeout(wait, happened.wait_for(|newest| *newest > after)).await);
    let clock = simulator.clock();
    let timed = |entry: &Entry| Timed { at_ms: clock.unix_us(entry.at) as f64 / 1_000.0, entry: entry.clone() };
    let (newest, events): (u64, Vec<Timed>) = simulator.with(|service, _| {
        let journal = service.journal();
        (journal.newest(), journal.after(after).map(timed).collect())
    });
    Json(json!({ "newest": newest, "events": events }))
}

async fn faults(State(simulator): State<Simulator>) -> Json<Vec<Fault>> {
    Json(simulator.with(|service, _| service.faults_mut().rules().to_vec()))
}

async fn set_faults(State(simulator): State<Simulator>, Json(rules): Json<Vec<Fault>>) -> StatusCode {
    simulator.with(|service, _| service.faults_mut().set(rules));
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum TokenOrder {
    /// Lets all access tokens of signaling expire now.
    Expire,
    /// Takes every token of signaling back.
    Revoke,
    /// Says how long access tokens live, and whether a refresh brings a new refresh token.
    Policy { life_s: u64, rotate: bool },
}

async fn tokens(State(simulator): State<Simulator>, Json(order): Json<TokenOrder>) -> StatusCode {
    simulator.with(|service, now| match order {
        TokenOrder::Expire => service.tokens_mut().expire(now, Audience::Signaling),
        TokenOrder::Revoke => service.tokens_mut().revoke(Audience::Signaling),
        TokenOrder::Policy { life_s, rotate } => {
            service.tokens_mut().set_policy(Duration::from_secs(life_s), rotate);
        }
    });
    StatusCode::NO_CONTENT
}

async fn grant(State(simulator): State<Simulator>) -> StatusCode {
    simulator.with(|service, now| service.grant(now));
    StatusCode::ACCEPTED
}

#[derive(Deserialize)]
struct NewSkill {
    /// Where the skill is.
    url: Option<String>,
    /// The token its OAuth server issued.
    linked_account: Option<Private<String>>,
    /// Whether it gets a grant at once.
    #[serde(default)]
    grant: bool,
}

async fn skill(State(simulator): State<Simulator>, Json(new): Json<NewSkill>) -> Result<StatusCode, Problem> {
    let url = new.url.as_deref().map(Url::parse).transpose().map_err(Problem::Url)?;
    simulator.set_skill(|skill| {
        skill.url = url.or(skill.url.take());
        skill.linked_account = new.linked_account.or(skill.linked_account.take());
    });
    if new.grant {
        simulator.with(|service, now| service.grant(now));
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn recordings(State(simulator): State<Simulator>) -> Json<Value> {
    Json(json!(simulator.studio().recordings().await))
}

async fn recording(State(simulator): State<Simulator>, Path(call): Path<u64>) -> Result<Response, Problem> {
    let found = simulator.studio().recordings().await.into_iter().find(|recording| recording.call.0 == call);
    let file = found.ok_or(Problem::NotFound)?.file;
    let bytes = tokio::fs::read(file).await.map_err(Problem::Unreadable)?;
    Ok(([(header::CONTENT_TYPE, "audio/wav")], bytes).into_response())
}
