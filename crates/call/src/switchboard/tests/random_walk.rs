//! Random walks beside a small reference model: whatever happens in whatever order, one desk wins, no desk rings on
//! after the end, no station is in two calls, every call ends once, and no resident is forgotten.

use std::collections::{BTreeMap, BTreeSet};

use super::hall::*;
use crate::switchboard::{Deed, Delivery, Heard, Input, News, Refusal, Say, Seat, Sound, Topic};
use crate::{CallId, Direction, EndReason, UpdateId};

const DESKS: [&str; 4] = ["a", "b", "c", "d"];
const WALKS: u64 = 400;
const STEPS: usize = 120;

/// SplitMix64: the same walk for the same seed, on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % sides as u64).expect("fewer than sides")
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.roll(all.len())]
    }
}

/// What must be true, kept by reading along what the switchboard says.
#[derive(Default)]
struct Model {
    ringing: BTreeSet<(String, CallId)>,
    holders: BTreeMap<CallId, String>,
    sounded: BTreeSet<CallId>,
    /// Re-offers of stations that have no outcome yet.
    offered: BTreeMap<UpdateId, CallId>,
}

struct Walk {
    hall: Hall,
    model: Model,
    dice: Dice,
    calls: Vec<CallId>,
    connected: BTreeSet<&'static str>,
    log: Vec<String>,
}

#[test]
fn whatever_happens_the_rules_hold() {
    for seed in 0..WALKS {
        let groups = vec![
            group("front", &["a", "b"], Some("care")),
            group("care", &["c", "b"], Some("night")),
            group("night", &["d"], Some("front")),
        ];
        let walk = Walk {
            hall: Hall::just_started(groups).with_own_reoffers(),
            model: Model::default(),
            dice: Dice(seed),
            calls: Vec::new(),
            connected: BTreeSet::new(),
            log: Vec::new(),
        };
        walk.run(seed);
    }
}

impl Walk {
    fn run(mut self, seed: u64) {
        for _ in 0..STEPS {
            self.step();
            self.check(seed);
        }
        for hour in 0..5 {
            self.hall.pass(secs(3600));
            self.log.push(format!("hour {hour}"));
            self.read_along(seed);
        }
        let context = format!("seed {seed}: {:#?}", self.log);
        for call in &self.calls {
            let Some(reason) = self.hall.end_of(*call) else { panic!("call {call} never ended, {context}") };
            let ends = self.hall.over.iter().filter(|(over, _)| over == call).count();
            assert_eq!(ends, 1, "call {call} ends once, {context}");
            let back: Vec<EndReason> =
                self.hall.callbacks.iter().filter(|(missed, _)| missed == call).map(|(_, why)| *why).collect();
            let from_unit = self.hall.stored[call].direction() == Direction::FromUnit;
            let missed = from_unit && !self.model.sounded.contains(call);
            assert_eq!(back, if missed { vec![reason] } else { vec![] }, "call {call}, {context}");
        }
        assert_eq!(self.model.offered, BTreeMap::new(), "every re-offer of a station has an outcome, {context}");
        assert_eq!(self.model.ringing, BTreeSet::new(), "nothing rings on, {context}");
        assert_eq!(self.hall.board.live_calls().len(), 0, "{context}");
    }

    fn step(&mut self) {
        let desk = *self.dice.pick(&DESKS);
        let what = self.dice.roll(23);
        let call = self.any_call();
        self.log.push(format!("{what} {desk} {call:?}"));
        match (what, call) {
            (0, _) => {
                let call = self.hall.asks(if self.dice.roll(2) == 0 { "101" } else { "102" });
                self.calls.push(call);
            }
            (1, _) => self.calls.extend(self.hall.places(desk, "103").ok()),
            (2, _) => {
                let names = self.model.holders.iter().find(|(_, holder)| *holder == desk).map(|(call, _)| *call);
                let honest = self.dice.roll(4) > 0;
                self.comes(desk, names.filter(|_| honest));
            }
            (3, _) if self.connected.remove(desk) => self.hall.goes(desk),
            (4, _) => {
                let available = self.dice.roll(2) == 0;
                self.hall.input(Input::PresenceSet { station: station(desk), available }).expect("no wish");
            }
            (5, _) => self.hall.restart_with_desks_gone(&mut self.connected),
            (6 | 7, _) => {
                let span = millis(1 + self.dice.roll(12_000) as u64);
                self.hall.pass(span);
            }
            (8..=10, Some(call)) => self.desk_does(desk, call, Deed::Claim { answer: desk_sdp() }),
            (11, Some(call)) => self.desk_does(desk, call, Deed::Decline),
            (12, Some(call)) => self.desk_does(desk, call, Deed::Alerting),
            (13, Some(call)) => self.desk_does(desk, call, Deed::End { reason: EndReason::HungUpHere }),
            (14, Some(call)) => self.desk_does(desk, call, Deed::Sound(Sound::Flows)),
            (15, Some(call)) => self.hall.input(Input::AcceptanceAttempted { call }).expect("no wish"),
            (16, Some(call)) => {
                let all = [Delivery::Taken, Delivery::Taken, Delivery::Refused, Delivery::TooLate];
                let delivery = *self.dice.pick(&all);
                self.hall.delivered(call, Topic::Acceptance, delivery);
            }
            (17, Some(call)) => {
                let answer = Some(echo_sdp(1));
                let heard = [Heard::Rings, Heard::Prepares { answer: None }, Heard::PicksUp { answer }];
                let heard = self.dice.pick(&heard).clone();
                self.hall.heard(call, heard);
            }
            (18, Some(call)) => {
                let version = 1 + self.dice.roll(4) as u64;
                let update = UpdateId::new(format!("{}", self.log.len())).expect("an id");
                self.hall.heard(call, Heard::Reoffers { update, kind: String::new(), offer: echo_sdp(version) });
            }
            (20, Some(call)) => {
                let update = UpdateId::new(format!("own {}", self.log.len())).expect("an id");
                let again_after = millis(1_000 + self.dice.roll(1_000) as u64);
                let deed = Deed::OfferUpdate { update: update.clone(), offer: desk_sdp(), again_after };
                if self.connected.contains(desk) && self.hall.does(desk, call, deed).is_ok() {
                    self.model.offered.insert(update, call);
                }
            }
            (21, Some(call)) => {
                let answer = echo_sdp(5 + self.log.len() as u64);
                self.hall.heard(call, Heard::AnswersUpdate { answer });
            }
            (22, Some(call)) => {
                let Some(topic) = self.hall.said.iter().rev().find_map(|say| match say {
                    Say::UpdateOffer { .. } => Some(say.topic()),
                    _ => None,
                }) else {
                    return;
                };
                let delivery = *self.dice.pick(&[Delivery::Taken, Delivery::Refused, Delivery::TooLate]);
                self.hall.delivered(call, topic, delivery);
            }
            (19, Some(call)) if self.dice.roll(4) == 0 => {
                self.hall.heard(call, Heard::Ends { reason: EndReason::HungUpThere });
            }
            _ => {}
        }
    }

