//! A hall of desks around one switchboard, with a clock that is moved by hand.

use std::collections::BTreeMap;
use std::time::Duration;

use super::super::*;
use crate::Private;

pub(super) const START: WallTime = WallTime::from_millis(1_700_000_000_000);

pub(super) struct Hall {
    pub(super) board: Switchboard,
    pub(super) now: WallTime,
    /// What each station was told.
    pub(super) told: BTreeMap<String, Vec<News>>,
    /// The same in order, with the call.
    pub(super) news_in_order: Vec<(String, CallId, News)>,
    /// What Alexa was told.
    pub(super) said: Vec<Say>,
    /// What Alexa must not be told after all.
    pub(super) unsaid: Vec<Topic>,
    /// Calls that are over, and what Alexa was told of it.
    pub(super) over: Vec<(CallId, Option<EndReason>)>,
    /// Call-backs.
    pub(super) callbacks: Vec<(CallId, EndReason)>,
    /// Calls in which sound flowed, each time it was said.
    pub(super) talks: Vec<CallId>,
    /// The calls as they were stored last.
    pub(super) stored: BTreeMap<CallId, Call>,
    own_reoffers: bool,
    last: u128,
}

pub(super) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

pub(super) fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

pub(super) fn station(name: &str) -> StationId {
    StationId::new(name).expect("a station id")
}

pub(super) fn address(group: &str) -> Address {
    Address::new(format!("{group}-address")).expect("an address")
}

pub(super) fn group(name: &str, stations: &[&str], then: Option<&str>) -> RingGroup {
    let stations = stations.iter().map(ToString::to_string).collect();
    RingGroup { name: name.into(), address: address(name), stations, ring_for_s: 30, then: then.map(Into::into) }
}

pub(super) fn session(call: CallId) -> SessionId {
    SessionId::new(format!("session {call}")).expect("a session id")
}

pub(super) fn room(number: &str) -> UnitId {
    UnitId::new(number).expect("a unit id")
}

pub(super) fn echo_sdp(version: u64) -> Sdp {
    sdp("Qk3d", "actpass", version, "sendrecv")
}

pub(super) fn desk_sdp() -> Sdp {
    sdp("Zt8m", "active", 1, "sendrecv")
}

pub(super) fn sdp(ufrag: &str, setup: &str, version: u64, flow: &str) -> Sdp {
    Sdp::new(format!(
        "v=0\r\no=- 7 {version} IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n\
         a=ice-ufrag:{ufrag}\r\na=ice-pwd:u7Xb2LrT0sYpVn4eWc8aHd1f\r\na=fingerprint:sha-256 0A:1B\r\na=setup:{setup}\r\n\
         a=mid:0\r\na={flow}\r\na=rtcp-mux\r\na=rtpmap:96 opus/48000/2\r\n"
    ))
    .expect("a description")
}

impl Hall {
    /// One group `front` of desks `a`, `b`, `c`; all have had time to connect.
    pub(super) fn new() -> Self {
        Self::with(vec![group("front", &["a", "b", "c"], None)])
    }

    pub(super) fn with(groups: Vec<RingGroup>) -> Self {
        let mut hall = Self::just_started(groups);
        hall.pass(deadlines::WAIT_FOR_DESKS);
        hall
    }

    pub(super) fn just_started(groups: Vec<RingGroup>) -> Self {
        Self {
            board: Switchboard::restore(START, groups, []),
            now: START,
            told: BTreeMap::new(),
            news_in_order: Vec::new(),
            said: Vec::new(),
            unsaid: Vec::new(),
            over: Vec::new(),
            callbacks: Vec::new(),
            talks: Vec::new(),
            stored: BTreeMap::new(),
            own_reoffers: false,
            last: 0,
        }
    }

    /// The same hall, in which stations may re-offer themselves.
    pub(super) fn with_own_reoffers(mut self) -> Self {
        self.own_reoffers = true;
        self.board.set_own_reoffers(true);
        self
    }

    /// Starts a new switchboard with what was stored, through JSON as in the database.
    pub(super) fn restart(&mut self) {
        let groups = self.board.ring_groups().to_vec();
        let json = serde_json::to_string(&self.stored.values().collect::<Vec<_>>()).expect("JSON");
        let calls: Vec<Call> = serde_json::from_str(&json).expect("the same");
        self.board = Switchboard::restore(self.now, groups, calls);
        self.board.set_own_reoffers(self.own_reoffers);
        self.board.handle_timeout(self.now);
        self.act();
    }

    /// The same, and the sockets are gone with it.
    pub(super) fn restart_with_desks_gone(&mut self, connected: &mut std::collections::BTreeSet<&'static str>) {
        connected.clear();
        self.restart();
    }

    pub(super) fn input(&mut self, input: Input) -> Result<(), Refusal> {
        let result = self.board.handle_input(self.now, input);
        self.act();
        result
    }

    fn act(&mut self) {
        while let Some(action) = self.board.poll_action() {
            match action {
                Action::Tell { station, call, news } => {
                    self.news_in_order.push((station.to_string(), call, news.clone()));
                    self.told.entry(station.to_string()).or_default().push(news);
                }
                Action::Say { say, .. } => self.said.push(say),
                Action::Unsay { topic, .. } => self.unsaid.push(topic),
                Action::Over { call, tell_alexa } => self.over.push((call, tell_alexa)),
                Action::Talked { call } => self.talks.push(call),
                Action::OpenCallback { call, reason } => self.callbacks.push((call, reason)),
                Action::DesksChanged => {}
            }
        }
        for call in self.board.take_changed() {
            self.stored.insert(call.id(), call);
        }
    }

