//! Service providers, their network mapping, and which of our ids is which communication profile.

use roomline_signaling::alexa_wire::management::{
    DisplayName, ExternalUser, ExternalUserFilter, ExternalUserQuery, NetworkMapping, Page, Pagination,
    ServiceProvider, SkillConfiguration,
};
use serde_json::json;

use super::error::{gone, optional};
use super::{Asp, AspError, Carrier, Request};

const PROVIDERS: [&str; 3] = ["v1", "communications", "serviceProviders"];
/// How many external users are asked for at once.
const PER_PAGE: usize = 10;

impl<C: Carrier> Asp<C> {
    /// Registers us; returns the id, which cannot be listed later.
    pub async fn create_provider(&self, logical_id: &str, name: &str) -> Result<String, AspError> {
        let body = ServiceProvider {
            service_provider_logical_id: Some(logical_id.to_owned()),
            display_name: display_name(name),
            ..ServiceProvider::default()
        };
        let request = Request::create(&PROVIDERS, &body)?.to_webrtc_admin();
        let made: ServiceProvider = self.fetch(request).await?;
        made.service_provider_id.ok_or(AspError::Unreadable)
    }

    /// A service provider.
    pub async fn provider(&self, id: &str) -> Result<Option<ServiceProvider>, AspError> {
        optional(self.fetch(Request::get(&of(id, &[])).to_webrtc_admin()).await)
    }

    /// Renames one.
    pub async fn rename_provider(&self, id: &str, name: &str) -> Result<(), AspError> {
        let body = ServiceProvider { display_name: display_name(name), ..ServiceProvider::default() };
        self.tell(Request::put(&of(id, &[]), &body)?.to_webrtc_admin()).await
    }

    /// Deletes one.
    pub async fn delete_provider(&self, id: &str) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(id, &[])).to_webrtc_admin()).await)
    }

    /// The skill a provider's calls are signaled through.
    pub async fn network(&self, id: &str) -> Result<Option<String>, AspError> {
        let request = Request::get(&of(id, &["network"])).to_webrtc_admin();
        let answer: Option<serde_json::Value> = optional(self.fetch(request).await)?;
        // Amazon's own tool reads it from the provider object: both shapes are taken.
        Ok(answer.and_then(|answer| skill_in(&answer)))
    }

    /// Maps a provider to a skill, for the first time.
    pub async fn map_network(&self, id: &str, skill_id: &str) -> Result<(), AspError> {
        self.tell(Request::create(&of(id, &["network"]), &mapping(skill_id))?.to_webrtc_admin()).await
    }

    /// Maps a provider to another skill.
    pub async fn remap_network(&self, id: &str, skill_id: &str) -> Result<(), AspError> {
        self.tell(Request::put(&of(id, &["network"]), &mapping(skill_id))?.to_webrtc_admin()).await
    }

    /// Ends the mapping.
    pub async fn unmap_network(&self, id: &str) -> Result<(), AspError> {
        gone(self.tell(Request::delete(&of(id, &["network"])).to_webrtc_admin()).await)
    }

    /// Says that our id is this communication profile.
    pub async fn associate(&self, provider: &str, unit_id: &str, profile: &str) -> Result<(), AspError> {
        self.tell(Request::create(&of(provider, &["externalUsers"]), &user(unit_id, profile))?.to_webrtc_admin()).await
    }

    /// Points our id to another communication profile.
    pub async fn reassociate(&self, provider: &str, unit_id: &str, profile: &str) -> Result<(), AspError> {
        self.tell(Request::put(&of(provider, &["externalUsers"]), &user(unit_id, profile))?.to_webrtc_admin()).await
    }

    /// Forgets our id.
    pub async fn disassociate(&self, provider: &str, unit_id: &str) -> Result<(), AspError> {
        let body = json!({ "externalUserId": unit_id });
        gone(self.tell(Request::delete(&of(provider, &["externalUsers"])).with(&body)?.to_webrtc_admin()).await)
    }

    /// Which of our ids are known, and as which profiles.
    pub async fn associations(&self, provider: &str, unit_ids: &[String]) -> Result<Vec<ExternalUser>, AspError> {
        let mut all = Vec::new();
        for some in unit_ids.chunks(PER_PAGE) {
            all.extend(self.associations_page(provider, some).await?);
        }
        Ok(all)
    }

    /// All ids that are known. UNVERIFIED: Amazon may refuse to list without naming any.
    pub async fn all_associations(&self, provider: &str) -> Result<Vec<ExternalUser>, AspError> {
        self.associations_page(provider, &[]).await
    }

    async fn associations_page(&self, provider: &str, some: &[String]) -> Result<Vec<ExternalUser>, AspError> {
        let page = |next_token| {
            let body = ExternalUserQuery {
                filters: ExternalUserFilter { external_user_ids: some.to_vec() },
                pagination_context: Some(Pagination { next_token, max_results: Some(10) }),
            };
            Ok(Request::ask(&of(provider, &["externalUsers", "query"]), &body)?.to_webrtc_admin())
        };
        self.gather(page, |page: Page<ExternalUser>| (page.results, page.pagination_context)).await
    }
}

fn of<'i>(id: &'i str, more: &[&'i str]) -> Vec<&'i str> {
    [&PROVIDERS[..], &[id], more].concat()
}

fn display_name(name: &str) -> Vec<DisplayName> {
    vec![DisplayName { locale: "en-US".into(), value: name.to_owned() }]
}

fn mapping(skill_id: &str) -> NetworkMapping {
    NetworkMapping::Skill { skill_configuration: SkillConfiguration { skill_id: skill_id.to_owned() } }
}

fn user(unit_id: &str, profile: &str) -> ExternalUser {
    ExternalUser {
        external_user_id: unit_id.to_owned(),
        amazon_id: Some(profile.to_owned()),
        amazon_id_type: Some("communication-profile".into()),
    }
}

fn skill_in(answer: &serde_json::Value) -> Option<String> {
    let found = answer.pointer("/skillConfiguration/skillId");
    let nested = || ["network", "networkMapping"].iter().find_map(|key| skill_in(answer.get(key)?));
    found.and_then(|id| id.as_str()).map(str::to_owned).or_else(nested)
}
