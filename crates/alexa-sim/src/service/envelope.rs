//! How a request to the skill looks on the wire.

use roomline_signaling::alexa_wire::{
    Application, Context, Device, Envelope, Grant, RequestHead, System, Unit, User, write_request,
};
use roomline_signaling::call::Private;
use serde_json::{Map, json};

use super::mail::{Delivery, Parcel};
use crate::property::Property;

const LOCALE: &str = "en-GB";

/// What a request carries beside its message.
#[derive(Clone, Debug)]
pub struct Surroundings {
    /// When it is sent: ISO 8601, UTC.
    pub timestamp: String,
    /// The region's API, as the skill sees it.
    pub api_endpoint: String,
    /// The token the skill's OAuth server issued at account linking, if an account is linked.
    pub linked_account: Option<Private<String>>,
    /// The lasting id of the unit, if the skill may read it.
    pub persistent_unit_id: Option<String>,
}

impl Delivery {
    /// The body of the request.
    #[must_use]
    pub fn envelope(&self, property: &Property, surroundings: &Surroundings) -> Envelope {
        let Surroundings { timestamp, api_endpoint, linked_account, persistent_unit_id } = surroundings.clone();
        let head = RequestHead { request_id: self.request_id.clone(), timestamp, locale: LOCALE.into() };
        let request = match &self.parcel {
            Parcel::Signal(signal) => write_request(signal, &head),
            Parcel::Grant { code } => {
                let mut request = Grant::write_request(&code.0);
                request["requestId"] = json!(head.request_id);
                request["timestamp"] = json!(head.timestamp);
                request["locale"] = json!(head.locale);
                request
            }
            Parcel::Event { name } => json!({
                "type": format!("AlexaSkillEvent.{name}"),
                "requestId": head.request_id,
                "timestamp": head.timestamp,
                "locale": head.locale,
                "eventCreationTime": head.timestamp,
                "eventPublishingTime": head.timestamp,
            }),
        };
        let room = property.room(&self.unit);
        let permissions = json!({ "scopes": { "amazon_communication::calling": { "status": "GRANTED" } } });
        let system = System {
            application: Application { application_id: property.skill_id.clone() },
            user: User {
                user_id: "amzn1.ask.account.ROSEWOOD".into(),
                access_token: linked_account,
                permissions: Some(Private(permissions)),
            },
            device: room.map(|room| Device {
                device_id: room.device_id(),
                persistent_endpoint_id: Some(room.endpoint_id()),
                supported_interfaces: Map::new(),
            }),
            unit: Some(Unit {
                unit_id: room.map_or_else(|| format!("amzn1.ask.unit.{}", self.unit), |room| room.skill_unit_id()),
                persistent_unit_id,
            }),
            api_endpoint,
            api_access_token: Some(Private("api-access-token-of-the-simulator".into())),
        };
        Envelope {
            version: Some("1.0".into()),
            session: None,
            context: Some(Context { system }),
            request: Some(Private(request)),
            directive: None,
        }
    }
}
