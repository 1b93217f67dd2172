//! What is repeated and what is not, in virtual time.

use std::sync::Mutex;
use std::time::Duration;

use http::StatusCode;
use tokio::time::Instant;

use super::{Asp, AspError, Carrier, Failure, Reply, Request};

/// Status, `Retry-After` in seconds, body; or nothing came back.
type Answer = Result<(u16, Option<u64>, &'static str), Failure>;

/// Answers in this order.
struct Script(Mutex<Vec<Answer>>);

impl Carrier for Script {
    async fn carry(&self, _: &Request) -> Result<Reply, Failure> {
        let (status, retry_after, body) = self.0.lock().expect("not poisoned").remove(0)?;
        Ok(Reply {
            status: StatusCode::from_u16(status).expect("a status"),
            retry_after: retry_after.map(Duration::from_secs),
            request_id: "r-1".into(),
            body: body.into(),
        })
    }
}

fn script(answers: &[Answer]) -> Asp<Script> {
    Asp::new(Script(Mutex::new(answers.to_vec())))
}

const BOOK: Answer = Ok((201, None, r#"{"addressBookId":"b"}"#));

#[tokio::test(start_paused = true)]
async fn a_throttled_creation_is_sent_again_after_the_time_amazon_asks_for() {
    let asp = script(&[Ok((429, Some(7), "")), Ok((429, None, "")), BOOK]);
    let begun = Instant::now();
    assert_eq!(asp.create_book("Staff").await, Ok("b".to_owned()));
    assert_eq!(begun.elapsed().as_secs(), 7 + 2);
}

#[tokio::test(start_paused = true)]
async fn a_creation_whose_outcome_is_unknown_is_not_sent_again() {
    for lost in [Ok((500, None, "")), Ok((503, Some(1), "")), Err(Failure::Silent)] {
        let asp = script(&[lost, BOOK]);
        assert_eq!(asp.create_book("Staff").await, Err(AspError::Uncertain));
    }
}

#[tokio::test(start_paused = true)]
async fn patience_ends() {
    assert_eq!(script(&[Ok((429, None, "")); 8]).create_book("Staff").await, Err(AspError::Throttled));
    assert_eq!(script(&[Err(Failure::Silent); 8]).books().await.map(drop), Err(AspError::Unreachable));
}

#[tokio::test(start_paused = true)]
async fn all_pages_are_gathered() {
    let asp = script(&[
        Ok((200, None, r#"{"results":[{"addressBookId":"a"}],"paginationContext":{"nextToken":"t"}}"#)),
        Err(Failure::Silent),
        Ok((200, None, r#"{"results":[{"addressBookId":"b"}]}"#)),
    ]);
    let found: Vec<_> = asp.books().await.expect("books").into_iter().map(|book| book.address_book_id).collect();
    assert_eq!(found, ["a", "b"]);
}

#[tokio::test(start_paused = true)]
async fn errors_say_who_must_act() {
    let refused = script(&[Ok((400, None, r#"{"type":"LimitExceeded","message":"too many books"}"#))]);
    let error = refused.create_book("Staff").await.expect_err("refused");
    assert!(error.to_string().contains("too many books"), "{error}");
    let forbidden = script(&[Ok((403, None, "not JSON"))]).create_book("Staff").await.expect_err("forbidden");
    assert!(matches!(forbidden, AspError::Forbidden { .. }));
    let void = script(&[Err(Failure::Consent)]).books().await.map(drop).expect_err("no token");
    assert!(void.to_string().contains("management_refresh_token"), "{void}");
    assert_eq!(script(&[Ok((404, None, ""))]).provider("p").await, Ok(None));
}
