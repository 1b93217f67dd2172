//! Whether a STUN or TURN server does its work, asked outside of any call: a relay that fails is else noticed by a call without sound.
//!
//! It is asked as a peer would ask it, by UDP over IPv4 and from every address that a peer would bind: a path that only a VPN has
//! does not count. What a TURN server allocates is given back at once.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::BytesMut;
use rtc::ice::url::{ProtoType, SchemeType, Url};
use rtc::sansio::Protocol as _;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};
use rtc::turn::client::{Client, ClientConfig, Event};
use tokio::net::UdpSocket;
use tokio::task::JoinSet;

use crate::{IceServer, interfaces, now};

/// An answer to a question of ours fits into one packet.
const LONGEST_PACKET: usize = 1500;

/// What came of asking a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Probed {
    /// A desk cannot use it: it is no `stun:` or `turn:` over UDP, or its name is not known.
    Unusable,
    /// It did not answer in time, or it cannot be reached.
    Silent,
    /// It answered, and does not take the credentials or gives no address.
    Refused,
    /// It told where it sees us, or gave us an address.
    Answered,
}

/// Asks one server and says what came of it, after `within` at the latest.
pub async fn probe(server: &IceServer, include_loopback: bool, within: Duration) -> Probed {
    match tokio::time::timeout(within, ask_from_everywhere(server, include_loopback)).await {
        Ok(probed) => probed,
        Err(_) => Probed::Silent,
    }
}

/// Asks from every address; one path that works is enough.
async fn ask_from_everywhere(server: &IceServer, include_loopback: bool) -> Probed {
    let Some((kind, host, port)) = usable(&server.url) else { return Probed::Unusable };
    let Ok(mut found) = tokio::net::lookup_host((host.as_str(), port)).await else { return Probed::Unusable };
    let Some(there) = found.find(SocketAddr::is_ipv4) else { return Probed::Unusable };
    let mut asking = JoinSet::new();
    for here in interfaces::addresses(include_loopback) {
        let server = server.clone();
        asking.spawn(async move { ask(here, there, kind, server).await.unwrap_or(Probed::Silent) });
    }
    let mut best = Probed::Silent;
    while let Some(asked) = asking.join_next().await {
        best = best.max(asked.unwrap_or(Probed::Silent));
        if best == Probed::Answered {
            break;
        }
    }
    best
}

#[derive(Clone, Copy)]
enum Kind {
    Stun,
    Turn,
}

/// What a desk can use of a server: its kind, host and port.
fn usable(url: &str) -> Option<(Kind, String, u16)> {
    // A query after `stun:` means nothing and is common; the stack passes over it, too.
    let url = if url.starts_with("stun:") { url.split('?').next().unwrap_or(url) } else { url };
    let url = Url::parse_url(url).ok()?;
    let kind = match (url.scheme, url.proto) {
        (SchemeType::Stun, _) => Kind::Stun,
        (SchemeType::Turn, ProtoType::Udp) => Kind::Turn,
        _ => return None,
    };
    Some((kind, url.host, url.port))
}

