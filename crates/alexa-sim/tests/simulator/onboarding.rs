//! The management API over HTTP, what the skill is told because of it, and the Alexa app that links an account.

use axum::extract::{Form, Query, State};
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use reqwest::Method;
use roomline_alexa_sim::asp::Setup;
use roomline_alexa_sim::config::{middleware_config, property_file};
use roomline_alexa_sim::server::Ready;
use roomline_signaling::alexa_wire::{Envelope, SkillRequest};
use serde_json::{Value, json};

use crate::bench::Bench;

const WEBRTC: &str = "amzn1.ask.skill.4f802665-333c-48e7-ada2-b218033d4015";
const BACK: &str = "https://layla.amazon.com/api/skill/link/M0000";

#[tokio::test]
async fn a_token_opens_only_what_its_scopes_say() {
    let bench = Bench::start("scopes").await;
    let full = token(&bench, &bench.server.ready.management_refresh_token.0.clone()).await;
    assert_eq!(ask(&bench, "guessed", Method::GET, "v1/addressBooks", None).await.0, 401);
    assert_eq!(ask(&bench, &bench.token, Method::GET, "v1/addressBooks", None).await.0, 401, "a signaling token");
    assert_eq!(ask(&bench, &full, Method::GET, "v1/addressBooks", None).await.0, 200);

    let scope = json!({ "scope": "alexa::enterprise:management" });
    let url = bench.server.ready.control_url.join("asp/token").expect("a URL");
    let narrow: Value = bench.client.post(url).json(&scope).send().await.expect("sent").json().await.expect("JSON");
    let narrow = token(&bench, narrow["refresh_token"].as_str().expect("a token")).await;
    assert_eq!(ask(&bench, &narrow, Method::GET, "v1/addressBooks", None).await.0, 200);
    let new = json!({ "serviceProviderLogicalId": "ours" });
    let (status, refused) = ask(&bench, &narrow, Method::POST, "v1/communications/serviceProviders", Some(&new)).await;
    assert_eq!((status, &refused["type"]), (403, &json!("ForbiddenException")));
    assert!(refused["message"].as_str().is_some_and(|text| text.contains("service_provider")), "{refused}");
    assert_eq!(ask(&bench, &full, Method::POST, "v1/communications/serviceProviders", Some(&new)).await.0, 201);

    let url = bench.server.ready.api_url.join("v2/units/nobody").expect("a URL");
    let answer = bench.client.get(url).bearer_auth(&full).send().await.expect("an answer");
    assert!(answer.headers().contains_key("x-amzn-requestid"));
    assert_eq!(answer.status().as_u16(), 404);
}

#[tokio::test]
async fn an_empty_property_is_rehearsed_with_a_grant_and_with_the_files_of_its_own() {
    let empty = Bench::start_with("files", Setup::Unpacked).await;
    let ready = serde_json::to_string(&empty.server.ready).expect("JSON");
    let ready: Ready = serde_json::from_str(&ready).expect("the same");
    let written = middleware_config(&ready, &["Desk 1".into()]);
    assert!(written.contains("management_refresh_token = \"Atzr|"), "{written}");
    assert!(!written.contains("signaling_refresh_token"), "the Grant is to bring it: {written}");
    let property = property_file(&ready);
    for line in [
        format!("root = {:?}", ready.organisation_id),
        format!("id = {:?}", ready.skill_id),
        "name = \"Front desk\"\naddress = \"frontdesk\"".to_owned(),
    ] {
        assert!(property.contains(&line), "{line} is not in {property}");
    }

    let whole = Bench::start("files-whole").await;
    let written = middleware_config(&whole.server.ready, &[]);
    assert!(written.contains("signaling_refresh_token = \"Atzr|"), "{written}");
}

#[tokio::test]
async fn enabling_the_skill_on_a_unit_hands_it_a_grant_and_an_event() {
    let mut bench = Bench::start_with("enabled", Setup::Unpacked).await;
    let admin = token(&bench, &bench.server.ready.management_refresh_token.0.clone()).await;
    let organisation = bench.server.ready.organisation_id.clone();
    let path = format!("v2/units?parentId={organisation}&queryDepth=all&expand=all&maxResults=50");
    let (_, units) = ask(&bench, &admin, Method::GET, &path, None).await;
    let room = units["results"].as_array().expect("a list").iter().find(|unit| unit["level"] == 3).expect("a room");
    let unit = room["id"].as_str().expect("an id").to_owned();
    let ours = bench.server.ready.skill_id.clone();
    for skill in [WEBRTC, &ours] {
        let body = json!({ "unitId": unit, "stage": "live" });
        let path = format!("v1/skills/{skill}/enablements");
        assert_eq!(ask(&bench, &admin, Method::POST, &path, Some(&body)).await.0, 201);
        for status in ["ENABLING", "ENABLED"] {
            let (_, shown) = ask(&bench, &admin, Method::GET, &format!("{path}?unitId={unit}"), None).await;
            assert_eq!(shown["status"], status);
        }
    }
    let grant = Envelope::decode(&bench.request().await.body).expect("an envelope");
    assert!(matches!(grant.read(), SkillRequest::Grant(_)));
    let persistent = grant.context.and_then(|context| context.system.unit?.persistent_unit_id).expect("an id");
    assert_ne!(persistent, unit, "the skill knows the unit by another id");
    let (status, same) = ask(&bench, &admin, Method::GET, &format!("v2/units/{persistent}"), None).await;
    assert_eq!((status, &same["id"]), (200, &json!(unit)), "which names the same unit");
    let event = Envelope::decode(&bench.request().await.body).expect("an envelope");
    assert_eq!(event.read(), SkillRequest::SkillEvent { name: "SkillEnabled".into() });
}