    fn comes(&mut self, desk: &'static str, call: Option<CallId>) {
        self.connected.insert(desk);
        let seat = Seat { station: station(desk), name: desk.into(), staff: crate::Private("Ann".into()) };
        let available = self.dice.roll(4) > 0;
        self.hall.input(Input::DeskCame { seat, available, call }).expect("no wish");
    }

    fn desk_does(&mut self, desk: &'static str, call: CallId, deed: Deed) {
        let before = self.hall.board.call(call).map(|call| call.is_accepted());
        let (sounds, declines) = (matches!(deed, Deed::Sound(_)), matches!(deed, Deed::Decline | Deed::End { .. }));
        let claims = matches!(deed, Deed::Claim { .. });
        if !self.connected.contains(desk) {
            return;
        }
        let held = self.model.holders.get(&call).is_some_and(|holder| holder == desk);
        let result = self.hall.does(desk, call, deed);
        if sounds && held && result.is_ok() {
            self.model.sounded.insert(call);
        }
        if declines && !held {
            self.model.ringing.remove(&(desk.to_owned(), call));
        }
        if claims && !held && before == Some(true) {
            assert!(matches!(result, Err(Refusal::Taken | Refusal::ForeignCall)), "a second winner");
        }
    }

    fn any_call(&mut self) -> Option<CallId> {
        let calls = self.calls.clone();
        (!calls.is_empty()).then(|| *self.dice.pick(&calls[calls.len().saturating_sub(4)..]))
    }

    fn check(&mut self, seed: u64) {
        self.read_along(seed);
        let context = || format!("seed {seed}: {:#?}", self.log);
        let mut busy = BTreeSet::new();
        for call in self.hall.board.live_calls() {
            if let Some(seat) = call.seat() {
                assert!(busy.insert(seat.name.clone()), "{} is in two calls, {}", seat.name, context());
            }
            for desk in DESKS {
                let rings = call.incoming(&station(desk)).is_some();
                let told = self.model.ringing.contains(&(desk.to_owned(), call.id()));
                assert_eq!(rings, told, "{desk} was told what it should show of {}, {}", call.id(), context());
            }
        }
    }

    /// Reads what stations were told, as a station would.
    fn read_along(&mut self, seed: u64) {
        for (at, call, news) in std::mem::take(&mut self.hall.news_in_order) {
            let key = (at.clone(), call);
            match news {
                News::Incoming(_) => {
                    self.model.ringing.insert(key);
                }
                News::Awarded => {
                    self.model.ringing.remove(&key);
                    let other = self.model.holders.insert(call, at);
                    assert_eq!(other, None, "two winners, seed {seed}: {:#?}", self.log);
                }
                News::Withdrawn => {
                    self.model.ringing.remove(&key);
                    if self.model.holders.get(&call) == Some(&at) {
                        self.model.holders.remove(&call);
                        self.model.sounded.remove(&call);
                    }
                }
                News::Taken(_) => {
                    self.model.ringing.remove(&key);
                }
                News::Ended { .. } => {
                    self.model.ringing.remove(&key);
                    self.model.offered.retain(|_, of| *of != call);
                }
                News::UpdateAnswered { update, .. } | News::UpdateFailed { update } => {
                    assert!(
                        self.model.offered.remove(&update).is_some(),
                        "an outcome nobody waits for, seed {seed}: {:#?}",
                        self.log
                    );
                }
                News::Ringing | News::EarlyAnswer(_) | News::Accepted(_) | News::Update(_) => {}
            }
        }
        for call in self.hall.board.live_calls() {
            if call.direction() == Direction::ToUnit
                && let Some(seat) = call.seat()
            {
                self.model.holders.insert(call.id(), seat.name.clone());
            }
        }
    }
}
