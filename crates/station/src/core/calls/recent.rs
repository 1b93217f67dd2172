//! How the last calls of this desk were, kept for whoever looks for a fault: nothing in it says whom they were with.

use std::collections::VecDeque;
use std::time::Instant;

use roomline_signaling::call::Direction;
use roomline_signaling::call::machine::Ending;
use roomline_signaling::quality::CallQuality;

use crate::core::Wall;
use crate::state::RecentCall;

/// So many calls show whether a fault comes back.
const KEPT: usize = 20;

/// See the module; oldest first.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<Past>);

#[derive(Debug)]
struct Past {
    ended: Instant,
    direction: Direction,
    ending: Ending,
    quality: Option<CallQuality>,
}

impl Recent {
    /// A call is over.
    pub(super) fn keep(&mut self, ended: Instant, direction: Direction, ending: Ending, quality: Option<CallQuality>) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(Past { ended, direction, ending, quality });
    }

    pub(super) fn shown(&self, wall: Wall) -> Vec<RecentCall> {
        let shown = |past: &Past| RecentCall {
            ended_ms: wall.ms_at(past.ended),
            direction: past.direction,
            reason: past.ending.reason,
            rang_for: past.ending.rang_for,
            talked_for: past.ending.talked_for,
            quality: past.quality,
        };
        self.0.iter().map(shown).collect()
    }
}
