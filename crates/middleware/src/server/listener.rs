//! One address and what is served there, with a deadline on everything that a stranger could drag out.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};

use super::ServeError;
use super::bounded::Bounded;
use super::tls::Tls;

/// For the TLS handshake, and again for the first request.
const PATIENCE: Duration = Duration::from_secs(10);

/// A bound address.
#[derive(Debug)]
pub(super) struct Listener {
    socket: TcpListener,
    address: SocketAddr,
    router: Router,
    tls: Option<RustlsConfig>,
    handle: Handle<SocketAddr>,
}

impl Listener {
    pub(super) fn bind(address: SocketAddr, router: Router, tls: Option<&Tls>) -> Result<Self, ServeError> {
        let bound = TcpListener::bind(address).and_then(|socket| {
            socket.set_nonblocking(true)?;
            let address = socket.local_addr()?;
            Ok((socket, address))
        });
        let (socket, address) = bound.map_err(|source| ServeError::Bind { address, source })?;
        Ok(Self { socket, address, router, tls: tls.map(Tls::config), handle: Handle::new() })
    }

    /// Where it really listens, also when port 0 was asked for.
    pub(super) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends it.
    pub(super) fn handle(&self) -> Handle<SocketAddr> {
        self.handle.clone()
    }

    /// Serves until its handle ends it.
    pub(super) async fn serve(self) -> io::Result<()> {
        let service = self.router.into_make_service_with_connect_info::<SocketAddr>();
        let mut server = axum_server::from_tcp(self.socket)?.handle(self.handle).first_request_timeout(PATIENCE);
        server.http_builder().http1().header_read_timeout(PATIENCE);
        match self.tls {
            None => server.acceptor(Bounded::new(NoDelayAcceptor::new())).serve(service).await,
            Some(config) => {
                let tls = RustlsAcceptor::new(config).handshake_timeout(PATIENCE).acceptor(NoDelayAcceptor::new());
                server.acceptor(Bounded::new(tls)).serve(service).await
            }
        }
    }
}
