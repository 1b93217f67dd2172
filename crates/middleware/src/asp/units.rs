//! The property's tree: its units and rooms.

use roomline_signaling::alexa_wire::management::{Page, PropertyUnit, Text, TypedText};

use super::error::optional;
use super::{Asp, AspError, Carrier, Request};

const UNITS: [&str; 2] = ["v2", "units"];
/// What Amazon's own tool asks for.
const PER_PAGE: &str = "50";

impl<C: Carrier> Asp<C> {
    /// All units under one, at any depth.
    pub async fn units_under(&self, root: &str) -> Result<Vec<PropertyUnit>, AspError> {
        let page = |token: Option<String>| {
            let request = Request::get(&UNITS)
                .query("parentId", root)
                .query("expand", "all")
                .query("queryDepth", "all")
                .query("maxResults", PER_PAGE);
            Ok(match token {
                Some(token) => request.query("nextToken", token),
                None => request,
            })
        };
        self.gather(page, |page: Page<PropertyUnit>| (page.results, page.pagination_context)).await
    }

    /// One unit.
    pub async fn unit(&self, id: &str) -> Result<Option<PropertyUnit>, AspError> {
        optional(self.fetch(Request::get(&of(id))).await)
    }

    /// Makes a unit.
    pub async fn create_unit(&self, parent: &str, name: &str) -> Result<String, AspError> {
        let body = PropertyUnit { parent_id: Some(parent.to_owned()), name: Some(plain(name)), ..Default::default() };
        let made: PropertyUnit = self.fetch(Request::create(&UNITS, &body)?).await?;
        made.id.ok_or(AspError::Unreadable)
    }

    /// Renames a unit.
    pub async fn rename_unit(&self, id: &str, name: &str) -> Result<(), AspError> {
        let body = PropertyUnit { name: Some(plain(name)), ..Default::default() };
        self.tell(Request::put(&of(id), &body)?).await
    }
}

fn of(id: &str) -> Vec<&str> {
    [&UNITS[..], &[id]].concat()
}

fn plain(name: &str) -> TypedText {
    TypedText { kind: Some("PLAIN".into()), value: Text { text: name.to_owned() } }
}
