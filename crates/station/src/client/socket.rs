//! The WebSocket under the link: carries text both ways and tells how it ended; what the text means is the link's.

use std::sync::Arc;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use roomline_signaling::call::Private;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::header::AUTHORIZATION;
use tokio_tungstenite::tungstenite::http::{HeaderValue, StatusCode};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Bytes, Error, Message};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};
use url::Url;

use super::link::{Failure, Input};
use super::trust::is_about_a_certificate;

/// The longest message that is read at all; the protocol's own limit is below and is checked by the link.
const LONGEST_READ: usize = 1024 * 1024;
/// How long a message may take to leave; a socket that takes longer is dead.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long the goodbye may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);
/// Messages that may wait for the network. The link keeps what must not be lost.
const WAITING: usize = 256;

/// A socket, open or being opened. Dropping it lets what was sent leave and says goodbye in the background.
#[derive(Debug)]
pub(crate) struct Socket {
    outgoing: mpsc::Sender<Message>,
}

/// What a socket says to whoever opened it, with the number it was opened under.
pub(crate) type Told = (u64, Input);

impl Socket {
    /// Opens a socket in the background. Must be called on a tokio runtime.
    pub(crate) fn open(
        number: u64,
        url: Url,
        access: Private<String>,
        tls: Arc<ClientConfig>,
        tell: mpsc::Sender<Told>,
    ) -> Self {
        let (outgoing, mut waiting) = mpsc::channel(WAITING);
        tokio::spawn(async move {
            let opened = tokio::select! {
                opened = connect(&url, &access, tls) => opened,
                // Given up: finished later, it would count as the newer socket and throw out the one that works.
                () = dropped(&mut waiting) => return,
            };
            let end = match opened {
                Ok(stream) => carry(number, stream, waiting, &tell).await,
                Err(failure) => Some(Input::Failed(failure)),
            };
            if let Some(end) = end {
                let _nobody_listens = tell.send((number, end)).await;
            }
        });
        Self { outgoing }
    }

    pub(crate) fn send(&self, text: String) {
        self.pass_on(Message::text(text));
    }

    pub(crate) fn ping(&self) {
        self.pass_on(Message::Ping(Bytes::new()));
    }

    fn pass_on(&self, message: Message) {
        if self.outgoing.try_send(message).is_err() {
            // Either it is gone and says so itself, or the network takes nothing and it will soon count as dead.
            tracing::debug!("the socket takes no message");
        }
    }
}

/// Waits until nobody holds the socket any more. Nothing is sent before it is open.
async fn dropped(waiting: &mut mpsc::Receiver<Message>) {
    while waiting.recv().await.is_some() {}
}

async fn connect(
    url: &Url,
    access: &Private<String>,
    tls: Arc<ClientConfig>,
) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Failure> {
    let mut request = url.as_str().into_client_request().map_err(|_| Failure::ServerFault)?;
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", access.0)).map_err(|_| Failure::Unauthorized)?;
    bearer.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, bearer);
    let config = WebSocketConfig::default().max_message_size(Some(LONGEST_READ)).max_frame_size(Some(LONGEST_READ));
    let connector = if url.scheme() == "ws" { Connector::Plain } else { Connector::Rustls(tls) };
    match connect_async_tls_with_config(request, Some(config), true, Some(connector)).await {
        Ok((stream, _)) => Ok(stream),
        Err(Error::Http(answer)) if answer.status() == StatusCode::UNAUTHORIZED => Err(Failure::Unauthorized),
        Err(Error::Http(answer)) => {
            tracing::warn!(status = answer.status().as_u16(), "the middleware refuses the socket");
            Err(Failure::ServerFault)
        }
        Err(error) if is_about_a_certificate(&error) => Err(Failure::WrongCertificate),
        Err(_) => Err(Failure::NoAnswer),
    }
}

/// Carries until either side ends; `None` if it was our side, to which nothing needs to be told.
async fn carry(
    number: u64,
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    mut waiting: mpsc::Receiver<Message>,
    tell: &mpsc::Sender<Told>,
) -> Option<Input> {
    let (mut sink, mut stream) = stream.split();
    tell.send((number, Input::Opened)).await.ok()?;
    loop {
        tokio::select! {
            message = waiting.recv() => match message {
                Some(message) => match tokio::time::timeout(SEND_WITHIN, sink.send(message)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(_)) | Err(_) => return Some(Input::Closed(None)),
                },
                None => {
                    let _gone_already = tokio::time::timeout(CLOSE_WITHIN, sink.close()).await;
                    return None;
                }
            },
            message = stream.next() => {
                let input = match message {
                    Some(Ok(Message::Text(text))) => Input::Frame(text.as_str().to_owned()),
                    Some(Ok(Message::Close(frame))) => return Some(Input::Closed(frame.map(|frame| frame.code.into()))),
                    Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_))) => Input::Alive,
                    Some(Err(_)) | None => return Some(Input::Closed(None)),
                };
                tell.send((number, input)).await.ok()?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn an_attempt_that_was_given_up_never_becomes_a_socket() {
        let server = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = server.local_addr().expect("bound");
        let url = format!("ws://{address}/v1/events").parse().expect("a URL");
        let tls = crate::client::tls(None).expect("the system's roots");
        let (tell, mut told) = mpsc::channel(4);
        let socket = Socket::open(1, url, Private("a1".to_owned()), tls, tell);
        let (mut asked, _) = server.accept().await.expect("the attempt");
        let mut first = [0; 16];
        asked.read_exact(&mut first).await.expect("the upgrade is asked for");

        drop(socket);
        let mut rest = Vec::new();
        let closed = tokio::time::timeout(Duration::from_secs(20), asked.read_to_end(&mut rest)).await;
        assert!(closed.is_ok(), "the attempt goes on although nobody waits for it");
        assert!(told.recv().await.is_none(), "nothing is told of an attempt that was given up");
    }
}
