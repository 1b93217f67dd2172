//! The Echos themselves: which there are, where they stand, whether they can be reached, and what they are told to say.
//!
//! Source: *Endpoints REST API Reference*; Amazon's Postman collection (Jul 1, 2024).

use serde::{Deserialize, Serialize};

use super::{Pagination, TypedText, UnitRef};

/// How the names of models begin on which WebRTC calling works. UNVERIFIED: the API has no list of them.
pub const CALLING_MODELS: [&str; 4] = ["Echo Show 5", "Echo Show 8", "Echo Dot", "Echo Pop"];

/// Who makes Echos.
const AMAZON: &str = "Amazon";
/// The feature that says whether an endpoint can be reached.
const CONNECTIVITY: &str = "connectivity";

/// An Echo, or a smart-home device that is listed with them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Endpoint {
    /// `amzn1.alexa.endpoint.…`.
    pub id: String,
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub friendly_name: Option<TypedText>,
    /// The model's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<TypedText>,
    /// The serial number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<TypedText>,
    /// `Amazon` for an Echo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<TypedText>,
    /// The software's version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_version: Option<TypedText>,
    /// Its network interfaces.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<Connection>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub associated_units: Vec<UnitRef>,
    /// What was asked to be expanded; the form is UNVERIFIED.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<EndpointFeature>,
}

impl Endpoint {
    /// Whether it is an Echo. One that does not say who made it counts as one.
    #[must_use]
    pub fn is_echo(&self) -> bool {
        let maker = self.manufacturer.as_ref().map(|maker| maker.value.text.trim());
        maker.is_none_or(|maker| maker.is_empty() || maker == AMAZON)
    }

    /// Whether it can be reached, if that was asked to be expanded; `None`: it is not said.
    #[must_use]
    pub fn is_online(&self) -> Option<bool> {
        let feature = self.features.iter().find(|feature| feature.name == CONNECTIVITY)?;
        is_online(&feature.properties)
    }
}

/// A feature of an endpoint, with its properties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointFeature {
    /// `connectivity`.
    pub name: String,
    /// As [`Connectivity`] has them.
    #[serde(default)]
    pub properties: Vec<ConnectivityProperty>,
}

/// Settings of an endpoint; the form is UNVERIFIED.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Those that were asked for.
    pub settings: Vec<Setting>,
}

/// A setting of an endpoint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setting {
    /// Such as `Alexa.DoNotDisturb.doNotDisturb`.
    pub key: String,
    /// For do-not-disturb: whether it is on.
    pub value: serde_json::Value,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Its hardware address.
    pub mac_address: String,
}

/// Whether an endpoint can be reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connectivity {
    /// Its one property.
    pub properties: Vec<ConnectivityProperty>,
}

impl Connectivity {
    /// Whether the endpoint can be reached; `None`: it is not said.
    #[must_use]
    pub fn is_online(&self) -> Option<bool> {
        is_online(&self.properties)
    }
}

/// Source: *Endpoint Features* of the ASP REST API: `OK` is reachable; other words are not documented.
fn is_online(properties: &[ConnectivityProperty]) -> Option<bool> {
    properties.first().map(|property| property.value.value == "OK")
}

/// A property of [`Connectivity`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectivityProperty {
    /// `reachability`.
    pub name: String,
    /// The finding.
    pub value: Reachability,
    /// When: ISO 8601, UTC.
    pub time_of_sample: String,
}

/// The finding of [`Connectivity`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reachability {
    /// `OK` if it can be reached.
    pub value: String,
}

/// Asks for endpoints.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointQuery {
    /// Which ones.
    pub query: AnyOf,
    /// What to tell of them.
    #[serde(default)]
    pub expand: Vec<String>,
    /// How many.
    #[serde(default)]
    pub pagination_context: Pagination,
}

/// Any of these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnyOf {
    /// The alternatives.
    pub or: Vec<Match>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// What must match.
    #[serde(rename = "match")]
    pub condition: InUnit,
}

/// Stands in this unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InUnit {
    /// The unit.
    #[serde(rename = "associatedUnits.id")]
    pub unit: String,
}

/// Has Echos say something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Announcement {
    /// Where.
    pub recipients: Vec<Recipient>,
    /// What.
    pub notification: Variants<NotificationVariant>,
}

/// Where an announcement is heard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// `Unit`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The unit.
    pub id: String,
}

/// Alternatives of which the device takes one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variants<T> {
    /// The alternatives.
    pub variants: Vec<T>,
}

/// How the Echo brings it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum NotificationVariant {
    /// Aloud, at once.
    Announcement {
        /// What it says.
        content: Variants<ContentVariant>,
    },
}

/// What the Echo says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ContentVariant {
    /// A sentence.
    SpokenText {
        /// In these languages.
        values: Vec<LocalizedText>,
    },
}

/// A sentence in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalizedText {
    /// The language.
    pub locale: String,
    /// The sentence.
    pub text: String,
}
