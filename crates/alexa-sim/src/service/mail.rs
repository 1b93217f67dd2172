//! Messages on their way to the skill: in order per call, one at a time, unless a fault says otherwise.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use roomline_signaling::alexa::Signal;
use roomline_signaling::call::{Private, SessionId, UnitId};

use crate::faults;

/// How long a swapped message waits for the one that is to overtake it.
const SWAP_PATIENCE: Duration = Duration::from_secs(1);

/// A request to the skill.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// Its number: tell by it what the skill answered.
    pub number: u64,
    /// Alexa's id of the request; the same when it comes twice.
    pub request_id: String,
    /// The unit it comes from; a grant comes from the first one.
    pub unit: UnitId,
    /// What it says.
    pub parcel: Parcel,
}

/// What a request to the skill says.
#[derive(Clone, Debug, PartialEq)]
pub enum Parcel {
    /// A message of a call.
    Signal(Signal),
    /// An authorization code.
    Grant {
        /// The code.
        code: Private<String>,
    },
    /// Something happened to the skill on a unit.
    Event {
        /// The event's name without its prefix.
        name: &'static str,
    },
}

impl Parcel {
    /// The name of its message.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Signal(signal) => signal.body.name(),
            Self::Grant { .. } => "Grant",
            Self::Event { name } => name,
        }
    }

    const fn session(&self) -> Option<&SessionId> {
        match self {
            Self::Signal(signal) => Some(&signal.session_id),
            Self::Grant { .. } | Self::Event { .. } => None,
        }
    }
}

/// All requests that wait or are under way. A lane per call, and one for everything else.
#[derive(Clone, Debug, Default)]
pub(super) struct Mail {
    lanes: BTreeMap<Option<SessionId>, Lane>,
    next: u64,
}

#[derive(Clone, Debug, Default)]
struct Lane {
    waiting: VecDeque<Delivery>,
    swapped: Option<(Instant, Delivery)>,
    late: Vec<(Instant, Delivery)>,
    under_way: Option<u64>,
    overtaking: BTreeSet<u64>,
}

impl Mail {
    /// Takes a request.
    pub(super) fn post(
        &mut self,
        now: Instant,
        request_id: String,
        unit: UnitId,
        parcel: Parcel,
        fate: faults::Delivery,
    ) {
        if fate.dropped {
            return;
        }
        let lane = self.lanes.entry(parcel.session().cloned()).or_default();
        let copies = if fate.twice { 2 } else { 1 };
        for _ in 0..copies {
            self.next += 1;
            let delivery = Delivery {
                number: self.next,
                request_id: request_id.clone(),
                unit: unit.clone(),
                parcel: parcel.clone(),
            };
            if fate.delay > Duration::ZERO {
                lane.late.push((now + fate.delay, delivery));
            } else if fate.swapped && lane.swapped.is_none() {
                lane.swapped = Some((now + SWAP_PATIENCE, delivery));
            } else {
                lane.waiting.push_back(delivery);
                lane.waiting.extend(lane.swapped.take().map(|(_, swapped)| swapped));
            }
        }
    }

    /// The next request that may go now. What was handed out is under way until [`Mail::answered`].
    pub(super) fn poll(&mut self, now: Instant) -> Option<Delivery> {
        self.lanes.values_mut().find_map(|lane| lane.poll(now))
    }

    /// When the next request may go, if all that may go now went.
    #[must_use]
    pub(super) fn due(&self) -> Option<Instant> {
        self.lanes.values().filter_map(Lane::due).min()
    }

    /// The skill answered a request, or did not in time.
    pub(super) fn answered(&mut self, number: u64) {
        for lane in self.lanes.values_mut() {
            lane.overtaking.remove(&number);
            lane.under_way = lane.under_way.filter(|under_way| *under_way != number);
        }
        self.lanes.retain(|_, lane| !lane.is_idle());
    }

    /// Forgets what has not gone yet of a call.
    pub(super) fn forget(&mut self, session: &SessionId) {
        if let Some(lane) = self.lanes.get_mut(&Some(session.clone())) {
            lane.waiting.clear();
            lane.late.clear();
            lane.swapped = None;
        }
    }
}

