//! The one way out to other servers: an HTTPS client without redirects, with deadlines and with chosen roots.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rustls_pki_types::CertificateDer;
use url::Url;

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
#[error("cannot set up the HTTPS client: {0}")]
pub struct ClientError(#[from] reqwest::Error);

/// A client that follows no redirects.
///
/// `only`: roots to trust instead of the system's.
pub(crate) fn build(
    only: Option<&[CertificateDer<'_>]>,
    connect: Duration,
    total: Duration,
) -> Result<reqwest::Client, ClientError> {
    let builder = bounded(connect, total);
    Ok(match only {
        None => builder,
        Some(roots) => builder.tls_certs_only(certificates(roots)?),
    }
    .build()?)
}

/// The body of a 200 answer, if it comes and is not longer than `longest` bytes.
pub(crate) async fn get_bounded(client: &reqwest::Client, url: Url, longest: usize) -> Option<Bytes> {
    let answer = client.get(url).send().await.ok()?;
    if answer.status() != http::StatusCode::OK {
        return None;
    }
    read_bounded(answer, longest).await
}

/// The body of an answer, if it is not longer than `longest` bytes.
pub(crate) async fn read_bounded(mut answer: reqwest::Response, longest: usize) -> Option<Bytes> {
    let mut body = BytesMut::new();
    while let Some(part) = answer.chunk().await.ok()? {
        if body.len() + part.len() > longest {
            return None;
        }
        body.extend_from_slice(&part);
    }
    Some(body.freeze())
}

fn bounded(connect: Duration, total: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect)
        .timeout(total)
        .no_proxy()
}

fn certificates(roots: &[CertificateDer<'_>]) -> Result<Vec<reqwest::Certificate>, ClientError> {
    Ok(roots.iter().map(|root| reqwest::Certificate::from_der(root)).collect::<Result<_, _>>()?)
}
