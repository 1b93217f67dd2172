//! Commands that were not answered yet, in their order.

use std::collections::VecDeque;

use rand::Rng;
use rand::rngs::StdRng;
use roomline_signaling::call::{CallId, CommandId};
use roomline_signaling::staff::{Command, CommandBody};

/// More unanswered commands than this mean that something is very wrong; the oldest go.
const CAPACITY: usize = 64;

#[derive(Debug)]
pub(super) struct Outbox {
    commands: VecDeque<Command>,
    /// Tells this run of the program from others, so that ids are never used twice.
    prefix: u64,
    made: u64,
}

impl Outbox {
    pub(super) fn new(randomness: &mut StdRng) -> Self {
        Self { commands: VecDeque::new(), prefix: randomness.random(), made: 0 }
    }

    /// Keeps a command until it is answered.
    pub(super) fn push(&mut self, body: CommandBody) -> &Command {
        match &body {
            CommandBody::CallEnd { call_id, .. } => {
                let ended = Some(*call_id);
                // What came of it stays true however it ends.
                let stays = |body: &CommandBody| body.call_id() != ended || is_outcome(body);
                self.commands.retain(|command| stays(&command.body));
            }
            // Each report replaces the one before, and a desk that is cut off for an hour must not come back with a hundred.
            CommandBody::CallQuality { call_id, .. } => {
                let told = *call_id;
                self.commands.retain(
                    |command| !matches!(command.body, CommandBody::CallQuality { call_id, .. } if call_id == told),
                );
            }
            CommandBody::CallOutcome { call_id, .. } => {
                let told = *call_id;
                self.commands.retain(
                    |command| !matches!(command.body, CommandBody::CallOutcome { call_id, .. } if call_id == told),
                );
            }
            CommandBody::PresenceSet { .. } => {
                self.commands.retain(|command| !matches!(command.body, CommandBody::PresenceSet { .. }));
            }
            _ => {}
        }
        if self.commands.len() == CAPACITY {
            tracing::error!("too many commands wait for an answer; the oldest is dropped");
            self.commands.pop_front();
        }
        self.made += 1;
        let id = CommandId::new(format!("{:016x}-{}", self.prefix, self.made)).expect("short and printable");
        self.commands.push_back(Command { id, body });
        self.commands.back().expect("pushed in the line above")
    }

    /// Takes the command that was answered; `None` if it was given up meanwhile.
    pub(super) fn take(&mut self, id: &CommandId) -> Option<CommandBody> {
        let index = self.commands.iter().position(|command| command.id == *id)?;
        self.commands.remove(index).map(|command| command.body)
    }

    pub(super) fn commands(&self) -> impl Iterator<Item = &Command> {
        self.commands.iter()
    }

    /// The call whose end was not said yet. A resume names it, or the middleware takes the station for restarted and ends
    /// the call as `station_lost` before it hears the true reason.
    pub(super) fn unsaid_end(&self) -> Option<CallId> {
        self.commands.iter().find_map(|command| match command.body {
            CommandBody::CallEnd { call_id, .. } => Some(call_id),
            _ => None,
        })
    }

    /// Forgets what was said of calls, which waits elsewhere for whoever said it.
    pub(super) fn withdraw_outcomes(&mut self) {
        self.commands.retain(|command| !is_outcome(&command.body));
    }

    pub(super) fn clear(&mut self) {
        self.commands.clear();
    }
}

const fn is_outcome(body: &CommandBody) -> bool {
    matches!(body, CommandBody::CallOutcome { .. })
}