    /// Lets time pass, stopping at every deadline.
    pub(super) fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(at) = self.board.poll_timeout(self.now).filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.board.handle_timeout(self.now);
            self.act();
            let next = self.board.poll_timeout(self.now);
            assert!(next.is_none_or(|next| next > self.now), "a deadline was dealt with");
        }
        self.now = end;
    }

    pub(super) fn comes(&mut self, name: &str) {
        self.comes_in(name, None);
    }

    pub(super) fn comes_in(&mut self, name: &str, call: Option<CallId>) {
        self.comes_as(name, true, call);
    }

    pub(super) fn comes_away(&mut self, name: &str) {
        self.comes_as(name, false, None);
    }

    fn comes_as(&mut self, name: &str, available: bool, call: Option<CallId>) {
        let seat = Seat { station: station(name), name: name.into(), staff: Private(format!("Ann at {name}")) };
        self.input(Input::DeskCame { seat, available, call }).expect("no wish");
    }

    pub(super) fn goes(&mut self, name: &str) {
        self.input(Input::DeskGone { station: station(name) }).expect("no wish");
    }

    /// A resident calls the group `front`.
    pub(super) fn asks(&mut self, unit: &str) -> CallId {
        self.asks_for(unit, "front")
    }

    pub(super) fn asks_for(&mut self, unit: &str, group: &str) -> CallId {
        self.asked(Some(room(unit)), Some(address(group)), None)
    }

    pub(super) fn asked(&mut self, unit: Option<UnitId>, address: Option<Address>, unrung: Option<Unrung>) -> CallId {
        self.last += 1;
        let call = CallId::from_u128(self.last);
        let offer = echo_sdp(1);
        self.input(Input::Asked { call, session: session(call), address, unit, offer, unrung }).expect("no wish");
        call
    }

    pub(super) fn does(&mut self, name: &str, call: CallId, deed: Deed) -> Result<(), Refusal> {
        self.input(Input::FromDesk { station: station(name), call, deed })
    }

    pub(super) fn places(&mut self, name: &str, unit: &str) -> Result<CallId, Refusal> {
        self.last += 1;
        let call = CallId::from_u128(self.last);
        let deed = Deed::Place { session: session(call), unit: room(unit), group: None, offer: desk_sdp() };
        self.does(name, call, deed).map(|()| call)
    }

    pub(super) fn claims(&mut self, name: &str, call: CallId) -> Result<(), Refusal> {
        self.does(name, call, Deed::Claim { answer: desk_sdp() })
    }

    pub(super) fn declines(&mut self, name: &str, call: CallId) {
        self.does(name, call, Deed::Decline).expect("a decline is always heard");
    }

    pub(super) fn sound_flows(&mut self, name: &str, call: CallId) {
        self.does(name, call, Deed::Sound(Sound::Flows)).expect("the station is in the call");
    }

    pub(super) fn heard(&mut self, call: CallId, heard: Heard) {
        self.input(Input::FromAlexa { session: session(call), heard }).expect("no wish");
    }

    pub(super) fn delivered(&mut self, call: CallId, topic: Topic, delivery: Delivery) {
        self.input(Input::Delivered { call, topic, delivery }).expect("no wish");
    }

    /// A call from a unit that desk `a` talks in.
    pub(super) fn talking(&mut self) -> CallId {
        let call = self.awarded();
        self.delivered(call, Topic::Acceptance, Delivery::Taken);
        self.sound_flows("a", call);
        self.told.clear();
        call
    }

    /// A call from a unit that desk `a` won; Alexa is being told.
    pub(super) fn awarded(&mut self) -> CallId {
        self.comes("a");
        let call = self.asks("101");
        self.claims("a", call).expect("the first claim wins");
        self.input(Input::AcceptanceAttempted { call }).expect("no wish");
        call
    }

    /// What a station was told since the last time, as words.
    pub(super) fn news(&mut self, name: &str) -> Vec<String> {
        self.told.remove(name).unwrap_or_default().iter().map(word).collect()
    }

    /// The end of a call, if it is over.
    pub(super) fn end_of(&self, call: CallId) -> Option<EndReason> {
        match self.stored.get(&call)?.state() {
            State::Ended { reason, .. } => Some(*reason),
            _ => None,
        }
    }

    /// Says that a call ended for `reason`, that Alexa was told so, and that its call-back stands as it must.
    #[track_caller]
    pub(super) fn assert_ended(&self, call: CallId, reason: EndReason) {
        assert_eq!(self.end_of(call), Some(reason));
        assert_eq!(self.over, [(call, Some(reason))]);
    }
}

fn word(news: &News) -> String {
    match news {
        News::Incoming(_) => "incoming".into(),
        News::Ringing => "ringing".into(),
        News::EarlyAnswer(_) => "early answer".into(),
        News::Accepted(Some(_)) => "accepted with answer".into(),
        News::Accepted(None) => "accepted".into(),
        News::Awarded => "awarded".into(),
        News::Taken(seat) => format!("taken by {}", seat.name),
        News::Withdrawn => "withdrawn".into(),
        News::Update(_) => "update".into(),
        News::UpdateAnswered { .. } => "update answered".into(),
        News::UpdateFailed { .. } => "update failed".into(),
        News::Ended { reason, by } => format!("ended {reason:?} by {by:?}"),
    }
}
