//! A desk's own re-offer. No station makes one yet, so the house plays the part of the desk's sound stack that would.

use roomline_alexa_sim::paper;
use roomline_signaling::call::{CallId, UpdateId};
use roomline_signaling::staff::{Command, CommandBody, Event, ServerMessage};

use super::{House, Parcel};
use crate::air::End;

impl House {
    /// A desk in a call restarts ICE; `false` if it is in none, or not connected.
    pub fn restarts_ice(&mut self, desk: &str) -> bool {
        let Some(call_id) = self.own_call(desk) else { return false };
        let sdp = paper::audio_offer(self.next_voice());
        let name = desk.to_owned();
        let desk = self.desk(desk);
        let Some(socket) = desk.socket else { return false };
        desk.re_offers += 1;
        let update_id: UpdateId = format!("{name} {}", desk.re_offers).parse().expect("a short id");
        desk.re_offer = Some((call_id, sdp.clone()));
        let id = format!("re-offer {}", desk.re_offers).parse().expect("a short id");
        let text = Command { id, body: CommandBody::CallUpdate { call_id, update_id, sdp } }.encode();
        self.wire.send_in_order(self.now, socket, Parcel::Up { socket, text });
        true
    }

    /// Reads along what a desk is told, for the answer to its re-offer.
    pub(super) fn read_along(&mut self, name: &str, text: &str) {
        if !text.contains("call.update_answered") {
            return;
        }
        let Ok(ServerMessage::Event { event: Event::CallUpdateAnswered { call_id, sdp, .. }, .. }) =
            ServerMessage::decode(text)
        else {
            return;
        };
        if let Some((_, offer)) = self.desk(name).re_offer.take_if(|(of, _)| *of == call_id) {
            let end = End::Desk(name.to_owned(), call_id);
            self.air.describe(&end, &offer);
            self.air.hear_of(&end, &sdp);
            self.join();
        }
    }

    fn own_call(&self, desk: &str) -> Option<CallId> {
        self.state(desk).call.filter(|call| !call.state.is_ended()).map(|call| call.call_id)
    }
}
