//! What is true of a station, as people are shown it.

use roomline_signaling::call::Direction;
use roomline_signaling::call::machine::Phase;

use super::Core;
use super::desk::Reach;
use super::one_call::OneCall;
use crate::state::{
    CallState, CurrentCall, IncomingCall, IncomingState, LockState, People, Reachability, StationState,
};

pub(super) fn state(core: &Core) -> StationState {
    StationState {
        setup: core.setup.clone(),
        sign_in: core.session.shown(),
        lock: lock(core),
        people: people(core),
        reachability: reachability(core),
        directory: core.desk.directory().clone(),
        call: call(core),
        quality: core.calls.quality(),
        incoming: incoming(core),
        taken: core.calls.taken().cloned(),
        callbacks: core.desk.callbacks().to_vec(),
        rounds: core.desk.rounds().known().to_vec(),
        presence: core.presence(),
        desks: core.desk.desks().to_vec(),
        unheard: core.desk.unheard().to_vec(),
        shift_change: core.shift.shown(),
        vpn: core.vpn,
        sound: core.sound.shown(),
        check: core.check.shown(core.wall),
        recent: core.calls.recent(core.wall),
        notice: core.desk.shown_notice(),
    }
}

fn lock(core: &Core) -> LockState {
    if core.lock.is_locked() {
        return LockState::Locked { attempt: core.attempts.shown(None, core.lock.tries(), core.wall) };
    }
    if core.lock.pin().is_some() { LockState::Open } else { LockState::NoPin }
}

fn people(core: &Core) -> People {
    let known = if core.knows_people() { core.people.shown(&core.attempts, core.wall) } else { Vec::new() };
    People { known, takeover: core.takeover.shown() }
}

fn reachability(core: &Core) -> Reachability {
    match core.desk.reach() {
        Reach::Connecting | Reach::Losing { was_up: false, .. } => Reachability::Connecting,
        Reach::Up | Reach::Losing { was_up: true, .. } => Reachability::Reachable,
        Reach::Down { since, reason } => Reachability::Unreachable { since_ms: core.wall.ms_at(since), reason },
    }
}

fn call(core: &Core) -> Option<CurrentCall> {
    let Some((call_id, one)) = core.calls.voice() else { return core.calls.ended().cloned() };
    let state = call_state(core, one)?;
    Some(CurrentCall {
        call_id,
        direction: one.call.direction(),
        unit: one.unit.clone(),
        busy_with: one.busy_with.clone(),
        known_there: one.known_there,
        state,
    })
}

fn call_state(core: &Core, one: &OneCall) -> Option<CallState> {
    Some(match one.call.phase() {
        Phase::Calling => CallState::Calling,
        Phase::Ringing => CallState::Ringing,
        Phase::Arriving | Phase::Answering | Phase::Connecting => CallState::Connecting,
        Phase::InCall { since } => CallState::InCall { since_ms: core.wall.ms_at(since) },
        Phase::Reconnecting { since, silent_since } => {
            CallState::Reconnecting { since_ms: core.wall.ms_at(since), lost_since_ms: core.wall.ms_at(silent_since) }
        }
        Phase::Ended(_) => return None,
    })
}

fn incoming(core: &Core) -> Vec<IncomingCall> {
    let shown = core.calls.ringing().into_iter().map(|(call_id, one)| {
        debug_assert_eq!(one.call.direction(), Direction::FromUnit, "only calls from units ring here");
        IncomingCall {
            call_id,
            unit: one.unit.clone(),
            ring_group: one.ring_group.clone(),
            since_ms: core.wall.ms_at(one.since),
            also_ringing: one.also_ringing.clone(),
            state: match one.call.phase() {
                Phase::Answering => IncomingState::Answering,
                _ => IncomingState::Ringing,
            },
        }
    });
    shown.collect()
}
