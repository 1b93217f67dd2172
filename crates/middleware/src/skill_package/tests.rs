use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;

use super::model::invocation_name;
use super::*;

const ALL: [&str; 8] = ["en-US", "en-GB", "de-DE", "fr-FR", "it-IT", "es-ES", "es-US", "fr-CA"];

/// Written once: tests run side by side, and a file that is being written anew is empty for a moment.
static KEY: LazyLock<PathBuf> = LazyLock::new(|| {
    let key = std::env::temp_dir().join(format!("roomline-package-key-{}", std::process::id()));
    std::fs::write(&key, [7; 32]).expect("a file");
    key
});

fn config(url: &str, oauth: &str) -> Config {
    let key = KEY.as_path();
    let text = format!(
        "[server]\npublic_url = \"{url}\"\n[secrets]\nkey_file = {key:?}\n[alexa]\nskill_id = \"amzn1.ask.skill.x\"\n\
         region = \"eu\"\nsignaling_client_id = \"client\"\nsignaling_client_secret = \"secret\"\n{oauth}\n\
         [[ring_groups]]\nname = \"Desk\"\naddress = \"frontdesk\"\nstations = [\"Desk 1\"]\n"
    );
    Config::parse(&text, []).expect("a configuration")
}

fn linked() -> Config {
    config(
        "https://roomline.example.org",
        "[oauth]\nclient_id = \"alexa\"\nclient_secret = \"sixteen-or-longer\"\n\
         redirect_uris = [\"https://layla.amazon.com/api/skill/link/M0000\"]",
    )
}

fn choices(locales: &[&str]) -> Choices {
    Choices {
        locales: locales.iter().map(|&locale| locale.to_owned()).collect(),
        name: None,
        invocation_name: None,
        icons_url: None,
        privacy_url: "https://example.org/privacy".parse().expect("a URL"),
        countries: vec!["US".into(), "GB".into()],
        testing_instructions: "Call the desk.".into(),
        certificate: Certificate::Trusted,
    }
}

fn file(package: &Package, name: &str) -> Value {
    let found = package.files.iter().find(|(path, ..)| path == Path::new(name));
    found.unwrap_or_else(|| panic!("no file {name}")).1.clone()
}

/// Every key of a JSON value with the way to it; all locales are one.
fn keys(value: &Value, way: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let key = if ALL.contains(&key.as_str()) { "LOCALE" } else { key.as_str() };
                let key = if matches!(key, "NA" | "EU" | "FE") { "REGION" } else { key };
                let way = format!("{way}/{key}");
                found.insert(way.clone());
                keys(value, &way, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, &format!("{way}[]"), found)),
        _ => {}
    }
}

fn shape(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    keys(value, "", &mut found);
    found
}

fn fixture(name: &str) -> Value {
    let path = format!("{}/../../tests/fixtures/alexa/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a fixture")).expect("JSON")
}

