//! This program's DTLS certificate, made ahead of the first call.
//!
//! One for all calls of a run, as a browser keeps one per page: DTLS draws fresh keys for every call all the same, and the
//! other end learns the certificate's fingerprint only from the description of its own call.

use std::sync::OnceLock;

use rtc::crypto::{self, SignatureScheme};
use rtc::peer_connection::certificate::CertificateParams;
use webrtc::peer_connection::RTCCertificate;

/// Made once; it outlives every run of a program (rcgen's default is the year 4096).
static CERTIFICATE: OnceLock<Option<RTCCertificate>> = OnceLock::new();

/// Does ahead of the first call what every call needs: makes the DTLS certificate. Takes a millisecond or a few, so not for
/// async code; a call that comes before waits for it.
pub fn prepare() {
    certificate();
}

/// The certificate; `None` if none could be made: the stack then tries once more and tells why.
pub(crate) fn certificate() -> Option<RTCCertificate> {
    CERTIFICATE.get_or_init(make).clone()
}

fn make() -> Option<RTCCertificate> {
    let provider = crypto::default_provider().ok()?;
    // The name says nothing about the desk: the other end sees it.
    let params = CertificateParams::new(vec!["roomline".to_owned()]).ok()?;
    RTCCertificate::generate(provider.crypto(), SignatureScheme::EcdsaP256Sha256, params).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_certificate_for_all_calls() {
        prepare();
        let (one, other) = (certificate().expect("made"), certificate().expect("made"));
        assert!(one == other);
    }
}
