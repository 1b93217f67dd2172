//! The server's own TLS: certificate and key from files, taken over when they change.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum_server::tls_rustls::RustlsConfig;
use rustls::ServerConfig;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::config::TlsFiles;

/// How soon a renewed certificate is used.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Why certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot use {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls_pki_types::pem::Error,
    },
    /// They do not fit each other.
    #[error("certificate and key do not fit each other: {0}; name the two files of one certificate")]
    Mismatch(#[from] rustls::Error),
}

/// The server's certificate.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    files: TlsFiles,
    config: RustlsConfig,
}

impl Tls {
    pub(super) fn load(files: TlsFiles) -> Result<Self, TlsError> {
        let config = RustlsConfig::from_config(Arc::new(server_config(&files)?));
        Ok(Self { files, config })
    }

    pub(super) fn config(&self) -> RustlsConfig {
        self.config.clone()
    }

    /// Takes over the files whenever they change, for ever. Broken ones change nothing.
    pub(super) async fn watch(&self) {
        let mut known = self.changed_at();
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let now = self.changed_at();
            if now == known {
                continue;
            }
            known = now;
            self.renew();
        }
    }

    /// Takes over the files as they are now. Broken ones change nothing.
    pub(super) fn renew(&self) {
        match server_config(&self.files) {
            Ok(config) => {
                self.config.reload_from_config(Arc::new(config));
                tracing::info!("the server's certificate was renewed");
            }
            Err(error) => tracing::error!(%error, "the server's certificate stays as it was"),
        }
    }

    fn changed_at(&self) -> [Option<SystemTime>; 2] {
        let of = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
        [of(&self.files.cert), of(&self.files.key)]
    }
}

fn server_config(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| TlsError::File { path, source }
    };
    let chain = CertificateDer::pem_file_iter(&files.cert).and_then(Iterator::collect).map_err(file(&files.cert))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(file(&files.key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a fresh certificate and its key, and says that they changed at `changed`.
    fn renew(files: &TlsFiles, changed: SystemTime) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        for (path, pem) in [(&files.cert, made.cert.pem()), (&files.key, made.signing_key.serialize_pem())] {
            std::fs::write(path, pem).expect("a file");
            std::fs::File::options().write(true).open(path).expect("a file").set_modified(changed).expect("a time");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewed_certificate_is_taken_over_and_a_broken_one_is_not() {
        let folder = std::env::temp_dir().join(format!("roomline-tls-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let files = TlsFiles { cert: folder.join("cert.pem"), key: folder.join("key.pem") };
        let minutes = |count: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(60 * count);
        renew(&files, minutes(1));
        let tls = Tls::load(files.clone()).expect("a certificate");
        let first = tls.config().get_inner();
        let watching = tokio::spawn({
            let tls = tls.clone();
            async move { tls.watch().await }
        });
        tokio::time::sleep(LOOK_EVERY * 2).await;
        assert!(Arc::ptr_eq(&first, &tls.config().get_inner()), "nothing changed");

        renew(&files, minutes(2));
        tokio::time::sleep(LOOK_EVERY * 2).await;
        let second = tls.config().get_inner();
        assert!(!Arc::ptr_eq(&first, &second), "it was renewed");

        std::fs::write(&files.cert, "broken").expect("a file");
        tokio::time::sleep(LOOK_EVERY * 2).await;
        assert!(Arc::ptr_eq(&second, &tls.config().get_inner()), "a broken one changes nothing");
        watching.abort();
        std::fs::remove_dir_all(folder).expect("the folder is ours");
    }
}
