//! The part of the control API that concerns setting up a property: what may go wrong, and what the account has.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::asp::{Forecast, Rules};
use crate::link::{LinkError, Login};
use crate::simulator::Simulator;

pub(super) fn routes() -> Router<Simulator> {
    Router::new()
        .route("/asp", get(shown).put(change))
        .route("/asp/forecast", get(forecast).put(set_forecast))
        .route("/asp/token", post(narrow_token))
        .route("/link", post(link))
        .route("/link/renew", post(renew_link))
}

type Outcome = Result<StatusCode, (StatusCode, Json<Value>)>;

/// Links the account as the Alexa app does.
async fn link(State(simulator): State<Simulator>, Json(login): Json<Login>) -> Outcome {
    told(simulator.link(&login).await)
}

/// Asks for a newer token of the linked account.
async fn renew_link(State(simulator): State<Simulator>) -> Outcome {
    told(simulator.renew_link().await)
}

fn told(outcome: Result<(), LinkError>) -> Outcome {
    let problem = |error: LinkError| (StatusCode::CONFLICT, Json(json!({ "message": error.to_string() })));
    outcome.map(|()| StatusCode::NO_CONTENT).map_err(problem)
}

/// What an account has; what is left out stays.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Account {
    #[serde(default)]
    persistent_ids: Option<bool>,
    #[serde(default)]
    delegated_link: Option<bool>,
    #[serde(default)]
    polls: Option<u32>,
}

async fn shown(State(simulator): State<Simulator>) -> Json<Value> {
    Json(simulator.with(|service, _| {
        let Rules { persistent_ids, delegated_link, polls } = service.asp().rules();
        json!({
            "organisation": service.asp().organisation(),
            "persistent_ids": persistent_ids,
            "delegated_link": delegated_link,
            "polls": polls,
        })
    }))
}

async fn change(State(simulator): State<Simulator>, Json(new): Json<Account>) -> StatusCode {
    simulator.with(|service, _| {
        let old = service.asp().rules();
        service.asp_mut().set_rules(Rules {
            persistent_ids: new.persistent_ids.unwrap_or(old.persistent_ids),
            delegated_link: new.delegated_link.unwrap_or(old.delegated_link),
            polls: new.polls.unwrap_or(old.polls),
        });
    });
    StatusCode::NO_CONTENT
}

async fn forecast(State(simulator): State<Simulator>) -> Json<Forecast> {
    Json(simulator.with(|service, _| service.asp().forecast()))
}

async fn set_forecast(State(simulator): State<Simulator>, Json(forecast): Json<Forecast>) -> StatusCode {
    simulator.with(|service, _| service.asp_mut().set_forecast(forecast));
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Narrow {
    /// Scopes, separated by spaces.
    scope: String,
}

/// A refresh token of the management API with these scopes only.
async fn narrow_token(State(simulator): State<Simulator>, Json(Narrow { scope }): Json<Narrow>) -> Json<Value> {
    let token = simulator.with(|service, _| service.issue_narrow_token(&scope));
    Json(json!({ "refresh_token": token }))
}
