//! What only an administrator may: read the audit trail, see who is signed in where, and end a sign-in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use http::StatusCode;
use http::request::Parts;
use roomline_signaling::rest::{AuditTrail, ErrorCode, Sessions};

use super::Staff;
use super::lists::Page;
use super::problem::Problem;
use super::sign_in::SignedIn;
use crate::store::staff::{Role, StaffSession};

/// The sign-in of an administrator. The role is looked up with every request: whoever loses it loses this at once.
pub(super) struct Admin(StaffSession);

impl FromRequestParts<Arc<Staff>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, staff: &Arc<Staff>) -> Result<Self, Problem> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, staff).await?;
        match session.role {
            Role::Admin => Ok(Self(session)),
            Role::Staff => Err(Problem::new(ErrorCode::NotAllowed, "only an administrator may do that")),
        }
    }
}

/// `GET /v1/audit`
pub(super) async fn trail(
    State(staff): State<Arc<Staff>>,
    Admin(session): Admin,
    Query(page): Query<Page>,
) -> Result<Json<AuditTrail>, Problem> {
    staff.audit("read_audit", &session).await?;
    Ok(Json(staff.database.ask(move |store| store.audit_trail(page.cursor.as_deref())).await?))
}

/// `GET /v1/sessions`
pub(super) async fn sessions(
    State(staff): State<Arc<Staff>>,
    Admin(session): Admin,
) -> Result<Json<Sessions>, Problem> {
    staff.audit("read_sessions", &session).await?;
    let sessions = staff.database.ask(|store| store.sessions()).await?;
    Ok(Json(Sessions { sessions }))
}

/// `DELETE /v1/sessions/{id}`
pub(super) async fn end_session(
    State(staff): State<Arc<Staff>>,
    Admin(session): Admin,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let asked = id.clone();
    let Some(user) = staff.database.ask(move |store| store.close_session_of(&asked)).await? else {
        return Err(Problem::new(ErrorCode::NotFound, "there is no such sign-in"));
    };
    staff.audit_of("session.end", &session, Some(user)).await?;
    staff.calls.revoke(&id).await?;
    tracing::info!(station = session.station_name, "an administrator ended a sign-in");
    Ok(StatusCode::NO_CONTENT)
}
