//! The one way out to other servers: an HTTPS client without redirects, with deadlines and with chosen roots.

use std::path::Path;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use url::{Host, Url};

/// Whose certificates a client believes.
#[derive(Clone, Copy, Debug)]
pub enum Trust<'r> {
    /// The system's roots.
    System,
    /// The system's and these.
    Also(&'r [CertificateDer<'static>]),
    /// These and no other.
    Only(&'r [CertificateDer<'static>]),
}

/// How long a client waits.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// For the connection with its TLS.
    pub connect: Duration,
    /// For everything.
    pub total: Duration,
}

/// Why no client could be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The library refused.
    #[error("cannot set up the HTTPS client: {0}")]
    Library(#[from] reqwest::Error),
    /// A file with roots cannot be used.
    #[error("cannot use the certificates of {path}: {source}")]
    Roots {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: rustls_pki_types::pem::Error,
    },
}

/// A client for one server. It goes through the system's proxy unless the server is this computer itself.
///
/// # Errors
/// [`ClientError`]: name it to the operator and stop.
pub fn build(server: &Url, trust: Trust<'_>, deadlines: Deadlines) -> Result<reqwest::Client, ClientError> {
    let mut builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(deadlines.connect)
        .timeout(deadlines.total);
    if is_loopback(server) {
        builder = builder.no_proxy();
    }
    Ok(match trust {
        Trust::System => builder,
        Trust::Also(roots) => builder.tls_certs_merge(certificates(roots)?),
        Trust::Only(roots) => builder.tls_certs_only(certificates(roots)?),
    }
    .build()?)
}

/// The certificates of a PEM file.
///
/// # Errors
/// [`ClientError::Roots`] names the file.
pub fn roots(path: &Path) -> Result<Vec<CertificateDer<'static>>, ClientError> {
    CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|source| ClientError::Roots { path: path.display().to_string(), source })
}

/// The body of an answer, if it is not longer than `longest` bytes.
pub async fn read_bounded(mut answer: reqwest::Response, longest: usize) -> Option<Bytes> {
    let mut body = BytesMut::new();
    while let Some(part) = answer.chunk().await.ok()? {
        if body.len() + part.len() > longest {
            return None;
        }
        body.extend_from_slice(&part);
    }
    Some(body.freeze())
}

/// Whether a URL names this computer itself.
#[must_use]
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn certificates(roots: &[CertificateDer<'static>]) -> Result<Vec<reqwest::Certificate>, reqwest::Error> {
    roots.iter().map(|root| reqwest::Certificate::from_der(root)).collect()
}
