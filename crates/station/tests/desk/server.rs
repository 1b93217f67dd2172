//! A middleware that answers as a test wants it: HTTP/1.1 and WebSocket, with or without TLS, on a real socket.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use futures_util::{SinkExt as _, StreamExt as _};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use roomline_station::signaling::call::{Private, StreamId};
use roomline_station::signaling::rest::{
    self, Directory, DirectoryUnit, ErrorBody, ErrorCode, IceServers, StaffProfile,
};
use roomline_station::signaling::staff::{Command, CommandBody, Desk, Presence, Reply, ServerMessage, Snapshot};
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role};

/// A played middleware.
pub(crate) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    /// The certificate to be trusted, as PEM.
    pub(crate) certificate: String,
    script: Arc<Mutex<Script>>,
}

/// How it answers, and what it was asked.
#[derive(Default)]
struct Script {
    /// Answers by path, other than the usual ones.
    answers: HashMap<&'static str, (u16, String)>,
    /// The next socket is closed with this code instead of being welcomed.
    close_next: Option<u16>,
    /// Access tokens of the sockets that were opened.
    sockets: Vec<String>,
    /// How many are open.
    open: usize,
    /// How many were open whenever a station said `resume`.
    open_at_resume: Vec<usize>,
    requests: Vec<String>,
    /// What stations said over their sockets.
    commands: Vec<CommandBody>,
    /// What a station that connects sees of its ring groups.
    snapshot: Snapshot,
    refreshes: u32,
}

impl Server {
    /// Over plain http.
    pub(crate) async fn start() -> Self {
        Self::serve("http", None, String::new()).await
    }

    /// Over TLS with a certificate of its own for `name`.
    pub(crate) async fn start_with_tls(name: &str) -> Self {
        let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).expect("a good name");
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("just made");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("ring knows them")
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .expect("they belong together");
        Self::serve("https", Some(TlsAcceptor::from(Arc::new(config))), cert.pem()).await
    }

    async fn serve(scheme: &'static str, tls: Option<TlsAcceptor>, certificate: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("bound");
        let script = Arc::new(Mutex::new(Script::default()));
        let shared = Arc::clone(&script);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, script) = (tls.clone(), Arc::clone(&shared));
                tokio::spawn(async move {
                    match tls {
                        None => answer(stream, script).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => answer(stream, script).await,
                            Err(_) => None,
                        },
                    }
                });
            }
        });
        Self { address, scheme, certificate, script }
    }

    pub(crate) fn url(&self) -> String {
        format!("{}://127.0.0.1:{}", self.scheme, self.address.port())
    }

    /// Answers a path with an error from now on.
    pub(crate) fn refuses(&self, path: &'static str, status: u16, code: ErrorCode) {
        let body = ErrorBody { code, message: "as the test wants it".into(), reference: "r1".into() };
        self.answers(path, status, serde_json::to_string(&body).expect("plain"));
    }

    pub(crate) fn answers(&self, path: &'static str, status: u16, body: String) {
        self.script().answers.insert(path, (status, body));
    }

    /// Answers a path as usual again.
    pub(crate) fn agrees(&self, path: &'static str) {
        self.script().answers.remove(path);
    }

    pub(crate) fn closes_the_next_socket(&self, code: u16) {
        self.script().close_next = Some(code);
    }

    /// The access tokens that sockets came with.
    pub(crate) fn sockets(&self) -> Vec<String> {
        self.script().sockets.clone()
    }

    /// How many sockets are open.
    pub(crate) fn open_sockets(&self) -> usize {
        self.script().open
    }

    /// How many were open, whenever a station said `resume`.
    pub(crate) fn open_at_resume(&self) -> Vec<usize> {
        self.script().open_at_resume.clone()
    }

    /// Everything that was asked, by method and path.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.script().requests.clone()
    }

    /// Everything that was said over sockets.
    pub(crate) fn commands(&self) -> Vec<CommandBody> {
        self.script().commands.clone()
    }

    /// Puts every station that connects from now on in a ring group of its own.
    pub(crate) fn puts_in_a_ring_group(&self, station: &str) {
        let desk = Desk {
            station: station.to_owned(),
            staff: None,
            presence: Presence::Available,
            connected: true,
            busy: false,
        };
        self.script().snapshot.desks = vec![desk];
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("nobody panicked with it")
    }
}