#[test]
fn the_manifest_has_every_field_of_amazons_example_and_is_for_our_host() {
    let package = Package::new(&linked(), &choices(&ALL)).expect("a package");
    let manifest = file(&package, "skill-package/skill.json");
    let (ours, example) = (shape(&manifest), shape(&fixture("pkg.skill")));
    let missing: Vec<_> = example.difference(&ours).collect();
    assert!(missing.is_empty(), "{missing:?}");

    let manifest = &manifest["manifest"];
    assert_eq!(manifest["manifestVersion"], "1.0");
    let endpoint =
        serde_json::json!({ "uri": "https://roomline.example.org/alexa/skill", "sslCertificateType": "Trusted" });
    for place in ["/apis/custom/endpoint", "/apis/custom/regions/EU/endpoint", "/events/endpoint"] {
        assert_eq!(manifest.pointer(place), Some(&endpoint), "{place}");
    }
    assert!(manifest["apis"]["custom"]["regions"].get("NA").is_none(), "the organisation is in Europe");
    let names: Vec<_> = manifest["permissions"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
    assert_eq!(names, ["amazon_communication::calling", "alexa::persistent_unit_id::read"]);
    let published = &manifest["publishingInformation"];
    assert_eq!((&published["category"], &published["distributionMode"]), (&"COMMUNICATION".into(), &"PUBLIC".into()));
    assert_eq!(published["locales"].as_object().expect("locales").len(), 8);
    for (locale, texts) in published["locales"].as_object().expect("locales") {
        for field in ["name", "summary", "description", "smallIconUri", "largeIconUri"] {
            assert!(texts[field].as_str().is_some_and(|text| !text.is_empty()), "{locale} {field}");
        }
        let icon = texts["smallIconUri"].as_str().expect("a URL");
        assert_eq!(icon, "https://roomline.example.org/alexa/icon108.png");
        assert!(manifest["privacyAndCompliance"]["locales"][locale]["privacyPolicyUrl"].is_string(), "{locale}");
    }
}

#[test]
fn every_model_has_a_valid_name_the_intents_of_certification_and_sentences_of_its_own() {
    let package = Package::new(&linked(), &choices(&ALL)).expect("a package");
    let example = fixture("pkg.interactionModel.en-US");
    for locale in ALL {
        let model = file(&package, &format!("skill-package/interactionModels/custom/{locale}.json"));
        let missing: Vec<_> = shape(&example).difference(&shape(&model)).cloned().collect();
        assert!(missing.is_empty(), "{locale}: {missing:?}");
        let model = &model["interactionModel"]["languageModel"];
        let invocation = model["invocationName"].as_str().expect("a name");
        invocation_name(invocation).expect("a name by Amazon's rules");
        let intents = model["intents"].as_array().expect("intents");
        let named: BTreeSet<_> = intents.iter().filter_map(|intent| intent["name"].as_str()).collect();
        for intent in example["interactionModel"]["languageModel"]["intents"].as_array().expect("intents") {
            assert!(named.contains(intent["name"].as_str().expect("a name")), "{locale}: {intent}");
        }
        let own: Vec<_> =
            intents.iter().filter(|one| !one["name"].as_str().expect("a name").starts_with("AMAZON.")).collect();
        let samples = own[0]["samples"].as_array().expect("samples");
        let sentences: BTreeSet<_> = samples.iter().map(|sample| sample.as_str().expect("a sentence")).collect();
        assert!(own.len() == 1 && sentences.len() >= 5, "{locale}");
        let spoken = |letter: char| letter.is_alphabetic() || matches!(letter, ' ' | '\'' | '-');
        assert!(sentences.iter().all(|sentence| sentence.chars().all(spoken)), "{locale}: {sentences:?}");

        let manifest = file(&package, "skill-package/skill.json");
        let phrases = &manifest["manifest"]["publishingInformation"]["locales"][locale]["examplePhrases"];
        for phrase in phrases.as_array().expect("phrases") {
            let phrase = phrase.as_str().expect("a phrase");
            assert!(phrase.starts_with("Alexa, ") && phrase.contains(invocation), "{locale}: {phrase}");
        }
        let asked = phrases[1].as_str().expect("a phrase");
        assert!(sentences.iter().any(|sentence| asked.ends_with(sentence)), "{locale}: it is one of the samples");
    }
}

#[test]
fn account_linking_points_to_our_own_server() {
    let package = Package::new(&linked(), &choices(&["en-US"])).expect("a package");
    let settings = &file(&package, "accountLinking.json")["accountLinkingRequest"];
    for (field, value) in [
        ("type", "AUTH_CODE"),
        ("authorizationUrl", "https://roomline.example.org/oauth/authorize"),
        ("accessTokenUrl", "https://roomline.example.org/oauth/token"),
        ("accessTokenScheme", "HTTP_BASIC"),
        ("clientId", "alexa"),
        ("clientSecret", "sixteen-or-longer"),
    ] {
        assert_eq!(settings[field], value, "{field}");
    }
    assert_eq!(settings["scopes"], serde_json::json!(["calls"]));
    assert_eq!(settings["redirectUrls"][0], "https://layla.amazon.com/api/skill/link/M0000");
}

#[test]
fn what_amazon_would_refuse_is_refused_here_with_a_remedy() {
    let without_oauth = config("https://roomline.example.org", "");
    let says = |config: &Config, choices: &Choices| Package::new(config, choices).expect_err("an error").to_string();
    assert!(says(&without_oauth, &choices(&["en-US"])).contains("[oauth]"));
    for url in ["http://127.0.0.1:8480", "https://roomline.example.org:8443", "https://roomline.example.org/x"] {
        let mut config = linked();
        config.server.public_url = Some(url.parse().expect("a URL"));
        assert!(says(&config, &choices(&["en-US"])).contains("port 443"), "{url}");
    }
    let mut config = linked();
    config.server.public_url = None;
    assert!(says(&config, &choices(&["en-US"])).contains("`server.public_url` is missing"));
    let config = linked();
    assert!(says(&config, &choices(&["ja-JP"])).contains("en-US, en-GB, de-DE, fr-FR, it-IT, es-ES, es-US, fr-CA"));
    assert!(says(&config, &choices(&["en-US", "EN-us"])).contains("once"));
    assert!(says(&config, &choices(&[])).contains("once"));
    let plain = "http://example.org/p".parse().expect("a URL");
    assert!(says(&config, &Choices { privacy_url: plain, ..choices(&["en-US"]) }).contains("https://"));
    assert!(says(&config, &Choices { countries: vec!["USA".into()], ..choices(&["en-US"]) }).contains("two capital"));
    assert!(says(&config, &Choices { name: Some("x".repeat(51)), ..choices(&["en-US"]) }).contains("1 to 50"));
}

#[test]
fn an_invocation_name_keeps_amazons_rules() {
    for good in ["house calling", "haus anruf", "l'appel maison", "dr. smith house"] {
        assert!(invocation_name(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "house",
        "House calling",
        "house  calling",
        " house calling",
        "house 2",
        "alexa calling",
        "open house",
        "house for calling",
        "call! us",
        "computer house",
        &"house ".repeat(20),
    ] {
        assert!(invocation_name(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_earlier_package_is_written_over_only_if_asked_and_the_secret_is_the_owners() {
    let folder = std::env::temp_dir().join(format!("roomline-package-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let package = Package::new(&linked(), &choices(&["en-US", "de-DE"])).expect("a package");
    let paths = package.write(&folder, false).expect("written");
    assert_eq!(paths.len(), 5);
    assert!(matches!(package.write(&folder, false), Err(PackageError::Exists(_))));
    std::fs::remove_file(&paths[0]).expect("removed");
    assert!(matches!(package.write(&folder, false), Err(PackageError::Exists(_))), "one file in the way is enough");
    assert!(!paths[0].exists(), "and nothing was written");
    package.write(&folder, true).expect("written over");
    #[cfg(unix)]
    {
        let secret = std::fs::metadata(folder.join("accountLinking.json")).expect("a file");
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&secret.permissions()) & 0o077, 0);
    }
    let text = std::fs::read(folder.join("skill-package/interactionModels/custom/de-DE.json")).expect("a file");
    assert!(serde_json::from_slice::<Value>(&text).is_ok());
    std::fs::remove_dir_all(&folder).expect("removed");
}
