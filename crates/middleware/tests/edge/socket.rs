//! Stations' sockets over real connections: who gets in, what is answered, when it is closed.

use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use roomline_middleware::server::Server;
use roomline_middleware::store::units::StoredUnit;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::bench::{Bench, PASSWORD};
use crate::sign_in::signed_in;

/// Longer than any deadline of the middleware that a test waits for.
const DEADLINE: Duration = Duration::from_secs(25);

/// A bench that really listens.
struct House {
    bench: Bench,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<()>,
}

impl House {
    async fn open() -> Self {
        let bench = Bench::new().await;
        bench.app.calls().stop().await;
        let server = Server::start(&bench.config, bench.clock.clock()).await.expect("a server");
        let address = server.addresses().listen;
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(async move {
            server.run(async { stopped.await.unwrap_or_default() }).await.expect("an orderly end");
        });
        Self { bench, address, stop: Some(stop), running }
    }

    /// Signs in and returns both tokens.
    async fn sign_in(&self, station: &str) -> (String, String) {
        let body = json!({ "user": "ann", "password": PASSWORD, "station_id": station, "station_name": "Desk 1" });
        let answer = self.post("/v1/session", &body).await;
        let token = |key: &str| answer[key].as_str().expect("a token").to_owned();
        (token("access_token"), token("refresh_token"))
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let answer = client.post(format!("http://{}{path}", self.address)).json(body).send().await;
        answer.expect("an answer").json().await.expect("JSON")
    }

    async fn station(&self, access: &str) -> Station {
        Station(self.upgrade(access).await.expect("a socket"))
    }

    async fn upgrade(&self, access: &str) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
        upgrade(self.address, access).await
    }

    /// A station that has said `resume`.
    async fn live_station(&self, station: &str) -> Station {
        let (access, _) = self.sign_in(station).await;
        let mut station = self.station(&access).await;
        station.resume().await;
        station
    }

    async fn stop(&mut self) {
        self.stop.take().expect("it runs").send(()).expect("it listens");
        tokio::time::timeout(DEADLINE, &mut self.running).await.expect("an end in time").expect("no panic");
    }
}

async fn upgrade(address: SocketAddr, access: &str) -> Result<WebSocketStream<MaybeTlsStream<TcpStream>>, Error> {
    let mut request = format!("ws://{address}/v1/events").into_client_request().expect("a request");
    let header = format!("Bearer {access}").parse().expect("a header");
    request.headers_mut().insert("authorization", header);
    connect_async(request).await.map(|(socket, _)| socket)
}

/// The station's end of a socket.
struct Station(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Station {
    async fn say(&mut self, message: impl Into<Message>) {
        self.0.send(message.into()).await.expect("a message is sent");
    }

    /// The next message that is not a ping.
    async fn hear(&mut self) -> Option<Message> {
        let heard = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                    Some(Ok(message)) => return Some(message),
                    Some(Err(_)) | None => return None,
                }
            }
        };
        tokio::time::timeout(DEADLINE, heard).await.expect("a message in time")
    }

    async fn hear_json(&mut self) -> Value {
        match self.hear().await {
            Some(Message::Text(text)) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("a text was expected, not {other:?}"),
        }
    }

    async fn hears_of_type(&mut self, kind: &str) -> Value {
        loop {
            let message = self.hear_json().await;
            if message["type"] == kind {
                return message;
            }
        }
    }

    async fn resume(&mut self) {
        self.say(r#"{"id":"1","type":"resume"}"#).await;
        self.hears_of_type("welcome").await;
        self.hears_of_type("snapshot").await;
    }

    /// The code the socket is closed with, after whatever is said before.
    async fn closed_with(&mut self) -> Option<u16> {
        loop {
            match self.hear().await {
                Some(Message::Close(frame)) => return frame.map(|frame| CloseCode::into(frame.code)),
                Some(_) => {}
                None => return None,
            }
        }
    }
}

