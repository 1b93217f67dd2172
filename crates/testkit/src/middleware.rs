//! The middleware's heart in a story: its exchange with a real database, killed and opened again at will, and a token
//! for Alexa that is refreshed once when it is refused. Statuses are read by the gateway's own table.

use std::time::Duration;

use roomline_middleware::alexa::gateway::ATTEMPT_TIME;
use roomline_middleware::calls::{Settings, StationIdentity};
use roomline_middleware::exchange::{Action, Exchange, Heard, Ids, Input, LetterId};
use roomline_middleware::store::Store;
use roomline_signaling::alexa::Signal;
use roomline_signaling::alexa_wire::write_post;
use roomline_signaling::call::switchboard::WallTime;

use crate::tape::{Fact, Tape};

/// The time of day at which every story begins.
const DAWN_MS: u64 = 1_795_420_800_000;

/// A post under way.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) letter: LetterId,
    pub(crate) body: Vec<u8>,
    /// Whether the token was refreshed for it already.
    pub(crate) again: bool,
    /// How long its answer is waited for.
    pub(crate) patience: Duration,
    /// Which life of the middleware made it: a dead one hears no answer.
    pub(crate) life: u64,
}

#[derive(Debug)]
pub(crate) struct Middleware {
    exchange: Option<Exchange>,
    /// What a crash leaves behind.
    remains: Option<Store>,
    settings: Settings,
    seed: u64,
    pub(crate) life: u64,
    pub(crate) token: String,
    pub(crate) tape: Tape,
    /// What the lives before this one heard from Alexa.
    heard: Heard,
}

impl Middleware {
    pub(crate) fn new(settings: Settings, seed: u64) -> Self {
        let store = Store::in_memory().expect("a database in memory opens");
        Self {
            exchange: None,
            remains: Some(store),
            settings,
            seed,
            life: 0,
            token: String::new(),
            tape: Tape::default(),
            heard: Heard::default(),
        }
    }

    pub(crate) fn start(&mut self, now: Duration) {
        let store = self.remains.take().expect("it is not running");
        self.life += 1;
        let ids = Ids::seeded(self.seed.wrapping_add(self.life));
        let exchange = Exchange::open(store, self.settings.clone(), ids, wall(now)).expect("the database is whole");
        self.tape.note(now, Fact::Started, &exchange);
        self.exchange = Some(exchange);
    }

    /// Kills it: what was not stored is gone.
    pub(crate) fn kill(&mut self) {
        self.heard = self.heard();
        self.remains = self.exchange.take().map(Exchange::into_store);
    }

    pub(crate) const fn runs(&self) -> bool {
        self.exchange.is_some()
    }

    pub(crate) fn settings_mut(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// Takes an input; `false` if nobody is there.
    pub(crate) fn take(&mut self, now: Duration, input: Input) -> bool {
        let Some(exchange) = &mut self.exchange else { return false };
        let fact = self.tape.fact(&input);
        exchange.handle_input(wall(now), input).expect("the database is whole");
        if let Some(fact) = fact {
            self.tape.note(now, fact, exchange);
        }
        true
    }

    pub(crate) fn handle_timeout(&mut self, now: Duration) {
        if let Some(exchange) = &mut self.exchange {
            exchange.handle_timeout(wall(now)).expect("the database is whole");
            self.tape.note(now, Fact::Time, exchange);
        }
    }

    pub(crate) fn poll_action(&mut self) -> Option<Action> {
        self.exchange.as_mut()?.poll_action()
    }

    pub(crate) fn poll_timeout(&self, now: Duration) -> Option<Duration> {
        let at = self.exchange.as_ref()?.poll_timeout(wall(now))?;
        Some(since_dawn(at))
    }

    pub(crate) fn exchange(&mut self) -> Option<&mut Exchange> {
        self.exchange.as_mut()
    }

    /// What was heard from Alexa in all lives.
    pub(crate) fn heard(&self) -> Heard {
        let now = self.exchange.as_ref().map(Exchange::heard).unwrap_or_default();
        Heard {
            new: self.heard.new + now.new,
            repeated: self.heard.repeated + now.repeated,
            late: self.heard.late + now.late,
            unknown: self.heard.unknown + now.unknown,
        }
    }

    pub(crate) fn post(&mut self, letter: LetterId, signal: &Signal, deadline: Duration) -> Post {
        self.tape.post(letter, signal);
        let (body, patience) = (write_post(signal).to_string().into_bytes(), ATTEMPT_TIME.min(deadline));
        Post { letter, body, again: false, patience, life: self.life }
    }
}

pub(crate) const fn wall(now: Duration) -> WallTime {
    WallTime::from_millis(DAWN_MS + now.as_millis() as u64)
}

/// The other way round.
pub(crate) const fn since_dawn(at: WallTime) -> Duration {
    Duration::from_millis(at.as_millis().saturating_sub(DAWN_MS))
}

/// Who sits at a desk.
pub(crate) fn identity(station: &str) -> StationIdentity {
    StationIdentity {
        station_id: format!("id-of-{station}").parse().expect("a short name makes an id"),
        station_name: station.to_owned(),
        user: station.to_lowercase().into(),
        staff: staff(station).into(),
        session: format!("session-of-{station}"),
    }
}

/// The name of whoever sits there.
pub(crate) fn staff(station: &str) -> String {
    format!("Ann of {station}")
}
