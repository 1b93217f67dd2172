//! The path of the sound when this computer's network changes: a re-offer of our own restarts ICE where the path stands now.
//!
//! ```text
//!            the network changed              made                      answered: applied; or failed
//!   Idle ─────────────────────────► Looking ───────► Said { offer } ───────────────┐
//!    ▲ ◄──────the path stands───────────┘                                          │
//!    └─────────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! It only ever tries to mend: whatever becomes of it, the call goes on as it was, and the deadlines of media decide.

use super::agreed::Agreed;
use super::{Action, Turn, Word};
use crate::{Sdp, UpdateId};

/// What concerns the path of the sound and a re-offer that mends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathNews {
    /// This computer's network changed.
    NetworkChanged,
    /// The stack needs no re-offer after all, or cannot make one.
    Stands,
    /// The re-offer that was asked for.
    ReofferReady(Sdp),
    /// The Echo answered our re-offer.
    ReofferAnswered {
        /// The re-offer.
        update_id: UpdateId,
        /// The answer.
        answer: Sdp,
    },
    /// Our re-offer led to nothing.
    ReofferFailed {
        /// The re-offer.
        update_id: UpdateId,
    },
}

/// How far our own re-offer is.
#[derive(Debug, Default)]
pub(super) struct Mend {
    state: MendState,
    /// The network changed once more while a re-offer was under way.
    again: bool,
    /// Re-offers so far, for their ids.
    count: u32,
}

/// See the drawing at the top.
#[derive(Debug, Default)]
enum MendState {
    #[default]
    Idle,
    Looking,
    Said {
        update_id: UpdateId,
        offer: Sdp,
    },
}

impl Agreed {
    /// Takes news of the path.
    pub(super) fn take_path_news(&mut self, turn: &mut Turn<'_>, news: PathNews) {
        match news {
            PathNews::NetworkChanged => match self.mend.state {
                MendState::Idle => self.look_after_path(turn),
                MendState::Looking | MendState::Said { .. } => self.mend.again = true,
            },
            PathNews::Stands => {
                if let MendState::Looking = self.mend.state {
                    self.mend_is_over(turn);
                }
            }
            PathNews::ReofferReady(offer) => {
                if let MendState::Looking = self.mend.state {
                    self.say_reoffer(turn, offer);
                }
            }
            PathNews::ReofferAnswered { update_id, answer } => {
                if let Some(offer) = self.mend.said(&update_id) {
                    (self.ours, self.theirs) = (offer, answer.clone());
                    turn.act(Action::ApplyReanswer { answer });
                    self.open_gate(turn);
                    self.mend_is_over(turn);
                }
            }
            PathNews::ReofferFailed { update_id } => {
                if self.mend.said(&update_id).is_some() {
                    self.mend_is_over(turn);
                }
            }
        }
    }

    fn look_after_path(&mut self, turn: &mut Turn<'_>) {
        turn.act(Action::MendPath { ours: self.ours.clone(), theirs: self.theirs.clone() });
        self.mend.state = MendState::Looking;
    }

    fn say_reoffer(&mut self, turn: &mut Turn<'_>, offer: Sdp) {
        self.mend.count += 1;
        // Short and clean, so this cannot fail.
        let Ok(update_id) = UpdateId::new(format!("restart-{}", self.mend.count)) else { return };
        turn.say(Word::Reoffer { update_id: update_id.clone(), offer: offer.clone() });
        self.mend.state = MendState::Said { update_id, offer };
    }

    fn mend_is_over(&mut self, turn: &mut Turn<'_>) {
        self.mend.state = MendState::Idle;
        if std::mem::take(&mut self.mend.again) {
            self.look_after_path(turn);
        }
    }
}

impl Mend {
    /// Our re-offer of that id, if it is the one under way.
    fn said(&self, id: &UpdateId) -> Option<Sdp> {
        match &self.state {
            MendState::Said { update_id, offer } if update_id == id => Some(offer.clone()),
            MendState::Said { .. } | MendState::Idle | MendState::Looking => None,
        }
    }
}