/// Asks from one address until there is an answer or the question is dropped.
async fn ask(here: SocketAddr, there: SocketAddr, kind: Kind, server: IceServer) -> io::Result<Probed> {
    let socket = UdpSocket::bind(here).await?;
    let here = socket.local_addr()?;
    let Some(mut client) = client(here, there, server) else { return Ok(Probed::Silent) };
    let asked = match kind {
        Kind::Stun => client.send_binding_request_to(now(), there),
        Kind::Turn => client.allocate(now()),
    };
    if asked.is_err() {
        return Ok(Probed::Silent);
    }
    let mut packet = [0; LONGEST_PACKET];
    loop {
        send(&mut client, &socket).await?;
        match client.poll_event() {
            Some(Event::BindingResponse(..)) => return Ok(Probed::Answered),
            Some(Event::AllocateResponse(_, relayed)) => {
                // Nobody waits for the answer: an allocation that is not renewed ends by itself.
                if client.relay(relayed).is_ok_and(|mut relay| relay.close(now()).is_ok()) {
                    send(&mut client, &socket).await?;
                }
                return Ok(Probed::Answered);
            }
            Some(Event::BindingError(..) | Event::AllocateError(..)) => return Ok(Probed::Refused),
            Some(Event::TransactionTimeout(_)) => return Ok(Probed::Silent),
            Some(_) => continue,
            None => {}
        }
        let wake_at = client.poll_timeout();
        let sleep = async {
            match wake_at {
                Some(wake_at) => tokio::time::sleep_until(wake_at.into()).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            received = socket.recv_from(&mut packet) => {
                let (length, from) = received?;
                if from == there {
                    let transport_protocol = TransportProtocol::UDP;
                    let transport = TransportContext { local_addr: here, peer_addr: from, transport_protocol, ecn: None };
                    let message = BytesMut::from(&packet[..length]);
                    // What cannot be read is no answer.
                    drop(client.handle_read(TaggedBytesMut { now: now(), transport, message }));
                }
            }
            () = sleep => drop(client.handle_timeout(now())),
        }
    }
}

fn client(here: SocketAddr, there: SocketAddr, server: IceServer) -> Option<Client> {
    let config = ClientConfig {
        turn_serv_addr: there.to_string(),
        local_addr: here,
        username: server.username,
        password: server.credential,
        ..ClientConfig::default()
    };
    Client::new(config, rtc::crypto::default_provider().ok()?).ok()
}

/// Sends what the client has to say.
async fn send(client: &mut Client, socket: &UdpSocket) -> io::Result<()> {
    while let Some(packet) = client.poll_write() {
        socket.send_to(&packet.message, packet.transport.peer_addr).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use rtc::stun::message::{BINDING_ERROR, BINDING_SUCCESS, Message, MessageType};
    use rtc::stun::xoraddr::XorMappedAddress;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(20);

    fn server(url: String) -> IceServer {
        IceServer { url, username: String::new(), credential: String::new() }
    }

    /// A server that passes over so many questions and then gives this kind of answer.
    async fn plays(answer: MessageType, passes_over: usize) -> (IceServer, JoinSet<()>) {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let port = socket.local_addr().expect("bound").port();
        let mut playing = JoinSet::new();
        playing.spawn(async move {
            let mut packet = [0; LONGEST_PACKET];
            for question in 0_usize.. {
                let (length, from) = socket.recv_from(&mut packet).await.expect("loopback");
                if question < passes_over {
                    continue;
                }
                let mut asked = Message::new();
                asked.raw = packet[..length].to_vec();
                asked.decode().expect("a question");
                let mut said = Message::new();
                let seen = XorMappedAddress { ip: from.ip(), port: from.port() };
                said.build(&[Box::new(asked.transaction_id), Box::new(answer), Box::new(seen)]).expect("an answer");
                socket.send_to(&said.raw, from).await.expect("loopback");
            }
        });
        (server(format!("stun:127.0.0.1:{port}")), playing)
    }

    #[tokio::test]
    async fn a_stun_server_that_tells_where_it_sees_us_has_answered_also_after_a_lost_packet() {
        for lost in [0, 1] {
            let (server, _playing) = plays(BINDING_SUCCESS, lost).await;
            assert_eq!(probe(&server, true, PATIENCE).await, Probed::Answered, "{lost} lost");
        }
    }

    #[tokio::test]
    async fn a_server_that_refuses_is_told_from_one_that_is_silent() {
        let (refuses, _playing) = plays(BINDING_ERROR, 0).await;
        assert_eq!(probe(&refuses, true, PATIENCE).await, Probed::Refused);
        let (silent, _playing) = plays(BINDING_SUCCESS, usize::MAX).await;
        assert_eq!(probe(&silent, true, Duration::from_millis(600)).await, Probed::Silent);
    }

    #[tokio::test]
    async fn what_a_desk_cannot_use_is_not_asked() {
        for url in
            ["stuns:127.0.0.1", "turns:127.0.0.1", "turn:127.0.0.1?transport=tcp", "https://example.org", "stun", ""]
        {
            assert_eq!(probe(&server(url.to_owned()), true, PATIENCE).await, Probed::Unusable, "{url}");
        }
    }

    #[test]
    fn a_query_after_stun_means_nothing() {
        let (_, host, port) = usable("stun:stun.example.org?transport=udp").expect("a server");
        assert_eq!((host.as_str(), port), ("stun.example.org", 3478));
    }
}