#[tokio::test]
async fn only_a_valid_access_token_opens_a_socket() {
    let house = House::open().await;
    let (access, refresh) = house.sign_in("station-1").await;
    for token in ["", "nonsense", &refresh] {
        let Err(Error::Http(refused)) = house.upgrade(token).await else { panic!("it was let in") };
        assert_eq!(refused.status(), 401);
    }
    house.bench.clock.pass(900);
    let Err(Error::Http(refused)) = house.upgrade(&access).await else { panic!("it was let in") };
    assert_eq!(refused.status(), 401, "the token is over");
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_answered_and_the_socket_goes_on() {
    let house = House::open().await;
    let mut station = house.live_station("station-1").await;
    for (message, id, code) in [
        ("hello", Value::Null, "malformed"),
        ("[]", Value::Null, "malformed"),
        (r#"{"type":"call.place"}"#, Value::Null, "malformed"),
        (r#"{"id":"7","type":"call.place","call_id":"x"}"#, json!("7"), "malformed"),
        (r#"{"id":"8","type":"call.dance"}"#, json!("8"), "unknown_type"),
    ] {
        station.say(message).await;
        let answer = station.hears_of_type("error").await;
        let answered_id = answer.get("id").cloned().unwrap_or_default();
        assert_eq!((answered_id, &answer["code"]), (id, &json!(code)), "{message}");
        assert!(answer["message"].is_string() && answer["reference"].is_string(), "{answer}");
    }
    station.say(r#"{"id":"9","type":"presence.set","presence":"away"}"#).await;
    assert_eq!(station.hears_of_type("ok").await["id"], "9");
}

#[tokio::test]
async fn a_message_that_is_too_long_is_answered_and_an_endless_one_closes_the_socket() {
    let house = House::open().await;
    let mut station = house.live_station("station-1").await;
    station.say("x".repeat(65 * 1024)).await;
    assert_eq!(station.hears_of_type("error").await["code"], "too_large");
    // The middleware may close while this is still being sent.
    let _ = station.0.send("x".repeat(300 * 1024).into()).await;
    assert!(matches!(station.closed_with().await, None | Some(1002)));
}

#[tokio::test]
async fn what_is_no_text_closes_the_socket() {
    let house = House::open().await;
    let mut station = house.live_station("station-1").await;
    station.say(vec![1, 2, 3]).await;
    assert_eq!(station.closed_with().await, Some(1003));
}

#[tokio::test]
async fn whoever_says_too_much_is_told_so_and_then_closed() {
    let house = House::open().await;
    let mut station = house.live_station("station-1").await;
    for number in 0..60 {
        let message = format!(r#"{{"id":"n{number}","type":"presence.set","presence":"away"}}"#);
        // The middleware may close while the last ones are being sent.
        let _ = station.0.send(message.into()).await;
    }
    loop {
        let answer = station.hear_json().await;
        if answer["type"] == "error" {
            assert_eq!(answer["code"], "too_many");
            break;
        }
    }
    assert!(matches!(station.closed_with().await, None | Some(4429)));
}

#[tokio::test]
async fn signing_out_closes_the_socket_at_once() {
    let house = House::open().await;
    let (access, _) = house.sign_in("station-1").await;
    let mut station = house.station(&access).await;
    station.resume().await;
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let url = format!("http://{}/v1/session", house.address);
    assert_eq!(client.delete(url).bearer_auth(&access).send().await.expect("an answer").status(), 204);
    assert_eq!(station.closed_with().await, Some(4401));
}

#[tokio::test]
async fn a_stolen_refresh_token_closes_the_socket() {
    let house = House::open().await;
    let (access, refresh) = house.sign_in("station-1").await;
    let mut station = house.station(&access).await;
    station.resume().await;
    let body = json!({ "refresh_token": refresh, "station_id": "thief" });
    assert_eq!(house.post("/v1/session/refresh", &body).await["code"], "session_over");
    assert_eq!(station.closed_with().await, Some(4401));
}

#[tokio::test]
async fn an_account_disabled_by_another_process_closes_the_socket_with_the_next_ping() {
    let house = House::open().await;
    let mut station = house.live_station("station-1").await;
    assert!(house.bench.store().disable_account("ann").expect("an account"));
    assert_eq!(station.closed_with().await, Some(4401));
}

#[tokio::test]
async fn an_import_by_another_process_is_told_to_the_stations() {
    let house = House::open().await;
    let mut station = house.live_station("station-1").await;
    let unit = StoredUnit { unit_id: "a".into(), name: "Mr Lee".into(), room: "9".into(), ..StoredUnit::default() };
    house.bench.store().import_units(&[unit]).expect("an import");
    station.hears_of_type("directory.changed").await;
}

#[tokio::test]
async fn the_newer_socket_of_a_station_closes_the_older() {
    let house = House::open().await;
    let (access, _) = house.sign_in("station-1").await;
    let mut older = house.station(&access).await;
    older.resume().await;
    let mut newer = house.station(&access).await;
    newer.resume().await;
    assert_eq!(older.closed_with().await, Some(4409));
}

#[tokio::test]
async fn a_station_that_says_nothing_at_all_is_taken_for_dead() {
    let house = House::open().await;
    let (access, _) = house.sign_in("station-1").await;
    let mut mute = TcpStream::connect(house.address).await.expect("a connection");
    let upgrade = format!(
        "GET /v1/events HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nauthorization: Bearer {access}\r\n\r\n"
    );
    mute.write_all(upgrade.as_bytes()).await.expect("a request");
    let mut everything = Vec::new();
    let ended = tokio::time::timeout(DEADLINE, mute.read_to_end(&mut everything)).await;
    ended.expect("an end in time").expect("an orderly end");
    assert!(everything.starts_with(b"HTTP/1.1 101"));
    assert!(everything.ends_with(&[0x89, 0]) || everything.windows(2).any(|bytes| bytes == [0x89, 0]), "it was pinged");
}

#[tokio::test]
async fn a_stranger_who_sends_half_a_request_is_shown_the_door() {
    let house = House::open().await;
    let mut stranger = TcpStream::connect(house.address).await.expect("a connection");
    stranger.write_all(b"POST /alexa/skill HTTP/1.1\r\nhost: x\r\n").await.expect("half a request");
    let mut said = Vec::new();
    let ended = tokio::time::timeout(DEADLINE, stranger.read_to_end(&mut said)).await;
    assert!(ended.is_ok(), "it was still waited for");
    assert!(!said.starts_with(b"HTTP/1.1 2"));
}

#[tokio::test]
async fn a_stopping_middleware_says_goodbye_with_a_reason_and_ends() {
    let mut house = House::open().await;
    let mut station = house.live_station("station-1").await;
    let hearing = tokio::spawn(async move {
        loop {
            if let Some(Message::Close(frame)) = station.hear().await {
                return frame.expect("a code and a reason");
            }
        }
    });
    house.stop().await;
    let goodbye = hearing.await.expect("no panic");
    assert_eq!(u16::from(goodbye.code), 1001);
    assert!(goodbye.reason.contains("come back"), "{goodbye:?}");
    assert!(TcpStream::connect(house.address).await.is_err());
}

#[tokio::test]
async fn while_it_leaves_it_is_not_ready_and_lets_no_station_in() {
    let bench = Bench::new().await;
    let access = signed_in(&bench, "station-1").await.access;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = bench.app.staff_router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    bench.app.calls().leave(DEADLINE).await;
    assert!(!bench.app.readiness().await.ready);
    let Err(Error::Http(refused)) = upgrade(address, &access).await else { panic!("it was let in") };
    assert_eq!(refused.status(), 503);
}
