//! What the network's threads leave for the audio thread of one call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use roomline_audio::{Advice, Packet};
use roomline_peer::Sink;

use super::clock::wall_ms;

/// See the module.
#[derive(Default)]
pub(super) struct Ear(Mutex<Left>);

#[derive(Default)]
struct Left {
    packets: Vec<Packet>,
    advice: Option<Advice>,
    moments: Moments,
}

/// When things happened, in milliseconds of the wall clock.
#[derive(Clone, Copy, Default)]
pub(super) struct Moments {
    pub(super) connected_ms: Option<f64>,
    pub(super) first_packet_ms: Option<f64>,
}

impl Ear {
    /// Where a peer puts the packets that it receives.
    pub(super) fn sink(self: &Arc<Self>) -> Sink {
        let ear = Arc::clone(self);
        Arc::new(move |packet| {
            let mut left = ear.left();
            left.moments.first_packet_ms.get_or_insert_with(wall_ms);
            left.packets.push(packet);
        })
    }

    pub(super) fn connected(&self) {
        self.left().moments.connected_ms.get_or_insert_with(wall_ms);
    }

    pub(super) fn advise(&self, advice: Advice) {
        self.left().advice = Some(advice);
    }

    /// How to speak, once the far end has reported.
    pub(super) fn advice(&self) -> Option<Advice> {
        self.left().advice
    }

    pub(super) fn moments(&self) -> Moments {
        self.left().moments
    }

    pub(super) fn take(&self) -> Vec<Packet> {
        std::mem::take(&mut self.left().packets)
    }

    fn left(&self) -> MutexGuard<'_, Left> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
