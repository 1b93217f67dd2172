//! WebSockets over TLS, as many as are wanted.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// A connected socket.
pub(crate) type Socket = WebSocketStream<TlsStream<TcpStream>>;

/// Sockets that connect at the same time, as desks would after the network was away.
pub(crate) const AT_ONCE: usize = 32;
/// Large enough for every message but the longest; thousands of sockets live in this one process.
const BUFFER: usize = 4096;

/// Opens sockets to one server.
#[derive(Clone)]
pub(crate) struct Opener {
    tls: TlsConnector,
    server: SocketAddr,
}

impl Opener {
    /// `root`: the certificate to trust, PEM.
    pub(crate) fn new(root: &str, server: SocketAddr) -> anyhow::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(root.as_bytes())?)?;
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        Ok(Self { tls: TlsConnector::from(Arc::new(config)), server })
    }

    /// Opens one. `token`: the access token, if the server wants one.
    pub(crate) async fn open(&self, path: &str, token: Option<&str>) -> anyhow::Result<Socket> {
        let tcp = TcpStream::connect(self.server).await.context("no connection")?;
        tcp.set_nodelay(true)?;
        let tls = self.tls.connect(ServerName::try_from("localhost")?, tcp).await.context("no TLS")?;
        let mut request = format!("wss://localhost:{}{path}", self.server.port()).into_client_request()?;
        if let Some(token) = token {
            request.headers_mut().insert("authorization", format!("Bearer {token}").parse()?);
        }
        let config = WebSocketConfig::default().read_buffer_size(BUFFER).write_buffer_size(0);
        let (socket, _) = client_async_with_config(request, tls, Some(config)).await.context("no WebSocket")?;
        Ok(socket)
    }
}
