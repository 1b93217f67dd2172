//! What somebody said of a call and the middleware has not answered yet: somebody may have to go to a resident, so it outlives a restart.

use roomline_signaling::call::CallId;
use roomline_signaling::outcome::CallOutcome;
use roomline_signaling::staff::CommandBody;

use crate::person::PersonId;

/// What came of a call, as it waits to be told. Telling it twice does no harm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsaidOutcome {
    /// Who said it; it is told under nobody else's name.
    pub person: PersonId,
    /// Of which call.
    pub call_id: CallId,
    /// What came of it.
    pub outcome: CallOutcome,
    /// When it was said, in milliseconds since 1970 (UTC).
    pub said_ms: u64,
}

impl UnsaidOutcome {
    /// As the middleware is told.
    pub(crate) fn command(&self) -> CommandBody {
        CommandBody::CallOutcome { call_id: self.call_id, outcome: self.outcome.clone() }
    }

    /// Whether a command tells what came of the same call.
    pub(crate) fn is_told_by(&self, body: &CommandBody) -> bool {
        matches!(body, CommandBody::CallOutcome { call_id, .. } if *call_id == self.call_id)
    }
}
