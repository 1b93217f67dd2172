//! Calls from the command line: make one, answer one, or only say what rings.

use std::sync::Arc;
use std::time::Duration;

use roomline_station::signaling::call::{CallId, UnitId};
use roomline_station::{
    CallState, ChosenDevice, DeviceEntry, IncomingState, Request, RequestError, StationHandle, StationState,
};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::say::Say;

/// How long devices may take to be listed.
const LISTED_WITHIN: Duration = Duration::from_secs(10);

/// How a command went.
pub(crate) enum Outcome {
    /// As it was asked.
    Done,
    /// There was a call, but nobody could talk.
    NoTalk,
}

pub(crate) async fn devices(station: &StationHandle, say: &Say) -> anyhow::Result<()> {
    let mut state = station.watch();
    let listed = tokio::time::timeout(LISTED_WITHIN, state.wait_for(|state| state.sound.is_listed)).await;
    let devices = listed.map_err(|_| anyhow::anyhow!("the sound system does not say which devices there are"))??;
    let devices = devices.sound.clone();
    let there = |entries: Vec<DeviceEntry>| -> Vec<ChosenDevice> {
        entries.into_iter().filter(|entry| entry.is_there).map(|entry| entry.device).collect()
    };
    let ways = [("microphone", there(devices.microphones)), ("speaker", there(devices.speakers))];
    for (way, found) in &ways {
        for ChosenDevice { id, name } in found.iter().filter(|device| device.id.is_some()) {
            say.line(way, &format!("{way:<12}{name}"), &json!({ "name": name, "id": id }));
        }
    }
    if ways.iter().flat_map(|(_, found)| found).all(|device| device.id.is_none()) {
        anyhow::bail!("no microphone and no speaker was found; plug in a headset")
    }
    Ok(())
}

/// Calls a unit and follows the call to its end.
pub(crate) async fn call(
    station: &StationHandle,
    say: &Say,
    unit: UnitId,
    talk_for: Option<Duration>,
) -> anyhow::Result<Outcome> {
    let state = station.watch();
    station.request(Request::StartCall(unit)).await?;
    follow(station, say, state, talk_for).await
}

/// Answers the first call that rings and follows it to its end.
pub(crate) async fn answer(station: &StationHandle, say: &Say, talk_for: Option<Duration>) -> anyhow::Result<Outcome> {
    Ok(answer_next(station, say, talk_for).await?.unwrap_or(Outcome::Done))
}

/// Answers one call after the other until Ctrl-C, which ends the call that is going on, too.
pub(crate) async fn answer_all(
    station: &StationHandle,
    say: &Say,
    talk_for: Option<Duration>,
) -> anyhow::Result<Outcome> {
    let over = interrupted();
    tokio::pin!(over);
    loop {
        tokio::select! {
            biased;
            () = &mut over => return Ok(Outcome::Done),
            () = std::future::ready(()) => {}
        }
        if answer_next(station, say, talk_for).await?.is_none() {
            return Ok(Outcome::Done);
        }
        station.request(Request::CloseCall).await?;
        station.request(Request::DismissTaken).await?;
    }
}

/// How the next call went; `None` at Ctrl-C before it rang.
async fn answer_next(
    station: &StationHandle,
    say: &Say,
    talk_for: Option<Duration>,
) -> anyhow::Result<Option<Outcome>> {
    let mut state = station.watch();
    let call = tokio::select! {
        call = first_ring(&mut state, say) => call?,
        () = interrupted() => return Ok(None),
    };
    match station.request(Request::Answer(call)).await {
        // A call that rang no more when it was to be answered: what became of it is in the state.
        Ok(()) | Err(RequestError::NoSuchCall) => follow(station, say, state, talk_for).await.map(Some),
        Err(error) => Err(error.into()),
    }
}

/// Says what rings, and what becomes of it, for some time or until Ctrl-C.
pub(crate) async fn listen(
    station: &StationHandle,
    say: &Say,
    listen_for: Option<Duration>,
) -> anyhow::Result<Outcome> {
    let mut state = station.watch();
    let over = tokio::time::sleep(listen_for.unwrap_or(Duration::MAX));
    tokio::pin!(over);
    loop {
        tokio::select! {
            changed = next(&mut state) => say.state(&*changed?),
            () = &mut over => return Ok(Outcome::Done),
            () = interrupted() => return Ok(Outcome::Done),
        }
    }
}

async fn first_ring(state: &mut watch::Receiver<Arc<StationState>>, say: &Say) -> anyhow::Result<CallId> {
    loop {
        let now = state.borrow_and_update().clone();
        say.state(&now);
        if let Some(call) = now.incoming.iter().find(|call| call.state == IncomingState::Ringing) {
            return Ok(call.call_id);
        }
        state.changed().await?;
    }
}

/// Follows the call until it is over here: ended, or answered elsewhere.
async fn follow(
    station: &StationHandle,
    say: &Say,
    mut state: watch::Receiver<Arc<StationState>>,
    talk_for: Option<Duration>,
) -> anyhow::Result<Outcome> {
    let mut hang_up_at = None;
    loop {
        let now = state.borrow_and_update().clone();
        say.state(&now);
        match now.call.as_ref().map(|call| call.state) {
            Some(CallState::Ended { talked_for: Some(_), .. }) => return Ok(Outcome::Done),
            Some(CallState::Ended { talked_for: None, .. }) => return Ok(Outcome::NoTalk),
            Some(CallState::InCall { .. }) if hang_up_at.is_none() => {
                hang_up_at = talk_for.map(|time| Instant::now() + time);
            }
            Some(
                CallState::Calling
                | CallState::Ringing
                | CallState::Connecting
                | CallState::InCall { .. }
                | CallState::Reconnecting { .. },
            ) => {}
            // A claim that another desk won leaves no call here; who won may be told a moment later.
            None if now.taken.is_some() => return Ok(Outcome::NoTalk),
            None if now.incoming.is_empty() => {
                if tokio::time::timeout(Duration::from_secs(2), state.changed()).await.is_err() {
                    return Ok(Outcome::NoTalk);
                }
                continue;
            }
            None => {}
        }
        tokio::select! {
            changed = state.changed() => changed?,
            () = at(hang_up_at) => {
                hang_up_at = None;
                station.request(Request::HangUp).await?;
            }
            () = interrupted() => {
                hang_up_at = None;
                station.request(Request::HangUp).await?;
            }
        }
    }
}

async fn next(state: &mut watch::Receiver<Arc<StationState>>) -> anyhow::Result<Arc<StationState>> {
    state.changed().await?;
    Ok(state.borrow_and_update().clone())
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Waits until somebody wants this program to end: by Ctrl-C, or on Unix by SIGTERM.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Nobody can interrupt then; what was asked for still ends by itself.
        std::future::pending::<()>().await;
    }
}
