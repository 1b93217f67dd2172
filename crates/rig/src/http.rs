//! Asks a program's control API: JSON over plain HTTP on this machine.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// The longest that an answer may take; long polls wait 30 s.
const PATIENCE: Duration = Duration::from_secs(40);

/// A client of one program.
#[derive(Clone, Debug)]
pub struct Http {
    base: String,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Http {
    /// `base`: scheme, host, port and the start of every path, as in `http://127.0.0.1:8700/control`.
    #[must_use]
    pub fn new(base: impl Into<String>) -> Self {
        let base = base.into().trim_end_matches('/').to_owned();
        Self { base, client: Client::builder(TokioExecutor::new()).build_http() }
    }

    /// Reads a JSON value.
    ///
    /// # Errors
    /// When there is no answer or it is not a success.
    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let bytes = self.bytes(path).await?;
        serde_json::from_slice(&bytes).with_context(|| format!("GET {path}: the answer is no JSON"))
    }

    /// Reads whatever is there.
    ///
    /// # Errors
    /// As [`Http::get`].
    pub async fn bytes(&self, path: &str) -> anyhow::Result<Bytes> {
        self.send("GET", path, None).await
    }

    /// Replaces a value.
    ///
    /// # Errors
    /// As [`Http::get`].
    pub async fn put(&self, path: &str, value: &Value) -> anyhow::Result<Bytes> {
        self.send("PUT", path, Some(value)).await
    }

    /// Has something done.
    ///
    /// # Errors
    /// As [`Http::get`].
    pub async fn post(&self, path: &str, value: &Value) -> anyhow::Result<Bytes> {
        self.send("POST", path, Some(value)).await
    }

    async fn send(&self, method: &str, path: &str, value: Option<&Value>) -> anyhow::Result<Bytes> {
        let what = format!("{method} {path}");
        let body = value.map(Value::to_string).unwrap_or_default();
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(body)))?;
        let asking = async {
            let answer = self.client.request(request).await?;
            let status = answer.status();
            let bytes = answer.into_body().collect().await?.to_bytes();
            ensure!(status.is_success(), "{status}: {}", String::from_utf8_lossy(&bytes));
            Ok(bytes)
        };
        tokio::time::timeout(PATIENCE, asking).await.with_context(|| format!("{what}: no answer"))?.context(what)
    }
}
