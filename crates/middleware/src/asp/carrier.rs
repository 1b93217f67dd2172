//! One request to the management API and its answer, without the way between them.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, StatusCode};
use serde::Serialize;

use super::AspError;

/// Which of the two hosts a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// `alexa.api_url`.
    Api,
    /// `alexa.webrtc_admin_url`: service providers, network mapping, account association.
    WebrtcAdmin,
}

/// A request. `Debug` leaves the body out: it holds names.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Where it goes.
    pub host: Host,
    /// The path's segments, not yet encoded.
    pub path: Vec<String>,
    /// The query, not yet encoded.
    pub query: Vec<(&'static str, String)>,
    /// The body: JSON.
    pub body: Option<Bytes>,
    /// Whether it may be sent again when nobody knows what became of it.
    pub repeatable: bool,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// When to come again.
    pub retry_after: Option<Duration>,
    /// `X-Amzn-RequestId`: what Amazon's support asks for.
    pub request_id: String,
    /// The body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The network, or Amazon, is silent: nobody knows whether the request had its effect.
    #[error("Amazon did not answer")]
    Silent,
    /// There is no token: the consent was withdrawn or never given.
    #[error("Amazon does not take our refresh token any more")]
    Consent,
    /// Client id or secret are wrong.
    #[error("Amazon refuses our client id or secret")]
    Client,
}

/// Brings requests to Amazon, with a good token.
pub trait Carrier: Send + Sync {
    /// Brings one request there, once.
    fn carry(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>> + Send;
}

impl<C: Carrier> Carrier for &C {
    fn carry(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>> + Send {
        (*self).carry(request)
    }
}

impl<C: Carrier> Carrier for std::sync::Arc<C> {
    fn carry(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>> + Send {
        (**self).carry(request)
    }
}

impl Request {
    /// A question: it changes nothing.
    #[must_use]
    pub fn get(path: &[&str]) -> Self {
        Self::new(Method::GET, path, true)
    }

    /// A question with a body.
    ///
    /// # Errors
    /// [`AspError::Unreadable`] if the body cannot be written, which does not happen.
    pub fn ask(path: &[&str], body: &impl Serialize) -> Result<Self, AspError> {
        Self::new(Method::POST, path, true).with(body)
    }

    /// A creation: sent twice, it may create two.
    ///
    /// # Errors
    /// As [`Request::ask`].
    pub fn create(path: &[&str], body: &impl Serialize) -> Result<Self, AspError> {
        Self::new(Method::POST, path, false).with(body)
    }

    /// A change to a given state.
    ///
    /// # Errors
    /// As [`Request::ask`].
    pub fn put(path: &[&str], body: &impl Serialize) -> Result<Self, AspError> {
        Self::new(Method::PUT, path, true).with(body)
    }

    /// A deletion.
    #[must_use]
    pub fn delete(path: &[&str]) -> Self {
        Self::new(Method::DELETE, path, true)
    }

    /// With one more pair in the query.
    #[must_use]
    pub fn query(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.query.push((key, value.into()));
        self
    }

    /// To the host of the WebRTC administration.
    #[must_use]
    pub fn to_webrtc_admin(self) -> Self {
        Self { host: Host::WebrtcAdmin, ..self }
    }

    /// With a body.
    ///
    /// # Errors
    /// As [`Request::ask`].
    pub fn with(mut self, body: &impl Serialize) -> Result<Self, AspError> {
        self.body = Some(serde_json::to_vec(body).map_err(|_| AspError::Unreadable)?.into());
        Ok(self)
    }

    fn new(method: Method, path: &[&str], repeatable: bool) -> Self {
        let path = path.iter().map(|segment| (*segment).to_owned()).collect();
        Self { method, host: Host::Api, path, query: Vec::new(), body: None, repeatable }
    }
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} /{}", self.method, self.path.join("/"))
    }
}
