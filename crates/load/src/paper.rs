//! Certificates: one root of our own, below it the servers' and the one with which Alexa's requests are signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, PKCS_RSA_SHA256, SigningKey as _};
use rsa::pkcs8::EncodePrivateKey as _;
use rustls_pki_types::PrivatePkcs8KeyDer;

/// The name in the certificate that signs, as the middleware asks for it.
const SIGNER: &str = "echo-api.amazon.com";
const KEY_BITS: usize = 2048;

/// What everybody needs.
#[derive(Debug)]
pub(crate) struct Papers {
    /// The root, PEM.
    pub(crate) root: String,
    /// The certificate of every server here, for `localhost`, PEM.
    pub(crate) server: String,
    /// Its key, PEM.
    pub(crate) server_key: String,
    /// The signing certificate and the one above it, PEM.
    pub(crate) chain: String,
    signing_key: KeyPair,
}

impl Papers {
    /// Makes all of them.
    ///
    /// # Errors
    /// When the libraries refuse; never seen.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let (root_key, root) = authority("load root")?;
        let root_pem = root.self_signed(&root_key)?.pem();
        let root = Issuer::new(root, root_key);

        let server_key = KeyPair::generate()?;
        let server = CertificateParams::new(["localhost".to_owned()])?.signed_by(&server_key, &root)?;

        let (middle_key, middle) = authority("load intermediate")?;
        let middle_pem = middle.signed_by(&middle_key, &root)?.pem();
        let middle = Issuer::new(middle, middle_key);
        let key = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, KEY_BITS)?.to_pkcs8_der()?;
        let key = PrivatePkcs8KeyDer::from(key.as_bytes().to_vec());
        let signing_key = KeyPair::from_pkcs8_der_and_sign_algo(&key, &PKCS_RSA_SHA256)?;
        let leaf = CertificateParams::new([SIGNER.to_owned()])?.signed_by(&signing_key, &middle)?;
        Ok(Self {
            root: root_pem,
            server: server.pem(),
            server_key: server_key.serialize_pem(),
            chain: leaf.pem() + &middle_pem,
            signing_key,
        })
    }

    /// The header `Signature-256` for a body.
    ///
    /// # Errors
    /// When the key cannot sign; never seen.
    pub(crate) fn sign(&self, body: &[u8]) -> anyhow::Result<String> {
        Ok(STANDARD.encode(self.signing_key.sign(body)?))
    }
}

fn authority(name: &str) -> anyhow::Result<(KeyPair, CertificateParams)> {
    let mut params = CertificateParams::new([])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    Ok((KeyPair::generate()?, params))
}
