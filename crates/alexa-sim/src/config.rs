//! The part of a middleware's configuration that makes it talk with this simulator.

use std::fmt::Write as _;

use crate::server::Ready;

/// The TOML lines for `[alexa]` and the ring groups. `stations`: names of the desks that ring, in every group.
///
/// The refresh token stands in for a grant, so that calls work before the skill was enabled.
#[must_use]
pub fn middleware_config(ready: &Ready, stations: &[String]) -> String {
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "{line}").expect("writing to a String succeeds");
    line("[alexa]".into());
    for (key, value) in [
        ("skill_id", ready.skill_id.as_str()),
        ("signaling_client_id", &ready.signaling_client_id),
        ("signaling_client_secret", &ready.signaling_client_secret.0),
        ("signaling_refresh_token", &ready.signaling_refresh_token.0),
        ("management_client_id", &ready.management_client_id),
        ("management_client_secret", &ready.management_client_secret.0),
        ("management_refresh_token", &ready.management_refresh_token.0),
        ("api_url", ready.api_url.as_str()),
        ("token_url", ready.token_url.as_str()),
        ("certificate_url_prefix", ready.certificate_url_prefix.as_str()),
        ("certificate_root_file", &ready.certificate_root_file.to_string_lossy()),
    ] {
        line(format!("{key} = {}", quoted(value)));
    }
    let stations: Vec<String> = stations.iter().map(|name| quoted(name)).collect();
    for group in &ready.ring_groups {
        line(String::new());
        line("[[ring_groups]]".into());
        line(format!("name = {}", quoted(&group.name)));
        line(format!("address = {}", quoted(&group.address)));
        line(format!("stations = [{}]", stations.join(", ")));
    }
    text
}

/// A TOML basic string: the escapes of JSON are TOML's as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
