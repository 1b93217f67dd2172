//! A certificate chain like the one Alexa signs with: an RSA leaf under an intermediate under a root.

use std::sync::OnceLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256, SigningKey as _};
use rsa::pkcs8::EncodePrivateKey as _;
use rustls_pki_types::PrivatePkcs8KeyDer;

/// The first year in which a leaf is valid, and the first in which it is not any more.
pub(crate) const VALID: (i32, i32) = (2026, 2028);

pub(crate) struct Chain {
    /// The root, PEM.
    pub(crate) root: String,
    /// Leaf and intermediate, PEM.
    pub(crate) chain: String,
    leaf: KeyPair,
}

impl Chain {
    /// One that Alexa could have.
    pub(crate) fn new() -> Self {
        Self::for_name("echo-api.amazon.com")
    }

    /// One of somebody else.
    pub(crate) fn for_name(name: &str) -> Self {
        let (root_key, root) = authority(None);
        let root_pem = root.self_signed(&root_key).expect("a root").pem();
        let root_issuer = Issuer::new(root, root_key);
        let (middle_key, middle) = authority(Some("middle"));
        let middle_pem = middle.signed_by(&middle_key, &root_issuer).expect("an intermediate").pem();
        let leaf = KeyPair::from_pkcs8_der_and_sign_algo(&rsa_key(), &PKCS_RSA_SHA256).expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_before = rcgen::date_time_ymd(VALID.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(VALID.1, 1, 1);
        let issuer = Issuer::new(middle, middle_key);
        let leaf_pem = params.signed_by(&leaf, &issuer).expect("a leaf").pem();
        Self { root: root_pem, chain: leaf_pem + &middle_pem, leaf }
    }

    /// What stands in `Signature-256`.
    pub(crate) fn sign(&self, body: &[u8]) -> String {
        STANDARD.encode(self.leaf.sign(body).expect("a signature"))
    }
}

fn authority(name: Option<&str>) -> (KeyPair, CertificateParams) {
    let mut params = CertificateParams::new([]).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, name.unwrap_or("root"));
    (KeyPair::generate().expect("a key"), params)
}

/// Made once: finding primes takes a while. Which key it is does not matter to any test.
fn rsa_key() -> PrivatePkcs8KeyDer<'static> {
    static KEY: OnceLock<Vec<u8>> = OnceLock::new();
    let key = KEY.get_or_init(|| {
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).expect("a key");
        key.to_pkcs8_der().expect("a key in PKCS #8").as_bytes().to_vec()
    });
    PrivatePkcs8KeyDer::from(key.clone())
}
