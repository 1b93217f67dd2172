//! Alexa Smart Properties: the management API by which a property is set up, as one machine without clock or socket.
//!
//! It validates as strictly as Amazon's documents allow, so that a whole onboarding can be rehearsed; what is not
//! documented is marked UNVERIFIED and takes the form that is hardest for a client. The calling side asks it who may call
//! whom, so a property that is half set up cannot be called.
//!
//! Source: ASP REST API Reference (Jan 21, 2025); Amazon's Postman collection (Jul 1, 2024); `asp-cli-for-nodejs`.

mod batch;
mod book;
mod calling;
mod contact;
mod enablement;
mod endpoint;
mod paging;
mod profile;
mod provider;
mod request;
mod route;
mod seed;
#[cfg(test)]
mod tests;
mod trouble;
mod unit;
mod weather;

use std::collections::{BTreeMap, VecDeque};
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use roomline_signaling::call::UnitId;

pub use calling::Gap;
pub use request::{Answer, Method, Request};
pub use seed::{Oddities, Setup};
pub use trouble::Trouble;
pub use weather::{Die, Failures, Forecast, Throttle, When};

use book::Books;
use enablement::Enabled;
use endpoint::Device;
use profile::Profiles;
use provider::Providers;
use unit::{UnitKey, Units};
use weather::{Fate, Weather};

/// How often an enablement is looked at before it is done.
const POLLS: u32 = 2;

/// Alexa Smart Properties.
#[derive(Clone, Debug)]
pub struct Asp {
    rng: ChaCha8Rng,
    our_skill: String,
    rules: Rules,
    weather: Weather,
    units: Units,
    devices: Vec<Device>,
    profiles: Profiles,
    providers: Providers,
    books: Books,
    enabled: BTreeMap<(UnitKey, String), Enabled>,
    events: VecDeque<Event>,
}

/// What an account has beyond the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The skill may read persistent unit ids, and subscribes to skill events.
    pub persistent_ids: bool,
    /// Somebody linked the account once for all units, in the Alexa app.
    pub delegated_link: bool,
    /// How often an enablement is looked at before it is done.
    pub polls: u32,
}

/// What the skill is told because of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Our skill was enabled on a unit: it gets a grant.
    Enabled(UnitId),
    /// Our skill was disabled on a unit.
    Disabled(UnitId),
}

/// The parts of the API, each with its own throttle and scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    /// Service providers and their network.
    ServiceProviders,
    /// Account associations.
    ExternalUsers,
    /// Communication profiles.
    Profiles,
    /// Address books, contacts and unit associations.
    AddressBooks,
    /// Units.
    Units,
    /// Endpoints.
    Endpoints,
    /// Skill enablements.
    Enablements,
}

impl Asp {
    fn bare(our_skill: String, seed: u64, rules: Rules) -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            our_skill,
            rules,
            weather: Weather::default(),
            units: Units::default(),
            devices: Vec::new(),
            profiles: Profiles::default(),
            providers: Providers::default(),
            books: Books::default(),
            enabled: BTreeMap::new(),
            events: VecDeque::new(),
        }
    }

    /// Answers a request whose token was checked. `wall`: the time for people, ISO 8601, UTC.
    pub fn answer(&mut self, now: Instant, wall: &str, request: &Request) -> Answer {
        let Some(api) = Api::of(request) else { return Trouble::not_found("the resource").into() };
        match self.weather.fate(now, api) {
            Fate::Fine => self.take(wall, request).unwrap_or_else(Answer::from),
            Fate::Instead(When::Before, answer) => answer,
            Fate::Instead(When::After, answer) => {
                // Whether it was done or refused, the client never learns it.
                drop(self.take(wall, request));
                answer
            }
        }
    }

    /// What the skill is to be told, oldest first. Poll until there is none.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// What may go wrong.
    #[must_use]
    pub const fn forecast(&self) -> Forecast {
        self.weather.forecast()
    }

    /// Changes what may go wrong; requests count from here.
    pub fn set_forecast(&mut self, forecast: Forecast) {
        self.weather.set(forecast);
    }

    /// What the account has beyond the API.
    #[must_use]
    pub const fn rules(&self) -> Rules {
        self.rules
    }

    /// Changes what the account has beyond the API; what is enabled already keeps its link.
    pub const fn set_rules(&mut self, rules: Rules) {
        self.rules = rules;
    }

    /// The organisation's id, as the console tells it.
    #[must_use]
    pub fn organisation(&self) -> Option<&str> {
        self.units.root().map(|unit| unit.console_id.as_str())
    }

    /// Random letters and digits of an id of Amazon's.
    fn letters(&mut self) -> String {
        const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        (0..26).map(|_| char::from(LETTERS[self.rng.random_range(0..LETTERS.len())])).collect()
    }

    fn uuid(&mut self) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(self.rng.random()).into_uuid()
    }
}
