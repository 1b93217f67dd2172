//! The watch over the Echos in the house: it asks the simulator's management API, and the desks are told what it finds.

use std::collections::BTreeMap;
use std::time::Duration;

use roomline_alexa_sim::asp::{self, Forecast};
use roomline_alexa_sim::service::{Act, Audience, Happened};
use roomline_middleware::asp::Reply;
use roomline_middleware::echo::question::{Answer, Question};
use roomline_middleware::echo::{Action, Drift, Input, Memory, Property, Room, Watch};
use roomline_middleware::exchange;
use roomline_signaling::alexa_wire::TokenRequest;
use roomline_signaling::call::UnitId;
use roomline_signaling::rest::UnitEcho;
use serde_json::Value;

use super::{House, unit_id};
use crate::middleware::{since_dawn, wall};

/// The watch, and what it found.
#[derive(Debug)]
pub(crate) struct Echos {
    watch: Watch,
    refresh_token: String,
    token: String,
    /// As the database would have it.
    pub(super) kept: BTreeMap<UnitId, UnitEcho>,
    drift: Option<Vec<Drift>>,
}

impl House {
    /// Watches the Echos from now on. Of the rooms no more is known than their communication profiles.
    pub fn watch_echos(&mut self, every: Duration) {
        let room = |room: &roomline_alexa_sim::property::Room| Room {
            unit: None,
            profile: Some(room.profile_id()),
            profile_name: Some(room.name.clone()),
        };
        let rooms = self.amazon.property().rooms.iter().map(|one| (one.unit_id.clone(), room(one))).collect();
        let root = self.amazon.asp().organisation().map(str::to_owned);
        let mut watch = Watch::new(wall(self.now), every, Memory::default());
        watch.handle_input(wall(self.now), Input::Property(Property { root, rooms }));
        let refresh_token = self.amazon.issue_refresh_token(Audience::Management);
        let (token, kept) = (String::new(), BTreeMap::new());
        self.echos = Some(Echos { watch, refresh_token, token, kept, drift: None });
        self.settle();
    }

    /// How a desk shows the Echo of a unit.
    ///
    /// # Panics
    /// When the desk does not list the unit.
    #[must_use]
    pub fn shown_echo(&self, desk: &str, unit: &str) -> UnitEcho {
        let (directory, unit_id) = (self.state(desk).directory, unit_id(unit));
        let found = directory.units.iter().find(|unit| unit.unit_id == unit_id).expect("the desk lists the unit");
        let (echo, echo_since_ms, echo_seen_ms) = (found.echo, found.echo_since_ms, found.echo_seen_ms);
        UnitEcho { unit_id, echo, echo_since_ms, echo_seen_ms }
    }

    /// The Echo has power again.
    pub fn has_power_again(&mut self, unit: &str) {
        self.act(unit, Act::Return);
    }

    /// What may go wrong with the management API.
    pub fn weather(&mut self, forecast: Forecast) {
        self.amazon.asp_mut().set_forecast(forecast);
    }

    /// When the management API was asked, and with which status it answered.
    #[must_use]
    pub fn asked_amazon(&self) -> Vec<(Duration, u16)> {
        let asked = self.amazon.journal().after(0).filter_map(|entry| match &entry.what {
            Happened::Managed { status, .. } => Some((entry.at.saturating_duration_since(self.epoch), *status)),
            _ => None,
        });
        asked.collect()
    }

    /// What the last look at the property found; `None`: none went through yet.
    #[must_use]
    pub fn drift(&self) -> Option<Vec<Drift>> {
        self.echos.as_ref()?.drift.clone()
    }

    /// Somebody changes something at Amazon, in her console.
    ///
    /// # Panics
    /// When Amazon refuses.
    pub fn changes_at_amazon(&mut self, method: asp::Method, path: &str, body: &Value) {
        self.refresh_management_token();
        let answer = self.manage(&asp::Request::new(method, path, Some(body)));
        assert!((200..300).contains(&answer.status), "{answer:?}");
    }

    pub(super) fn echos_due(&self) -> Option<Duration> {
        self.echos.as_ref()?.watch.poll_timeout().map(since_dawn)
    }

    pub(super) fn fire_echos(&mut self) {
        let now = wall(self.now);
        if let Some(echos) = self.echos.as_mut().filter(|echos| echos.watch.poll_timeout().is_some_and(|at| at <= now))
        {
            echos.watch.handle_timeout(now);
        }
    }

    pub(super) fn settle_echos(&mut self) -> bool {
        let mut moved = false;
        while let Some(action) = self.echos.as_mut().and_then(|echos| echos.watch.poll_action()) {
            moved = true;
            match action {
                Action::Ask(question) => {
                    let answer = self.answer_watch(&question);
                    let now = wall(self.now);
                    self.echos().watch.handle_input(now, Input::Answer(answer));
                }
                Action::Tell(news) => {
                    self.echos().kept.extend(news.iter().map(|one| (one.unit_id.clone(), one.clone())));
                    self.middleware.take(self.now, exchange::Input::EchosChanged(news));
                }
                Action::Drift(_, drift) => self.echos().drift = Some(drift),
                Action::RoundDone(_) | Action::Learned(..) => {}
            }
        }
        moved
    }

    fn answer_watch(&mut self, question: &Question) -> Answer {
        let asked = question.request().expect("a question can be written");
        let method = match asked.method.as_str() {
            "GET" => asp::Method::Get,
            _ => asp::Method::Post,
        };
        let query = asked.query.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let body = asked.body.map(|body| body.to_vec()).unwrap_or_default();
        let request = asp::Request { method, path: asked.path, query, body };
        if self.echos().token.is_empty() {
            self.refresh_management_token();
        }
        let mut answer = self.manage(&request);
        if answer.status == 401 {
            self.refresh_management_token();
            answer = self.manage(&request);
        }
        let status = answer.status.try_into().expect("a status");
        let body = answer.body.map(|body| body.to_string()).unwrap_or_default().into();
        let (retry_after, request_id) = (answer.retry_after, String::new());
        question.read(Ok(Reply { status, retry_after, request_id, body }))
    }

    fn manage(&mut self, request: &asp::Request) -> asp::Answer {
        let (now, token) = (self.instant(), self.echos().token.clone());
        self.amazon.manage(now, "2026-11-23T08:00:00Z", Some(&token), request)
    }

    fn refresh_management_token(&mut self) {
        let client = self.amazon.tokens().client(Audience::Management).clone();
        let refresh_token = self.echos().refresh_token.clone().into();
        let request = TokenRequest::RefreshToken { refresh_token, client_id: client.id, client_secret: client.secret };
        let response = self.amazon.token(self.instant(), &request).expect("the refresh token is good");
        self.echos().token = response.access_token.0;
    }

    fn echos(&mut self) -> &mut Echos {
        self.echos.as_mut().expect("the Echos are watched")
    }
}
