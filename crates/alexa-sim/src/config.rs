//! The part of a middleware's configuration that makes it talk with this simulator.

use std::fmt::Write as _;

use crate::server::Ready;

/// The TOML lines for `[alexa]` and the ring groups. `stations`: names of the desks that ring, in every group.
///
/// Of a property that is set up the refresh token stands in for a Grant, so that calls work before the skill was enabled.
#[must_use]
pub fn middleware_config(ready: &Ready, stations: &[String]) -> String {
    let mut text = String::new();
    let mut line = |line: String| writeln!(text, "{line}").expect("writing to a String succeeds");
    line("[alexa]".into());
    for (key, value) in [
        ("skill_id", ready.skill_id.as_str()),
        ("signaling_client_id", &ready.signaling_client_id),
        ("signaling_client_secret", &ready.signaling_client_secret.0),
        ("signaling_refresh_token", ready.signaling_refresh_token.as_ref().map_or("", |token| &token.0)),
        ("management_client_id", &ready.management_client_id),
        ("management_client_secret", &ready.management_client_secret.0),
        ("management_refresh_token", &ready.management_refresh_token.0),
        ("api_url", ready.api_url.as_str()),
        ("token_url", ready.token_url.as_str()),
        ("certificate_url_prefix", ready.certificate_url_prefix.as_str()),
        ("certificate_root_file", &ready.certificate_root_file.to_string_lossy()),
    ] {
        if !value.is_empty() {
            line(format!("{key} = {}", quoted(value)));
        }
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

/// A `property.toml` for `roomline-middleware property plan`: every room of this simulator, and its ring groups as contacts.
#[must_use]
pub fn property_file(ready: &Ready) -> String {
    let (root, skill) = (quoted(&ready.organisation_id), quoted(&ready.skill_id));
    let mut text = format!(
        "[property]\nroot = {root}\nunit_name = \"Room {{room}}\"\nprofile_name = \"Room {{room}}\"\n\n\
         [service_provider]\nlogical_id = \"example.roomline.1\"\nname = \"Example Home\"\n\n\
         [skill]\nid = {skill}\nstage = \"development\"\n\n\
         [address_book]\nname = \"Staff\"\n"
    );
    for group in &ready.ring_groups {
        let (name, address) = (quoted(&group.name), quoted(&group.address));
        text.push_str(&format!("\n[[contacts]]\nname = {name}\naddress = {address}\n"));
    }
    text
}

/// A TOML basic string: the escapes of JSON are TOML's as well.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
