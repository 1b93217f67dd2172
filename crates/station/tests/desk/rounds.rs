//! What a running station asks about rounds, and where.

use roomline_rig::Folder;
use roomline_station::Request;
use roomline_station::signaling::round::{SettleStop, StopOutcome};

use crate::server::Server;
use crate::signing_in::{PATIENCE, is_reachable, sign_in, station, until};

const ID: &str = "0192a5f0-0000-7000-8000-000000000010";
/// A round of one room whose id no path can hold as it is.
const ROUND: &str = r#"{ "id": "0192a5f0-0000-7000-8000-000000000010", "ring_group": "Front desk", "started_by": "Ann",
    "started_ms": 5, "revision": 1, "state": { "state": "running", "station": "Desk 1", "staff": "Ann", "since_ms": 5 },
    "stops": [ { "unit_id": "wing A/101 ?", "name": "Mrs Jones", "room": "101" } ] }"#;

async fn is_asked(server: &Server, request: &str) {
    let asked = async || Ok(server.requests().iter().any(|asked| asked == request).then_some(()));
    roomline_rig::eventually(request, PATIENCE, asked).await.expect("asked");
}

#[tokio::test]
async fn each_deed_has_its_path_and_is_shown_as_it_was_answered() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "");
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    until(&station, |state| !state.directory.units.is_empty()).await;
    server.answers("/v1/rounds", 200, ROUND.to_owned());
    station.request(Request::StartRound(vec!["room-101".parse().expect("an id")])).await.expect("none runs here");
    until(&station, |state| !state.rounds.is_empty()).await;
    is_asked(&server, "POST /v1/rounds").await;

    let (round, unit) = (ID.parse().expect("an id"), station.state().rounds[0].stops[0].unit_id.clone());
    let said = SettleStop { outcome: StopOutcome::Skipped, note: None };
    for (request, asked, revision) in [
        (
            Request::SettleStop { round, unit, said },
            "/v1/rounds/0192a5f0-0000-7000-8000-000000000010/stops/wing%20A%2F101%20%3F",
            2,
        ),
        (Request::PauseRound(round), "/v1/rounds/0192a5f0-0000-7000-8000-000000000010/pause", 3),
        (Request::ResumeRound(round), "/v1/rounds/0192a5f0-0000-7000-8000-000000000010/resume", 4),
        (Request::FinishRound(round), "/v1/rounds/0192a5f0-0000-7000-8000-000000000010/finish", 5),
    ] {
        server.answers(asked, 200, ROUND.replace("\"revision\": 1", &format!("\"revision\": {revision}")));
        station.request(request).await.expect("it runs here");
        until(&station, |state| state.rounds[0].revision == revision).await;
        let method = if asked.contains("/stops/") { "PUT" } else { "POST" };
        is_asked(&server, &format!("{method} {asked}")).await;
    }
}
