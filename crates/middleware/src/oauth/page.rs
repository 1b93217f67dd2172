//! The linking page: plain HTML that a screen reader reads in order and a person reads at any size of text. No script.
//!
//! Source: WCAG 2.2; OWASP, *Content Security Policy*.

use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, StatusCode, header};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::authorize::Asked;
use super::words::Words;

/// Everything is measured in `rem`, so that it grows with the text; nothing has a fixed height. Colours have a contrast of
/// 7 to 1 or more.
const STYLE: &str = "\
:root{color-scheme:light dark;font:100%/1.5 system-ui,sans-serif}\
body{margin:0;padding:1.5rem;background:#fff;color:#1a1a1a}\
main{max-width:28rem;margin:0 auto}\
h1{font-size:1.5rem;line-height:1.25}\
label{display:block;margin:1rem 0 .25rem;font-weight:600}\
input{box-sizing:border-box;width:100%;padding:.6rem;font:inherit;color:inherit;background:transparent;border:.125rem \
solid currentColor;border-radius:.375rem}\
button{margin-top:1.5rem;width:100%;padding:.75rem;font:inherit;font-weight:600;color:#fff;background:#0b4f6c;border:\
.125rem solid #0b4f6c;border-radius:.375rem;cursor:pointer}\
input:focus-visible,button:focus-visible{outline:.1875rem solid #b35900;outline-offset:.125rem}\
.trouble{padding:.75rem;border:.125rem solid currentColor;border-radius:.375rem;color:#8a0000;font-weight:600}\
@media(prefers-color-scheme:dark){body{background:#14181b;color:#f2f2f2}.trouble{color:#ffb3b3}button{color:#10222b;\
background:#9ad7f0;border-color:#9ad7f0}input:focus-visible,button:focus-visible{outline-color:#ffb866}}";

/// Where Alexa's redirect URLs lead on to. A browser checks a form's whole way, so they must be allowed as well.
///
/// Source: the redirect hosts that the developer console shows, `layla.amazon.com`, `pitangui.amazon.com` and
/// `alexa.amazon.co.jp`; CSP Level 3 §6.4.1.
const AMAZON: &str = "https://*.amazon.com https://*.amazon.co.jp";

const REFERRER_POLICY: HeaderName = HeaderName::from_static("referrer-policy");

/// The form, with what went wrong before.
pub(super) fn form(words: &Words, asked: &Asked, user: &str, trouble: Option<&str>, status: StatusCode) -> Response {
    let trouble = trouble.map_or_else(String::new, |trouble| {
        format!("<p class=\"trouble\" id=\"trouble\" role=\"alert\">{}</p>\n", escaped(trouble))
    });
    let marks = if trouble.is_empty() { "" } else { " aria-invalid=\"true\" aria-describedby=\"trouble\"" };
    let hidden: String = asked
        .fields()
        .map(|(name, value)| format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">\n", escaped(value)))
        .collect();
    let body = format!(
        "{trouble}<p>{intro}</p>\n<form method=\"post\" action=\"/oauth/authorize\">\n{hidden}\
         <label for=\"user\">{user_label}</label>\n\
         <input id=\"user\" name=\"user\" value=\"{user}\" autocomplete=\"username\" autocapitalize=\"none\" \
         spellcheck=\"false\" maxlength=\"50\" required{marks}>\n\
         <label for=\"password\">{password}</label>\n\
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required{marks}>\n\
         <button type=\"submit\">{submit}</button>\n</form>\n",
        intro = escaped(words.intro),
        user_label = escaped(words.user),
        user = escaped(user),
        password = escaped(words.password),
        submit = escaped(words.submit),
    );
    page(words, words.title, &body, status, &format!("'self' {} {AMAZON}", origin(&asked.redirect_uri)))
}

/// For a link that leads nowhere: it is not known where to send the browser.
pub(super) fn broken(words: &Words, status: StatusCode) -> Response {
    let body = format!("<p role=\"alert\">{}</p>\n", escaped(words.unknown_client));
    page(words, words.broken, &body, status, "'none'")
}

fn page(words: &Words, title: &str, body: &str, status: StatusCode, form_action: &str) -> Response {
    let (tag, title) = (words.tag, escaped(title));
    let html = format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n\
         </body>\n</html>\n"
    );
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action {form_action}; frame-ancestors 'none'; \
         base-uri 'none'"
    );
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, "DENY".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        // With `no-referrer` browsers would hide the origin of the form from us as well.
        (REFERRER_POLICY, "same-origin".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_LANGUAGE, tag.to_owned()),
    ];
    (status, headers, html).into_response()
}

fn origin(redirect_uri: &str) -> String {
    redirect_uri.parse::<Url>().map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_sent_becomes_html() {
        assert_eq!(escaped("\"><script>&'"), "&quot;&gt;&lt;script&gt;&amp;&#39;");
    }
}
