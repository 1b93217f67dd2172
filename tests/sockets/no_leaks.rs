//! What the three programs write down about whole calls, at the finest level they have, holds nothing personal or secret.

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, ensure};
use roomline_rig::{PASSWORD, PropertyOptions, built};
use serde_json::{Value, json};

use crate::alone;
use crate::stage::{FRONT_DESK, Stage, script};

/// What every description, candidate or key of a call is made of.
const OF_DESCRIPTIONS: [&str; 10] =
    ["v=0", "o=-", "m=audio", "c=IN", "a=", "candidate:", "ice-ufrag", "ice-pwd", "ufrag=", "sha-256"];
/// How tokens are handed over.
const OF_TOKENS: [&str; 4] = ["Bearer ", "Atza|", "Atzr|", "refresh_token="];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_finest_logs_of_whole_calls_hold_nothing_personal_or_secret() -> anyhow::Result<()> {
    let _stage_is_ours = alone().await;
    let stage = Stage::set(PropertyOptions { log: "trace", ..PropertyOptions::default() }).await?;
    let property = &stage.property;
    property.script("room-101", &script(json!({ "when_called": { "answer_after_ms": 300 } }))).await?;

    let mark = property.newest().await?;
    let mut clerk = stage.clerk(&["call", "room-101"])?;
    clerk.call_is("in_call")?;
    stage.staff_hear_the_resident()?;
    for change in ["held", "resumed"] {
        let mark = property.newest().await?;
        property.act("room-101", &json!({ "act": "change", "change": change })).await?;
        property.happened(mark, Some("room-101"), "re_offer_answered").await?;
    }
    property.act("room-101", &json!({ "act": "hang_up" })).await?;
    clerk.call_is("ended")?;
    ensure!(clerk.leaves()?.success(), "the call was made");
    property.happened(mark, Some("room-101"), "recorded").await?;

    let mut clerk = stage.clerk(&["wait", "--answer"])?;
    clerk.is_reachable()?;
    property.ask("room-102").await?;
    clerk.call_is("in_call")?;
    property.act("room-102", &json!({ "act": "hang_up" })).await?;
    clerk.call_is("ended")?;
    clerk.leaves()?;

    let folder = property.folder().path();
    let secrets = secrets(folder)?;
    let station = whole_folder(&folder.join(format!("{}-data/log", FRONT_DESK.user)))?;
    let logs = [
        ("station", station, "room-101"),
        ("middleware", fs::read_to_string(folder.join("middleware.log"))?, "room-102"),
        ("simulator", fs::read_to_string(folder.join("alexa-sim.log"))?, "the residents are in"),
    ];
    for (program, log, sign_of_life) in &logs {
        ensure!(log.contains(sign_of_life), "the {program} did not write of its work:\n{log}");
        let leaks: Vec<String> =
            log.lines().filter(|line| !is_about_listening(line)).filter_map(|line| leak(line, &secrets)).collect();
        ensure!(leaks.is_empty(), "the {program} wrote down:\n{}", leaks.join("\n"));
    }
    Ok(())
}

/// Where the two servers listen, on this very computer, is for whoever runs them: the one address that is written down.
fn is_about_listening(line: &str) -> bool {
    let lines =
        [" INFO roomline_middleware::server: serving listen=127.0.0.1:", ": the residents are in; open this page"];
    lines.iter().any(|part| line.contains(part))
        && line.matches("127.0.0.1:").count() == words(line).filter(|word| is_address(word)).count()
}

/// What is wrong with a line, if anything is.
fn leak(line: &str, secrets: &[String]) -> Option<String> {
    let of_secrets = secrets.iter().find(|secret| has_word(line, secret)).map(String::as_str);
    let fixed = OF_TOKENS.iter().copied().find(|part| line.contains(part));
    let of_descriptions = OF_DESCRIPTIONS.iter().copied().find(|part| has_word(line, part));
    let address = words(line).find(|word| is_address(word));
    let token = line.split(|char: char| !is_of_token(char)).find(|word| is_token(word));
    let found = of_secrets.or(fixed).or(of_descriptions).or(address).or(token)?;
    Some(format!("{found:?} in: {line}"))
}

