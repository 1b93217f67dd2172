//! The sockets of the stations: which is a station's newest, whether it has said `resume`, and how much it may say.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use roomline_signaling::call::switchboard::WallTime;
use roomline_signaling::call::{CommandId, StationId};
use roomline_signaling::staff::Reply;

use crate::calls::StationIdentity;
use crate::fanout::SocketId;

/// Messages a station may send in a second, and in one burst.
const MESSAGES_PER_SECOND: u64 = 20;
/// Breaches of the protocol without a good message between them, after which a socket is closed.
const BREACHES: u32 = 10;
/// How long a new socket may take to say `resume`.
const RESUME_WITHIN: Duration = Duration::from_secs(10);
/// How long a command's answer is remembered, so that a repeated command is done once.
const REMEMBERED_FOR: Duration = Duration::from_secs(10 * 60);
/// How many answers are remembered per station at most.
const REMEMBERED: usize = 1024;

/// Why the middleware closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseReason {
    /// The sign-in was revoked: sign in again.
    Revoked,
    /// A newer socket of the same station took over: do not reconnect.
    Replaced,
    /// Too many breaches of the protocol.
    Breaches,
    /// It did not say `resume`.
    Silent,
    /// The middleware stops: come back.
    Leaving,
}

impl CloseReason {
    /// The WebSocket close code.
    #[must_use]
    pub const fn code(self) -> u16 {
        match self {
            Self::Leaving => 1001,
            Self::Revoked => 4401,
            Self::Silent => 4408,
            Self::Replaced => 4409,
            Self::Breaches => 4429,
        }
    }
}

/// All open sockets, and the memory of each station's commands.
#[derive(Debug, Default)]
pub(super) struct Sockets {
    open: BTreeMap<SocketId, Socket>,
    commands: BTreeMap<StationId, VecDeque<Remembered>>,
    budgets: BTreeMap<StationId, Budget>,
}

/// An open socket.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) who: StationIdentity,
    resume_by: Option<WallTime>,
    breaches: u32,
}

/// What a station may still say, in thousandths of a message. It outlives the socket: to reconnect gains nothing.
#[derive(Debug)]
struct Budget {
    left: u64,
    counted: WallTime,
}

#[derive(Debug)]
struct Remembered {
    at: WallTime,
    id: CommandId,
    reply: Reply,
}

/// What follows from a breach of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// Say so and go on.
    Left,
    /// Close the socket.
    Over,
}

impl Sockets {
    /// Takes a new socket; returns the station's older one, which is gone from here.
    pub(super) fn open(&mut self, now: WallTime, id: SocketId, who: StationIdentity) -> Option<SocketId> {
        let older = self.of_station(&who.station_id);
        if let Some(older) = older {
            self.open.remove(&older);
        }
        let resume_by = Some(now + RESUME_WITHIN);
        self.budgets.retain(|_, budget| !budget.is_full(now));
        self.open.insert(id, Socket { who, resume_by, breaches: 0 });
        older
    }

    /// Forgets a socket; `None`: it had been closed or replaced.
    pub(super) fn close(&mut self, id: SocketId) -> Option<StationIdentity> {
        self.open.remove(&id).map(|socket| socket.who)
    }

    pub(super) fn get_mut(&mut self, id: SocketId) -> Option<&mut Socket> {
        self.open.get_mut(&id)
    }

    /// The sockets of one sign-in session.
    pub(super) fn of_session(&self, session: &str) -> Vec<SocketId> {
        self.open.iter().filter(|(_, socket)| socket.who.session == session).map(|(id, _)| *id).collect()
    }

    /// Sockets that did not say `resume` in time.
    pub(super) fn silent(&self, now: WallTime) -> Vec<SocketId> {
        let late = |socket: &Socket| socket.resume_by.is_some_and(|by| by <= now);
        self.open.iter().filter(|(_, socket)| late(socket)).map(|(id, _)| *id).collect()
    }

    /// How many have said `resume`.
    pub(super) fn live(&self) -> usize {
        self.open.values().filter(|socket| socket.is_live()).count()
    }

    pub(super) fn poll_timeout(&self) -> Option<WallTime> {
        self.open.values().filter_map(|socket| socket.resume_by).min()
    }

    /// The answer to a command that was done before.
    pub(super) fn remembered(&mut self, now: WallTime, station: &StationId, id: &CommandId) -> Option<Reply> {
        let commands = self.commands.get_mut(station)?;
        while commands.front().is_some_and(|command| command.at + REMEMBERED_FOR <= now) {
            commands.pop_front();
        }
        commands.iter().find(|command| command.id == *id).map(|command| command.reply.clone())
    }

    pub(super) fn remember(&mut self, now: WallTime, station: &StationId, id: CommandId, reply: Reply) {
        self.commands.retain(|_, commands| commands.back().is_some_and(|last| last.at + REMEMBERED_FOR > now));
        let commands = self.commands.entry(station.clone()).or_default();
        commands.push_back(Remembered { at: now, id, reply });
        if commands.len() > REMEMBERED {
            commands.pop_front();
        }
    }

    /// Takes one message from a station's budget; `false`: it says too much.
    pub(super) fn may_speak(&mut self, now: WallTime, station: &StationId) -> bool {
        let full = Budget { left: Budget::FULL, counted: now };
        self.budgets.entry(station.clone()).or_insert(full).take_one(now)
    }

    fn of_station(&self, station: &StationId) -> Option<SocketId> {
        self.open.iter().find(|(_, socket)| socket.who.station_id == *station).map(|(id, _)| *id)
    }
}

impl Socket {
    /// Whether it has said `resume`.
    pub(super) const fn is_live(&self) -> bool {
        self.resume_by.is_none()
    }

    pub(super) fn resumed(&mut self) {
        self.resume_by = None;
    }

    pub(super) fn behaved(&mut self) {
        self.breaches = 0;
    }

    pub(super) fn breached(&mut self) -> Patience {
        self.breaches += 1;
        if self.breaches < BREACHES { Patience::Left } else { Patience::Over }
    }
}

impl Budget {
    const ONE: u64 = 1000;
    const FULL: u64 = MESSAGES_PER_SECOND * Self::ONE;

    fn take_one(&mut self, now: WallTime) -> bool {
        self.left = self.left_at(now);
        self.counted = now;
        let left = self.left.checked_sub(Self::ONE);
        self.left = left.unwrap_or(self.left);
        left.is_some()
    }

    fn is_full(&self, now: WallTime) -> bool {
        self.left_at(now) == Self::FULL
    }

    fn left_at(&self, now: WallTime) -> u64 {
        let elapsed = u64::try_from(self.counted.until(now).as_millis()).unwrap_or(u64::MAX);
        self.left.saturating_add(elapsed.saturating_mul(MESSAGES_PER_SECOND)).min(Self::FULL)
    }
}
