//! A peer of ours restarts ICE by a re-offer of its own: after a change of its network, say.

mod support;

use roomline_call::Sdp;
use roomline_call::description::{Description, Flow, MediaKind, answer_reoffer};
use roomline_peer::{PeerError, PeerEvent};
use support::{End, echo_show, speak, station};

#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_offered_restarts_ice_and_both_talk_on() {
    let (mut desk, ours) = End::offering(station()).await;
    let (mut echo, theirs) = End::answering(echo_show(), &ours).await;
    desk.peer.accept(&theirs).await.expect("a good answer");
    talks_on(&mut desk, &mut echo, ours, theirs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_station_that_answered_restarts_ice_and_both_talk_on() {
    let (mut echo, theirs) = End::offering(echo_show()).await;
    let (mut desk, ours) = End::answering(station(), &theirs).await;
    echo.peer.accept(&ours).await.expect("a good answer");
    talks_on(&mut desk, &mut echo, ours, theirs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reoffer_gives_way_to_the_echos_and_both_talk_on() {
    let (mut desk, ours) = End::offering(station()).await;
    let (mut echo, theirs) = End::answering(echo_show(), &ours).await;
    desk.peer.accept(&theirs).await.expect("a good answer");
    let (_here, _there) = (speak(&desk.peer, b"from the desk"), speak(&echo.peer, b"from the echo"));
    assert_eq!((desk.told().await, echo.told().await), (PeerEvent::Connected, PeerEvent::Connected));
    desk.peer.reoffer(&ours, &theirs).await.expect("a re-offer");
    let theirs_anew = echo.peer.reoffer(&theirs, &ours).await.expect("a re-offer");
    let answer = desk.peer.restart(&ours, &theirs_anew).await.expect("ours is taken back");
    assert!(matches!(desk.peer.accept_reanswer(&answer).await, Err(PeerError::AlreadyAnswered)), "none waits any more");
    echo.peer.accept_reanswer(&answer).await.expect("a good answer");
    assert_eq!((desk.told().await, desk.told().await), (PeerEvent::Restarting, PeerEvent::Restored));
    hear_each_other(&mut desk, &mut echo).await;
}

/// Connects, restarts twice and hears.
async fn talks_on(desk: &mut End, echo: &mut End, mut ours: Sdp, mut theirs: Sdp) {
    let (_here, _there) = (speak(&desk.peer, b"from the desk"), speak(&echo.peer, b"from the echo"));
    assert_eq!((desk.told().await, echo.told().await), (PeerEvent::Connected, PeerEvent::Connected));
    assert!(!desk.peer.is_stranded().await, "its addresses are all there");
    let ports = |sdp: &Sdp| read(sdp).audio().expect("audio").candidates().map(|found| found.port).collect::<Vec<_>>();
    for round in ["first", "second"] {
        let reoffer = desk.peer.reoffer(&ours, &theirs).await.expect("a re-offer");
        let (before, after) = (read(&ours), read(&reoffer));
        assert_ne!(before.ice_ufrag(), after.ice_ufrag(), "{round}: new credentials");
        assert_eq!(before.fingerprint(), after.fingerprint(), "{round}: the same certificate");
        assert!(after.version() > before.version(), "{round}: a newer word");
        assert_eq!(after.audio_codecs().len(), 1, "{round}: the codec stays");
        assert!(ports(&reoffer).iter().all(|port| !ports(&ours).contains(port)), "{round}: the sockets are new");
        assert_eq!(sections(&after), sections(&before), "{round}: every section stays in its place");

        let answer = echo.peer.restart(&theirs, &reoffer).await.expect("an answer");
        desk.peer.accept_reanswer(&answer).await.expect("a good answer");
        for end in [&mut *desk, &mut *echo] {
            assert_eq!((end.told().await, end.told().await), (PeerEvent::Restarting, PeerEvent::Restored), "{round}");
        }
        hear_each_other(desk, echo).await;
        (ours, theirs) = (reoffer, answer);
    }
    // The Echo's plain re-offers go on to be answered from texts alone.
    let hold = Sdp::new(theirs.as_str().replace("a=sendrecv", "a=sendonly")).expect("short");
    assert_eq!(answer_reoffer(&ours, &theirs, &hold).expect("plain").flow, Flow::RecvOnly);
}

async fn hear_each_other(desk: &mut End, echo: &mut End) {
    assert_eq!(desk.hears_anew().await.payload, b"from the echo");
    assert_eq!(echo.hears_anew().await.payload, b"from the desk");
}

fn sections(description: &Description) -> Vec<(MediaKind, Option<String>, bool)> {
    let section = |media: &roomline_call::description::Media| {
        (media.kind().clone(), media.mid().map(str::to_owned), media.is_refused())
    };
    description.media().iter().map(section).collect()
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("a readable description")
}
