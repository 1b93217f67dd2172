//! Whom the station believes: the system's roots, and those of `ca_file`. There is no switch that believes anybody.

use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use url::{Host, Url};

use super::AskError;

/// Why `ca_file` cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// It cannot be read, or is no PEM file.
    #[error("it cannot be read as a PEM file: {0}")]
    Unreadable(#[from] rustls::pki_types::pem::Error),
    /// It holds no certificate that could be a root.
    #[error("it holds no usable certificate")]
    Empty,
}

/// The TLS settings for everything a station says to its middleware.
///
/// # Errors
/// [`TrustError`] when the file cannot be used. Roots of the system that cannot be used are left out, as browsers do.
pub(crate) fn tls(ca_file: Option<&Path>) -> Result<Arc<ClientConfig>, TrustError> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    if !system.errors.is_empty() {
        tracing::warn!(errors = system.errors.len(), "some of the system's certificates cannot be read");
    }
    roots.add_parsable_certificates(system.certs);
    if let Some(file) = ca_file {
        let own: Vec<CertificateDer<'_>> = CertificateDer::pem_file_iter(file)?.collect::<Result<_, _>>()?;
        if roots.add_parsable_certificates(own).0 == 0 {
            return Err(TrustError::Empty);
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows TLS 1.2 and 1.3")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// The URL under which a middleware's API is found, for a server that people typed.
///
/// Plain http stays on this computer; anywhere else a password would be readable on the way.
///
/// # Errors
/// [`AskError::BadAddress`] or [`AskError::PlainHttp`].
pub(crate) fn base_url(server: &str) -> Result<Url, AskError> {
    let server = server.trim();
    let with_scheme = if server.contains("://") { server.to_owned() } else { format!("https://{server}") };
    let mut url = Url::parse(&with_scheme).map_err(|_| AskError::BadAddress)?;
    let is_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(AskError::BadAddress),
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback => {}
        "http" => return Err(AskError::PlainHttp),
        _ => return Err(AskError::BadAddress),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AskError::BadAddress);
    }
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Whether an error, or what caused it, is a certificate that is not believed.
pub(crate) fn is_about_a_certificate(error: &(dyn std::error::Error + 'static)) -> bool {
    if let Some(tls) = error.downcast_ref::<rustls::Error>() {
        return matches!(tls, rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented);
    }
    // An I/O error leaves what it carries out of its `source`, and may carry another I/O error.
    let carried = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    carried.is_some_and(|carried| is_about_a_certificate(carried)) || error.source().is_some_and(is_about_a_certificate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_never_leaves_this_computer() {
        for server in
            ["http://calls.example.org", "http://192.0.2.1:8443", "http://localhost.example.org", "HTTP://10.0.0.1"]
        {
            assert_eq!(base_url(server), Err(AskError::PlainHttp), "{server}");
        }
        for server in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:8080", "https://calls.example.org"]
        {
            assert!(base_url(server).is_ok(), "{server}");
        }
    }

    #[test]
    fn a_name_alone_means_https() {
        assert_eq!(base_url(" calls.example.org ").map(String::from), Ok("https://calls.example.org/".to_owned()));
        assert_eq!(
            base_url("https://example.org/calls?x#y").map(String::from),
            Ok("https://example.org/calls/".to_owned())
        );
    }

    #[test]
    fn what_is_no_server_is_refused() {
        for server in ["", "ftp://example.org", "https://", "https://user:secret@example.org", "file:///etc/passwd"] {
            assert_eq!(base_url(server), Err(AskError::BadAddress), "{server}");
        }
    }
}
