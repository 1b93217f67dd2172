//! The management API as part of Amazon's side: who may ask, what it means for the skill, and what is written down.

use std::time::Instant;

use super::{Audience, Happened, Parcel, Service};
use crate::asp::{Answer, Api, Asp, Event, Method, Request, Trouble};

impl Service {
    /// Answers a request to the management API.
    ///
    /// `wall`: the time for people, ISO 8601, UTC. `bearer`: the token of the Authorization header, if there was one.
    pub fn manage(&mut self, now: Instant, wall: &str, bearer: Option<&str>, request: &Request) -> Answer {
        self.now = Some(now);
        let answer = match self.admit(now, bearer, request) {
            Err(trouble) => trouble.into(),
            Ok(()) => self.asp.answer(now, wall, request),
        };
        let what = Happened::Managed { operation: operation(request), status: answer.status };
        self.journal.write(now, None, None, what);
        if answer.withheld {
            self.journal.write(now, None, None, Happened::DieNow);
        }
        while let Some(event) = self.asp.poll_event() {
            self.follow(now, event);
        }
        answer
    }

    /// Alexa Smart Properties.
    #[must_use]
    pub const fn asp(&self) -> &Asp {
        &self.asp
    }

    /// Alexa Smart Properties, to change what may go wrong and what the account has.
    pub const fn asp_mut(&mut self) -> &mut Asp {
        &mut self.asp
    }

    /// Makes a refresh token of the management API that has fewer scopes than it should.
    pub fn issue_narrow_token(&mut self, scope: &str) -> String {
        self.tokens.issue_narrow_refresh_token(Audience::Management, scope, &mut self.rng)
    }

    fn admit(&self, now: Instant, bearer: Option<&str>, request: &Request) -> Result<(), Trouble> {
        let checked = self.tokens.check(now, bearer, Audience::Management);
        checked.map_err(|fault| Trouble::unauthorized(fault.to_string()))?;
        let scope = Api::of(request).map_or("alexa::enterprise:management", Api::scope);
        let has = bearer.is_some_and(|token| self.tokens.has_scope(token, scope));
        if has { Ok(()) } else { Err(Trouble::forbidden(scope)) }
    }

    fn follow(&mut self, now: Instant, event: Event) {
        let subscribed = self.asp.rules().persistent_ids;
        match event {
            Event::Enabled(unit) => {
                let code = self.tokens.issue_code(now, Audience::Signaling, &mut self.rng);
                self.send(now, unit.clone(), Parcel::Grant { code: code.into() });
                if subscribed {
                    self.send(now, unit, Parcel::Event { name: "SkillEnabled" });
                }
            }
            Event::Disabled(unit) if subscribed => self.send(now, unit, Parcel::Event { name: "SkillDisabled" }),
            Event::Disabled(_) => {}
        }
    }
}

/// The method and the path without ids, which would be nothing but long.
fn operation(request: &Request) -> String {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    };
    let path = request.path.iter().map(|part| if part.len() > 24 { "…" } else { part.as_str() });
    format!("{method} /{}", path.collect::<Vec<_>>().join("/"))
}
