//! Communication profiles: a unit's identity in calls.

use roomline_signaling::alexa_wire::management::{Entity, Named, Profile};

use super::error::{gone, optional};
use super::{Asp, AspError, Carrier, Request};

const PROFILE: [&str; 3] = ["v1", "communications", "profile"];

impl<C: Carrier> Asp<C> {
    /// Makes a unit's profile, or finds the one it has: Amazon makes no second one, so this may be repeated.
    pub async fn make_profile(&self, unit: &str, name: &str) -> Result<String, AspError> {
        let entity = Entity { kind: "UNIT".into(), id: unit.to_owned() };
        let body = Profile { entity, profile_id: None, name: Some(name.to_owned()) };
        let made: Profile = self.fetch(Request::ask(&PROFILE, &body)?).await?;
        made.profile_id.map(|id| id.profile_id).ok_or(AspError::Unreadable)
    }

    /// A unit's profile.
    pub async fn profile_of(&self, unit: &str) -> Result<Option<Profile>, AspError> {
        let request = Request::get(&PROFILE).query("entity.type", "UNIT").query("entity.id", unit);
        optional(self.fetch(request).await)
    }

    /// A profile by its id.
    pub async fn profile(&self, id: &str) -> Result<Option<Profile>, AspError> {
        optional(self.fetch(Request::get(&of(id))).await)
    }

    /// Renames a profile. A new one is called "Guest" whatever it was created as.
    pub async fn rename_profile(&self, id: &str, name: &str) -> Result<(), AspError> {
        self.tell(Request::put(&of(id), &Named { name: name.to_owned() })?).await
    }

    /// Deletes a profile, and every contact that points to it.
    pub async fn delete_profile(&self, id: &str) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(id))).await)
    }
}

fn of(id: &str) -> Vec<&str> {
    [&PROFILE[..], &[id]].concat()
}
