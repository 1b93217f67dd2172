//! Account linking as Alexa does it: a code, tokens, newer tokens, revocation; and everything that must not work.

use std::sync::atomic::Ordering;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{Request, StatusCode};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::form_urlencoded;

use crate::bench::{Answer, Bench, PASSWORD, send};
use crate::command_line::run;
use crate::speech::{call, empty};

pub(crate) const SECRET: &str = "a+client/secret%of=Alexa";
pub(crate) const REDIRECT: &str = "https://layla.amazon.com/api/skill/link/M0000?x=1";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// A bench at which accounts can be linked. `alexa`: more lines of the section `[alexa]`.
pub(crate) async fn bench(alexa: &str) -> Bench {
    let section = format!(
        "{alexa}\n[oauth]\nclient_id = \"alexa\"\nclient_secret = \"{SECRET}\"\n\
         redirect_uris = [\"{REDIRECT}\", \"https://pitangui.amazon.com/api/skill/link/M0000\"]\n"
    );
    Bench::with(&section).await
}

pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What Alexa asks the page for.
pub(crate) fn asked() -> Vec<(&'static str, &'static str)> {
    vec![
        ("response_type", "code"),
        ("client_id", "alexa"),
        ("redirect_uri", REDIRECT),
        ("state", "A2S x/=&"),
        ("scope", "calls"),
    ]
}

pub(crate) async fn sign_in(bench: &Bench, asked: &[(&str, &str)], user: &str, password: &str) -> Answer {
    let form = encoded(&[asked, &[("user", user), ("password", password)]].concat());
    let request = Request::post("/oauth/authorize").header("sec-fetch-site", "same-origin").body(Body::from(form));
    send(bench.app.public_router(), request.expect("a request")).await
}

/// The query that the browser brings back to Alexa.
pub(crate) fn brought_back(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, StatusCode::FOUND, "{answer:?}");
    let location = answer.headers["location"].to_str().expect("text");
    let query = location.strip_prefix(&format!("{REDIRECT}&")).expect("the redirect URI of the request");
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

async fn code_for(bench: &Bench, asked: &[(&str, &str)]) -> String {
    let fields = brought_back(&sign_in(bench, asked, "Ann", PASSWORD).await);
    assert_eq!(fields[1], ("state".to_owned(), "A2S x/=&".to_owned()));
    assert_eq!(fields[0].0, "code");
    fields[0].1.clone()
}

async fn post(bench: &Bench, path: &str, basic: Option<&str>, fields: &[(&str, &str)]) -> Answer {
    let mut request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
    if let Some(pair) = basic {
        request = request.header("authorization", format!("Basic {}", STANDARD.encode(pair)));
    }
    send(bench.app.public_router(), request.body(Body::from(encoded(fields))).expect("a request")).await
}

async fn exchange(bench: &Bench, code: &str, more: &[(&str, &str)]) -> Answer {
    let fields = [&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT)], more].concat();
    post(bench, "/oauth/token", Some(&format!("alexa:{SECRET}")), &fields).await
}

async fn refresh(bench: &Bench, token: &str) -> Answer {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    post(bench, "/oauth/token", Some(&format!("alexa:{SECRET}")), &fields).await
}

#[derive(Debug)]
struct Pair {
    access: String,
    refresh: String,
}

impl Pair {
    fn of(answer: &Answer) -> Self {
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!((&answer.body["token_type"], &answer.body["expires_in"]), (&json!("Bearer"), &json!(3600)));
        let text = |key: &str| answer.body[key].as_str().expect("a token").to_owned();
        Self { access: text("access_token"), refresh: text("refresh_token") }
    }

    async fn linked(bench: &Bench) -> Self {
        Self::of(&exchange(bench, &code_for(bench, &asked()).await, &[]).await)
    }
}

/// Whether a call from a unit that brings this token counts as one of a linked account.
async fn opens(bench: &Bench, access: &str) -> bool {
    let before = bench.app.counts().unlinked.load(Ordering::SeqCst);
    let mut request = call(bench, &format!("session-{before}-{}", access.len()));
    request["context"]["System"]["user"]["accessToken"] = access.into();
    assert_eq!(bench.skill(&request).await.status, StatusCode::OK);
    bench.app.counts().unlinked.load(Ordering::SeqCst) == before
}

fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status.as_u16(), &answer.body["error"]), (status, &json!(error)), "{answer:?}");
    assert_eq!(
        (&answer.headers["cache-control"], &answer.headers["pragma"]),
        (&"no-store".parse().expect("a value"), &"no-cache".parse().expect("a value"))
    );
    assert!(answer.body["error_description"].is_string());
}

