//! A desk without a window or sound: a WebSocket and descriptions on paper. It does what it is told, and after every kill it
//! comes back as a station would: it names its call and says again what was not answered.

use std::time::Duration;

use anyhow::{Context as _, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use roomline_alexa_sim::paper;
use roomline_rig::{DeskCard, Http, PASSWORD, Property};
use roomline_signaling::call::{CallId, EndReason, Sdp};
use roomline_signaling::staff::{Command, CommandBody, Event, Reply, ServerMessage, Snapshot};
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long anything that surely comes may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A desk.
pub(crate) struct Desk {
    who: u8,
    url: String,
    access: String,
    socket: Option<WebSocketStream<MaybeTlsStream<TcpStream>>>,
    said: u64,
    /// The call it is in, from its click on.
    pub(crate) own: Option<CallId>,
    /// What was said last and may not have arrived.
    unanswered: Option<Command>,
}

impl Desk {
    /// Signs in and connects. `who` makes its descriptions unlike all others.
    pub(crate) async fn sit_down(property: &Property, card: DeskCard, who: u8) -> anyhow::Result<Self> {
        let staff = Http::new(property.server());
        let station_id = format!("id-of-{}", card.user);
        let body =
            json!({ "user": card.user, "password": PASSWORD, "station_id": station_id, "station_name": card.station });
        let session: serde_json::Value = serde_json::from_slice(&staff.post("/v1/session", &body).await?)?;
        let access = session["access_token"].as_str().context("a token")?.to_owned();
        let url = format!("{}/v1/events", property.server().replacen("http", "ws", 1));
        let mut desk = Self { who, url, access, socket: None, said: 0, own: None, unanswered: None };
        desk.connect().await?;
        Ok(desk)
    }

    /// Opens a socket, names its call and says again what was not answered; returns what the middleware has for it.
    pub(crate) async fn connect(&mut self) -> anyhow::Result<Snapshot> {
        let mut request = self.url.as_str().into_client_request()?;
        request.headers_mut().insert("authorization", format!("Bearer {}", self.access).parse()?);
        let (socket, _) = connect_async(request).await.context("the socket does not open")?;
        self.socket = Some(socket);
        let again = self.unanswered.take();
        self.send(CommandBody::Resume { stream: None, seq: None, call: self.own }).await?;
        let snapshot = self
            .hears("the snapshot", |message| match message {
                ServerMessage::Reply(Reply::Snapshot(snapshot)) => Some(snapshot.clone()),
                _ => None,
            })
            .await?;
        if let Some(command) = again {
            self.say(command.body).await?;
        }
        Ok(snapshot)
    }

    /// Says something and waits for its answer, whatever it is.
    pub(crate) async fn say(&mut self, body: CommandBody) -> anyhow::Result<()> {
        let id = self.send(body).await?;
        self.hears("an answer", |message| match message {
            ServerMessage::Reply(Reply::Ok { id: of } | Reply::Error { id: Some(of), .. }) if of.as_str() == id => {
                Some(())
            }
            _ => None,
        })
        .await?;
        self.unanswered = None;
        Ok(())
    }

    /// Says something and does not wait: whether it arrives is left to fate.
    pub(crate) async fn send(&mut self, body: CommandBody) -> anyhow::Result<String> {
        self.said += 1;
        let id = format!("{}-{}", self.who, self.said);
        match &body {
            CommandBody::CallPlace { call_id, .. } | CommandBody::CallClaim { call_id, .. } => {
                self.own = Some(*call_id)
            }
            _ => {}
        }
        let command = Command { id: id.parse()?, body };
        let text = command.encode();
        if !matches!(command.body, CommandBody::Resume { .. }) {
            self.unanswered = Some(command);
        }
        let socket = self.socket.as_mut().context("a socket")?;
        socket.send(Message::text(text)).await?;
        Ok(id)
    }

    /// Waits for a message.
    pub(crate) async fn hears<T>(
        &mut self,
        what: &str,
        mut wanted: impl FnMut(&ServerMessage) -> Option<T>,
    ) -> anyhow::Result<T> {
        let socket = self.socket.as_mut().context("a socket")?;
        let listening = async {
            while let Some(message) = socket.next().await {
                let Message::Text(text) = message? else { continue };
                let Ok(message) = ServerMessage::decode(&text) else { continue };
                if let Some(found) = wanted(&message) {
                    return Ok(found);
                }
            }
            bail!("the socket was closed")
        };
        tokio::time::timeout(PATIENCE, listening).await.with_context(|| format!("waited in vain for {what}"))?
    }

    /// Waits for an event of a call.
    pub(crate) async fn event<T>(
        &mut self,
        what: &str,
        mut wanted: impl FnMut(&Event) -> Option<T>,
    ) -> anyhow::Result<T> {
        let event = move |message: &ServerMessage| match message {
            ServerMessage::Event { event, .. } => wanted(event),
            ServerMessage::Reply(_) => None,
        };
        self.hears(what, event).await
    }

    /// Waits for a call to ring here.
    pub(crate) async fn rings(&mut self) -> anyhow::Result<(CallId, Sdp)> {
        let incoming = |event: &Event| match event {
            Event::CallIncoming(incoming) => Some((incoming.call_id, incoming.sdp.clone())),
            _ => None,
        };
        self.event("a ring", incoming).await
    }

    /// The claim with a complete answer.
    pub(crate) fn claim(&self, call_id: CallId, offer: &Sdp) -> CommandBody {
        CommandBody::CallClaim { call_id, sdp: paper::answer(offer, self.who) }
    }

    /// A call to a unit.
    pub(crate) fn place(&self, call_id: CallId, unit: &str) -> anyhow::Result<CommandBody> {
        let sdp = paper::audio_offer(self.who);
        Ok(CommandBody::CallPlace { call_id, unit_id: unit.parse()?, ring_group: None, sdp })
    }

    /// Hangs up whatever it is in.
    pub(crate) async fn hangs_up(&mut self) -> anyhow::Result<()> {
        if let Some(call_id) = self.own.take() {
            self.say(CommandBody::CallEnd { call_id, reason: EndReason::HungUpHere }).await?;
        }
        Ok(())
    }

    /// The other end is gone.
    pub(crate) fn loses_its_socket(&mut self) {
        self.socket = None;
    }
}
