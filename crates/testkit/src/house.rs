//! The house: who is in it, what travels between them, and the clock that a story moves.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use roomline_alexa_sim::faults::{Fault, FaultKind};
use roomline_alexa_sim::property::Property;
use roomline_alexa_sim::script::Script;
use roomline_alexa_sim::service::{Act, Audience, Change, EchoState, Happened, Service};
use roomline_middleware::calls::{RingGroup, Settings, Unit};
use roomline_signaling::call::{CallId, EndReason, UnitId};
use roomline_signaling::rest::{CallRecord, Callback};
use roomline_signaling::staff::{Presence, UnitCard};
use roomline_station::{Request, RequestError, StationState};

use crate::air::{Air, End};
use crate::desk::{Desk, DeskView};
use crate::middleware::{Middleware, wall};
use crate::wire::Wire;

mod amazon;
mod desks;
mod echos;
mod ledger;
mod parcels;
mod quality;
mod re_offers;
mod rounds;

pub(crate) use quality::Counted;

pub(crate) use parcels::Parcel;

/// How long a story may take until nothing happens any more: the longest call and a margin.
const AT_MOST: Duration = Duration::from_secs(6 * 3600);

/// So many seconds.
#[must_use]
pub const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A property in virtual time. Build it with desks, [`House::open`] it, then tell the story.
#[derive(Debug)]
pub struct House {
    epoch: Instant,
    now: Duration,
    seed: u64,
    wire: Wire<Parcel>,
    middleware: Middleware,
    desks: BTreeMap<String, Desk>,
    sockets: BTreeMap<u64, String>,
    next_socket: u64,
    next_voice: u8,
    amazon: Service,
    refresh_token: String,
    air: Air,
    echos: Option<echos::Echos>,
    /// Alexa's requests that the middleware took, and how many of them came again.
    requests: BTreeSet<String>,
    handed_in: u64,
    handed_in_twice: u64,
}

impl House {
    /// An empty house; print the seed with every failure.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "some instant to count from; the story's clock starts at zero")]
    pub fn seeded(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let property = Property::rosewood();
        let ring_groups = property.ring_groups.iter().map(|group| RingGroup {
            name: group.name.clone(),
            address: group.address.clone(),
            stations: Vec::new(),
            ring_for_s: 30,
            then: None,
        });
        let units = property.rooms.iter().map(|room| Unit {
            card: UnitCard {
                unit_id: room.unit_id.clone(),
                name: room.name.clone().into(),
                room: room.room.clone(),
                notes: Some(room.notes.clone().into()).filter(|_| !room.notes.is_empty()),
            },
            communication_profile_id: Some(room.profile_id()),
            persistent_unit_id: Some(room.persistent_unit_id()),
        });
        let settings = Settings { ring_groups: ring_groups.collect(), units: units.collect(), ..Settings::default() };
        let mut amazon = Service::new(property, rng.random());
        let refresh_token = amazon.issue_refresh_token(Audience::Signaling);
        Self {
            epoch: Instant::now(),
            now: Duration::ZERO,
            seed,
            wire: Wire::new(StdRng::seed_from_u64(rng.random())),
            middleware: Middleware::new(settings, rng.random()),
            desks: BTreeMap::new(),
            sockets: BTreeMap::new(),
            next_socket: 0,
            next_voice: 0,
            amazon,
            refresh_token,
            air: Air::default(),
            echos: None,
            requests: BTreeSet::new(),
            handed_in: 0,
            handed_in_twice: 0,
        }
    }

    /// Puts a desk into the first ring group, *Front desk*.
    #[must_use]
    pub fn station(self, name: &str) -> Self {
        self.station_in(name, "Front desk")
    }

    /// Puts a desk into a ring group.
    #[must_use]
    pub fn station_in(mut self, name: &str, group: &str) -> Self {
        self.group(group).stations.push(name.to_owned());
        let seed = self.seed.wrapping_mul(31).wrapping_add(self.desks.len() as u64);
        let desk = Desk::new(name, self.epoch, wall(Duration::ZERO).as_millis(), seed);
        self.desks.insert(name.to_owned(), desk);
        self
    }

    /// Says which ring group follows another.
    #[must_use]
    pub fn then(mut self, group: &str, next: &str) -> Self {
        self.group(group).then = Some(next.to_owned());
        self
    }

    /// Opens the doors: the middleware runs, everybody signs in and is reachable.
    #[must_use]
    pub fn open(mut self) -> Self {
        self.refresh_alexas_token();
        self.middleware.start(self.now);
        let now = self.instant();
        self.desks.values_mut().for_each(|desk| desk.sign_in(now));
        self.settle();
        self.run_for(secs(15));
        assert!(self.desks.values().all(Desk::is_reachable), "seed {}: not every desk is reachable", self.seed);
        self
    }

    /// How Echos behave from their next call on.
    pub fn script(&mut self, script: &Script) {
        self.amazon.set_script(None, script).expect("every Echo takes a script");
    }

