//! What the log may know of a call.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::ThreadId;

use roomline_signaling::alexa::SignalBody;
use roomline_signaling::call::EndReason;
use roomline_signaling::staff::{CommandBody, MediaState};
use tracing::level_filters::LevelFilter;

use super::rig::*;
use crate::calls::PostOutcome;

/// What this test's own thread logs: a subscriber of one thread only would miss what other tests met first.
#[derive(Clone)]
struct Paper {
    thread: ThreadId,
    text: Arc<Mutex<Vec<u8>>>,
}

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if std::thread::current().id() == self.thread {
            self.text.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Both flows with everything that may go wrong on the way.
fn play() {
    let mut rig = Rig::new();
    rig.connect("desk-1");
    rig.connect("desk-2");
    let session = rig.asks("101", "front", "s1");
    let call_id = incoming_call(&rig.events("desk-1"));
    rig.say("desk-1", CommandBody::CallAlerting { call_id }).expect("told");
    rig.alexa = Alexa::Answers(PostOutcome::Refused);
    rig.say("desk-1", CommandBody::CallClaim { call_id, sdp: desk_sdp("one") }).expect("it wins");
    rig.alexa = Alexa::Answers(PostOutcome::Accepted);
    rig.say("desk-2", CommandBody::CallClaim { call_id, sdp: desk_sdp("two") }).expect("it wins");
    rig.say("desk-2", CommandBody::CallMedia { call_id, state: MediaState::Connected }).expect("told");
    rig.alexa(&session, reoffer(2));
    rig.pass(secs(2));
    rig.frame("desk-2", r#"{"id":"1","type":"call.claim","sdp":"a=candidate 192.0.2.44"}"#.into());
    rig.disconnect("desk-2");
    rig.crash();
    rig.pass(secs(130));
    rig.connect("desk-1");
    rig.say("desk-1", place(1, "102")).expect("placed");
    rig.asks("nobody we know", "nowhere", "s2");
    rig.alexa(&rig.posted[0].session_id.clone(), SignalBody::CallEnded { result: None });
    assert_eq!(rig.last_call().end_reason, Some(EndReason::NotAllowed));
}

#[test]
fn a_whole_call_at_the_finest_level_names_nobody() {
    let paper = Paper { thread: std::thread::current().id(), text: Arc::default() };
    let writer = paper.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(LevelFilter::TRACE)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    tracing::subscriber::set_global_default(subscriber).expect("no other test of this crate listens");
    play();
    let log = String::from_utf8(paper.text.lock().unwrap_or_else(PoisonError::into_inner).clone()).expect("text");
    for expected in ["a unit calls", "unit_id=Some(101)", "Alexa is told", "a call is over", "reason=StationLost"] {
        assert!(log.contains(expected), "{expected} is missing in {log}");
    }
    for personal in ["Jones", "Ann", "192.0.2", "candidate", "v=0", "u7Xb2", "nobody we know"] {
        assert!(!log.contains(personal), "{personal} stands in {log}");
    }
}
