//! Which skills a unit has.

use roomline_signaling::alexa_wire::management::{Enablement, EnablementPage, EnablementRequest, Stage};

use super::error::{gone, optional};
use super::{Asp, AspError, Carrier, Request};

impl<C: Carrier> Asp<C> {
    /// All skills of a unit.
    pub async fn skills_of(&self, unit: &str) -> Result<Vec<Enablement>, AspError> {
        let page = |token: Option<String>| {
            let request =
                Request::get(&["v1", "skills", "enablements"]).query("unitId", unit).query("maxResults", "10");
            Ok(match token {
                Some(token) => request.query("nextToken", token),
                None => request,
            })
        };
        self.gather(page, |page: EnablementPage| (page.items, page.pagination_context)).await
    }

    /// One skill of a unit.
    pub async fn skill_of(&self, skill: &str, unit: &str, stage: Stage) -> Result<Option<Enablement>, AspError> {
        let request = Request::get(&of(skill)).query("unitId", unit).query("stage", word(stage));
        optional(self.fetch(request).await)
    }

    /// Enables a skill on a unit.
    pub async fn enable_skill(&self, skill: &str, unit: &str, stage: Stage) -> Result<(), AspError> {
        let body = EnablementRequest { unit_id: unit.to_owned(), stage: Some(stage), account_link_request: None };
        self.tell(Request::create(&of(skill), &body)?).await
    }

    /// Disables a skill on a unit.
    pub async fn disable_skill(&self, skill: &str, unit: &str, stage: Stage) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(skill)).query("unitId", unit).query("stage", word(stage))).await)
    }
}

fn of(skill: &str) -> [&str; 4] {
    ["v1", "skills", skill, "enablements"]
}

const fn word(stage: Stage) -> &'static str {
    match stage {
        Stage::Development => "development",
        Stage::Certification => "certification",
        Stage::Live => "live",
    }
}