    /// Spoils the next `times` messages that fit; `None` fits any.
    pub fn spoil(&mut self, what: FaultKind, message: Option<&str>, times: u32) {
        let mut rules = self.amazon.faults_mut().rules().to_vec();
        rules.push(Fault { what, message: message.map(str::to_owned), times });
        self.amazon.faults_mut().set(rules);
    }

    /// From now on nothing is spoiled any more.
    pub fn spoil_nothing(&mut self) {
        self.amazon.faults_mut().set(Vec::new());
    }

    /// "Alexa, call the …": a resident asks for a ring group.
    pub fn asks_for(&mut self, unit: &str, group: &str) {
        self.act(unit, Act::Ask { ring_group: group.to_owned() });
    }

    /// The resident picks up the ringing Echo.
    pub fn picks_up(&mut self, unit: &str) {
        self.act(unit, Act::Answer);
    }

    /// The resident declines the ringing Echo.
    pub fn declines(&mut self, unit: &str) {
        self.act(unit, Act::Decline);
    }

    /// The resident hangs up or gives up.
    pub fn resident_hangs_up(&mut self, unit: &str) {
        self.act(unit, Act::HangUp);
    }

    /// Something is pressed, covered or held in a running call.
    pub fn presses(&mut self, unit: &str, change: Change) {
        self.act(unit, Act::Change { change });
    }

    /// The Echo loses power.
    pub fn loses_power(&mut self, unit: &str) {
        self.act(unit, Act::Vanish);
    }

    /// A desk asks for something.
    ///
    /// # Errors
    /// What the station says to the person.
    pub fn ask_desk(&mut self, desk: &str, request: Request) -> Result<(), RequestError> {
        let now = self.instant();
        let outcome = self.desk(desk).request(now, request);
        self.settle();
        outcome
    }

    /// A desk calls a unit.
    pub fn calls(&mut self, desk: &str, unit: &str) {
        self.ask_desk(desk, Request::StartCall(unit_id(unit))).expect("the desk may call");
    }

    /// A desk answers what has rung longest.
    pub fn answers(&mut self, desk: &str) {
        let call = self.rings(desk).expect("it rings at this desk");
        self.ask_desk(desk, Request::Answer(call)).expect("the ringing call can be answered");
    }

    /// A desk declines what has rung longest.
    pub fn desk_declines(&mut self, desk: &str) {
        let call = self.rings(desk).expect("it rings at this desk");
        self.ask_desk(desk, Request::Decline(call)).expect("the ringing call can be declined");
    }

    /// A desk hangs up.
    pub fn hangs_up(&mut self, desk: &str) {
        self.ask_desk(desk, Request::HangUp).expect("the desk is in a call");
    }

    /// A person says whether a desk takes calls.
    pub fn sets(&mut self, desk: &str, presence: Presence) {
        self.ask_desk(desk, Request::SetPresence(presence)).expect("somebody is signed in");
    }

    /// The call that has rung longest at a desk.
    #[must_use]
    pub fn rings(&self, desk: &str) -> Option<CallId> {
        self.state(desk).incoming.first().map(|call| call.call_id)
    }

    /// What a desk shows.
    #[must_use]
    pub fn view(&self, desk: &str) -> DeskView {
        self.desks[desk].view()
    }

    /// Everything a desk knows.
    #[must_use]
    pub fn state(&self, desk: &str) -> StationState {
        self.desks[desk].state()
    }

    /// What an Echo does.
    #[must_use]
    pub fn echo(&self, unit: &str) -> EchoState {
        self.amazon.echo(&unit_id(unit)).expect("there is such a room").state
    }

    /// Everything that happened at Amazon's side, in order.
    #[must_use]
    pub fn happened(&self) -> Vec<Happened> {
        self.amazon.journal().after(0).map(|entry| entry.what.clone()).collect()
    }

    /// The call log, newest first.
    ///
    /// # Panics
    /// When the middleware does not run.
    #[must_use]
    pub fn log(&mut self) -> Vec<CallRecord> {
        let exchange = self.middleware.exchange().expect("the middleware runs");
        exchange.call_log(None).expect("the database is whole").calls
    }

    /// The open call-backs that a desk may see.
    ///
    /// # Panics
    /// When the middleware does not run.
    #[must_use]
    pub fn callbacks(&mut self, desk: &str) -> Vec<Callback> {
        let exchange = self.middleware.exchange().expect("the middleware runs");
        exchange.callbacks_of(desk).expect("the database is whole")
    }

