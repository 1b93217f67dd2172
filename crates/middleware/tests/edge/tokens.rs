//! The life of a token: refreshed ahead of its end, once at a time, kept over restarts, dropped when revoked.

use roomline_middleware::alexa::token::TokenError;
use roomline_middleware::calls::PostOutcome;
use roomline_signaling::call::SessionId;
use serde_json::json;

use crate::gateway::Line;

const HOUR_S: i64 = 3600;

#[tokio::test]
async fn a_token_is_refreshed_when_nine_tenths_of_its_life_are_over() {
    let line = Line::granted().await;
    line.clock.pass(HOUR_S * 9 / 10 - 1);
    line.tokens.refresh_due().await;
    assert_eq!(line.amazon.script().token_requests.len(), 1);
    line.clock.pass(1);
    line.tokens.refresh_due().await;
    line.tokens.refresh_due().await;
    assert_eq!(line.amazon.script().token_requests.len(), 2);
    line.post().await;
    assert_eq!(line.amazon.bearers(), ["Atza|2"]);
}

#[tokio::test]
async fn a_token_that_is_over_is_refreshed_before_it_is_used() {
    let line = Line::granted().await;
    line.clock.pass(HOUR_S);
    assert_eq!(line.post().await, PostOutcome::Accepted);
    assert_eq!(line.amazon.bearers(), ["Atza|2"]);
}

#[tokio::test]
async fn twenty_posts_refused_at_once_cause_one_refresh() {
    let line = Line::granted().await;
    let used = line.tokens.current().await.expect("a token");
    let renewals = (0..20).map(|_| line.tokens.renewed(&used));
    for renewed in futures_util::future::join_all(renewals).await {
        assert_eq!(renewed.expect("a token").token.0, "Atza|2");
    }
    assert_eq!(line.amazon.script().token_requests.len(), 2);
}

#[tokio::test]
async fn the_newest_refresh_token_is_kept_over_a_restart() {
    let line = Line::granted().await;
    line.clock.pass(HOUR_S);
    line.post().await;
    let line = line.restarted(None).await;
    line.clock.pass(HOUR_S);
    line.post().await;
    let last = line.amazon.script().token_requests.last().cloned().expect("a request");
    assert_eq!(last["refresh_token"], "Atzr|2");
}

#[tokio::test]
async fn a_refresh_without_a_new_refresh_token_keeps_the_old_one() {
    let line = Line::granted().await;
    let answer = json!({ "access_token": "Atza|bare", "token_type": "bearer", "expires_in": 3600 });
    line.amazon.script().token_answers.push_back((200, answer));
    for _ in 0..2 {
        line.clock.pass(HOUR_S);
        line.post().await;
    }
    assert_eq!(line.amazon.bearers(), ["Atza|bare", "Atza|3"]);
    assert_eq!(line.amazon.script().token_requests[2]["refresh_token"], "Atzr|1");
}

#[tokio::test]
async fn a_revoked_grant_is_dropped_and_a_busy_amazon_is_not_taken_for_that() {
    let line = Line::granted().await;
    line.clock.pass(HOUR_S);
    line.amazon.will_refuse_tokens(503, "busy");
    for _ in 0..3 {
        assert_eq!(line.post().await, PostOutcome::Retry { after: None });
    }
    assert_eq!(line.amazon.script().token_requests.len(), 2, "whoever asks again at once gets the same answer");
    line.clock.pass(1);
    line.amazon.will_refuse_tokens(401, "invalid_client");
    assert_eq!(line.post().await, PostOutcome::Retry { after: None });
    assert!(line.tokens.granted());
    line.clock.pass(1);
    line.amazon.will_refuse_tokens(400, "invalid_grant");
    assert_eq!(line.post().await, PostOutcome::Retry { after: None });
    assert!(!line.tokens.granted());
    assert!(matches!(line.tokens.current().await, Err(TokenError::NoGrant)));
}

#[tokio::test]
async fn a_message_goes_out_under_the_grant_of_its_unit_or_else_the_current_one() {
    let line = Line::granted().await;
    line.tokens.accept("account unit-2".into(), "CODE").await.expect("a token");
    line.tokens.accept("account unit-3".into(), "CODE").await.expect("a token");
    let session = SessionId::new("session-1").expect("an id");
    line.post().await;
    line.tokens.heard(&session, "account unit-9");
    line.post().await;
    line.tokens.heard(&session, "account unit-2");
    line.post().await;
    assert_eq!(line.amazon.bearers(), ["Atza|3", "Atza|3", "Atza|2"]);
    line.tokens.forget("account unit-2").await.expect("forgotten");
    line.post().await;
    assert_eq!(line.amazon.bearers().last().map(String::as_str), Some("Atza|3"), "its grant is gone");
}

#[tokio::test]
async fn a_token_that_is_refused_even_when_it_is_new_gives_way_to_another_once() {
    let line = Line::granted().await;
    line.tokens.accept("account unit-2".into(), "CODE").await.expect("a token");
    line.amazon.will_answer_posts(&[401, 401, 204]);
    assert_eq!(line.post().await, PostOutcome::Accepted);
    assert_eq!(line.amazon.bearers(), ["Atza|2", "Atza|3", "Atza|1"]);
    line.amazon.will_answer_posts(&[401, 403, 403]);
    assert_eq!(line.post().await, PostOutcome::Forbidden);
    assert_eq!(line.amazon.bearers().len(), 6, "nothing is tried a fourth time");
}

#[tokio::test]
async fn a_configured_refresh_token_is_used_instead_of_a_grant() {
    let line = Line::with(Some("Atzr|configured")).await;
    line.post().await;
    line.tokens.accept("one".into(), "CODE").await.expect("a token");
    line.post().await;
    assert_eq!(line.amazon.bearers(), ["Atza|1", "Atza|1"]);
    assert_eq!(line.amazon.script().token_requests[0]["refresh_token"], "Atzr|configured");

    let line = line.restarted(Some("Atzr|configured")).await;
    line.post().await;
    assert_eq!(line.amazon.bearers().last().map(String::as_str), Some("Atza|1"), "what it became is kept");
    let line = line.restarted(Some("Atzr|another")).await;
    line.post().await;
    assert_eq!(line.amazon.script().token_requests[2]["refresh_token"], "Atzr|another");
    let line = line.restarted(None).await;
    line.post().await;
    assert_eq!(line.amazon.bearers().last().map(String::as_str), Some("Atza|2"), "the grant is back");
}
