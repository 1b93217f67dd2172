use roomline_rig::Folder;
use roomline_station::signaling::rest::ErrorCode;
use roomline_station::{Request, SignIn, SignInProblem};

use crate::server::Server;
use crate::signing_in::{is_reachable, sign_in, station, until};

#[tokio::test]
async fn an_expired_access_token_is_refreshed_and_the_socket_comes_back() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "");
    server.closes_the_next_socket(4401);
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    assert_eq!(server.sockets(), ["access-0", "access-1"]);
}

#[tokio::test]
async fn a_revoked_session_signs_out_and_says_why() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "");
    server.refuses("/v1/session/refresh", 401, ErrorCode::SessionOver);
    server.closes_the_next_socket(4401);
    sign_in(&station, &server.url()).await;
    let revoked = SignIn::SignedOut { problem: Some(SignInProblem::SessionOver) };
    until(&station, |state| state.sign_in == revoked).await;
    assert!(station.state().directory.units.is_empty());
}

#[tokio::test]
async fn signing_out_is_told_to_the_middleware() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "");
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    station.request(Request::SignOut).await.expect("somebody is signed in");
    roomline_rig::eventually("the end of the session", crate::signing_in::PATIENCE, async || {
        Ok(server.requests().contains(&"DELETE /v1/session".to_owned()).then_some(()))
    })
    .await
    .expect("told");
}
