//! One shift hands over to the next: how it went, a note, and who has read it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use roomline_signaling::call::HandoverId;
use roomline_signaling::handover::{Handover, NewHandover, ShiftReport};
use roomline_signaling::rest::ErrorCode;

use super::Staff;
use super::problem::Problem;
use super::sign_in::{Body, SignedIn};
use crate::shift;

/// `GET /v1/handover`
pub(super) async fn report(State(staff): State<Arc<Staff>>, signed_in: SignedIn) -> Result<Json<ShiftReport>, Problem> {
    staff.audit("read_handover", &signed_in.0).await?;
    let (groups, now_ms) = (staff.ring_groups.borrow().clone(), staff.clock.now_ms().unsigned_abs());
    let station_name = signed_in.0.station_name;
    let report = staff.database.ask(move |store| shift::report(store, &groups, &station_name, now_ms));
    Ok(Json(report.await?))
}

/// `POST /v1/handover`
pub(super) async fn hand_over(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Body(new): Body<NewHandover>,
) -> Result<Json<Handover>, Problem> {
    Ok(Json(staff.calls.hand_over(signed_in.station()?, new).await?))
}

/// `POST /v1/handover/{id}/read`
pub(super) async fn was_read(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Json<Handover>, Problem> {
    let unknown = |_| Problem::new(ErrorCode::NotFound, "there is no such hand-over");
    let id: HandoverId = id.parse().map_err(unknown)?;
    Ok(Json(staff.calls.note_was_read(signed_in.station()?, id).await?))
}
