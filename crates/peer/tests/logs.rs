//! What a whole call leaves in the log at the finest level.

mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use roomline_call::description::Description;
use roomline_peer::{LOG_CAP, PeerEvent};
use support::gate::WireGate;
use support::{End, echo_show, speak, station};
use tracing_subscriber::EnvFilter;

#[tokio::test(flavor = "multi_thread")]
async fn a_call_logs_no_description_no_address_and_no_password() {
    let log = Log::default();
    let writer = log.clone();
    let filter = LOG_CAP
        .split(',')
        .fold(EnvFilter::new("trace"), |filter, cap| filter.add_directive(cap.parse().expect("a directive")));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(move || writer.clone()).with_ansi(false).init();

    let wire = WireGate::shut();
    wire.open(true);
    let (mut desk, offer) = End::offering(station()).await;
    let (mut echo, answer) = End::answering(echo_show(), &wire.of_left(&offer)).await;
    wire.connect(&offer, &answer);
    desk.peer.accept(&wire.of_right(&answer)).await.expect("a good answer");
    let speaking = (speak(&desk.peer, b"from the desk"), speak(&echo.peer, b"from the echo"));
    assert_eq!((desk.told().await, echo.told().await), (PeerEvent::Connected, PeerEvent::Connected));
    desk.hears().await;
    wire.open(false);
    assert_eq!(desk.told().await, PeerEvent::Lost);
    wire.open(true);
    assert_eq!(desk.told().await, PeerEvent::Restored);
    drop(speaking);
    desk.peer.close().await;
    echo.peer.close().await;
    tracing::trace!("the call is over");

    let text = log.text();
    assert!(text.contains("the call is over"), "nothing was logged at all");
    let mut secrets = vec!["a=candidate".to_owned(), "m=audio".to_owned()];
    for description in [&offer, &answer].map(|sdp| Description::parse(sdp).expect("readable")) {
        secrets.extend([description.ice_pwd(), description.ice_ufrag()].into_iter().flatten().map(str::to_owned));
        let audio = description.audio().expect("audio").clone();
        secrets.extend(audio.candidates().map(|candidate| candidate.address.to_string()));
    }
    for secret in secrets {
        let line = text.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{secret} is in the log");
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic")).into_owned()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
