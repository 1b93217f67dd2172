//! The skill's manifest: where Alexa reaches us, what the skill may do, and what people read of it.
//!
//! Amazon's sample declares no interface for call signaling, so neither do we (UNVERIFIED).
//!
//! Source: *Skill manifest schema*; Amazon's WebRTC sample (2024).

use serde_json::{Map, Value, json};
use url::Url;

use super::{Certificate, Choices, PackageError, Phrases, fits};
use crate::config::Config;

/// What the skill hears of besides requests.
const EVENTS: [&str; 5] = [
    "SKILL_ENABLED",
    "SKILL_DISABLED",
    "SKILL_PERMISSION_ACCEPTED",
    "SKILL_PERMISSION_CHANGED",
    "SKILL_ACCOUNT_LINKED",
];
const PERMISSIONS: [&str; 2] = ["amazon_communication::calling", "alexa::persistent_unit_id::read"];

const LONGEST_NAME: usize = 50;
const LONGEST_SUMMARY: usize = 160;
const LONGEST_DESCRIPTION: usize = 4000;
const LONGEST_INSTRUCTIONS: usize = 4000;

/// For Amazon's tool: which folder holds the package.
pub(super) fn resources() -> Value {
    json!({
        "askcliResourcesVersion": "2020-03-31",
        "profiles": { "default": { "skillMetadata": { "src": "./skill-package" } } },
    })
}

/// The manifest.
pub(super) fn manifest(
    config: &Config,
    choices: &Choices,
    host: &Url,
    locales: &[&'static Phrases],
) -> Result<Value, PackageError> {
    let own_icons = host.join("/alexa").expect("our own path is a URL");
    let icons = choices.icons_url.as_ref().unwrap_or(&own_icons);
    for (what, url) in [("--icons-url", icons), ("--privacy-url", &choices.privacy_url)] {
        if url.scheme() != "https" {
            return Err(PackageError::NotPublic { what, url: url.clone() });
        }
    }
    let is_country = |country: &&String| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some(country) = choices.countries.iter().find(|country| !is_country(country)) {
        return Err(PackageError::Country(country.clone()));
    }
    if choices.countries.is_empty() {
        return Err(PackageError::Country(String::new()));
    }
    let mut published = Map::new();
    let mut privacy = Map::new();
    for phrases in locales {
        published.insert(phrases.locale.into(), locale(phrases, choices, icons)?);
        privacy.insert(phrases.locale.into(), json!({ "privacyPolicyUrl": choices.privacy_url.as_str() }));
    }
    let endpoint = endpoint(host, choices.certificate);
    let region = region(&config.alexa.api_url);
    let regions = json!({ region: { "endpoint": endpoint } });
    Ok(json!({
        "manifest": {
            "manifestVersion": "1.0",
            "publishingInformation": {
                "category": "COMMUNICATION",
                "distributionMode": "PUBLIC",
                "isAvailableWorldwide": false,
                "distributionCountries": choices.countries,
                "testingInstructions": fits("the testing instructions", &choices.testing_instructions, LONGEST_INSTRUCTIONS)?,
                "locales": published,
            },
            "apis": { "custom": { "endpoint": endpoint, "regions": regions, "interfaces": [] } },
            "events": {
                "endpoint": endpoint,
                "regions": regions,
                "subscriptions": EVENTS.map(|name| json!({ "eventName": name })),
            },
            "permissions": PERMISSIONS.map(|name| json!({ "name": name })),
            "privacyAndCompliance": {
                "allowsPurchases": false,
                "usesPersonalInfo": true,
                "isChildDirected": false,
                "isExportCompliant": true,
                "containsAds": false,
                "locales": privacy,
            },
        },
    }))
}

fn locale(phrases: &Phrases, choices: &Choices, icons: &Url) -> Result<Value, PackageError> {
    let invocation = choices.invocation_name.as_deref().unwrap_or(phrases.invocation_name);
    let name = choices.name.as_deref().unwrap_or(phrases.name);
    let icon = |size: u32| format!("{}/icon{size}.png", icons.as_str().trim_end_matches('/'));
    let examples = phrases.examples.map(|phrase| phrase.replace("{invocation}", invocation));
    Ok(json!({
        "name": fits("the skill's name", name, LONGEST_NAME)?,
        "summary": fits("the summary", phrases.summary, LONGEST_SUMMARY)?,
        "description": fits("the description", phrases.description, LONGEST_DESCRIPTION)?,
        "examplePhrases": examples,
        "keywords": phrases.keywords,
        "smallIconUri": icon(108),
        "largeIconUri": icon(512),
    }))
}

fn endpoint(host: &Url, certificate: Certificate) -> Value {
    let kind = match certificate {
        Certificate::Trusted => "Trusted",
        Certificate::Wildcard => "Wildcard",
        Certificate::SelfSigned => "SelfSigned",
    };
    let uri = host.join("/alexa/skill").expect("our own path is a URL");
    json!({ "uri": uri.as_str(), "sslCertificateType": kind })
}

/// Amazon's word for the region that an API's host is in.
fn region(api_url: &Url) -> &'static str {
    match api_url.host_str() {
        Some("api.eu.amazonalexa.com") => "EU",
        Some("api.fe.amazonalexa.com") => "FE",
        _ => "NA",
    }
}
