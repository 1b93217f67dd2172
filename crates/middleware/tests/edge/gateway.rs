//! Posts to Alexa: what each status means, and which token goes out.

use std::time::Duration;

use roomline_middleware::alexa::gateway::AlexaGateway;
use roomline_middleware::alexa::login::Login;
use roomline_middleware::alexa::token::Tokens;
use roomline_middleware::calls::{Gateway as _, PostOutcome};
use roomline_middleware::config::SecretKey;
use roomline_middleware::database::Database;
use roomline_middleware::http_client::Trust;
use roomline_middleware::store::Store;
use roomline_signaling::alexa::{Signal, SignalBody};
use roomline_signaling::call::SessionId;
use serde_json::json;

use crate::amazon::Amazon;
use crate::bench::TestClock;

/// A gateway with its tokens and Amazon, and nothing else.
pub(crate) struct Line {
    pub(crate) amazon: Amazon,
    pub(crate) clock: TestClock,
    pub(crate) database: Database,
    pub(crate) tokens: Tokens,
    pub(crate) gateway: AlexaGateway,
}

impl Line {
    pub(crate) async fn new() -> Self {
        Self::with(None).await
    }

    /// `configured`: a refresh token of the configuration.
    pub(crate) async fn with(configured: Option<&str>) -> Self {
        // An error only says that another test was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let database = Database::new(Store::in_memory().expect("a database"));
        Self::over(Amazon::start().await, TestClock::noon(), database, configured).await
    }

    /// The same database and Amazon after a restart.
    pub(crate) async fn restarted(self, configured: Option<&str>) -> Self {
        Self::over(self.amazon, self.clock, self.database, configured).await
    }

    async fn over(amazon: Amazon, clock: TestClock, database: Database, configured: Option<&str>) -> Self {
        let url = amazon.url("/auth/o2/token").parse().expect("a URL");
        let login = Login::new(url, Trust::System, "client".into(), "secret".into()).expect("a client");
        let configured = configured.map(Into::into);
        let key = SecretKey::new([7; 32]);
        let tokens = Tokens::load(login, database.clone(), key, clock.clock(), configured.as_ref()).await;
        let tokens = tokens.expect("tokens");
        let api = amazon.url("").parse().expect("a URL");
        let gateway = AlexaGateway::new(&api, Trust::System, tokens.clone()).expect("a gateway");
        Self { amazon, clock, database, tokens, gateway }
    }

    pub(crate) async fn granted() -> Self {
        let line = Self::new().await;
        line.tokens.accept("one".into(), "CODE").await.expect("a token");
        line
    }

    pub(crate) async fn post(&self) -> PostOutcome {
        let session_id = SessionId::new("session-1").expect("an id");
        let signal = Signal { session_id, body: SignalBody::CallRinging };
        self.gateway.post(signal, Duration::from_secs(10)).await
    }
}

#[tokio::test]
async fn a_message_goes_out_flat_under_the_token() {
    let line = Line::granted().await;
    assert_eq!(line.post().await, PostOutcome::Accepted);
    let message = json!({ "type": "Alexa.Comms.CallSignaling.CallRinging", "sessionId": "session-1" });
    assert_eq!(line.amazon.script().posts, [("Atza|1".to_owned(), message)]);
}

#[tokio::test]
async fn every_status_has_its_meaning() {
    let retry = PostOutcome::Retry { after: None };
    let meanings = [
        (200, PostOutcome::Accepted),
        (202, PostOutcome::Accepted),
        (409, PostOutcome::Accepted),
        (400, PostOutcome::Refused),
        (405, PostOutcome::Refused),
        (302, PostOutcome::Refused),
        (403, PostOutcome::Forbidden),
        (404, PostOutcome::Gone),
        (408, retry),
        (429, retry),
        (500, retry),
        (503, retry),
    ];
    let line = Line::granted().await;
    for (status, meaning) in meanings {
        line.amazon.will_answer_posts(&[status]);
        assert_eq!(line.post().await, meaning, "{status}");
    }
    assert_eq!(line.amazon.script().posts.len(), meanings.len(), "each was posted once");
}

#[tokio::test]
async fn alexa_says_when_to_come_back() {
    let line = Line::granted().await;
    line.amazon.script().post_answers.push_back((429, Some("7")));
    assert_eq!(line.post().await, PostOutcome::Retry { after: Some(Duration::from_secs(7)) });
}

#[tokio::test]
async fn a_refused_token_is_refreshed_and_the_post_made_once_more() {
    let line = Line::granted().await;
    line.amazon.will_answer_posts(&[401]);
    assert_eq!(line.post().await, PostOutcome::Accepted);
    assert_eq!(line.amazon.bearers(), ["Atza|1", "Atza|2"]);
    let refresh = line.amazon.script().token_requests[1].clone();
    assert_eq!((refresh["grant_type"].as_str(), refresh["refresh_token"].as_str()), ("refresh_token", "Atzr|1"));
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_not_tried_a_third_time() {
    let line = Line::granted().await;
    line.amazon.will_answer_posts(&[401, 401]);
    assert_eq!(line.post().await, PostOutcome::Forbidden);
    assert_eq!(line.amazon.bearers().len(), 2);
}

#[tokio::test]
async fn a_forbidden_message_is_tried_once_with_another_grant_which_is_then_preferred() {
    let line = Line::granted().await;
    line.tokens.accept("two".into(), "CODE").await.expect("a token");
    line.amazon.will_answer_posts(&[403]);
    assert_eq!(line.post().await, PostOutcome::Accepted);
    assert_eq!(line.post().await, PostOutcome::Accepted);
    assert_eq!(line.amazon.bearers(), ["Atza|2", "Atza|1", "Atza|1"]);
    line.amazon.will_answer_posts(&[403, 403]);
    assert_eq!(line.post().await, PostOutcome::Forbidden);
}

#[tokio::test]
async fn without_a_grant_a_message_waits() {
    let line = Line::new().await;
    assert_eq!(line.post().await, PostOutcome::Retry { after: None });
    assert_eq!(line.amazon.bearers(), [""; 0]);
}

#[tokio::test]
async fn an_alexa_that_cannot_be_reached_is_tried_again() {
    let line = Line::granted().await;
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let api = format!("http://{closed}").parse().expect("a URL");
    let gateway = AlexaGateway::new(&api, Trust::System, line.tokens.clone()).expect("a gateway");
    let signal = Signal { session_id: SessionId::new("s").expect("an id"), body: SignalBody::CallRinging };
    let outcome = gateway.post(signal, Duration::from_secs(10)).await;
    assert_eq!(outcome, PostOutcome::Retry { after: None });
}

#[tokio::test]
async fn an_alexa_that_is_silent_is_given_up_at_the_messages_deadline() {
    let line = Line::granted().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let api = format!("http://{}", silent.local_addr().expect("an address")).parse().expect("a URL");
    let gateway = AlexaGateway::new(&api, Trust::System, line.tokens.clone()).expect("a gateway");
    let signal = Signal { session_id: SessionId::new("s").expect("an id"), body: SignalBody::CallRinging };
    let outcome = tokio::time::timeout(Duration::from_secs(4), gateway.post(signal, Duration::from_millis(100))).await;
    assert_eq!(outcome, Ok(PostOutcome::Retry { after: None }));
}
