//! One person after the other at the same desk.

use roomline_rig::{Folder, eventually};
use roomline_station::signaling::call::Private;
use roomline_station::{LockState, Pin, Request, SignIn, StationHandle};

use crate::server::Server;
use crate::signing_in::{PATIENCE, is_reachable, sign_in, station, until};

/// What the server answers Tom.
const TOM: &str = r#"{ "access_token": "access-tom", "expires_in_s": 900, "refresh_token": "refresh-tom",
    "staff": { "user": "tom", "name": "Tom Ash", "ring_groups": ["Front desk"] } }"#;

/// Ann, with a PIN, has locked the desk for somebody else.
async fn left_by_ann(folder: &Folder, server: &Server) -> StationHandle {
    let station = station(folder, "");
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    station.request(Request::SetPin(Pin::chosen("4711").expect("a PIN"))).await.expect("somebody is signed in");
    until(&station, |state| state.lock == LockState::Open).await;
    station.request(Request::ChangePerson).await.expect("there is a PIN");
    station
}

async fn tom_signs_in(station: &StationHandle) {
    let (user, password) = (Private("tom".to_owned()), Private("secret".to_owned()));
    let request = Request::SignIn { server: None, station_name: None, user, password };
    station.request(request).await.expect("the desk is locked");
}

#[tokio::test]
async fn whoever_sits_down_next_takes_the_connection_over_without_a_gap() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = left_by_ann(&folder, &server).await;
    server.answers("/v1/session", 200, TOM.to_owned());
    tom_signs_in(&station).await;
    until(&station, |state| matches!(&state.sign_in, SignIn::SignedIn { staff } if staff.user.0 == "tom")).await;
    assert!(!station.state().is_locked() && is_reachable(&station.state()), "nothing shows of the change");
    eventually("his connection", PATIENCE, async || Ok((server.open_at_resume().len() == 2).then_some(())))
        .await
        .expect("it is made");
    assert_eq!(server.sockets(), ["access-0", "access-tom"]);
    assert_eq!(server.open_at_resume(), [1, 2], "hers stood until his did");
    eventually("the end of hers", PATIENCE, async || Ok((server.open_sockets() == 1).then_some(())))
        .await
        .expect("it is closed");
}

#[tokio::test]
async fn whoever_cannot_sit_down_leaves_everything_as_it_was() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = left_by_ann(&folder, &server).await;
    server.refuses("/v1/session", 401, roomline_station::signaling::rest::ErrorCode::WrongCredentials);
    tom_signs_in(&station).await;
    until(&station, |state| matches!(state.people.takeover, roomline_station::TakeoverState::Failed { .. })).await;
    let state = station.state();
    assert!(matches!(&state.sign_in, SignIn::SignedIn { staff } if staff.user.0 == "ann"));
    assert!(state.is_locked() && is_reachable(&state));
    assert_eq!((server.sockets().len(), server.open_sockets()), (1, 1));
    station.request(Request::Unlock(Pin::new("4711").expect("a PIN"))).await.expect("taken");
    until(&station, |state| state.lock == LockState::Open).await;
}
