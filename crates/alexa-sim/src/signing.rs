//! Amazon's signature on every request to a skill: an own certificate chain, served at a URL like Amazon's.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, SigningKey as _, date_time_ymd,
};
use rsa::pkcs8::EncodePrivateKey as _;
use rsa::rand_core::OsRng;
use rustls_pki_types::PrivatePkcs8KeyDer;

/// The path below which the chain is served, like Amazon's bucket.
pub const CERTIFICATE_PATH: &str = "/echo.api/";
/// The name in the signing certificate.
///
/// Source: *Host a Custom Skill as a Web Service*.
const SIGNER: &str = "echo-api.amazon.com";
const KEY_BITS: usize = 2048;

/// Signs requests, and knows the chain by which others check it.
#[derive(Debug)]
pub struct Signer {
    key: KeyPair,
    chain_pem: String,
    root_pem: String,
    file_name: String,
}

/// Why there is no signer.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The key could not be made.
    #[error("the signing key cannot be made")]
    Key(#[from] rsa::Error),
    /// The key could not be written down for the certificate.
    #[error("the signing key cannot be encoded")]
    Encoding(#[from] rsa::pkcs8::Error),
    /// The certificates could not be made.
    #[error("the signing certificate cannot be made")]
    Certificate(#[from] rcgen::Error),
}

impl Signer {
    /// Makes a root, and a signing certificate below it, good from a day before `now` to thirty days after.
    ///
    /// # Errors
    /// [`SigningError`]: the program cannot go on.
    pub fn new(now: Timestamp) -> Result<Self, SigningError> {
        let mut root = params(now, "Roomline simulator root")?;
        root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        root.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let root = CertifiedIssuer::self_signed(root, KeyPair::generate()?)?;

        let key = rsa::RsaPrivateKey::new(&mut OsRng, KEY_BITS)?.to_pkcs8_der()?;
        let key = KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(key.as_bytes()), &PKCS_RSA_SHA256)?;
        let mut leaf = params(now, SIGNER)?;
        leaf.subject_alt_names = CertificateParams::new(vec![SIGNER.to_owned()])?.subject_alt_names;
        leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        leaf.use_authority_key_identifier_extension = true;
        let leaf = leaf.signed_by(&key, &root)?;

        let file_name = format!("echo-api-cert-{}.pem", now.as_second());
        Ok(Self { key, chain_pem: format!("{}{}", leaf.pem(), root.pem()), root_pem: root.pem(), file_name })
    }

    /// The header `Signature-256` for a body.
    ///
    /// # Errors
    /// [`SigningError::Certificate`] if the key cannot sign; never seen.
    pub fn sign(&self, body: &[u8]) -> Result<String, SigningError> {
        Ok(STANDARD.encode(self.key.sign(body)?))
    }

    /// The chain, leaf first, as it is served.
    #[must_use]
    pub fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// The root alone, for `alexa.certificate_root_file`.
    #[must_use]
    pub fn root_pem(&self) -> &str {
        &self.root_pem
    }

    /// The chain's file name below [`CERTIFICATE_PATH`].
    #[must_use]
    pub fn file_name(&self) -> &str {
        &self.file_name
    }
}

fn params(now: Timestamp, name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    let today = now.to_zoned(TimeZone::UTC).date();
    let day = |date: jiff::civil::Date| {
        date_time_ymd(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
    };
    params.not_before = day(today.saturating_sub(1.day()));
    params.not_after = day(today.saturating_add(30.days()));
    Ok(params)
}

#[cfg(test)]
mod tests {
    use rsa::RsaPublicKey;
    use rsa::pkcs1::DecodeRsaPublicKey as _;
    use rsa::pkcs1v15::{Signature, VerifyingKey};
    use rsa::signature::Verifier as _;
    use rustls_pki_types::pem::PemObject as _;
    use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
    use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};
    use x509_parser::prelude::{FromDer as _, X509Certificate};

    use super::*;

    #[test]
    fn the_chain_leads_from_alexas_name_to_the_root_and_only_now() {
        let (signer, now) = signer();
        let chain: Vec<CertificateDer<'_>> = certificates(signer.chain_pem());
        let root = certificates(signer.root_pem()).remove(0);
        let anchors = [anchor_from_trusted_cert(&root).expect("the root is a root")];
        let leaf = EndEntityCert::try_from(&chain[0]).expect("a certificate");
        let check = |seconds: i64| {
            let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds.unsigned_abs()));
            let usage = KeyUsage::server_auth();
            leaf.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &chain[1..], at, usage, None, None).map(|_| ())
        };
        assert!(check(now.as_second()).is_ok());
        assert!(check(now.as_second() + 40 * 86_400).is_err(), "expired");
        let name = ServerName::try_from(SIGNER).expect("a name");
        assert!(leaf.verify_is_valid_for_subject_name(&name).is_ok());
    }

    #[test]
    fn the_signature_is_rsa_over_the_exact_bytes() {
        let (signer, _) = signer();
        let leaf = certificates(signer.chain_pem()).remove(0);
        let (_, leaf) = X509Certificate::from_der(&leaf).expect("a certificate");
        let key = RsaPublicKey::from_pkcs1_der(&leaf.public_key().subject_public_key.data).expect("an RSA key");
        let key = VerifyingKey::<sha2::Sha256>::new(key);
        let signature = STANDARD.decode(signer.sign(b"{\"a\": 1}").expect("signed")).expect("base64");
        let signature = Signature::try_from(signature.as_slice()).expect("a signature");
        assert!(key.verify(b"{\"a\": 1}", &signature).is_ok());
        assert!(key.verify(b"{\"a\":1}", &signature).is_err());
    }

    fn signer() -> (Signer, Timestamp) {
        let now: Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
        (Signer::new(now).expect("a signer"), now)
    }

    fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(pem.as_bytes()).collect::<Result<_, _>>().expect("PEM")
    }
}
