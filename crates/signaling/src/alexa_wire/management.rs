//! The management API of Alexa Smart Properties: the bodies by which a property is set up.
//!
//! Ids are opaque and differ per client of the API: never compare them across clients.
//!
//! Source: ASP REST API Reference (Jan 21, 2025); Amazon's Postman collection (Jul 1, 2024) and `asp-cli-for-nodejs`.

mod enablement;
mod endpoint;

use serde::{Deserialize, Serialize};

pub use enablement::{
    AccountLink, AccountLinkRequest, EnabledSkill, Enablement, EnablementPage, EnablementRequest, EnablementStatus,
    LinkStatus, Stage, UnitEnablements, WEBRTC_SUBSCRIPTION_SKILL,
};
pub use endpoint::{
    Announcement, AnyOf, CALLING_MODELS, Connection, Connectivity, ConnectivityProperty, ContentVariant, Endpoint,
    EndpointFeature, EndpointQuery, InUnit, LocalizedText, Match, NotificationVariant, Reachability, Recipient,
    Setting, Settings, Variants,
};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// What is on this page.
    pub results: Vec<T>,
    /// Where the next page is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination_context: Option<Pagination>,
}

/// Where the next page is, or how long one may be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    /// Absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    /// How many items at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<u32>,
}

/// A bulk request of at most 100 items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Batch<T> {
    /// The items.
    pub items: Vec<BatchItem<T>>,
    /// For a bulk question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination_context: Option<Pagination>,
}

/// One item of a [`Batch`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItem<T> {
    /// Unique in the request.
    pub item_id: ItemId,
    /// The item.
    #[serde(flatten)]
    pub item: T,
}

/// What became of a bulk request; the form is UNVERIFIED.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// An outcome per item.
    pub results: Vec<BatchOutcome>,
}

/// What became of one item of a bulk request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchOutcome {
    /// Which item.
    pub item_id: ItemId,
    /// The status it would have had alone.
    #[serde(rename = "statusCode")]
    pub status: u16,
    /// The answer it would have had alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<serde_json::Value>,
}

/// Amazon's own tools send both forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ItemId {
    /// As a number.
    Number(u64),
    /// As a text.
    Text(String),
}

/// An error's body; every field may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// For programs.
    #[serde(rename = "type", default, alias = "code", alias = "error", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// For people.
    #[serde(default, alias = "Message", alias = "error_description", skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// Us as a calling network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServiceProvider {
    /// Amazon's id. There is no way to list them: keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_provider_id: Option<String>,
    /// Our own unique id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_provider_logical_id: Option<String>,
    /// For Amazon's analytics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub display_name: Vec<DisplayName>,
}

/// A name in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisplayName {
    /// Only `en-US` is supported.
    pub locale: String,
    /// The name.
    pub value: String,
}

/// Ties a service provider to a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "networkType", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
pub enum NetworkMapping {
    /// Calls are signaled through a skill.
    Skill {
        /// Which one.
        skill_configuration: SkillConfiguration,
    },
}

/// A skill as the end of a network mapping.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SkillConfiguration {
    /// `amzn1.ask.skill.<uuid>`.
    pub skill_id: String,
}

/// Ties our id of a unit to its communication profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalUser {
    /// Our id; all there is when it is deleted.
    pub external_user_id: String,
    /// The profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amazon_id: Option<String>,
    /// `communication-profile`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amazon_id_type: Option<String>,
}

/// Asks for external users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalUserQuery {
    /// Which ones.
    pub filters: ExternalUserFilter,
    /// How many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination_context: Option<Pagination>,
}

/// Which external users.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalUserFilter {
    /// By our ids.
    pub external_user_ids: Vec<String>,
}

/// A unit's calling identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Whose it is.
    pub entity: Entity,
    /// Amazon's id; absent when it is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_id: Option<ProfileId>,
    /// The name shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What a profile belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// `UNIT`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The unit.
    pub id: String,
}

/// A profile's id, nested as Amazon nests it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProfileId {
    /// `amzn1.alexa.communications.profile.did.…`.
    pub profile_id: String,
}

/// A bare name: an address book's or a profile's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// 1 to 50 characters.
    pub name: String,
}

/// A list of contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddressBook {
    /// `amzn1.alexa.addressbook.did.…`.
    pub address_book_id: String,
    /// 1 to 50 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A contact as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewContact {
    /// The contact.
    pub contact: Contact,
}

/// A contact as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedContact {
    /// `amzn1.alexa.contacts.did.…`.
    pub contact_id: String,
    /// May be missing in lists: then get each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// Somebody to call, and be called from. Has exactly one kind of address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// What residents say: "call <name>". 1 to 50 characters.
    pub name: String,
    /// How they are reached.
    #[serde(flatten)]
    pub address: ContactAddress,
}

/// How a contact is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContactAddress {
    /// Through us: a ring group's address.
    ProviderContact {
        /// The raw address.
        id: String,
    },
    /// Another unit.
    AlexaCommunicationProfileId(String),
    /// By telephone, 1 to 3 numbers.
    PhoneNumbers(Vec<PhoneNumber>),
}

/// A telephone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneNumber {
    /// E.164.
    pub number: String,
}

/// Gives a unit an address book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnitAssociation {
    /// The book; absent when it is in the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_book_id: Option<String>,
    /// The unit.
    pub unit_id: String,
}

/// A node of the property tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PropertyUnit {
    /// `amzn1.alexa.unit.did.…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The node above.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// 0 is the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<TypedText>,
}

/// A text with its type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedText {
    /// `PLAIN`; absent in properties of endpoints.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The text.
    pub value: Text,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// The text.
    pub text: String,
}

/// A unit by its id alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRef {
    /// `amzn1.alexa.unit.did.…`.
    pub id: String,
}
