//! Fetches and checks the certificate chain that a skill request says it was signed with.
//!
//! The URL comes from whoever sent the request, so nothing is fetched that does not lie below one prefix, and nothing is
//! believed that does not lead to a trusted root. Chains are cached, and checked anew at every use: a certificate that
//! expires while it is cached counts no longer.
//!
//! Source: Amazon's reference verifier in `ask-sdk-express-adapter` (Apr 2023); *Host a Custom Skill as a Web Service*.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, TrustAnchor, UnixTime};
use url::Url;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, ring::RSA_PKCS1_2048_8192_SHA256};

use crate::http_client::{self, Deadlines, Trust};

/// The name that a signing certificate must carry.
const SIGNER: &str = "echo-api.amazon.com";
/// How long a download may take, all in all: Alexa waits 8 s for our answer.
const FETCH_TIMEOUT: Duration = Duration::from_secs(3);
/// A chain of four certificates is about 8 KiB.
const LONGEST_CHAIN: usize = 64 * 1024;
/// Amazon uses one URL at a time; a few more while it changes certificates.
const CACHED_CHAINS: usize = 8;
/// Downloads at the same time; strangers may name any file below the prefix.
const FETCHES_AT_ONCE: usize = 4;

/// The certificates of skill requests.
#[derive(Debug)]
pub struct Certificates {
    prefix: Url,
    roots: Vec<TrustAnchor<'static>>,
    client: reqwest::Client,
    cache: Mutex<BTreeMap<Url, Chain>>,
    fetches: tokio::sync::Semaphore,
}

/// A chain as it was downloaded: leaf first.
type Chain = Arc<[CertificateDer<'static>]>;

/// Why a certificate does not speak for Alexa.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The URL does not lie where Amazon keeps its certificates.
    #[error("the certificate's URL is not one of Amazon's")]
    ForeignUrl,
    /// The download failed, was too long or too slow, or there are too many at once.
    #[error("the certificate could not be fetched")]
    Unavailable,
    /// The file is no certificate chain.
    #[error("the certificate's file cannot be read")]
    Unreadable,
    /// The chain does not lead to a trusted root, or a certificate of it is not valid now.
    #[error("the certificate's chain is not trusted or not valid now")]
    Untrusted,
    /// The certificate is somebody else's.
    #[error("the certificate is not that of Alexa")]
    ForeignName,
    /// The signature was not made by the certificate's key over these bytes.
    #[error("the signature does not fit the request")]
    BadSignature,
}

/// Why signing certificates cannot be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// There is no root at all.
    #[error("there is no trusted root certificate: install ca-certificates or set `alexa.certificate_root_file`")]
    None,
    /// The client for the download cannot be made.
    #[error(transparent)]
    Client(#[from] http_client::ClientError),
}

impl Certificates {
    /// `prefix`: what a URL must begin with. `root_file`: roots to trust instead of the system's, for the chain and for
    /// the TLS of the download.
    ///
    /// # Errors
    /// [`RootsError`]: name it to the operator and stop.
    pub fn new(prefix: Url, root_file: Option<&Path>) -> Result<Self, RootsError> {
        let own = root_file.map(http_client::roots).transpose()?;
        let trust = own.as_deref().map_or(Trust::System, Trust::Only);
        let client = http_client::build(&prefix, trust, Deadlines { connect: FETCH_TIMEOUT, total: FETCH_TIMEOUT })?;
        let roots = own.unwrap_or_else(|| rustls_native_certs::load_native_certs().certs);
        // A system's store may hold a root that webpki does not take; the others still serve.
        let roots: Vec<_> =
            roots.iter().filter_map(|root| Some(webpki::anchor_from_trusted_cert(root).ok()?.to_owned())).collect();
        if roots.is_empty() {
            return Err(RootsError::None);
        }
        let fetches = tokio::sync::Semaphore::new(FETCHES_AT_ONCE);
        Ok(Self { prefix, roots, client, cache: Mutex::default(), fetches })
    }

    /// Checks that `signature` over `body` was made by Alexa's certificate at `url`, as of `now`.
    ///
    /// # Errors
    /// [`CertificateError`]: refuse the request.
    pub async fn check(
        &self,
        url: &str,
        signature: &[u8],
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), CertificateError> {
        let url = permitted(&self.prefix, url).ok_or(CertificateError::ForeignUrl)?;
        if let Some(chain) = self.cached(&url) {
            match self.check_chain(&chain, now) {
                Ok(leaf) => return check_signature(&leaf, signature, body),
                // It may have been replaced at the same URL.
                Err(_) => self.forget(&url),
            }
        }
        let chain = self.fetch(&url).await?;
        let leaf = self.check_chain(&chain, now)?;
        self.remember(url, Arc::clone(&chain));
        check_signature(&leaf, signature, body)
    }

