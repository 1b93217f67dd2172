//! The station's HTTPS client: one question, one answer, each with a deadline and a limit.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{ETAG, HeaderValue, IF_NONE_MATCH};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use roomline_signaling::call::{CallId, HandoverId, Private, RoundId, StationId, UnitId};
use roomline_signaling::handover::{Handover, NewHandover, ShiftReport};
use roomline_signaling::hearing::HearingHelp;
use roomline_signaling::rest::{Callback, Directory, ErrorBody, ErrorCode, IceServers, Refresh, Session, SignIn};
use roomline_signaling::round::{Round, Rounds, StartRound};
use serde::de::DeserializeOwned;
use url::Url;

use super::trust::{base_url, is_about_a_certificate};
use super::{Answer, Ask, AskError, CallbackDeed, RoundDeed};

/// How long a connection with its TLS may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
/// How long a question may take in all. A middleware that slows password guessing down may hold an answer for a while.
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The longest answer that is read, in bytes: a directory of some ten thousand rooms.
const LONGEST_ANSWER: usize = 8 * 1024 * 1024;

/// The HTTPS client of one station; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Rest {
    http: reqwest::Client,
    station_id: StationId,
    memory: Arc<Mutex<Memory>>,
}

/// What is remembered from question to question.
#[derive(Debug, Default)]
struct Memory {
    server: Option<String>,
    /// The directory as it was last, and its tag.
    directory: Option<(HeaderValue, Arc<Directory>)>,
}

