//! A request to the management API as the machine takes it, and the answer it gives: HTTP without a socket.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Trouble;

/// What is done to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or asks.
    Post,
    /// Replaces.
    Put,
    /// Removes; carries a body for external users.
    Delete,
}

/// A request whose path and query are decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is done.
    pub method: Method,
    /// The parts of the path, decoded.
    pub path: Vec<String>,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The body; may be empty.
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body, if there is one.
    pub body: Option<Value>,
    /// For `Retry-After`; often absent although the request was throttled.
    pub retry_after: Option<Duration>,
    /// The answer never leaves: whoever asked is to be killed while it waits.
    pub withheld: bool,
}

impl Request {
    /// A request by its path, such as `/v2/units/…?expand=all`, undecoded: for tests and for callers without HTTP.
    #[must_use]
    pub fn new(method: Method, path: &str, body: Option<&Value>) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let query = url::form_urlencoded::parse(query.as_bytes());
        Self {
            method,
            path: path.split('/').filter(|part| !part.is_empty()).map(percent_decoded).collect(),
            query: query.map(|(key, value)| (key.into_owned(), value.into_owned())).collect(),
            body: body.map(|body| body.to_string().into_bytes()).unwrap_or_default(),
        }
    }

    /// The first value of a key of the query.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.query.iter().find(|(of, _)| of == key).map(|(_, value)| value.as_str())
    }

    /// A key of the query that must be there.
    pub(super) fn needed(&self, key: &str) -> Result<&str, Trouble> {
        self.value(key).ok_or_else(|| Trouble::invalid(format!("the query lacks {key}")))
    }

    /// Whether the query asks to expand `what`.
    pub(super) fn expands(&self, what: &str) -> bool {
        self.query.iter().any(|(key, value)| key == "expand" && value.split(',').any(|word| word == what))
    }

    /// The body, read strictly.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).map_err(|error| Trouble::invalid(format!("the body will not do: {error}")))
    }
}

impl Answer {
    /// An answer without a body.
    pub(super) const fn empty(status: u16) -> Self {
        Self { status, body: None, retry_after: None, withheld: false }
    }

    /// An answer with a body.
    pub(super) fn json(status: u16, body: &impl Serialize) -> Self {
        Self { body: serde_json::to_value(body).ok(), ..Self::empty(status) }
    }
}

fn percent_decoded(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        if let Some(byte) = hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