    /// Lets time pass.
    pub fn run_for(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(at) = self.next_moment().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.fire();
        }
        self.now = end;
    }

    /// Lets time pass until something is true.
    ///
    /// # Panics
    /// When it does not become true within `time`.
    pub fn run_until(&mut self, what: &str, time: Duration, mut is_true: impl FnMut(&mut Self) -> bool) {
        let end = self.now + time;
        while !is_true(self) {
            let next = self.next_moment().filter(|at| *at <= end);
            let Some(at) = next else { panic!("seed {}: not within {time:?}: {what}", self.seed) };
            self.now = self.now.max(at);
            self.fire();
        }
    }

    /// Lets time pass until every call is over on both sides and nothing is left to say.
    ///
    /// # Panics
    /// When a call does not end.
    pub fn run_until_idle(&mut self) {
        self.run_until("every call is over on both sides", AT_MOST, Self::is_idle);
    }

    /// Whether every call is over on both sides and every letter is delivered or given up.
    pub fn is_idle(&mut self) -> bool {
        let echos_are_idle =
            self.amazon.echos().all(|echo| matches!(echo.state, EchoState::Idle | EchoState::Vanished));
        let desks_are_idle =
            self.desks.values().all(|desk| !matches!(desk.view(), DeskView::Rings | DeskView::Call(_)));
        let load = self.middleware.exchange().map(|exchange| exchange.load());
        echos_are_idle && desks_are_idle && load == Some((0, 0))
    }

    /// Whether a desk's voice reaches a unit now.
    #[must_use]
    pub fn is_heard(&self, desk: &str, unit: &str) -> bool {
        let (desk, echo) = (self.voice(desk), self.echo_end(unit));
        desk.zip(echo).is_some_and(|(desk, echo)| self.air.hears(&echo, &desk))
    }

    /// Whether a unit's voice reaches a desk now.
    #[must_use]
    pub fn hears(&self, desk: &str, unit: &str) -> bool {
        let (desk, echo) = (self.voice(desk), self.echo_end(unit));
        desk.zip(echo).is_some_and(|(desk, echo)| self.air.hears(&desk, &echo))
    }

    /// The desks whose voice was ever heard in a call.
    #[must_use]
    pub fn ever_heard(&self, call: CallId) -> Vec<String> {
        let heard = |desk: &&String| self.air.was_heard(&End::Desk((*desk).clone(), call));
        self.desks.keys().filter(heard).cloned().collect()
    }

    /// The reason of the newest call in the log.
    #[must_use]
    pub fn last_end(&mut self) -> Option<EndReason> {
        self.log().first().and_then(|call| call.end_reason)
    }

    /// Changes how the middleware is configured, before it is opened or at its next start.
    pub fn configure(&mut self, change: impl FnOnce(&mut Settings)) {
        change(self.middleware.settings_mut());
    }

    fn next_moment(&self) -> Option<Duration> {
        let since = |at: Instant| at.saturating_duration_since(self.epoch);
        let desks = self.desks.values().filter_map(|desk| desk.core.poll_timeout().map(since));
        let amazon = self.amazon.poll_timeout().map(since);
        let middleware = self.middleware.poll_timeout(self.now);
        desks.chain(amazon).chain(middleware).chain(self.wire.due()).chain(self.echos_due()).min()
    }

    /// Everything that is due now happens.
    fn fire(&mut self) {
        let now = self.instant();
        while let Some(parcel) = self.wire.pop(self.now) {
            self.arrive(parcel);
            self.settle();
        }
        if self.middleware.poll_timeout(self.now).is_some_and(|at| at <= self.now) {
            self.middleware.handle_timeout(self.now);
        }
        if self.amazon.poll_timeout().is_some_and(|at| at <= now) {
            self.amazon.handle_timeout(now);
        }
        self.fire_echos();
        for desk in self.desks.values_mut() {
            if desk.core.poll_timeout().is_some_and(|at| at <= now) {
                desk.core.handle_timeout(now);
            }
        }
        self.settle();
    }

    /// Everybody does what they want to do now.
    fn settle(&mut self) {
        loop {
            let moved = self.settle_echos() | self.settle_middleware() | self.settle_amazon() | self.settle_desks();
            if !moved {
                return;
            }
        }
    }

    fn act(&mut self, unit: &str, act: Act) {
        let now = self.instant();
        self.amazon.act(now, &unit_id(unit), &act).unwrap_or_else(|error| panic!("seed {}: {error}", self.seed));
        self.settle();
    }

    fn voice(&self, desk: &str) -> Option<End> {
        let call = self.state(desk).call.filter(|call| !call.state.is_ended())?;
        Some(End::Desk(desk.to_owned(), call.call_id))
    }

    fn echo_end(&self, unit: &str) -> Option<End> {
        self.amazon.echo(&unit_id(unit))?.call.map(|call| End::Echo(call.0))
    }

    fn group(&mut self, name: &str) -> &mut RingGroup {
        let groups = &mut self.middleware.settings_mut().ring_groups;
        groups.iter_mut().find(|group| group.name == name).expect("there is such a ring group")
    }

    fn desk(&mut self, name: &str) -> &mut Desk {
        self.desks.get_mut(name).expect("there is such a desk")
    }

    fn instant(&self) -> Instant {
        self.epoch + self.now
    }

    const fn next_voice(&mut self) -> u8 {
        self.next_voice = self.next_voice % 250 + 1;
        self.next_voice
    }
}

fn unit_id(text: &str) -> UnitId {
    text.parse().expect("a unit's id")
}
