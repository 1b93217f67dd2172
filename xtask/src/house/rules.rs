//! Imports and doors: the drawing of `docs/ARCHITECTURE.md` as a table.

use super::{Metadata, Package};

/// Our crates and which of ours each may import; a crate may also use what its imports re-export.
const IMPORTS: &[(&str, &[&str])] = &[
    ("roomline", &["roomline-station"]),
    ("roomline-station", &["roomline-signaling", "roomline-peer", "roomline-audio"]),
    ("roomline-middleware", &["roomline-signaling"]),
    ("roomline-alexa-sim", &["roomline-peer", "roomline-audio", "roomline-signaling"]),
    ("roomline-peer", &["roomline-audio", "roomline-call", "roomline-priority"]),
    ("roomline-signaling", &["roomline-call"]),
    ("roomline-audio", &["roomline-priority"]),
    ("roomline-priority", &[]),
    ("roomline-call", &[]),
    ("roomline-rig", &[]),
    ("xtask", &["roomline-rig"]),
];

/// Crates for tests: they may import everything, and nothing but tests and each other may import them.
const FOR_TESTS: &[&str] =
    &["roomline-testkit", "roomline-stories", "roomline-rig", "roomline-load", "roomline-listen", "roomline-fuzz"];

/// Pure crates and the foreign crates they may use: no runtime, no clock, no random numbers.
const PURE: &[(&str, &[&str])] = &[
    ("roomline-call", &["serde", "thiserror", "tracing"]),
    ("roomline-signaling", &["serde", "serde_json", "thiserror", "tracing"]),
];

/// Foreign crates (a trailing `*` stands for any ending) and the crates of ours that may name them; tests, which are never
/// shipped, may name any.
const DOORS: &[(&str, &[&str])] = &[
    ("tauri*", &["roomline"]),
    ("specta*", &["roomline"]),
    ("gtk*", &["roomline"]),
    ("webrtc*", &["roomline-peer"]),
    ("rtc*", &["roomline-peer", "roomline-fuzz"]),
    ("cpal", &["roomline-audio"]),
    ("alsa", &["roomline-audio"]),
    ("pulseaudio", &["roomline-audio"]),
    ("opus*", &["roomline-audio"]),
    ("sonora*", &["roomline-audio"]),
    ("rubato", &["roomline-audio"]),
    ("audio-codec", &["roomline-audio"]),
    ("keyring*", &["roomline-station"]),
    ("tokio-tungstenite", &["roomline-station", "roomline-testkit", "roomline-load"]),
    ("rusqlite", &["roomline-middleware"]),
    ("reqwest", &["roomline-station", "roomline-middleware", "roomline-alexa-sim", "roomline-load"]),
    ("axum*", &["roomline-middleware", "roomline-alexa-sim", "roomline-load"]),
    ("fantoccini", &["roomline-rig"]),
    ("zbus*", &["roomline", "roomline-priority", "roomline-rig"]),
];

/// Every breach of the rules, as a sentence.
pub(super) fn breaches(metadata: &Metadata) -> Vec<String> {
    let ours: Vec<&Package> = metadata.packages.iter().filter(|package| package.source.is_none()).collect();
    let is_ours = |name: &str| ours.iter().any(|package| package.name == name);
    let mut breaches = Vec::new();
    for package in &ours {
        let name = package.name.as_str();
        let for_tests = FOR_TESTS.contains(&name);
        let imports = IMPORTS.iter().find(|(of, _)| *of == name).map(|(_, allowed)| *allowed);
        if imports.is_none() && !for_tests {
            breaches.push(format!("{name} is in no rule: add it to xtask/src/house/rules.rs and to the drawing"));
        }
        for dependency in &package.dependencies {
            let on = dependency.name.as_str();
            let in_tests = dependency.kind.as_deref() == Some("dev");
            if is_ours(on) {
                let allowed = match imports {
                    _ if in_tests => FOR_TESTS.contains(&on) || imports.is_some_and(|allowed| allowed.contains(&on)),
                    Some(allowed) => allowed.contains(&on),
                    None => name != "roomline-rig",
                };
                if !(allowed || for_tests && name != "roomline-rig") {
                    breaches.push(format!("{name} may not import {on}"));
                }
                if on == "roomline-audio" && dependency.features.iter().any(|feature| feature == "device") {
                    breaches.extend((name != "roomline-station").then(|| format!("{name} may not open sound devices")));
                }
                continue;
            }
            for (door, through) in DOORS {
                if opens(door, on) && !through.contains(&name) && !in_tests {
                    breaches.push(format!("{name} may not name {on}: its door is {}", through.join(", ")));
                }
            }
            let pure = PURE.iter().find(|(of, _)| *of == name);
            if let Some((_, allowed)) = pure.filter(|_| !in_tests)
                && !allowed.contains(&on)
            {
                breaches.push(format!("{name} is pure and may not use {on}"));
            }
        }
    }
    breaches
}

/// Whether a foreign crate's name is the one of the door.
fn opens(door: &str, name: &str) -> bool {
    door.strip_suffix('*').map_or(door == name, |start| name.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches_of(crate_name: &str, dependency: &str) -> Vec<String> {
        let json = format!(
            r#"{{"packages": [
                {{"name": "{crate_name}", "dependencies": [{dependency}]}},
                {{"name": "roomline-call"}}, {{"name": "roomline-audio"}}, {{"name": "roomline-testkit"}},
                {{"name": "tokio", "source": "registry", "license": "MIT"}}
            ]}}"#
        );
        breaches(&serde_json::from_str(&json).expect("the fixture is metadata"))
    }

    #[test]
    fn a_pure_crate_may_not_use_a_runtime_but_its_tests_may() {
        assert_eq!(
            breaches_of("roomline-call", r#"{"name": "tokio"}"#),
            ["roomline-call is pure and may not use tokio"]
        );
        assert!(breaches_of("roomline-call", r#"{"name": "tokio", "kind": "dev"}"#).is_empty());
    }

    #[test]
    fn a_library_is_named_only_by_its_door() {
        assert_eq!(
            breaches_of("roomline-station", r#"{"name": "tauri-plugin-log"}"#),
            ["roomline-station may not name tauri-plugin-log: its door is roomline"]
        );
        assert!(breaches_of("roomline", r#"{"name": "tauri-plugin-log"}"#).is_empty());
        assert!(breaches_of("roomline-call", r#"{"name": "tauri", "kind": "dev"}"#).is_empty());
    }

    #[test]
    fn imports_follow_the_drawing() {
        assert_eq!(
            breaches_of("roomline-middleware", r#"{"name": "roomline-audio"}"#),
            ["roomline-middleware may not import roomline-audio"]
        );
        assert!(breaches_of("roomline-peer", r#"{"name": "roomline-call"}"#).is_empty());
    }

    #[test]
    fn what_is_for_tests_is_never_shipped() {
        assert_eq!(
            breaches_of("roomline-station", r#"{"name": "roomline-testkit"}"#),
            ["roomline-station may not import roomline-testkit"]
        );
        assert!(breaches_of("roomline-station", r#"{"name": "roomline-testkit", "kind": "dev"}"#).is_empty());
    }

    #[test]
    fn only_the_station_opens_sound_devices() {
        assert_eq!(
            breaches_of("roomline-peer", r#"{"name": "roomline-audio", "features": ["device"]}"#),
            ["roomline-peer may not open sound devices"]
        );
    }

    #[test]
    fn a_new_crate_needs_a_rule() {
        assert_eq!(breaches_of("roomline-extra", "").len(), 1);
    }
}