#[tokio::test]
async fn the_app_logs_in_and_requests_to_the_skill_carry_the_linked_account() {
    let mut bench = Bench::start_with("linked", Setup::Unpacked).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let server = format!("http://{}", listener.local_addr().expect("an address"));
    let doors = Router::new()
        .route("/login", get(login_page).post(login))
        .route("/token", post(tokens))
        .with_state(std::sync::Arc::default());
    tokio::spawn(async move { axum::serve(listener, doors).await });
    let order = |password: &str| {
        json!({
            "authorize_url": format!("{server}/login"), "token_url": format!("{server}/token"),
            "client_id": "alexa", "client_secret": "s3cret", "user": "jo", "password": password, "redirect_uri": BACK,
        })
    };
    assert_eq!(bench.control(Method::POST, "link", &order("wrong")).await, 409);
    assert_eq!(bench.control(Method::POST, "link/renew", &json!({})).await, 409, "nothing is linked");
    assert_eq!(bench.control(Method::POST, "link", &order("p&w")).await, 204);
    assert_eq!(carried(&mut bench).await, "access-1");
    assert_eq!(bench.control(Method::POST, "link/renew", &json!({})).await, 204);
    assert_eq!(carried(&mut bench).await, "access-2");
    let url = bench.server.ready.control_url.join("asp").expect("a URL");
    let shown: Value = bench.client.get(url).send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(shown["delegated_link"], true);
}

#[tokio::test]
async fn an_echo_whose_power_is_cut_by_hand_cannot_be_reached_until_it_is_restored() {
    let bench = Bench::start("power").await;
    let admin = token(&bench, &bench.server.ready.management_refresh_token.0.clone()).await;
    let organisation = &bench.server.ready.organisation_id;
    let path = format!("v2/units?parentId={organisation}&queryDepth=all&expand=all&maxResults=50");
    let (_, units) = ask(&bench, &admin, Method::GET, &path, None).await;
    let units = units["results"].as_array().expect("a list");
    let room = units.iter().find(|unit| unit["name"]["value"]["text"] == "Room 102").expect("the room");
    let query = json!({ "query": { "or": [{ "match": { "associatedUnits.id": room["id"] } }] },
        "expand": ["all", "feature:connectivity"], "paginationContext": {} });
    for (act, reach) in [("vanish", "UNREACHABLE"), ("return", "OK")] {
        bench.act("room-102", json!({ "act": act })).await;
        let (_, found) = ask(&bench, &admin, Method::POST, "v2/endpointQuery", Some(&query)).await;
        assert_eq!(found["results"][0]["features"][0]["properties"][0]["value"]["value"], reach, "{found}");
    }
}

/// The token of the linked account in the next request to the skill.
async fn carried(bench: &mut Bench) -> String {
    assert_eq!(bench.control(Method::POST, "grant", &json!({})).await, 202);
    let envelope = Envelope::decode(&bench.request().await.body).expect("an envelope");
    envelope.context.and_then(|context| context.system.user.access_token).expect("a token").0
}

async fn token(bench: &Bench, refresh: &str) -> String {
    let ready = &bench.server.ready;
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("client_id", &ready.management_client_id),
        ("client_secret", &ready.management_client_secret.0),
    ];
    let answer = bench.client.post(ready.token_url.clone()).form(&form).send().await.expect("an answer");
    let tokens: Value = answer.json().await.expect("JSON");
    tokens["access_token"].as_str().expect("a token").to_owned()
}

async fn ask(bench: &Bench, token: &str, method: Method, path: &str, body: Option<&Value>) -> (u16, Value) {
    let url = bench.server.ready.api_url.join(path).expect("a URL");
    let mut request = bench.client.request(method, url).bearer_auth(token);
    if let Some(body) = body {
        request = request.json(body);
    }
    let answer = request.send().await.expect("an answer");
    (answer.status().as_u16(), answer.json().await.unwrap_or(Value::Null))
}

type Pairs = std::collections::BTreeMap<String, String>;
type Issued = std::sync::Arc<std::sync::atomic::AtomicU32>;

async fn login_page(Query(asked): Query<Pairs>) -> Html<String> {
    assert_eq!((asked["response_type"].as_str(), asked["client_id"].as_str()), ("code", "alexa"));
    Html(format!(
        "<form action=\"/nothing\"><input name=q></form><form method='post' action=\"/login?x=1&amp;y=2\">\
         <input type=hidden name=state value='{}'><input name=user><input type=password name=password></form>",
        asked["state"],
    ))
}

async fn login(Form(sent): Form<Pairs>) -> Response {
    if sent["user"] == "jo" && sent["password"] == "p&w" {
        Redirect::to(&format!("{BACK}?state={}&code=c0de", sent["state"])).into_response()
    } else {
        Html("<form>no</form>").into_response()
    }
}

async fn tokens(State(issued): State<Issued>, headers: HeaderMap, Form(sent): Form<Pairs>) -> Json<Value> {
    let basic = base64::engine::general_purpose::STANDARD.encode("alexa:s3cret");
    assert_eq!(headers["authorization"], format!("Basic {basic}"));
    match sent["grant_type"].as_str() {
        "authorization_code" => assert_eq!((sent["code"].as_str(), sent["redirect_uri"].as_str()), ("c0de", BACK)),
        _ => assert_eq!(sent["refresh_token"], "refresh-1"),
    }
    let number = issued.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1;
    let (access, refresh) = (format!("access-{number}"), format!("refresh-{number}"));
    Json(json!({ "access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": 3600 }))
}
