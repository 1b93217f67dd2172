//! Two networks without a way between them, and a TURN server that stands in both: the real one, in namespaces of the kernel (needs
//! root, `ip` and coturn).

mod support;

use std::net::UdpSocket;
use std::time::Duration;

use roomline_peer::{IceServer, PeerConfig, PeerEvent, Probed, VideoSection, probe};
use roomline_rig::{Folder, Namespace, TurnServer};
use support::desk::{Desk, ECHO_TONE, OUR_TONE};
use support::within;

/// Each end behind a router of its own, as a home and a desk are; what lies between knows neither of their networks.
#[tokio::test]
async fn a_call_between_two_homes_finds_its_way_by_what_a_stun_server_saw() {
    let network = |label| Namespace::new(label).expect("root");
    let (between, desk_router, echo_router) = (network("between"), network("router"), network("router"));
    let (desks, echos) = (network("desks"), network("echos"));
    for (home, router, inside, gateway, interface, outside, own) in [
        (&desks, &desk_router, "10.1.0.2/24", "10.1.0.1", "desks0", "192.0.2.2/24", "192.0.2.1"),
        (&echos, &echo_router, "10.2.0.2/24", "10.2.0.1", "echos0", "198.51.100.2/24", "198.51.100.1"),
    ] {
        home.cable("eth0", router, "lan0").expect("a cable");
        router.cable("wan0", &between, interface).expect("a cable");
        home.gets("eth0", inside).expect("an address");
        router.gets("lan0", &format!("{gateway}/24")).expect("an address");
        router.gets("wan0", outside).expect("an address");
        between.gets(interface, &format!("{own}/24")).expect("an address");
        home.routes_by(gateway).expect("a way");
        router.routes_by(own).expect("a way");
        router.hides_behind("wan0").expect("a router");
    }
    between.forwards().expect("a router");
    let folder = Folder::new().expect("a folder");
    let stun = between.inside(|| TurnServer::start("192.0.2.1", "198.51.100.1", folder.path())).expect("a server");
    let known = PeerConfig {
        ice_servers: vec![IceServer {
            url: format!("stun:192.0.2.1:{}", TurnServer::PORT),
            username: String::new(),
            credential: String::new(),
        }],
        ..PeerConfig::default()
    };

    desks.enter().expect("root");
    let mut desk = Desk::offering(known.clone()).await;
    assert!(desk.ours.as_str().contains(" 192.0.2.2 "), "our offer does not name what the server saw: {:?}", desk.ours);
    echos.enter().expect("root");
    let show = PeerConfig { video: VideoSection::Offered, ..known };
    let mut echo = Desk::answering(show, desk.ours.as_str().to_owned()).await;
    echo.tones = (ECHO_TONE as f32, OUR_TONE);
    desk.accept(echo.ours.as_str().to_owned()).await;
    for end in [&mut desk, &mut echo] {
        end.start_sound();
        assert_eq!(within("the connection", end.events.next()).await, Some(PeerEvent::Connected));
    }
    desk.hears_the_echo().await;
    echo.hears_the_echo().await;
    assert!(!stun.has_allocated(), "no relay was needed");
}

/// On one thread: sockets are made in the network in which it stands at that moment.
#[tokio::test]
async fn a_call_goes_by_a_relay_where_there_is_no_direct_path() {
    let network = |label| Namespace::new(label).expect("root");
    let (desks, between, echos) = (network("desks"), network("between"), network("echos"));
    for (far, interface, address, own) in
        [(&desks, "desks0", "192.0.2.2/24", "192.0.2.1/24"), (&echos, "echos0", "198.51.100.2/24", "198.51.100.1/24")]
    {
        far.cable("eth0", &between, interface).expect("a cable");
        far.gets("eth0", address).expect("an address");
        between.gets(interface, own).expect("an address");
    }
    let folder = Folder::new().expect("a folder");
    let relay = between.inside(|| TurnServer::start("192.0.2.1", "198.51.100.1", folder.path())).expect("a relay");

    desks.enter().expect("root");
    let server = IceServer {
        url: format!("turn:192.0.2.1:{}?transport=udp", TurnServer::PORT),
        username: TurnServer::USER.to_owned(),
        credential: TurnServer::PASSWORD.to_owned(),
    };
    let mut desk = Desk::offering(PeerConfig { ice_servers: vec![server], ..PeerConfig::default() }).await;
    assert!(desk.ours.as_str().contains(" typ relay "), "our offer names no relay");

    echos.enter().expect("root");
    let direct = UdpSocket::bind("198.51.100.2:0").expect("a socket");
    assert!(direct.send_to(b"hello", "192.0.2.2:9").is_err(), "there is a direct way");
    let show = PeerConfig { video: VideoSection::Offered, ..PeerConfig::default() };
    let mut echo = Desk::answering(show, desk.ours.as_str().to_owned()).await;
    echo.tones = (ECHO_TONE as f32, OUR_TONE);
    desk.accept(echo.ours.as_str().to_owned()).await;
    for end in [&mut desk, &mut echo] {
        end.start_sound();
        assert_eq!(within("the connection", end.events.next()).await, Some(PeerEvent::Connected));
    }
    desk.hears_the_echo().await;
    echo.hears_the_echo().await;
    assert!(relay.has_allocated(), "the relay was not used");
}

/// What a desk is told before any call needs the relay.
#[tokio::test]
async fn a_relay_is_asked_for_an_address_and_one_that_refuses_is_told_from_one_that_is_silent() {
    let (desks, between) = (Namespace::new("desks").expect("root"), Namespace::new("between").expect("root"));
    desks.cable("eth0", &between, "desks0").expect("a cable");
    desks.gets("eth0", "192.0.2.2/24").expect("an address");
    between.gets("desks0", "192.0.2.1/24").expect("an address");
    let folder = Folder::new().expect("a folder");
    let relay = between.inside(|| TurnServer::start("192.0.2.1", "192.0.2.1", folder.path())).expect("a relay");

    desks.enter().expect("root");
    let within = Duration::from_secs(3);
    let url = |kind: &str, port: u16| format!("{kind}:192.0.2.1:{port}");
    let turn = IceServer {
        url: url("turn", TurnServer::PORT),
        username: TurnServer::USER.to_owned(),
        credential: TurnServer::PASSWORD.to_owned(),
    };
    assert_eq!(probe(&turn, false, within).await, Probed::Answered);
    assert!(relay.has_allocated(), "the relay gave no address");
    let stun = IceServer { url: url("stun", TurnServer::PORT), username: String::new(), credential: String::new() };
    assert_eq!(probe(&stun, false, within).await, Probed::Answered);
    let wrong = IceServer { credential: "another".to_owned(), ..turn.clone() };
    assert_eq!(probe(&wrong, false, within).await, Probed::Refused);
    let nobody = IceServer { url: url("turn", 9), ..turn };
    assert_eq!(probe(&nobody, false, Duration::from_millis(600)).await, Probed::Silent);
}
