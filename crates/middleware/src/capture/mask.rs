//! Takes the people out of a message: what is known to be harmless stays, everything else becomes its kind and length.

use hmac::{Hmac, Mac as _};
use rand::TryRngCore as _;
use rand::rngs::OsRng;
use serde_json::{Map, Value};
use sha2::Sha256;

use super::sdp;

/// Keys whose values are words of Amazon's documents.
const WORDS: [&str; 7] = ["type", "version", "locale", "timestamp", "payloadVersion", "namespace", "apiEndpoint"];
/// Keys whose values are such words in capitals.
const SHOUTED: [&str; 3] = ["status", "reason", "renegotiationType"];
/// Where `code` is such a word; elsewhere it is a secret.
const CODES: [&str; 2] = ["callResult", "error"];
/// Below these a `name` is a word.
const NAMED: [&str; 2] = ["header", "intent"];
const TOKENS: [&str; 3] = ["token", "accesstoken", "secret"];
const DEEPEST: usize = 32;

/// Masks the messages of one capture.
#[derive(Clone)]
pub(super) struct Mask([u8; 32]);

impl Mask {
    /// One that nobody can undo: its key is never written.
    pub(super) fn random() -> Self {
        let mut key = [0; 32];
        OsRng.try_fill_bytes(&mut key).expect("the operating system has random numbers");
        Self(key)
    }

    /// Masks a body; what is not JSON becomes its length.
    pub(super) fn body(&self, body: &[u8]) -> Value {
        match serde_json::from_slice(body) {
            Ok(value) => self.value(&value),
            Err(_) => format!("‹no JSON, {} bytes›", body.len()).into(),
        }
    }

    /// Masks a value and everything in it.
    pub(super) fn value(&self, value: &Value) -> Value {
        self.inside(value, "", "", 0)
    }

    fn inside(&self, value: &Value, key: &str, parent: &str, depth: usize) -> Value {
        match value {
            _ if depth > DEEPEST => "‹too deep›".into(),
            Value::Null | Value::Bool(_) => value.clone(),
            Value::Number(number) => match number.as_i64() {
                Some(small @ -9999..=9999) => small.into(),
                _ => "‹number›".into(),
            },
            Value::String(text) => self.text(text, key, parent),
            // What is in a list belongs to the list's own key.
            Value::Array(items) => items.iter().map(|item| self.inside(item, key, parent, depth + 1)).collect(),
            Value::Object(fields) => {
                let masked = fields.iter().map(|(name, value)| {
                    let shown =
                        if is_word(name) { name.clone() } else { format!("‹key, {}›", name.chars().count()) };
                    (shown, self.inside(value, name, key, depth + 1))
                });
                Value::Object(Map::from_iter(masked))
            }
        }
    }

    fn text(&self, text: &str, key: &str, parent: &str) -> Value {
        let lower = key.to_ascii_lowercase();
        let shouted = SHOUTED.contains(&key) || (key == "code" && CODES.contains(&parent));
        let is_known = WORDS.contains(&key)
            || (shouted && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
            || (key == "name" && NAMED.contains(&parent));
        if text.starts_with("v=0") || parent == "sdpDetails" && key == "value" {
            return sdp::masked(text);
        }
        if is_known && is_word(text) {
            return text.into();
        }
        if TOKENS.iter().any(|token| lower.ends_with(token)) || key == "code" {
            return format!("‹token, {}›", text.len()).into();
        }
        if lower.ends_with("id") || parent == "id" || text.starts_with("amzn1.") {
            return self.id(text).into();
        }
        format!("‹text, {}›", text.chars().count()).into()
    }

    /// The same short code for the same id, and what kind of id it is where Amazon says so.
    fn id(&self, id: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key");
        mac.update(id.as_bytes());
        let code: String = mac.finalize().into_bytes().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let kind: Vec<_> = id
            .split('.')
            .take(4)
            .take_while(|part| *part == "amzn1" || part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
            .collect();
        match kind.first() {
            Some(&"amzn1") => format!("‹id {code}, {}›", kind.join(".")),
            _ => format!("‹id {code}, {}›", id.chars().count()),
        }
    }
}

impl std::fmt::Debug for Mask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Mask(‹private›)")
    }
}

