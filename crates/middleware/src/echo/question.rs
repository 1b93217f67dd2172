//! What Amazon is asked, one request each, and how her answer is read: sent once, never repeated here.

use std::time::Duration;

use http::StatusCode;
use roomline_signaling::alexa_wire::management::{
    AnyOf, Connectivity, Endpoint, EndpointQuery, InUnit, Match, Page, Pagination, Profile, PropertyUnit,
};
use roomline_signaling::rest::EchoState;
use serde::de::DeserializeOwned;

use crate::asp::{AspError, Failure, Reply, Request, refused};

/// How many units are asked for on one page. Source: Amazon's own tool.
const UNITS_PER_PAGE: &str = "50";

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Which Echos stand in any of these units, at most 100, and whether they can be reached.
    Echos {
        /// Amazon's ids.
        units: Vec<String>,
        /// The page; `None`: the first.
        page: Option<String>,
    },
    /// Whether one Echo can be reached. Asked only where the list did not say: that it does is UNVERIFIED.
    Reach {
        /// Amazon's id.
        endpoint: String,
    },
    /// Which units there are under one, at any depth.
    Units {
        /// Amazon's id.
        root: String,
        /// The page; `None`: the first.
        page: Option<String>,
    },
    /// What a communication profile is called, and whose it is.
    Profile {
        /// Amazon's id.
        id: String,
    },
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// To [`Question::Echos`].
    Echos {
        /// What is on this page.
        found: Vec<FoundEcho>,
        /// The next page.
        next: Option<String>,
    },
    /// To [`Question::Reach`].
    Reach(EchoState),
    /// To [`Question::Units`].
    Units {
        /// What is on this page.
        found: Vec<FoundUnit>,
        /// The next page.
        next: Option<String>,
    },
    /// To [`Question::Profile`]; `None`: it is gone.
    Profile(Option<FoundProfile>),
    /// Not now: ask the same again later.
    Later {
        /// Amazon's wish.
        after: Option<Duration>,
    },
    /// Something came that cannot be read.
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// For Amazon's support.
        request_id: String,
    },
    /// Not this: the same question gets the same refusal.
    Refused,
    /// Somebody must act before anything is answered.
    Locked(AspError),
}

/// An Echo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundEcho {
    /// Amazon's id.
    pub endpoint: String,
    /// Where it stands.
    pub units: Vec<String>,
    /// Whether it can be reached; `None`: the list does not say.
    pub state: Option<EchoState>,
}

/// A unit of the property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundUnit {
    /// Amazon's id.
    pub id: String,
    /// The unit above.
    pub parent: Option<String>,
    /// What it is called.
    pub name: Option<String>,
}

/// A communication profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundProfile {
    /// Whose it is.
    pub unit: String,
    /// What it is called.
    pub name: Option<String>,
}

impl Question {
    /// The request that asks it.
    ///
    /// # Errors
    /// [`AspError::Unreadable`] if its body cannot be written, which does not happen.
    pub fn request(&self) -> Result<Request, AspError> {
        Ok(match self {
            Self::Echos { units, page } => {
                let one = |unit: &String| Match { condition: InUnit { unit: unit.clone() } };
                let body = EndpointQuery {
                    query: AnyOf { or: units.iter().map(one).collect() },
                    expand: vec!["all".into(), "feature:connectivity".into()],
                    pagination_context: Pagination { next_token: page.clone(), max_results: None },
                };
                Request::ask(&["v2", "endpointQuery"], &body)?
            }
            Self::Reach { endpoint } => Request::get(&["v2", "endpoints", endpoint, "features", "connectivity"]),
            Self::Units { root, page } => {
                let request = Request::get(&["v2", "units"])
                    .query("parentId", root)
                    .query("expand", "all")
                    .query("queryDepth", "all")
                    .query("maxResults", UNITS_PER_PAGE);
                match page {
                    Some(page) => request.query("nextToken", page),
                    None => request,
                }
            }
            Self::Profile { id } => Request::get(&["v1", "communications", "profile", id]),
        })
    }

    /// Reads what came back.
    #[must_use]
    pub fn read(&self, came: Result<Reply, Failure>) -> Answer {
        let reply = match came {
            Ok(reply) => reply,
            Err(Failure::Silent) => return Answer::Later { after: None },
            Err(failure @ (Failure::Consent | Failure::Client)) => {
                return Answer::Locked(AspError::Credentials(failure));
            }
        };
        match reply.status {
            status if status.is_success() => {}
            StatusCode::NOT_FOUND if matches!(self, Self::Profile { .. }) => return Answer::Profile(None),
            StatusCode::NOT_FOUND if matches!(self, Self::Reach { .. }) => return Answer::Reach(EchoState::Unknown),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => {
                return Answer::Later { after: reply.retry_after };
            }
            status if status.is_server_error() => return Answer::Later { after: reply.retry_after },
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Answer::Locked(refused(&reply)),
            _ => return Answer::Refused,
        }
        let read = match self {
            Self::Echos { .. } => read(&reply).map(|page: Page<Endpoint>| {
                let (found, next) = split(page);
                Answer::Echos { found: found.into_iter().filter_map(echo).collect(), next }
            }),
            Self::Reach { .. } => {
                read(&reply).map(|found: Connectivity| Answer::Reach(state(found.is_online()).unwrap_or_default()))
            }
            Self::Units { .. } => read(&reply).map(|page: Page<PropertyUnit>| {
                let (found, next) = split(page);
                Answer::Units { found: found.into_iter().filter_map(unit).collect(), next }
            }),
            Self::Profile { .. } => read(&reply)
                .map(|found: Profile| Answer::Profile(Some(FoundProfile { unit: found.entity.id, name: found.name }))),
        };
        // Half an answer, one of a proxy between us, or a form that Amazon does not document.
        read.unwrap_or_else(|| Answer::Unreadable { status: reply.status.as_u16(), request_id: reply.request_id })
    }
}

fn read<T: DeserializeOwned>(reply: &Reply) -> Option<T> {
    serde_json::from_slice(&reply.body).ok()
}

fn split<T>(page: Page<T>) -> (Vec<T>, Option<String>) {
    let next = page.pagination_context.and_then(|pagination| pagination.next_token);
    (page.results, next.filter(|token| !token.is_empty()))
}

/// `None`: it is no Echo.
fn echo(found: Endpoint) -> Option<FoundEcho> {
    if !found.is_echo() {
        return None;
    }
    let state = state(found.is_online());
    let units = found.associated_units.into_iter().map(|unit| unit.id).collect();
    Some(FoundEcho { endpoint: found.id, units, state })
}

fn state(is_online: Option<bool>) -> Option<EchoState> {
    is_online.map(|online| if online { EchoState::Online } else { EchoState::Offline })
}

fn unit(found: PropertyUnit) -> Option<FoundUnit> {
    Some(FoundUnit { id: found.id?, parent: found.parent_id, name: found.name.map(|name| name.value.text) })
}
