//! The page on which somebody links an account: what it says, where it sends browsers, and where it never does.

use axum::body::Body;
use http::{Request, StatusCode};

use crate::bench::{Answer, Bench, PASSWORD, send};
use crate::linking::{REDIRECT, asked, bench, brought_back, encoded, sign_in};

async fn opened(bench: &Bench, fields: &[(&str, &str)], language: &str) -> Answer {
    let request = Request::get(format!("/oauth/authorize?{}", encoded(fields))).header("accept-language", language);
    send(bench.app.public_router(), request.body(Body::empty()).expect("a request")).await
}

fn without(name: &str) -> Vec<(&'static str, &'static str)> {
    asked().into_iter().filter(|(known, _)| *known != name).collect()
}

#[tokio::test]
async fn the_page_is_plain_html_that_runs_nothing_and_can_be_framed_by_nobody() {
    let bench = bench("").await;
    let page = opened(&bench, &asked(), "en").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert_eq!(page.headers["x-frame-options"], "DENY");
    let policy = page.headers["content-security-policy"].to_str().expect("text");
    for part in ["default-src 'none'", "style-src 'sha256-", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(policy.contains("form-action 'self' https://layla.amazon.com "), "{policy}");
    assert!(!policy.contains("unsafe") && !page.text.contains("<script") && !page.text.contains("style=\""));
    assert!(page.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn the_page_can_be_read_by_a_screen_reader_and_grows_with_the_text() {
    let bench = bench("").await;
    let page = opened(&bench, &asked(), "en").await.text;
    assert!(page.contains("<html lang=\"en\">") && page.contains("<main>") && page.contains("<h1>"));
    for field in ["user", "password"] {
        assert!(page.contains(&format!("<label for=\"{field}\">")) && page.contains(&format!(" id=\"{field}\"")));
    }
    assert!(page.contains("autocomplete=\"username\"") && page.contains("autocomplete=\"current-password\""));
    assert!(page.contains("width=device-width, initial-scale=1\""), "it may be zoomed");
    let style = page.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style");
    assert!(
        !style.contains("px") && !style.contains(";height:") && !style.contains("{height:") && !style.contains("vw"),
        "{style}"
    );
    assert!(!style.contains("overflow") && style.contains(":focus-visible"));
}

#[tokio::test]
async fn the_page_speaks_the_browsers_language() {
    let bench = bench("").await;
    for (language, says) in [
        ("de-AT,de;q=0.9", "Passwort"),
        ("fr-CA", "Mot de passe"),
        ("es-US", "Contraseña"),
        ("it", "Nome utente"),
        ("ja", "Password"),
    ] {
        let page = opened(&bench, &asked(), language).await;
        assert!(page.text.contains(says), "{language}: {}", page.text);
        let lang = format!("<html lang=\"{}\">", page.headers["content-language"].to_str().expect("text"));
        assert!(page.text.contains(&lang));
    }
}

#[tokio::test]
async fn a_browser_is_never_sent_to_a_place_that_is_not_on_the_list() {
    let bench = bench("").await;
    let near = format!("{REDIRECT}&more=1");
    let mut wrong: Vec<Vec<(&str, &str)>> = vec![without("redirect_uri"), without("client_id"), Vec::new()];
    for redirect in [
        "",
        "https://evil.test/",
        "https://layla.amazon.com/api/skill/link/M0000",
        "https://LAYLA.amazon.com/api/skill/link/M0000?x=1",
        "https://layla.amazon.com/api/skill/link/M0000?x=1#",
        "https://layla.amazon.com.evil.test/api/skill/link/M0000?x=1",
        "javascript:alert(1)",
        near.as_str(),
    ] {
        wrong.push([without("redirect_uri"), vec![("redirect_uri", redirect)]].concat());
    }
    wrong.push([without("client_id"), vec![("client_id", "other")]].concat());
    wrong.push([asked(), vec![("redirect_uri", REDIRECT)]].concat());
    wrong.push([asked(), vec![("client_id", "alexa")]].concat());
    for fields in wrong {
        for answer in [opened(&bench, &fields, "en").await, sign_in(&bench, &fields, "ann", PASSWORD).await] {
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{fields:?}");
            assert!(answer.headers.get("location").is_none(), "{fields:?}");
            assert!(answer.text.contains("go back to the Alexa app") && !answer.text.contains("<form"));
        }
    }
}

#[tokio::test]
async fn what_alexa_asks_for_in_a_wrong_way_is_told_to_alexa() {
    let bench = bench("").await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    for (fields, error) in [
        (without("response_type"), "invalid_request"),
        ([without("response_type"), vec![("response_type", "token")]].concat(), "unsupported_response_type"),
        ([without("scope"), vec![("scope", "ä")]].concat(), "invalid_scope"),
        ([asked(), vec![("scope", "calls")]].concat(), "invalid_request"),
        ([asked(), vec![("code_challenge", challenge)]].concat(), "invalid_request"),
        (
            [asked(), vec![("code_challenge", challenge), ("code_challenge_method", "plain")]].concat(),
            "invalid_request",
        ),
        ([asked(), vec![("code_challenge", "x"), ("code_challenge_method", "S256")]].concat(), "invalid_request"),
        ([asked(), vec![("code_challenge_method", "S256")]].concat(), "invalid_request"),
    ] {
        for answer in [opened(&bench, &fields, "en").await, sign_in(&bench, &fields, "ann", PASSWORD).await] {
            let back = brought_back(&answer);
            let expected = [("error", error), ("state", "A2S x/=&")];
            assert_eq!(back, expected.map(|(name, value)| (name.to_owned(), value.to_owned())), "{fields:?}");
        }
    }
    let answer = opened(&bench, &[without("state"), vec![("state", "1"), ("state", "2")]].concat(), "en").await;
    assert_eq!(brought_back(&answer), [("error".to_owned(), "invalid_request".to_owned())]);
}

#[tokio::test]
async fn a_state_and_a_scope_are_not_needed() {
    let bench = bench("").await;
    let fields = vec![("response_type", "code"), ("client_id", "alexa"), ("redirect_uri", REDIRECT)];
    assert_eq!(opened(&bench, &fields, "").await.status, StatusCode::OK);
    let back = brought_back(&sign_in(&bench, &fields, "ann", PASSWORD).await);
    assert_eq!(back.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["code"]);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_user_and_a_disabled_account_get_the_page_again() {
    let bench = bench("").await;
    let mut pages = Vec::new();
    for user in ["ann", "nobody"] {
        let answer = sign_in(&bench, &asked(), user, "wrong password").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.text.contains("role=\"alert\">User name or password is not right"), "{}", answer.text);
        assert!(answer.text.contains("aria-invalid=\"true\" aria-describedby=\"trouble\""));
        assert!(!answer.text.contains("wrong password"));
        pages.push(answer.text.replace(user, "?"));
    }
    assert_eq!(pages[0], pages[1], "nobody learns who has an account");
    let disabled = sign_in(&bench, &asked(), "dan", PASSWORD).await;
    assert_eq!(disabled.status, StatusCode::FORBIDDEN);
    assert!(disabled.text.contains("This account is disabled"));
}

#[tokio::test]
async fn what_was_typed_comes_back_as_text_and_never_as_html() {
    let bench = bench("").await;
    let nasty = "\"><script>alert(1)</script>";
    let fields = [without("state"), vec![("state", nasty)]].concat();
    let answer = sign_in(&bench, &fields, nasty, "wrong password").await;
    assert!(!answer.text.contains("<script"), "{}", answer.text);
    let shown = "value=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\"";
    assert_eq!(answer.text.matches(shown).count(), 2, "the state and the user name: {}", answer.text);
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_not_taken() {
    let bench = bench("").await;
    let form = encoded(&[asked(), vec![("user", "ann"), ("password", PASSWORD)]].concat());
    for (headers, status) in [
        (&[("sec-fetch-site", "cross-site")][..], 400),
        (&[("sec-fetch-site", "same-site")], 400),
        (&[("origin", "https://evil.test"), ("host", "roomline.example.org")], 400),
        (&[("origin", "null"), ("host", "roomline.example.org")], 400),
        (&[("origin", "https://roomline.example.org"), ("host", "roomline.example.org")], 302),
        (&[("sec-fetch-site", "same-origin"), ("origin", "null")], 302),
        (&[], 302),
    ] {
        let mut request = Request::post("/oauth/authorize");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(form.clone())).expect("a request");
        assert_eq!(send(bench.app.public_router(), request).await.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn nobody_collects_codes() {
    let bench = bench("").await;
    for _ in 0..10 {
        assert_eq!(sign_in(&bench, &asked(), "ann", PASSWORD).await.status, StatusCode::FOUND);
    }
    let answer = sign_in(&bench, &asked(), "ann", PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(sign_in(&bench, &asked(), "bob", PASSWORD).await.status, StatusCode::FOUND);
    bench.clock.pass(300);
    assert_eq!(sign_in(&bench, &asked(), "ann", PASSWORD).await.status, StatusCode::FOUND);
}

#[tokio::test(start_paused = true)]
async fn guessing_passwords_on_the_page_is_slowed_down_as_it_is_for_stations() {
    let bench = bench("").await;
    for _ in 0..3 {
        sign_in(&bench, &asked(), "ann", "wrong password").await;
    }
    let before = tokio::time::Instant::now();
    assert_eq!(sign_in(&bench, &asked(), "ann", PASSWORD).await.status, StatusCode::FOUND);
    assert!(before.elapsed() >= std::time::Duration::from_secs(2), "{:?}", before.elapsed());
}
