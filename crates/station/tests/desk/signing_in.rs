use std::time::Duration;

use roomline_rig::Folder;
use roomline_station::signaling::call::Private;
use roomline_station::signaling::rest::ErrorCode;
use roomline_station::{
    Places, Reachability, Request, SignIn, SignInProblem, Station, StationConfig, StationHandle, StationState,
    VaultChoice,
};

use crate::server::Server;

/// For anything that a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A station of its own, with this `station.toml`.
pub(crate) fn station(folder: &Folder, settings: &str) -> StationHandle {
    let config_dir = folder.inside("config").expect("a folder");
    std::fs::write(config_dir.join("station.toml"), settings).expect("written");
    let data_dir = folder.inside("data").expect("a folder");
    let config = StationConfig::load(Places { config_dir, data_dir }).expect("a good configuration");
    Station::start(config, VaultChoice::Memory).expect("it starts")
}

pub(crate) async fn sign_in(station: &StationHandle, server: &str) {
    until(station, |state| state.sign_in != SignIn::SigningIn).await;
    let (user, password) = (Private("ann".to_owned()), Private("secret".to_owned()));
    let (server, station_name) = (Some(server.to_owned()), Some("Desk 1".to_owned()));
    station.request(Request::SignIn { server, station_name, user, password }).await.expect("nobody is signed in");
}

pub(crate) async fn until(station: &StationHandle, wanted: impl Fn(&StationState) -> bool) {
    let mut state = station.watch();
    let found = tokio::time::timeout(PATIENCE, state.wait_for(|state| wanted(state))).await;
    assert!(matches!(found, Ok(Ok(_))), "waited in vain; the state is {:#?}", station.state());
}

pub(crate) fn is_reachable(state: &StationState) -> bool {
    matches!(state.sign_in, SignIn::SignedIn { .. }) && state.reachability == Reachability::Reachable
}

async fn is_refused(station: &StationHandle, problem: SignInProblem) {
    let refused = SignIn::SignedOut { problem: Some(problem) };
    until(station, |state| state.sign_in == refused).await;
}

#[tokio::test]
async fn a_wrong_password_is_told_and_the_right_one_still_works() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "");
    for (status, code, problem) in [
        (401, ErrorCode::WrongCredentials, SignInProblem::WrongCredentials),
        (403, ErrorCode::Disabled, SignInProblem::Disabled),
        (429, ErrorCode::TooMany, SignInProblem::TooMany),
        (503, ErrorCode::Internal, SignInProblem::ServerFault),
    ] {
        server.refuses("/v1/session", status, code);
        sign_in(&station, &server.url()).await;
        is_refused(&station, problem).await;
    }
    server.agrees("/v1/session");
    sign_in(&station, &server.url()).await;
    until(&station, |state| is_reachable(state) && state.directory.units.len() == 1).await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told() {
    let folder = Folder::new().expect("a folder");
    let station = station(&folder, "");
    let port = roomline_rig::free_port().expect("a port");
    sign_in(&station, &format!("http://127.0.0.1:{port}")).await;
    is_refused(&station, SignInProblem::Unreachable).await;
}

#[tokio::test]
async fn something_else_than_a_middleware_is_told() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "");
    for (status, body) in [(200, "<html>Welcome to the router</html>"), (302, ""), (404, "not here")] {
        server.answers("/v1/session", status, body.to_owned());
        sign_in(&station, &server.url()).await;
        is_refused(&station, SignInProblem::NotRoomline).await;
    }
}

#[tokio::test]
async fn plain_http_to_another_computer_is_refused_before_anything_is_sent() {
    let folder = Folder::new().expect("a folder");
    let station = station(&folder, "");
    sign_in(&station, "http://192.0.2.7:8080").await;
    is_refused(&station, SignInProblem::PlainHttp).await;
    sign_in(&station, "no address").await;
    is_refused(&station, SignInProblem::BadAddress).await;
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start_with_tls("127.0.0.1").await);
    let station = station(&folder, "");
    sign_in(&station, &server.url()).await;
    is_refused(&station, SignInProblem::WrongCertificate).await;
    assert_eq!(server.requests(), [""; 0], "not even the password's length was told");
}

#[tokio::test]
async fn a_certificate_of_the_ca_file_is_trusted_for_requests_and_socket() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start_with_tls("127.0.0.1").await);
    std::fs::write(folder.inside("config").expect("a folder").join("ca.pem"), &server.certificate).expect("written");
    let station = station(&folder, "ca_file = \"ca.pem\"");
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    assert_eq!(server.sockets(), ["access-0"]);
}

#[tokio::test]
async fn a_trusted_certificate_of_another_server_is_refused() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start_with_tls("calls.example.org").await);
    std::fs::write(folder.inside("config").expect("a folder").join("ca.pem"), &server.certificate).expect("written");
    let station = station(&folder, "ca_file = \"ca.pem\"");
    sign_in(&station, &server.url()).await;
    is_refused(&station, SignInProblem::WrongCertificate).await;
}
