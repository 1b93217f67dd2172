//! Our peer against a real Chromium in the part of the Echo: what two peers of ours could agree on wrongly.

mod support;

use std::sync::atomic::Ordering;

use roomline_call::Sdp;
use roomline_call::description::{Description, Flow, MediaKind, answer_reoffer};
use roomline_peer::PeerEvent;
use roomline_rig::WebEcho;
use support::desk::{Desk, ECHO_TONE, OUR_TONE};
use support::{station, within};

#[tokio::test(flavor = "multi_thread")]
async fn chromium_answers_our_offer_and_both_hear_each_other() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    let mut desk = Desk::offering(station()).await;
    let answer = echo.answer(desk.ours.as_str()).await.expect("an answer");
    desk.accept(answer).await;
    desk.talks_with(&echo).await;
    desk.survives_hold_mute_and_back(&echo).await;
    desk.survives_an_ice_restart(&echo).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chromium_offers_voice_and_video_and_both_hear_each_other() {
    let echo = WebEcho::open(ECHO_TONE).await.expect("Chromium");
    let offer = echo.offer(true).await.expect("an offer");
    let mut desk = Desk::answering(station(), offer).await;
    let sections: Vec<_> =
        read(&desk.ours).media().iter().map(|media| (media.kind().clone(), media.is_refused())).collect();
    assert_eq!(sections, [(MediaKind::Audio, false), (MediaKind::Video, true)]);
    echo.accept(desk.ours.as_str()).await.expect("Chromium takes our answer");
    desk.talks_with(&echo).await;
    desk.survives_hold_mute_and_back(&echo).await;
    desk.survives_an_ice_restart(&echo).await;
}

impl Desk {
    /// Connects, and the tones are heard at both ends.
    async fn talks_with(&mut self, echo: &WebEcho) {
        self.start_sound();
        assert_eq!(within("the connection", self.events.next()).await, Some(PeerEvent::Connected));
        self.is_heard_by(echo).await;
        self.hears_the_echo().await;
    }

    async fn is_heard_by(&self, echo: &WebEcho) {
        echo.hears(OUR_TONE.into()).await.expect("Chromium hears our tone");
    }

    /// Re-offers with each direction are answered by our own function, the browser takes the answers, and the sound
    /// follows them.
    async fn survives_hold_mute_and_back(&mut self, echo: &WebEcho) {
        self.answers(echo, "sendonly", Flow::RecvOnly).await;
        self.hears_the_echo().await;
        echo.hears_silence().await.expect("our gate is shut");
        self.answers(echo, "recvonly", Flow::SendOnly).await;
        self.is_heard_by(echo).await;
        self.hears_nothing().await;
        self.answers(echo, "inactive", Flow::Inactive).await;
        self.hears_nothing().await;
        self.answers(echo, "sendrecv", Flow::SendRecv).await;
        self.is_heard_by(echo).await;
        self.hears_the_echo().await;
    }

    async fn answers(&mut self, echo: &WebEcho, direction: &str, flow: Flow) {
        let reoffer = Sdp::new(echo.reoffer(direction, false).await.expect("a re-offer")).expect("short");
        let before = self.theirs.as_ref().expect("an agreement");
        let reanswer = answer_reoffer(&self.ours, before, &reoffer).expect("a plain re-offer");
        assert_eq!(reanswer.flow, flow);
        self.speaks.store(flow.sends(), Ordering::Relaxed);
        echo.accept(reanswer.sdp.as_str()).await.expect("Chromium takes our own answer");
        (self.ours, self.theirs) = (reanswer.sdp, Some(reoffer));
    }

    async fn survives_an_ice_restart(&mut self, echo: &WebEcho) {
        let reoffer = Sdp::new(echo.reoffer("sendrecv", true).await.expect("a re-offer")).expect("short");
        let before = self.theirs.as_ref().expect("an agreement");
        assert!(answer_reoffer(&self.ours, before, &reoffer).is_err(), "new credentials need the stack");
        let answer = self.peer.restart(&self.ours, &reoffer).await.expect("an answer");
        assert!(read(&answer).version() > read(&self.ours).version());
        assert_ne!(read(&answer).ice_ufrag(), read(&self.ours).ice_ufrag());
        echo.accept(answer.as_str()).await.expect("Chromium takes the restart");
        (self.ours, self.theirs) = (answer, Some(reoffer));
        self.is_heard_by(echo).await;
        self.hears_the_echo().await;
    }
}

fn read(sdp: &Sdp) -> Description {
    Description::parse(sdp).expect("a readable description")
}
