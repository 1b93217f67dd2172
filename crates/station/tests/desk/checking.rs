//! A desk that is checked against a server: what only a real network can show.

use roomline_rig::Folder;
use roomline_station::signaling::rest::ErrorCode;
use roomline_station::{
    Check, CheckDoing, CheckFinding, CheckRequest, CheckStep, Request, SignInProblem, StationHandle, StationState,
};

use crate::server::Server;
use crate::signing_in::{is_reachable, sign_in, station, until};

/// The steps that need ears, a desktop, or somebody who says something.
const FOR_PEOPLE: [CheckStep; 4] =
    [CheckStep::Microphone, CheckStep::Speaker, CheckStep::Ringer, CheckStep::Notification];

async fn check(station: &StationHandle, request: CheckRequest) {
    station.request(Request::Check(request)).await.expect("the desk is open and free");
}

/// Checks all that can be checked by itself, and gives back what was found.
async fn found(station: &StationHandle) -> impl Fn(CheckStep) -> CheckFinding + use<> {
    check(station, CheckRequest::Start).await;
    for step in FOR_PEOPLE {
        check(station, CheckRequest::Skip(step)).await;
    }
    until(station, is_done).await;
    let state = station.state();
    move |step| {
        let (Check::Running { results, .. } | Check::Over(roomline_station::CheckReport { results, .. })) =
            &state.check
        else {
            panic!("nothing was checked")
        };
        results.iter().find(|result| result.step == step).expect("it is done").finding.clone()
    }
}

fn is_done(state: &StationState) -> bool {
    matches!(state.check, Check::Over(_) | Check::Running { doing: CheckDoing::Choosing, .. })
}

#[tokio::test]
async fn a_server_that_is_well_passes_every_step() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    server.puts_in_a_ring_group("Desk 1");
    let station = station(&folder, "");
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    let found = found(&station).await;
    assert!(matches!(found(CheckStep::Server), CheckFinding::Answered { .. }), "{:?}", found(CheckStep::Server));
    assert_eq!(found(CheckStep::Line), CheckFinding::Rings);
    assert!(matches!(found(CheckStep::SignIn), CheckFinding::Renewed { valid } if valid.as_secs() == 900));
    assert_eq!(found(CheckStep::IceServers), CheckFinding::NoIceServers);
    assert!(server.requests().contains(&"POST /v1/session/refresh".to_owned()));
    check(&station, CheckRequest::Skip(CheckStep::TestCall)).await;
    assert!(matches!(station.state().check, Check::Over(_)));
    assert_eq!(server.commands().len(), 1, "nobody was called: {:?}", server.commands());
}

#[tokio::test]
async fn a_relay_that_nobody_runs_is_named_and_a_fault_of_the_server_is_told() {
    let (folder, server) = (Folder::new().expect("a folder"), Server::start().await);
    let station = station(&folder, "loopback_media = true");
    sign_in(&station, &server.url()).await;
    until(&station, is_reachable).await;
    let names = r#"{"servers": [{"urls": ["turns:127.0.0.1"]}], "expires_in_s": 600}"#;
    server.answers("/v1/ice-servers", 200, names.to_owned());
    let found_first = found(&station).await;
    let CheckFinding::IceServersFailed { count: 1, failed } = found_first(CheckStep::IceServers) else {
        panic!("{:?}", found_first(CheckStep::IceServers))
    };
    assert_eq!(failed[0].url, "turns:127.0.0.1");
    assert_eq!(found_first(CheckStep::Line), CheckFinding::InNoRingGroup);
    check(&station, CheckRequest::Stop).await;

    server.refuses("/v1/ice-servers", 503, ErrorCode::Internal);
    let found = found(&station).await;
    let fault = CheckFinding::Server { problem: SignInProblem::ServerFault };
    assert_eq!((found(CheckStep::Server), found(CheckStep::IceServers)), (fault.clone(), fault));
}