impl Rest {
    pub(crate) fn new(tls: &rustls::ClientConfig, station_id: StationId, server: Option<String>) -> Self {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls.clone())
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .user_agent(concat!("roomline/", env!("CARGO_PKG_VERSION")))
            .no_proxy()
            .build()
            .expect("the settings are constant and fit each other");
        let memory = Arc::new(Mutex::new(Memory { server, directory: None }));
        Self { http, station_id, memory }
    }

    /// The URL of the socket, under the server of the last sign-in.
    pub(crate) fn events_url(&self) -> Result<Url, AskError> {
        let mut url = self.url("v1/events")?;
        let scheme = if url.scheme() == "http" { "ws" } else { "wss" };
        url.set_scheme(scheme).map_err(|()| AskError::BadAddress)?;
        Ok(url)
    }

    /// Asks; `None` where nobody waits for an answer.
    pub(crate) async fn ask(&self, ask: Ask) -> Option<Answer> {
        Some(match ask {
            Ask::SignIn { server, station_name, user, password, others_stay } => {
                *self.memory() = Memory { server: Some(server), directory: None };
                let station_id = self.station_id.clone();
                let body = SignIn { user, password, station_id, station_name, others_stay };
                Answer::SignedIn(self.sign_in(&body).await)
            }
            Ask::Refresh { token, station_name, sits_down } => {
                let outcome = self.refresh(token.clone(), Some(station_name), sits_down).await;
                Answer::Refreshed { token, outcome }
            }
            Ask::EndSession { token } => {
                if let Ok(session) = self.refresh(token, None, false).await {
                    self.sign_out(&session.access_token).await;
                }
                return None;
            }
            Ask::SignOut { access } => {
                self.sign_out(&access).await;
                return None;
            }
            Ask::Directory { access } => Answer::Directory(self.directory(&access).await),
            Ask::IceServers { access } => Answer::IceServers(self.ice_servers(&access).await),
            Ask::Check { access, number } => Answer::Checked { number, outcome: self.ice_servers(&access).await },
            Ask::Hearing { access, unit, help } => Answer::Hearing(self.set_hearing(&access, &unit, help).await),
            Ask::Callback { access, id, deed } => Answer::Callback(self.callback(&access, id, deed).await),
            Ask::Rounds { access } => Answer::Rounds(self.rounds(&access).await),
            Ask::Round { access, id, deed } => Answer::Round(self.round(&access, id, deed).await),
            Ask::Shift { access } => Answer::Shift(self.shift(&access).await),
            Ask::HandOver { access, new } => Answer::HandedOver(self.hand_over(&access, &new).await),
            Ask::NoteRead { access, id } => Answer::NoteRead(id, self.note_was_read(&access, id).await),
        })
    }

    async fn sign_in(&self, body: &SignIn) -> Result<Session, AskError> {
        read(self.send(self.http.post(self.url("v1/session")?).json(body)).await?).await
    }

    async fn refresh(
        &self,
        refresh_token: Private<String>,
        station_name: Option<String>,
        sits_down: bool,
    ) -> Result<Session, AskError> {
        let body = Refresh { refresh_token, station_id: self.station_id.clone(), station_name, sits_down };
        read(self.send(self.http.post(self.url("v1/session/refresh")?).json(&body)).await?).await
    }

    async fn sign_out(&self, access: &Private<String>) {
        if let Ok(request) = self.request(Method::DELETE, "v1/session", access) {
            let _nobody_waits = self.send(request).await;
        }
    }

    /// The directory, unless it is as it was.
    async fn directory(&self, access: &Private<String>) -> Result<Option<Arc<Directory>>, AskError> {
        let mut request = self.request(Method::GET, "v1/directory", access)?;
        if let Some((tag, _)) = &self.memory().directory {
            request = request.header(IF_NONE_MATCH, tag.clone());
        }
        let answer = self.send(request).await?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(self.memory().directory.as_ref().map(|(_, directory)| Arc::clone(directory)));
        }
        let tag = answer.headers().get(ETAG).cloned();
        let directory: Arc<Directory> = Arc::new(read(answer).await?);
        self.memory().directory = tag.map(|tag| (tag, Arc::clone(&directory)));
        Ok(Some(directory))
    }

    async fn ice_servers(&self, access: &Private<String>) -> Result<IceServers, AskError> {
        read(self.send(self.request(Method::GET, "v1/ice-servers", access)?).await?).await
    }

    async fn set_hearing(&self, access: &Private<String>, unit: &UnitId, help: HearingHelp) -> Result<(), AskError> {
        let url = self.url_of(&["v1", "units", unit.as_str(), "hearing"])?;
        let request = self.http.put(url).bearer_auth(&access.0).json(&help);
        let answer = self.send(request).await?;
        if answer.status() == StatusCode::NO_CONTENT { Ok(()) } else { read(answer).await }
    }

    async fn callback(&self, access: &Private<String>, id: CallId, deed: CallbackDeed) -> Result<Callback, AskError> {
        let path = format!("v1/callbacks/{id}/{}", deed.as_str());
        read(self.send(self.request(Method::POST, &path, access)?).await?).await
    }

    async fn rounds(&self, access: &Private<String>) -> Result<Rounds, AskError> {
        read(self.send(self.request(Method::GET, "v1/rounds", access)?).await?).await
    }

    async fn round(&self, access: &Private<String>, id: RoundId, deed: RoundDeed) -> Result<Round, AskError> {
        let turn = |turn: &str| self.request(Method::POST, &format!("v1/rounds/{id}/{turn}"), access);
        let request = match deed {
            RoundDeed::Start { units } => {
                self.request(Method::POST, "v1/rounds", access)?.json(&StartRound { id, units })
            }
            RoundDeed::Resume => turn("resume")?,
            RoundDeed::Pause => turn("pause")?,
            RoundDeed::Finish => turn("finish")?,
            RoundDeed::Settle { unit, said } => {
                let url = self.url_of(&["v1", "rounds", &id.to_string(), "stops", unit.as_str()])?;
                self.http.put(url).bearer_auth(&access.0).json(&said)
            }
        };
        read(self.send(request).await?).await
    }

    async fn shift(&self, access: &Private<String>) -> Result<ShiftReport, AskError> {
        read(self.send(self.request(Method::GET, "v1/handover", access)?).await?).await
    }

    async fn hand_over(&self, access: &Private<String>, new: &NewHandover) -> Result<Handover, AskError> {
        read(self.send(self.request(Method::POST, "v1/handover", access)?.json(new)).await?).await
    }

    async fn note_was_read(&self, access: &Private<String>, id: HandoverId) -> Result<Handover, AskError> {
        let path = format!("v1/handover/{id}/read");
        read(self.send(self.request(Method::POST, &path, access)?).await?).await
    }

    fn request(&self, method: Method, path: &str, access: &Private<String>) -> Result<RequestBuilder, AskError> {
        Ok(self.http.request(method, self.url(path)?).bearer_auth(&access.0))
    }

    fn url(&self, path: &str) -> Result<Url, AskError> {
        let base = base_url(self.memory().server.as_deref().unwrap_or_default())?;
        base.join(path).map_err(|_| AskError::BadAddress)
    }

    /// The URL of a path with an id of the home's own in it, which may hold anything, a slash included.
    fn url_of(&self, path: &[&str]) -> Result<Url, AskError> {
        let mut url = self.url("")?;
        url.path_segments_mut().map_err(|()| AskError::BadAddress)?.pop_if_empty().extend(path);
        Ok(url)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, AskError> {
        request.send().await.map_err(|error| {
            if is_about_a_certificate(&error) {
                tracing::warn!("the middleware's certificate is not trusted");
                AskError::WrongCertificate
            } else {
                tracing::info!(
                    timeout = error.is_timeout(),
                    connect = error.is_connect(),
                    "the middleware does not answer"
                );
                AskError::Unreachable
            }
        })
    }

    fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a bounded answer: what was asked for, or the middleware's error.
async fn read<T: DeserializeOwned>(mut answer: Response) -> Result<T, AskError> {
    let status = answer.status();
    let mut body = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(|_| AskError::Unreachable)? {
        if body.len() + part.len() > LONGEST_ANSWER {
            return Err(AskError::NotRoomline);
        }
        body.extend_from_slice(&part);
    }
    if status.is_success() {
        return serde_json::from_slice(&body).map_err(|_| AskError::NotRoomline);
    }
    match serde_json::from_slice::<ErrorBody>(&body) {
        Ok(error) => {
            tracing::info!(code = ?error.code, reference = error.reference, "the middleware refused a request");
            Err(AskError::Refused(error.code))
        }
        // A proxy in front of a middleware that is down.
        Err(_) if status.is_server_error() => Err(AskError::Refused(ErrorCode::Internal)),
        Err(_) => Err(AskError::NotRoomline),
    }
}
