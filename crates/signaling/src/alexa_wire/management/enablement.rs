//! Which skills a unit has: enabling, listing and disabling them.
//!
//! Source: *Skill Management API*; `asp-cli-for-nodejs`.

use roomline_call::Private;
use serde::{Deserialize, Serialize};

use super::{Pagination, UnitRef};

/// Amazon's skill that switches WebRTC calling on for a unit.
pub const WEBRTC_SUBSCRIPTION_SKILL: &str = "amzn1.ask.skill.4f802665-333c-48e7-ada2-b218033d4015";

/// Enables a skill on a unit, or disables it in bulk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnablementRequest {
    /// The unit.
    pub unit_id: String,
    /// Which version of the skill; absent in a question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    /// Links the account along with it; delegated linking needs none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_link_request: Option<AccountLinkRequest>,
}

/// A version of a skill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// For tests.
    Development,
    /// In Amazon's hands.
    Certification,
    /// Published.
    Live,
}

/// Links an account by a code our OAuth server issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountLinkRequest {
    /// Where the code was sent.
    pub redirect_uri: String,
    /// The code.
    pub auth_code: Private<String>,
    /// `AUTH_CODE`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A skill on a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Enablement {
    /// The skill.
    pub skill: EnabledSkill,
    /// The unit.
    pub unit: UnitRef,
    /// Whether an account is linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_link: Option<AccountLink>,
    /// How far it is.
    pub status: EnablementStatus,
}

/// A skill and its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnabledSkill {
    /// `amzn1.ask.skill.<uuid>`.
    pub id: String,
    /// Which version.
    pub stage: Stage,
}

/// Whether an account is linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountLink {
    /// Must become `Linked` for our skill, or no call can be placed.
    pub status: LinkStatus,
}

/// Whether an account is linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkStatus {
    /// It is.
    Linked,
    /// It is not.
    NotLinked,
}

/// How far an enablement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EnablementStatus {
    /// Ask again.
    Enabling,
    /// Done.
    Enabled,
}

/// The skills of one unit. The only list whose items are not called `results`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EnablementPage {
    /// The skills.
    pub items: Vec<Enablement>,
    /// Where the next page is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination_context: Option<Pagination>,
}

/// The skills of one unit of a bulk question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEnablements {
    /// The skills.
    pub enablements: Vec<Enablement>,
}
