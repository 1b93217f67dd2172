//! The Echos: where they stand, whether they can be reached, whether they may be disturbed.

use roomline_signaling::alexa_wire::management::{
    AnyOf, Connectivity, Endpoint, EndpointQuery, InUnit, Match, Page, Pagination, UnitRef,
};

use super::error::optional;
use super::{Asp, AspError, Carrier, Request};

const DO_NOT_DISTURB: &str = "Alexa.DoNotDisturb.doNotDisturb";

impl<C: Carrier> Asp<C> {
    /// The endpoints that stand in any of these units; at most 100 at once.
    pub async fn endpoints_in(&self, units: &[String]) -> Result<Vec<Endpoint>, AspError> {
        let any: Vec<_> = units.iter().map(|unit| Match { condition: InUnit { unit: unit.clone() } }).collect();
        let page = |next_token| {
            let body = EndpointQuery {
                query: AnyOf { or: any.clone() },
                expand: vec!["all".into(), "feature:connectivity".into()],
                pagination_context: Pagination { next_token, max_results: None },
            };
            Request::ask(&["v2", "endpointQuery"], &body)
        };
        self.gather(page, |page: Page<Endpoint>| (page.results, page.pagination_context)).await
    }

    /// Whether an endpoint can be reached; `None`: Amazon does not say.
    pub async fn is_online(&self, endpoint: &str) -> Result<Option<bool>, AspError> {
        let request = Request::get(&["v2", "endpoints", endpoint, "features", "connectivity"]);
        let found: Option<Connectivity> = optional(self.fetch(request).await)?;
        Ok(found.and_then(|found| found.is_online()))
    }

    /// Puts an endpoint into a unit. It must be online.
    pub async fn place_endpoint(&self, endpoint: &str, unit: &str) -> Result<(), AspError> {
        let body = [UnitRef { id: unit.to_owned() }];
        self.tell(Request::put(&["v2", "endpoints", endpoint, "associatedUnits"], &body)?).await
    }

    /// Whether an endpoint must not be disturbed; `None`: Amazon does not say.
    pub async fn do_not_disturb(&self, endpoint: &str) -> Result<Option<bool>, AspError> {
        let request = Request::get(&["v2", "endpoints", endpoint, "settings"]).query("keys", DO_NOT_DISTURB);
        let found: Option<serde_json::Value> = optional(self.fetch(request).await)?;
        Ok(found.as_ref().and_then(flag))
    }
}

/// The shape is UNVERIFIED: the first flag in it counts.
fn flag(found: &serde_json::Value) -> Option<bool> {
    match found {
        serde_json::Value::Bool(on) => Some(*on),
        serde_json::Value::Array(all) => all.iter().find_map(flag),
        serde_json::Value::Object(all) => all.values().find_map(flag),
        _ => None,
    }
}
