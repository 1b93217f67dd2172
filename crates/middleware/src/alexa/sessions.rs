//! Which Grant belongs to a session. Lost at a restart, and then the current Grant serves: this is a preference, no fact.

use std::collections::{HashMap, VecDeque};

use roomline_signaling::call::SessionId;

/// Sessions that are remembered; a property has far fewer calls at a time.
const MOST: usize = 2_048;

/// The grantors of the newest sessions.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    grantors: HashMap<SessionId, String>,
    oldest_first: VecDeque<SessionId>,
}

impl Sessions {
    /// A session belongs to a grantor.
    pub(super) fn note(&mut self, session: &SessionId, grantor: &str) {
        if self.grantors.insert(session.clone(), grantor.to_owned()).is_none() {
            self.oldest_first.push_back(session.clone());
        }
        while self.oldest_first.len() > MOST {
            if let Some(oldest) = self.oldest_first.pop_front() {
                self.grantors.remove(&oldest);
            }
        }
    }

    /// The grantor of a session, if it is known.
    pub(super) fn grantor(&self, session: &SessionId) -> Option<String> {
        self.grantors.get(session).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_sessions_are_remembered_and_no_more() {
        let session = |number: usize| SessionId::new(format!("session-{number}")).expect("an id");
        let mut sessions = Sessions::default();
        for number in 0..=MOST {
            sessions.note(&session(number), "a");
            sessions.note(&session(number), "b");
        }
        assert_eq!(sessions.grantor(&session(0)), None);
        assert_eq!(sessions.grantor(&session(1)).as_deref(), Some("b"));
        assert_eq!((sessions.grantors.len(), sessions.oldest_first.len()), (MOST, MOST));
    }
}
