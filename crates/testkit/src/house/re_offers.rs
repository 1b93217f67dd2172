//! A desk whose computer moves to another network in a call: its station re-offers to restart ICE there.

use roomline_alexa_sim::paper;
use roomline_signaling::call::{CallId, Sdp};
use roomline_station::core::{Input, MediaEvent};

use super::House;
use crate::air::End;

impl House {
    /// A desk in a call finds itself in another network and restarts ICE; `false` if it is in none, or not connected.
    pub fn restarts_ice(&mut self, desk: &str) -> bool {
        if self.own_call(desk).is_none() || self.desk(desk).socket.is_none() {
            return false;
        }
        let now = self.instant();
        self.desk(desk).moved = true;
        self.desk(desk).core.handle_input(now, Input::NetworkChanged { vpn: false });
        self.settle();
        true
    }

    /// What the sound stack of a desk says when it is to look after its path.
    pub(super) fn mend_path(&mut self, name: &str, call: CallId, voice: u8) -> MediaEvent {
        let desk = self.desk(name);
        if !std::mem::take(&mut desk.moved) {
            return MediaEvent::PathStands;
        }
        let offer = paper::audio_offer(voice);
        desk.re_offer = Some((call, offer.clone()));
        MediaEvent::ReofferReady(offer)
    }

    /// The stack of a desk takes the answer to its re-offer: both speak by the new descriptions.
    pub(super) fn apply_reanswer(&mut self, name: &str, call: CallId, answer: &Sdp) {
        if let Some((_, offer)) = self.desk(name).re_offer.take_if(|(of, _)| *of == call) {
            let end = End::Desk(name.to_owned(), call);
            self.air.describe(&end, &offer);
            self.air.hear_of(&end, answer);
        }
    }

    fn own_call(&self, desk: &str) -> Option<CallId> {
        self.state(desk).call.filter(|call| !call.state.is_ended()).map(|call| call.call_id)
    }
}