/// Answers one request; `None` when the connection ended before.
async fn answer<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, script: Arc<Mutex<Script>>) -> Option<()> {
    let head = read_head(&mut stream).await?;
    let mut words = head.lines().next()?.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    if let Some(key) = header("sec-websocket-key") {
        let access = header("authorization").unwrap_or_default().trim_start_matches("Bearer ").to_owned();
        let accept = derive_accept_key(key.as_bytes());
        let upgrade = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
        stream.write_all(format!("{upgrade}Sec-WebSocket-Accept: {accept}\r\n\r\n").as_bytes()).await.ok()?;
        let socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        script.lock().expect("nobody panicked with it").open += 1;
        let spoken = speak(socket, access, Arc::clone(&script)).await;
        script.lock().expect("nobody panicked with it").open -= 1;
        return spoken;
    }
    let length = header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let (status, body) = {
        let mut script = script.lock().expect("nobody panicked with it");
        script.requests.push(format!("{method} {path}"));
        script.answers.get(path.as_str()).cloned().unwrap_or_else(|| usual(&method, &path, &mut script.refreshes))
    };
    let head = format!("HTTP/1.1 {status} As Wanted\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all((head + &body).as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> Option<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    String::from_utf8(head).ok()
}

fn usual(method: &str, path: &str, refreshes: &mut u32) -> (u16, String) {
    let json = match (method, path) {
        ("POST", "/v1/session") => serde_json::to_string(&session(0)),
        ("POST", "/v1/session/refresh") => {
            *refreshes += 1;
            serde_json::to_string(&session(*refreshes))
        }
        ("GET", "/v1/directory") => serde_json::to_string(&directory()),
        ("GET", "/v1/ice-servers") => serde_json::to_string(&IceServers { servers: Vec::new(), expires_in_s: 600 }),
        ("DELETE", "/v1/session") => return (204, String::new()),
        _ => return (404, String::new()),
    };
    (200, json.expect("plain"))
}

/// The session after so many refreshes.
fn session(refreshes: u32) -> rest::Session {
    rest::Session {
        access_token: Private(format!("access-{refreshes}")),
        expires_in_s: 900,
        refresh_token: Private(format!("refresh-{refreshes}")),
        staff: StaffProfile {
            user: Private("ann".into()),
            name: Private("Ann Baker".into()),
            ring_groups: vec!["Front desk".into()],
        },
    }
}

fn directory() -> Directory {
    let unit = DirectoryUnit {
        unit_id: "room-101".parse().expect("an id"),
        name: Private("Mrs Jones".into()),
        room: "101".into(),
        floor: None,
        wing: None,
        notes: None,
        language: None,
        hearing: Default::default(),
        echo: rest::EchoState::Online,
        echo_since_ms: None,
        echo_seen_ms: None,
    };
    Directory { units: vec![unit] }
}

/// Welcomes a station and says `ok` to all its commands.
async fn speak<S>(mut socket: WebSocketStream<S>, access: String, script: Arc<Mutex<Script>>) -> Option<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let close = {
        let mut script = script.lock().expect("nobody panicked with it");
        script.sockets.push(access);
        script.close_next.take()
    };
    if let Some(code) = close {
        let frame = CloseFrame { code: CloseCode::from(code), reason: "".into() };
        return socket.close(Some(frame)).await.ok();
    }
    while let Some(Ok(message)) = socket.next().await {
        let Message::Text(text) = message else { continue };
        let command = Command::decode(text.as_str()).expect("a station's commands are good");
        let snapshot = {
            let mut script = script.lock().expect("nobody panicked with it");
            if let CommandBody::Resume { .. } = command.body {
                let open = script.open;
                script.open_at_resume.push(open);
            }
            script.commands.push(command.body.clone());
            script.snapshot.clone()
        };
        let replies = match command.body {
            CommandBody::Resume { .. } => {
                let stream = StreamId::new("s1").expect("an id");
                vec![Reply::Welcome { stream, seq: 0, resumed: false }, Reply::Snapshot(snapshot)]
            }
            _ => vec![Reply::Ok { id: command.id }],
        };
        for reply in replies {
            socket.send(Message::text(ServerMessage::Reply(reply).encode())).await.ok()?;
        }
    }
    Some(())
}