/// One of Amazon's words, or a time, or a URL of Amazon's: no blanks and no address.
fn is_word(text: &str) -> bool {
    let of_amazon = text.starts_with("https://api.") && text.ends_with("amazonalexa.com");
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    let fits = (1..=96).contains(&text.len());
    fits && (of_amazon || text.bytes().all(plain)) && text.parse::<std::net::IpAddr>().is_err()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PRIVATE: [&str; 8] =
        ["Jones", "192.0.2.44", "SECRETCODE", "Atza|secret", "unit-204", "ACCOUNT1", "ufrag4", "2001:db8::44"];

    fn fixture() -> Value {
        json!({
            "version": "1.0",
            "context": { "System": {
                "application": { "applicationId": "amzn1.ask.skill.ACCOUNT1" },
                "user": { "userId": "amzn1.ask.account.ACCOUNT1", "accessToken": "Atza|secret" },
                "unit": { "unitId": "amzn1.ask.unit.ACCOUNT1" },
                "apiEndpoint": "https://api.eu.amazonalexa.com", "apiAccessToken": "Atza|secret",
                "Mrs Jones": 1, "phone": 441_234_567_890_i64,
            } },
            "request": {
                "type": "Alexa.Comms.CallSignaling.InitiateOutboundCall", "timestamp": "2026-11-26T12:00:00Z",
                "locale": "en-GB", "sessionId": "unit-204",
                "participants": [{ "id": { "type": "RAW_ADDRESS", "value": "unit-204" }, "isOriginator": true }],
                "sdpDetails": { "type": "OFFER", "value": "v=0\r\nc=IN IP4 192.0.2.44\r\na=ice-ufrag:ufrag4\r\n" },
                "callResult": { "code": "DEVICE_BUSY", "message": "Mrs Jones is busy" },
                "body": { "grant": { "type": "OAuth2.AuthorizationCode", "code": "SECRETCODE" } },
                "customParams": { "callerName": "Mrs Jones" }, "type ": "Mrs Jones",
                "new": { "status": "Mrs Jones", "reason": "Jones", "locale": "2001:db8::44", "name": "SECRETCODE" },
                "list": ["Mrs Jones", ["192.0.2.44"]],
            },
        })
    }

    #[test]
    fn nothing_of_a_person_is_left_and_the_words_of_the_interface_are() {
        let masked = Mask::random().value(&fixture());
        let text = masked.to_string();
        for private in PRIVATE {
            assert!(!text.contains(private), "{private}: {text}");
        }
        assert!(!text.contains("441234567890"));
        let request = &masked["request"];
        assert_eq!(request["type"], "Alexa.Comms.CallSignaling.InitiateOutboundCall");
        assert_eq!(request["participants"][0]["id"]["type"], "RAW_ADDRESS");
        assert_eq!(request["participants"][0]["isOriginator"], true);
        assert_eq!((&request["callResult"]["code"], &request["locale"]), (&json!("DEVICE_BUSY"), &json!("en-GB")));
        assert_eq!(masked["context"]["System"]["apiEndpoint"], "https://api.eu.amazonalexa.com");
        assert_eq!(masked["context"]["System"]["user"]["accessToken"], "‹token, 11›");
        let user = masked["context"]["System"]["user"]["userId"].as_str().expect("a text");
        assert!(user.ends_with(", amzn1.ask.account›"), "{user}");
    }

    #[test]
    fn an_id_is_the_same_within_a_capture_and_another_in_the_next() {
        let mask = Mask::random();
        let masked = mask.value(&fixture());
        let session = masked["request"]["sessionId"].as_str().expect("a text").to_owned();
        assert_eq!(masked["request"]["participants"][0]["id"]["value"], session.as_str(), "both were unit-204");
        assert_ne!(Mask::random().value(&fixture())["request"]["sessionId"], session.as_str());
    }

    #[test]
    fn what_is_no_json_or_very_deep_becomes_a_word() {
        let mask = Mask::random();
        assert_eq!(mask.body(b"Mrs Jones"), "‹no JSON, 9 bytes›");
        let deep = (0..50).fold(json!("Mrs Jones"), |value, _| json!([value]));
        assert!(mask.value(&deep).to_string().contains("‹too deep›"));
    }
}