#[tokio::test]
async fn whoever_signs_in_gives_alexa_a_token_that_opens_calls() {
    let bench = bench("").await;
    let pair = Pair::linked(&bench).await;
    assert!(opens(&bench, &pair.access).await);
    assert!(!opens(&bench, &pair.refresh).await && !opens(&bench, "linked").await && !opens(&bench, "").await);
}

#[tokio::test]
async fn without_the_section_there_is_nothing_to_link_and_every_token_is_bad() {
    let bench = Bench::new().await;
    for (method, path) in [("GET", "/oauth/authorize"), ("POST", "/oauth/token"), ("POST", "/oauth/revoke")] {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).expect("a request");
        assert_eq!(send(bench.app.public_router(), request).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!opens(&bench, "linked").await);
}

#[tokio::test]
async fn a_call_without_a_good_token_is_refused_only_if_configured_so() {
    let bench = bench("require_linked_account = true").await;
    let pair = Pair::linked(&bench).await;
    let mut request = call(&bench, "session-1");
    assert_eq!(bench.skill(&request).await.body, empty(), "none");
    request["context"]["System"]["user"]["accessToken"] = "linked".into();
    assert_eq!(bench.skill(&request).await.body, empty(), "a bad one");
    request["context"]["System"]["user"]["accessToken"] = pair.access.as_str().into();
    assert_eq!(bench.skill(&request).await.body["response"]["directives"][0]["providerSessionId"], "session-1");
    bench.clock.pass(3600);
    request["request"]["timestamp"] = bench.clock.now().to_string().into();
    assert_eq!(bench.skill(&request).await.body, empty(), "an expired one");
    let ringing = json!({ "type": "Alexa.Comms.CallSignaling.CallRinging", "sessionId": "s", "timestamp": bench.clock.now().to_string() });
    request["request"] = ringing;
    assert_eq!(bench.skill(&request).await.status, StatusCode::OK, "anything but a call goes on");
    assert_eq!(bench.app.counts().unlinked.load(Ordering::SeqCst), 3);
    let callbacks = bench.app.calls().callbacks("Desk 1").await.expect("calls are served").callbacks;
    assert_eq!(callbacks.len(), 1, "whoever may not ring is called back");
}

#[tokio::test]
async fn the_client_may_prove_itself_in_the_header_or_in_the_form_but_not_in_both() {
    let bench = bench("").await;
    let body = [("client_id", "alexa"), ("client_secret", SECRET)];
    let grant =
        |code: &'static str| vec![("grant_type", "authorization_code"), ("redirect_uri", REDIRECT), ("code", code)];
    let leak = |code: String| -> &'static str { Box::leak(code.into_boxed_str()) };

    let code = leak(code_for(&bench, &asked()).await);
    Pair::of(&post(&bench, "/oauth/token", None, &[&grant(code)[..], &body].concat()).await);
    let code = leak(code_for(&bench, &asked()).await);
    let form_encoded = encoded(&[("alexa", SECRET)]).replacen('=', ":", 1);
    Pair::of(&post(&bench, "/oauth/token", Some(&form_encoded), &grant(code)).await);

    let code = leak(code_for(&bench, &asked()).await);
    let pair = format!("alexa:{SECRET}");
    let both = post(&bench, "/oauth/token", Some(&pair), &[&grant(code)[..], &body].concat()).await;
    refused(&both, 400, "invalid_request");
    for basic in [None, Some("alexa:wrong"), Some("alexa"), Some("other:a+client/secret%of=Alexa")] {
        let answer = post(&bench, "/oauth/token", basic, &grant(code)).await;
        refused(&answer, 401, "invalid_client");
        assert_eq!(answer.headers["www-authenticate"], "Basic realm=\"roomline\"");
    }
    let other =
        post(&bench, "/oauth/token", Some(&pair), &[&grant(code)[..], &[("client_id", "other")]].concat()).await;
    refused(&other, 401, "invalid_client");
    Pair::of(&exchange(&bench, code, &[("client_id", "alexa")]).await);
}

#[tokio::test]
async fn a_stranger_who_guesses_secrets_is_told_to_wait() {
    let bench = bench("").await;
    for _ in 0..20 {
        refused(&post(&bench, "/oauth/token", Some("alexa:guess"), &[]).await, 401, "invalid_client");
    }
    refused(&post(&bench, "/oauth/token", Some("alexa:guess"), &[]).await, 429, "invalid_client");
    refused(&post(&bench, "/oauth/revoke", Some("alexa:guess"), &[]).await, 429, "invalid_client");
}

