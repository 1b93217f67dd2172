//! Rounds: started, handed on and settled by stations, each as one deed of the person who sits there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use roomline_signaling::call::{RoundId, UnitId};
use roomline_signaling::rest::ErrorCode;
use roomline_signaling::round::{Round, Rounds, SettleStop, StartRound};

use super::Staff;
use super::problem::Problem;
use super::sign_in::{Body, SignedIn};
use crate::calls::{RoundDeed, RoundTurn};

/// `GET /v1/rounds`
pub(super) async fn list(State(staff): State<Arc<Staff>>, signed_in: SignedIn) -> Result<Json<Rounds>, Problem> {
    staff.audit("read_rounds", &signed_in.0).await?;
    Ok(Json(staff.calls.rounds(&signed_in.0.station_name).await?))
}

/// `POST /v1/rounds`
pub(super) async fn start(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Body(StartRound { id, units }): Body<StartRound>,
) -> Result<Json<Round>, Problem> {
    Ok(Json(staff.calls.round(signed_in.station()?, id, RoundDeed::Start { units }).await?))
}

/// `POST /v1/rounds/{id}/{turn}`
pub(super) async fn turn(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Path((id, turn)): Path<(String, String)>,
) -> Result<Json<Round>, Problem> {
    let turn = match turn.as_str() {
        "resume" => RoundTurn::Resume,
        "pause" => RoundTurn::Pause,
        "finish" => RoundTurn::Finish,
        _ => return Err(unknown()),
    };
    Ok(Json(staff.calls.round(signed_in.station()?, read(&id)?, RoundDeed::Turn(turn)).await?))
}

/// `PUT /v1/rounds/{id}/stops/{unit_id}`
pub(super) async fn settle(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Path((id, unit)): Path<(String, String)>,
    Body(said): Body<SettleStop>,
) -> Result<Json<Round>, Problem> {
    let unit = UnitId::new(unit).map_err(|_| unknown())?;
    Ok(Json(staff.calls.round(signed_in.station()?, read(&id)?, RoundDeed::Settle { unit, said }).await?))
}

fn read(id: &str) -> Result<RoundId, Problem> {
    id.parse().map_err(|_| unknown())
}

fn unknown() -> Problem {
    Problem::new(ErrorCode::NotFound, "there is no such round, or nothing of that name to do with it")
}