impl Lane {
    fn poll(&mut self, now: Instant) -> Option<Delivery> {
        if let Some(index) = self.late.iter().position(|(due, _)| *due <= now) {
            let (_, delivery) = self.late.remove(index);
            self.overtaking.insert(delivery.number);
            return Some(delivery);
        }
        if self.under_way.is_some() {
            return None;
        }
        if self.waiting.is_empty() {
            let (_, swapped) = self.swapped.take_if(|(due, _)| *due <= now)?;
            self.waiting.push_back(swapped);
        }
        let delivery = self.waiting.pop_front()?;
        self.under_way = Some(delivery.number);
        Some(delivery)
    }

    fn due(&self) -> Option<Instant> {
        let swapped = self.swapped.as_ref().filter(|_| self.under_way.is_none()).map(|(due, _)| *due);
        self.late.iter().map(|(due, _)| *due).chain(swapped).min()
    }

    fn is_idle(&self) -> bool {
        let nothing_waits = self.waiting.is_empty() && self.late.is_empty() && self.swapped.is_none();
        nothing_waits && self.under_way.is_none() && self.overtaking.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use roomline_signaling::alexa::SignalBody;

    use super::*;
    use crate::service::testing::start;

    #[test]
    fn messages_of_a_call_go_one_after_the_other() {
        let (mut mail, now) = (Mail::default(), start());
        send(&mut mail, now, SignalBody::CallRinging, faults::Delivery::default());
        send(&mut mail, now, SignalBody::CallRingingAck, faults::Delivery::default());
        let first = mail.poll(now).expect("the first goes");
        assert_eq!((first.parcel.name(), mail.poll(now)), ("CallRinging", None));
        mail.answered(first.number);
        assert_eq!(mail.poll(now).map(|delivery| delivery.parcel.name()), Some("CallRingingAck"));
    }

    #[test]
    fn a_duplicate_is_the_same_request_again() {
        let (mut mail, now) = (Mail::default(), start());
        send(&mut mail, now, SignalBody::CallRinging, faults::Delivery { twice: true, ..Default::default() });
        let first = mail.poll(now).expect("the first goes");
        mail.answered(first.number);
        let second = mail.poll(now).expect("the second goes");
        assert_eq!((&first.request_id, &first.parcel), (&second.request_id, &second.parcel));
    }

    #[test]
    fn a_swapped_message_comes_after_the_next_or_alone_a_second_later() {
        let (mut mail, now) = (Mail::default(), start());
        let swap = faults::Delivery { swapped: true, ..Default::default() };
        send(&mut mail, now, SignalBody::CallRinging, swap);
        assert_eq!((mail.poll(now), mail.due()), (None, Some(now + SWAP_PATIENCE)));
        send(&mut mail, now, SignalBody::CallRingingAck, faults::Delivery::default());
        assert_eq!(all_names(&mut mail, now), ["CallRingingAck", "CallRinging"]);

        send(&mut mail, now, SignalBody::CallRinging, swap);
        assert_eq!(all_names(&mut mail, now + SWAP_PATIENCE), ["CallRinging"]);
    }

    #[test]
    fn a_late_message_is_overtaken() {
        let (mut mail, now) = (Mail::default(), start());
        let late = faults::Delivery { delay: Duration::from_millis(300), ..Default::default() };
        send(&mut mail, now, SignalBody::CallRinging, late);
        send(&mut mail, now, SignalBody::CallRingingAck, faults::Delivery::default());
        assert_eq!(all_names(&mut mail, now), ["CallRingingAck"]);
        assert_eq!(mail.due(), Some(now + Duration::from_millis(300)));
        assert_eq!(all_names(&mut mail, now + Duration::from_millis(300)), ["CallRinging"]);
        assert_eq!(mail.due(), None);
    }

    fn send(mail: &mut Mail, now: Instant, body: SignalBody, fate: faults::Delivery) {
        let signal = Signal { session_id: "s".parse().expect("an id"), body };
        mail.post(now, "request".into(), "room-101".parse().expect("an id"), Parcel::Signal(signal), fate);
    }

    fn all_names(mail: &mut Mail, now: Instant) -> Vec<&'static str> {
        std::iter::from_fn(|| {
            let delivery = mail.poll(now)?;
            mail.answered(delivery.number);
            Some(delivery.parcel.name())
        })
        .collect()
    }
}
