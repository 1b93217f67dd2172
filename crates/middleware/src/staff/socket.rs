//! `GET /v1/events`: carries text between a station's WebSocket and the calls, and notices when either end is gone.
//!
//! What the messages mean is decided where the calls are. Here a socket is pinged, bounded, and closed with the code that
//! says why.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use roomline_signaling::staff::MAX_MESSAGE_LEN;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::Staff;
use super::problem::Problem;
use super::sign_in::SignedIn;
use crate::calls::{NotServing, Socket, SocketInbox, StationIdentity, ToSocket};

/// How often a station is pinged, and its sign-in looked up.
const PING_EVERY: Duration = Duration::from_secs(5);
/// A station that says nothing, not even pong, for so long is gone.
const DEAD_AFTER: Duration = Duration::from_secs(10);
/// How long a station may take to close its end after it was told that the middleware stops.
const GOODBYE: Duration = Duration::from_secs(1);
/// How long one message may take to leave.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);
/// Messages up to this length are read and answered with `too_large`; a longer one closes the socket unread.
const LONGEST_READ: usize = 4 * MAX_MESSAGE_LEN;
/// What one read may bring, and what a socket holds in memory all its life: the library fills the whole buffer with zeros
/// at every read, so that its own 128 KiB would be the price of every idle desk. A longer message takes more reads.
const READ_BUFFER: usize = 4 * 1024;

/// The station's access token is no longer good, or its sign-in was revoked.
const REVOKED: u16 = 4401;
/// The middleware stops, or the station reads too slowly.
const GOING_AWAY: u16 = 1001;
/// What came is no WebSocket frame, or longer than any message may be.
const BROKEN: u16 = 1002;
/// Only text is understood.
const NOT_TEXT: u16 = 1003;

/// `GET /v1/events`
pub(super) async fn events(
    State(staff): State<Arc<Staff>>,
    signed_in: SignedIn,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    let station = signed_in.station()?;
    if !staff.calls.is_serving() {
        return Err(NotServing.into());
    }
    let upgrade = upgrade.max_message_size(LONGEST_READ).max_frame_size(LONGEST_READ).read_buffer_size(READ_BUFFER);
    Ok(upgrade.on_upgrade(move |socket| serve(staff, station, socket)))
}

async fn serve(staff: Arc<Staff>, station: StationIdentity, socket: WebSocket) {
    let session = station.session.clone();
    let name = station.station_name.clone();
    let (mut sink, stream) = socket.split();
    let Ok(Socket { inbox, outbox }) = staff.calls.connect(station).await else {
        close(&mut sink, GOING_AWAY).await;
        return;
    };
    tracing::info!(station = name, "a station connected");
    // Two tasks, because taking a message in may wait for the disk and must not hold back what goes out.
    let (heard, hearing) = mpsc::channel(1);
    let mut reading = tokio::spawn(read(stream, inbox, heard));
    let reason = write(&staff, &session, &mut sink, outbox, hearing).await;
    if reason == Some(GOING_AWAY) {
        close(&mut sink, GOING_AWAY).await;
        // A hang-up said in this moment still counts, and the code is not lost with the connection.
        let _ = tokio::time::timeout(GOODBYE, &mut reading).await;
    }
    reading.abort();
    if let Some(code) = reason.filter(|code| *code != GOING_AWAY) {
        close(&mut sink, code).await;
    }
    tracing::info!(station = name, code = reason, "a station's connection ended");
}

/// What the reading side tells the writing side.
enum Heard {
    /// The station lives.
    Something,
    /// It broke the rules of the socket, which is closed with this code.
    Breach(u16),
}

/// Hands in what the station says until its socket ends.
async fn read(mut stream: SplitStream<WebSocket>, mut inbox: SocketInbox, heard: mpsc::Sender<Heard>) {
    while let Some(message) = stream.next().await {
        let breach = match message {
            Ok(Message::Close(_)) => return,
            Ok(Message::Binary(_)) => NOT_TEXT,
            Err(_) => BROKEN,
            Ok(Message::Text(_) | Message::Ping(_) | Message::Pong(_)) => {
                // A full channel holds this news already.
                let _ = heard.try_send(Heard::Something);
                if let Ok(Message::Text(text)) = message {
                    inbox.frame(text.as_str().to_owned()).await;
                }
                continue;
            }
        };
        // Nobody hears it if the other side ended first.
        let _ = heard.send(Heard::Breach(breach)).await;
        return;
    }
}

/// Sends what the calls say. Returns the code to close with; `None`: there is nobody left to tell.
async fn write(
    staff: &Staff,
    session: &str,
    sink: &mut SplitSink<WebSocket, Message>,
    mut outbox: mpsc::Receiver<ToSocket>,
    mut hearing: mpsc::Receiver<Heard>,
) -> Option<u16> {
    let mut ping = tokio::time::interval(PING_EVERY);
    let mut dead_at = Instant::now() + DEAD_AFTER;
    loop {
        let message = tokio::select! {
            biased;
            heard = hearing.recv() => match heard {
                Some(Heard::Something) => {
                    dead_at = Instant::now() + DEAD_AFTER;
                    continue;
                }
                Some(Heard::Breach(code)) => return Some(code),
                None => return None,
            },
            out = outbox.recv() => match out {
                Some(ToSocket::Frame(text)) => Message::Text(text.into()),
                Some(ToSocket::Close(code)) => return Some(code),
                None => return Some(GOING_AWAY),
            },
            _ = ping.tick() => {
                let id = session.to_owned();
                // A fault of the database closes nothing: calls go on.
                if let Ok(false) = staff.database.ask(move |store| store.session_lives(&id)).await {
                    return Some(REVOKED);
                }
                Message::Ping(axum::body::Bytes::new())
            }
            () = tokio::time::sleep_until(dead_at) => return None,
        };
        match tokio::time::timeout(SEND_TIMEOUT, sink.send(message)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return None,
        }
    }
}

async fn close(sink: &mut SplitSink<WebSocket, Message>, code: u16) {
    let frame = CloseFrame { code, reason: words(code).into() };
    let _ = tokio::time::timeout(SEND_TIMEOUT, sink.send(Message::Close(Some(frame)))).await;
}

/// What a person who looks at the connection reads. Stations go by the code.
const fn words(code: u16) -> &'static str {
    match code {
        GOING_AWAY => "the middleware stops, or this station reads too slowly: come back",
        BROKEN => "a broken or endless frame",
        NOT_TEXT => "only text is understood",
        REVOKED => "the sign-in is over",
        4408 => "no resume came in time",
        4409 => "a newer connection of this station",
        4429 => "too many or too large messages",
        _ => "",
    }
}