/// Names of people, passwords, keys and tokens of this very property.
fn secrets(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut secrets = vec![PASSWORD.to_owned(), FRONT_DESK.user.to_owned(), FRONT_DESK.name.to_owned()];
    secrets.push(fs::read_to_string(folder.join("roomline.key"))?.trim().to_owned());
    let simulator: Value = serde_json::from_str(&fs::read_to_string(folder.join("alexa.json"))?)?;
    let simulator = simulator.as_object().context("the simulator's addresses and secrets")?;
    let named = simulator.iter().filter(|(name, _)| name.contains("secret") || name.contains("token"));
    secrets.extend(
        named.filter_map(|(_, value)| value.as_str()).filter(|value| !value.contains("://")).map(str::to_owned),
    );
    ensure!(secrets.len() >= 6, "the simulator has a client's secret and a token");
    // Room, name, title: whoever reads a log may know neither.
    let rooms = Command::new(built("roomline-alexa-sim")?).args(["rooms", "--csv"]).output()?;
    for room in String::from_utf8(rooms.stdout)?.lines().skip(1) {
        let name = room.split(',').nth(1).context("the second column is the name")?.trim_matches('"');
        secrets.push(name.to_owned());
        secrets.extend(name.split(' ').next_back().map(str::to_owned));
        // Notes may hold commas; behind them only the language stands.
        let notes = room.splitn(6, ',').nth(5).and_then(|rest| rest.rsplit_once(','));
        let notes = notes.context("the last but one column holds notes")?.0.trim_matches('"');
        secrets.extend((!notes.is_empty()).then(|| notes.to_owned()));
    }
    Ok(secrets)
}

/// The station begins a new file at midnight.
fn whole_folder(folder: &Path) -> anyhow::Result<String> {
    let mut whole = String::new();
    for entry in fs::read_dir(folder).with_context(|| format!("no log in {}", folder.display()))? {
        whole += &fs::read_to_string(entry?.path())?;
    }
    Ok(whole)
}

/// Whether `part` stands in the line, not as a piece of a longer word.
fn has_word(line: &str, part: &str) -> bool {
    let is_of_word = |char: char| char.is_alphanumeric() || char == '_';
    line.match_indices(part).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + part.len()..]);
        let begins = !before.ends_with(is_of_word) || !part.starts_with(is_of_word);
        let ends = !after.starts_with(is_of_word) || !part.ends_with(is_of_word);
        begins && ends
    })
}

/// What could be addresses: a name of a module may hold one (`rtc_ice::agent`), but then letters stand around it.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let is_of_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '.' | ':' | '[' | ']');
    line.split(move |char| !is_of_word(char)).map(|word| word.trim_end_matches(['.', ':']))
}

fn is_of_token(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '-' | '_')
}

/// Whether a word looks like one of the middleware's own tokens: 32 random bytes as base64url.
fn is_token(word: &str) -> bool {
    let has = |what: fn(&u8) -> bool| word.as_bytes().iter().any(what);
    word.len() >= 40 && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

fn is_address(word: &str) -> bool {
    word.len() > 2 && (word.parse::<SocketAddr>().is_ok() || word.trim_matches(['[', ']']).parse::<IpAddr>().is_ok())
}

#[test]
fn a_line_that_leaks_is_found() {
    let secrets = ["Mrs Jones".to_owned(), "Jones".to_owned()];
    for line in [
        "call for Mrs Jones",
        "candidate:1 1 udp",
        "a=ice-ufrag:x",
        "to 192.168.1.20:5000",
        "from [fe80::1]:5000",
        "at http://10.0.0.1/x",
        "Authorization: Bearer abc",
        "access=q7Xb2LrT0sYpVn4eWc8aHd1f-9KjZ3mUoGtRk5E_wQA",
    ] {
        assert!(leak(line, &secrets).is_some(), "{line}");
    }
    for line in
        ["2026-11-23T15:04:19.123456Z DEBUG roomline_call::peer: delta=3 for room-101", "Joneses", "version 1.2.3"]
    {
        assert_eq!(leak(line, &secrets), None);
    }
}
