//! The interaction model: how the skill is opened by voice, and its few intents.
//!
//! "Alexa, call the front desk" is none of them: Alexa finds that in the unit's address book.
//!
//! Source: *Interaction model schema*; *Choose the invocation name for a custom skill*.

use serde_json::{Value, json};

use super::{Choices, PackageError, Phrases};
use crate::alexa::skill::STATUS_INTENT;

/// The intents that certification asks for.
const BUILT_IN: [&str; 5] = [
    "AMAZON.HelpIntent",
    "AMAZON.StopIntent",
    "AMAZON.CancelIntent",
    "AMAZON.NavigateHomeIntent",
    "AMAZON.FallbackIntent",
];

/// Words that an invocation name must not hold, because Alexa listens to them herself.
const WAKE_WORDS: [&str; 4] = ["alexa", "amazon", "echo", "computer"];
const LAUNCH_WORDS: [&str; 14] =
    ["launch", "ask", "tell", "load", "begin", "enable", "open", "start", "run", "use", "talk", "play", "skill", "app"];
const CONNECTING_WORDS: [&str; 12] =
    ["to", "from", "in", "using", "with", "about", "for", "that", "by", "if", "and", "whether"];
const LONGEST_INVOCATION: usize = 50;

/// The model of one locale.
pub(super) fn model(phrases: &Phrases, choices: &Choices) -> Result<Value, PackageError> {
    let invocation = invocation_name(choices.invocation_name.as_deref().unwrap_or(phrases.invocation_name))?;
    let built_in = BUILT_IN.map(|name| json!({ "name": name, "samples": [] }));
    let own = json!({ "name": STATUS_INTENT, "slots": [], "samples": phrases.samples });
    let intents: Vec<_> = built_in.into_iter().chain([own]).collect();
    Ok(json!({
        "interactionModel": {
            "languageModel": { "invocationName": invocation, "intents": intents, "types": [] },
        },
    }))
}

/// Checks an invocation name by Amazon's rules.
pub(super) fn invocation_name(name: &str) -> Result<String, PackageError> {
    let words: Vec<_> = name.split(' ').collect();
    let broken = if !(2..=LONGEST_INVOCATION).contains(&name.chars().count()) || words.contains(&"") {
        Some("it has 2 to 50 characters and single spaces between its words")
    } else if words.len() < 2 {
        Some("it needs two words or more, unless it is a brand that Amazon has approved")
    } else if name.chars().any(|letter| letter.is_uppercase()) {
        Some("it is written in small letters")
    } else if !name.chars().all(|letter| letter.is_alphabetic() || matches!(letter, ' ' | '\'' | '.')) {
        Some("it has letters, spaces, apostrophes and full stops only; numbers are spelled out")
    } else if words.iter().any(|word| WAKE_WORDS.contains(word)) {
        Some("it must not hold \"alexa\", \"amazon\", \"echo\" or \"computer\"")
    } else if words.iter().any(|word| LAUNCH_WORDS.contains(word)) {
        Some("it must not hold a word such as \"open\", \"ask\", \"start\" or \"skill\"")
    } else if words.iter().any(|word| CONNECTING_WORDS.contains(word)) {
        Some("it must not hold a word such as \"to\", \"for\", \"with\" or \"and\"")
    } else {
        None
    };
    match broken {
        Some(why) => Err(PackageError::InvocationName { name: name.to_owned(), why }),
        None => Ok(name.to_owned()),
    }
}