#[tokio::test]
async fn a_code_lasts_five_minutes() {
    let bench = bench("").await;
    let (one, two) = (code_for(&bench, &asked()).await, code_for(&bench, &asked()).await);
    bench.clock.pass(299);
    Pair::of(&exchange(&bench, &one, &[]).await);
    bench.clock.pass(1);
    refused(&exchange(&bench, &two, &[]).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_that_is_used_twice_takes_its_tokens_with_it() {
    let bench = bench("").await;
    let other = Pair::linked(&bench).await;
    let code = code_for(&bench, &asked()).await;
    let pair = Pair::of(&exchange(&bench, &code, &[]).await);
    let newer = Pair::of(&refresh(&bench, &pair.refresh).await);
    assert!(opens(&bench, &newer.access).await);
    bench.clock.pass(3000);
    refused(&exchange(&bench, &code, &[]).await, 400, "invalid_grant");
    assert!(!opens(&bench, &pair.access).await && !opens(&bench, &newer.access).await);
    refused(&refresh(&bench, &newer.refresh).await, 400, "invalid_grant");
    assert!(opens(&bench, &other.access).await, "another linking goes on");
}

#[tokio::test]
async fn a_code_works_only_for_the_place_it_was_sent_to_and_only_once_even_if_refused() {
    let bench = bench("").await;
    let code = code_for(&bench, &asked()).await;
    let fields =
        |redirect: &'static str| [("grant_type", "authorization_code"), ("code", ""), ("redirect_uri", redirect)];
    let mut elsewhere = fields("https://pitangui.amazon.com/api/skill/link/M0000");
    elsewhere[1].1 = Box::leak(code.clone().into_boxed_str());
    let pair = format!("alexa:{SECRET}");
    refused(&post(&bench, "/oauth/token", Some(&pair), &elsewhere).await, 400, "invalid_grant");
    refused(&exchange(&bench, &code, &[]).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_asked_for_with_pkce_needs_the_verifier_and_one_without_takes_none() {
    let bench = bench("").await;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER));
    let challenge: &'static str = Box::leak(challenge.into_boxed_str());
    let with = [asked(), vec![("code_challenge", challenge), ("code_challenge_method", "S256")]].concat();
    let code = code_for(&bench, &with).await;
    Pair::of(&exchange(&bench, &code, &[("code_verifier", VERIFIER)]).await);
    for verifier in [None, Some("x".repeat(43)), Some(challenge.to_owned()), Some("short".to_owned())] {
        let code = code_for(&bench, &with).await;
        let verifier = verifier.as_ref().map(|verifier| [("code_verifier", verifier.as_str())]);
        let more = verifier.as_ref().map_or(&[][..], |verifier| &verifier[..]);
        refused(&exchange(&bench, &code, more).await, 400, "invalid_grant");
    }
    let code = code_for(&bench, &asked()).await;
    refused(&exchange(&bench, &code, &[("code_verifier", VERIFIER)]).await, 400, "invalid_grant");
}

#[tokio::test]
async fn the_previous_refresh_token_gets_the_same_successor_until_that_one_was_shown() {
    let bench = bench("").await;
    let first = Pair::linked(&bench).await;
    bench.clock.pass(400 * 24 * 3600);
    let second = Pair::of(&refresh(&bench, &first.refresh).await);
    bench.clock.pass(24 * 3600);
    let again = Pair::of(&refresh(&bench, &first.refresh).await);
    assert_eq!(again.refresh, second.refresh, "an answer may have been lost");
    assert!(opens(&bench, &again.access).await);
    let third = Pair::of(&refresh(&bench, &second.refresh).await);
    assert!(third.refresh != second.refresh && opens(&bench, &third.access).await);
    refused(&refresh(&bench, &first.refresh).await, 400, "invalid_grant");
    refused(&refresh(&bench, &third.refresh).await, 400, "invalid_grant");
    assert!(!opens(&bench, &third.access).await, "the whole linking is over");
}

#[tokio::test]
async fn a_token_of_a_station_is_none_of_alexas() {
    let bench = bench("").await;
    let station = crate::sign_in::signed_in(&bench, "station-1").await;
    refused(&refresh(&bench, &station.refresh).await, 400, "invalid_grant");
    assert!(!opens(&bench, &station.access).await);
    let linked = Pair::linked(&bench).await;
    assert_eq!(bench.ask("GET", "/v1/directory", Some(&linked.access), None).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_request_that_makes_no_sense_is_refused_in_the_standards_words() {
    let bench = bench("").await;
    let pair = format!("alexa:{SECRET}");
    for (fields, error) in [
        (&[][..], "invalid_request"),
        (&[("grant_type", "password")], "unsupported_grant_type"),
        (&[("grant_type", "authorization_code")], "invalid_request"),
        (&[("grant_type", "authorization_code"), ("code", "x")], "invalid_request"),
        (&[("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", REDIRECT)], "invalid_grant"),
        (&[("grant_type", "refresh_token")], "invalid_request"),
        (&[("grant_type", "refresh_token"), ("refresh_token", "x")], "invalid_grant"),
        (&[("grant_type", "refresh_token"), ("grant_type", "refresh_token")], "invalid_request"),
    ] {
        refused(&post(&bench, "/oauth/token", Some(&pair), fields).await, 400, error);
    }
    let long = "x".repeat(17 * 1024);
    refused(&post(&bench, "/oauth/token", Some(&pair), &[("code", &long)]).await, 400, "invalid_request");
}

#[tokio::test]
async fn revoking_a_refresh_token_ends_the_linking_and_an_access_token_itself_only() {
    let bench = bench("").await;
    let pair = Pair::linked(&bench).await;
    let basic = format!("alexa:{SECRET}");
    let revoke = async |token: &str| post(&bench, "/oauth/revoke", Some(&basic), &[("token", token)]).await.status;
    assert_eq!(revoke(&pair.access).await, StatusCode::OK);
    assert!(!opens(&bench, &pair.access).await);
    let newer = Pair::of(&refresh(&bench, &pair.refresh).await);
    for unknown in ["nonsense", &"A".repeat(43), &"A".repeat(64)] {
        assert_eq!(revoke(unknown).await, StatusCode::OK, "it is void, whatever it was");
    }
    assert!(opens(&bench, &newer.access).await);
    assert_eq!(revoke(&newer.refresh).await, StatusCode::OK);
    assert!(!opens(&bench, &newer.access).await);
    refused(&refresh(&bench, &newer.refresh).await, 400, "invalid_grant");
    refused(&post(&bench, "/oauth/revoke", Some(&basic), &[]).await, 400, "invalid_request");
    refused(&post(&bench, "/oauth/revoke", None, &[("token", "x")]).await, 401, "invalid_client");
}

#[tokio::test]
async fn a_linking_outlives_the_account_and_the_process() {
    let mut bench = bench("").await;
    let pair = Pair::linked(&bench).await;
    assert!(bench.store().disable_account("ann").expect("an account"));
    bench.restart().await;
    assert!(opens(&bench, &pair.access).await, "residents' calls do not depend on who works here");
    Pair::of(&refresh(&bench, &pair.refresh).await);
}

#[tokio::test]
async fn an_administrator_sees_and_ends_linkings() {
    let bench = bench("").await;
    let none = run(&bench, &["linking", "list"], "").expect("a list");
    assert!(none.starts_with("Alexa is not linked yet"), "{none}");
    let pair = Pair::linked(&bench).await;
    let list = run(&bench, &["linking", "list"], "").expect("a list");
    assert!(list.starts_with("ann ") && list.contains("2026-11-23T"), "{list}");
    let error = run(&bench, &["linking", "revoke", "bob"], "").expect_err("an error");
    assert!(error.contains("bob has linked nothing; see them with: linking list"), "{error}");
    let said = run(&bench, &["linking", "revoke", "ANN"], "").expect("revoked");
    assert_eq!(said, "1 linking of ANN is over: link the skill once more.\n");
    assert!(!opens(&bench, &pair.access).await);
    let trail = crate::backup::trail(&bench.config.database, "link_account");
    let (os_user, subject) = trail.last().expect("a line");
    assert!(os_user.as_ref().is_some_and(|user| !user.is_empty()), "{trail:?}");
    assert_eq!(subject.as_deref(), Some("ANN"));
}

#[tokio::test]
async fn no_code_and_no_token_is_on_the_disk_in_clear_and_the_audit_trail_says_what_was_done() {
    let bench = bench("").await;
    let code = code_for(&bench, &asked()).await;
    let pair = Pair::of(&exchange(&bench, &code, &[]).await);
    exchange(&bench, &code, &[]).await;
    let bytes = bench.database_bytes();
    let holds = |text: &str| bytes.windows(text.len()).any(|bytes| bytes == text.as_bytes());
    assert!(holds("layla.amazon.com"));
    assert!(!holds(&code) && !holds(&pair.access) && !holds(&pair.refresh) && !holds(SECRET));

    let database = rusqlite::Connection::open(&bench.config.database).expect("a database");
    let mut query = database.prepare("SELECT deed, staff, outcome FROM audit ORDER BY entry").expect("a query");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("rows");
    let trail: Vec<(String, String, String)> = rows.collect::<Result<_, _>>().expect("rows");
    assert!(trail.iter().all(|(deed, staff, _)| deed == "link_account" && staff == "Ann"), "{trail:?}");
    let outcomes: Vec<_> = trail.iter().map(|(.., outcome)| outcome.as_str()).collect();
    assert_eq!(outcomes, ["signed_in", "tokens_issued", "code_replayed"]);
}