    fn check_chain<'c>(&self, chain: &'c Chain, now: Timestamp) -> Result<EndEntityCert<'c>, CertificateError> {
        let (leaf, intermediates) = chain.split_first().ok_or(CertificateError::Unreadable)?;
        let leaf = EndEntityCert::try_from(leaf).map_err(|_| CertificateError::Unreadable)?;
        let since_1970 = u64::try_from(now.as_second()).map_err(|_| CertificateError::Untrusted)?;
        let now = UnixTime::since_unix_epoch(Duration::from_secs(since_1970));
        let usage = KeyUsage::server_auth();
        leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &self.roots, intermediates, now, usage, None, None)
            .map_err(|_| CertificateError::Untrusted)?;
        let signer = ServerName::try_from(SIGNER).expect("our own constant is a host name");
        leaf.verify_is_valid_for_subject_name(&signer).map_err(|_| CertificateError::ForeignName)?;
        Ok(leaf)
    }

    async fn fetch(&self, url: &Url) -> Result<Chain, CertificateError> {
        let _permit = self.fetches.try_acquire().map_err(|_| CertificateError::Unavailable)?;
        let answer = self.client.get(url.clone()).send().await.map_err(|_| CertificateError::Unavailable)?;
        let pem = match answer.status() {
            http::StatusCode::OK => http_client::read_bounded(answer, LONGEST_CHAIN).await,
            _ => None,
        };
        let pem = pem.ok_or(CertificateError::Unavailable)?;
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
        chain.ok().filter(|chain| !chain.is_empty()).map(Into::into).ok_or(CertificateError::Unreadable)
    }

    fn cached(&self, url: &Url) -> Option<Chain> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(url).cloned()
    }

    fn forget(&self, url: &Url) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).remove(url);
    }

    fn remember(&self, url: Url, chain: Chain) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= CACHED_CHAINS {
            cache.clear();
        }
        cache.insert(url, chain);
    }
}

/// The URL in its normal form if it lies below `prefix`: same scheme, host and port, and a path that begins alike.
///
/// Parsing resolves `..`, lowers the host and drops a default port; the path stays case-sensitive.
fn permitted(prefix: &Url, url: &str) -> Option<Url> {
    let mut url = Url::parse(url).ok()?;
    url.set_fragment(None);
    let same_place = url.scheme() == prefix.scheme()
        && url.host() == prefix.host()
        && url.port_or_known_default() == prefix.port_or_known_default();
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    (same_place && plain && url.path().starts_with(prefix.path())).then_some(url)
}

fn check_signature(leaf: &EndEntityCert<'_>, signature: &[u8], body: &[u8]) -> Result<(), CertificateError> {
    leaf.verify_signature(RSA_PKCS1_2048_8192_SHA256, body, signature).map_err(|_| CertificateError::BadSignature)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amazon() -> Url {
        "https://s3.amazonaws.com/echo.api/".parse().expect("a URL")
    }

    #[test]
    fn urls_of_amazon_are_permitted_in_every_spelling() {
        for url in [
            "https://s3.amazonaws.com/echo.api/cert-a.pem",
            "https://S3.amazonaws.com:443/echo.api/cert-a.pem",
            "https://s3.amazonaws.com/echo.api/x/../cert-a.pem",
            "HTTPS://s3.amazonaws.com/echo.api/cert-a.pem#part",
        ] {
            let normal = permitted(&amazon(), url).map(String::from);
            assert_eq!(normal.as_deref(), Some("https://s3.amazonaws.com/echo.api/cert-a.pem"), "{url}");
        }
    }

    #[test]
    fn every_other_url_is_refused() {
        for url in [
            "http://s3.amazonaws.com/echo.api/cert-a.pem",
            "https://s3.amazonaws.com.evil.test/echo.api/cert-a.pem",
            "https://s3.amazonaws.com/ECHO.API/cert-a.pem",
            "https://s3.amazonaws.com/echo.api/../other/cert-a.pem",
            "https://s3.amazonaws.com/echo.api/%2e%2e/other/cert-a.pem",
            "https://s3.amazonaws.com\\@evil.test/echo.api/cert-a.pem",
            "https://s3.amazonaws.com@evil.test/echo.api/cert-a.pem",
            "https://user@s3.amazonaws.com/echo.api/cert-a.pem",
            "https://s3.amazonaws.com/echo.api.evil/cert-a.pem",
            "https://s3.amazonaws.com:8443/echo.api/cert-a.pem",
            "https://s3.amazonaws.com/echo.api/cert-a.pem?x",
            "file:///echo.api/cert-a.pem",
            "/echo.api/cert-a.pem",
            "",
        ] {
            assert_eq!(permitted(&amazon(), url), None, "{url}");
        }
    }

    #[test]
    fn a_prefix_of_our_own_replaces_scheme_host_port_and_path() {
        let own: Url = "http://127.0.0.1:4000/certificates/".parse().expect("a URL");
        assert!(permitted(&own, "http://127.0.0.1:4000/certificates/a.pem").is_some());
        assert_eq!(permitted(&own, "http://127.0.0.1:4001/certificates/a.pem"), None);
        assert_eq!(permitted(&own, "https://s3.amazonaws.com/echo.api/cert-a.pem"), None);
    }
}
