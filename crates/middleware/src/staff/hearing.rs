//! Help for hearing in the calls of a resident: whoever sits at a desk hears first who needs it, so any desk may set it.

use std::sync::Arc;

use axum::extract::{Path, State};
use http::StatusCode;
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::rest::ErrorCode;

use super::Staff;
use super::problem::Problem;
use super::sign_in::{Body, SignedIn};
use crate::directory;

/// `PUT /v1/units/{unit_id}/hearing`
pub(super) async fn set(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    Path(unit_id): Path<String>,
    Body(help): Body<HearingHelp>,
) -> Result<StatusCode, Problem> {
    if !help.is_within_limits() {
        return Err(Problem::new(ErrorCode::Malformed, "gain is 0 to 18 dB and presence 0 to 12 dB"));
    }
    let unit = unit_id.clone();
    let (is_other, units) =
        staff.database.ask(move |store| Ok((store.set_hearing(&unit, help)?, store.units()?))).await?;
    let is_other = is_other.ok_or_else(|| Problem::new(ErrorCode::NotFound, "there is no such room"))?;
    if is_other {
        staff.audit_of("set_hearing", &signed_in.0, Some(unit_id)).await?;
        // The version in the database tells, too, but only at the next look.
        staff.calls.directory_changed(directory::for_calls(units)).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
