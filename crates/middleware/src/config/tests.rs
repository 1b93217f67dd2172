use std::path::PathBuf;

use super::*;

/// A file with everything that must be in one, after which a test writes its own lines.
struct Files {
    folder: PathBuf,
}

impl Files {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("roomline-config-{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("key"), [7; 32]).expect("a file");
        Self { folder }
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// Lines 1 to 9.
    fn head(&self) -> String {
        format!(
            r#"[secrets]
key_file = "{}"
[alexa]
skill_id = "amzn1.ask.skill.x"
signaling_client_id = "client"
signaling_client_secret = "secret"
"#,
            self.path("key")
        )
    }

    fn valid(&self) -> String {
        format!("{}[[ring_groups]]\nname = \"Desk\"\naddress = \"frontdesk\"\nstations = [\"Desk 1\"]\n", self.head())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        // What cannot be removed lies in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn parse(text: &str) -> Config {
    Config::parse(text, []).expect("a configuration without mistakes")
}

fn mistakes(text: &str) -> Vec<Mistake> {
    Config::parse(text, []).expect_err("mistakes")
}

/// The lines at which there are mistakes, and a word of each.
fn places(text: &str) -> Vec<(Place, String)> {
    mistakes(text).into_iter().map(|mistake| (mistake.place, mistake.what)).collect()
}

#[test]
fn a_short_file_is_enough_and_the_rest_has_defaults() {
    let files = Files::new("defaults");
    let config = parse(&files.valid());
    assert_eq!(config.server.listen.to_string(), "127.0.0.1:8480");
    assert_eq!(config.server.staff_listen, None);
    assert_eq!(config.database, PathBuf::from("roomline.db"));
    assert_eq!(config.alexa.api_url.as_str(), "https://api.amazonalexa.com/");
    assert_eq!(config.alexa.webrtc_admin_url, config.alexa.api_url);
    assert_eq!(config.alexa.token_url.as_str(), "https://api.amazon.com/auth/o2/token");
    assert_eq!(config.alexa.certificate_url_prefix.as_str(), "https://s3.amazonaws.com/echo.api/");
    assert_eq!(config.alexa.deferred_response, DeferredResponse::Directive);
    assert_eq!(config.ring_groups[0].ring_for_s, 30);
    assert_eq!(config.log.filter, "info");
}

#[test]
fn a_variable_overrides_the_file_and_reads_secrets_from_files() {
    let files = Files::new("variables");
    std::fs::write(files.path("client"), "from a file\n").expect("a file");
    let variables = [
        ("ROOMLINE_SERVER__LISTEN", "127.0.0.1:1234"),
        ("ROOMLINE_ALEXA__REGION", "eu"),
        ("ROOMLINE_ALEXA__SIGNALING_CLIENT_SECRET_FILE", &files.path("client")),
        ("ROOMLINE_ICE__SERVERS", "stun:a.example, stun:b.example"),
        ("ROOMLINE_ALEXA__REQUIRE_LINKED_ACCOUNT", "true"),
        ("ROOMLINE_DATA_DIR", "/of/the/station"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let config = Config::parse(&files.valid(), variables).expect("a configuration");
    assert_eq!(config.server.listen.port(), 1234);
    assert_eq!(config.alexa.api_url.as_str(), "https://api.eu.amazonalexa.com/");
    assert_eq!(secrecy::ExposeSecret::expose_secret(&config.alexa.signaling_client_secret), "from a file");
    assert_eq!(config.ice.servers, ["stun:a.example", "stun:b.example"]);
    assert!(config.alexa.require_linked_account);
}

#[test]
fn a_variable_with_a_wrong_value_or_name_is_a_mistake_of_the_variable() {
    let files = Files::new("wrong-variables");
    let variables = [("ROOMLINE_SERVER__LISTEN", "here"), ("ROOMLINE_SERVER__LISTN", "127.0.0.1:1")];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let found = Config::parse(&files.valid(), variables).expect_err("mistakes");
    let places: Vec<_> = found.into_iter().map(|mistake| mistake.place).collect();
    let variable = |name: &str| Place::Variable(format!("ROOMLINE_SERVER__{name}"));
    assert_eq!(places, [variable("LISTEN"), variable("LISTN")]);
}

#[test]
fn every_mistake_is_named_at_once_with_its_line() {
    let files = Files::new("all");
    let text = format!(
        "{}region = \"us\"\napi_url = \"http://api.example.org\"\ntoken_url = \"nonsense\"\nrequire_linked_account = \"yes\"\n\
         skil_id = \"x\"\n[server]\nlisten = \"localhost\"\nstaff_listen = \"0.0.0.0:443\"\nadmin_listen = \"0.0.0.0:80\"\n\
         tls_certificate = \"x\"\n[ice]\nservers = [\"http://turn\", \"turn:turn.example.org\", \
         \"turns:turn.example.org\", \"turn:turn.example.org?transport=tcp\"]\n",
        files.head()
    );
    let found = places(&text);
    let lines: Vec<_> = found.iter().map(|(place, _)| place.clone()).collect();
    let expected = [7, 8, 9, 10, 11, 13, 14, 15, 16, 18, 18, 18, 18].map(Place::Line);
    assert_eq!(lines[..expected.len()], expected, "{found:#?}");
    assert_eq!(lines[expected.len()..], [Place::File], "no ring group: {found:#?}");
}

#[test]
fn missing_keys_are_named_with_where_to_get_them() {
    let found = mistakes("");
    let what: Vec<_> = found.iter().map(|mistake| mistake.what.as_str()).collect();
    assert_eq!(
        what,
        [
            "`secrets.key_file` is missing",
            "`alexa.skill_id` is missing",
            "`alexa.signaling_client_id` is missing",
            "`alexa.signaling_client_secret` is missing",
            "`ring_groups` is missing",
        ]
    );
    assert!(found.iter().all(|mistake| !mistake.remedy.is_empty()));
}

#[test]
fn a_file_that_is_no_toml_is_named_by_line() {
    let found = places("[server]\nlisten = \n[[ring_groups\n");
    assert_eq!(found[0].0, Place::Line(2), "{found:?}");
    assert!(found.iter().any(|(place, _)| *place == Place::Line(3)), "{found:?}");
}

#[test]
fn a_table_or_key_that_is_there_twice_is_the_only_mistake() {
    let files = Files::new("twice");
    let variables = [("ROOMLINE_SERVER__LISTEN".to_owned(), "127.0.0.1:1234".to_owned())];
    let told = |text: &str| -> Vec<String> {
        let found = Config::parse(text, variables.clone()).expect_err("mistakes");
        found.iter().map(ToString::to_string).collect()
    };
    // The natural thing: a whole file, and after it what the simulator prints.
    let alexa = "[alexa]\nskill_id = \"amzn1.ask.skill.y\"\nsignaling_client_id = \"other\"\nregion = \"eu\"\n";
    let appended = format!("{}{alexa}[[ring_groups]]\nname = \"Nurses\"\n", files.valid());
    let expected =
        "line 11: [alexa] is there already, at line 3; put the keys of both under one [alexa], or delete one";
    assert_eq!(told(&appended), [expected]);

    let twice = files.valid().replace("name = \"Desk\"\n", "name = \"Desk\"\nname = \"Front desk\"\n");
    assert_eq!(told(&twice), ["line 9: `name` is there already, at line 8; remove one of the two"]);
}

#[test]
fn secret_files_must_be_readable_and_hold_something() {
    let files = Files::new("secrets");
    std::fs::write(files.path("empty"), "\n").expect("a file");
    let text = files.valid().replace(
        "signaling_client_secret = \"secret\"",
        &format!(
            "signaling_client_secret_file = \"{}\"\nmanagement_refresh_token_file = \"/nowhere\"",
            files.path("empty")
        ),
    );
    let found = places(&text);
    assert_eq!(found.iter().map(|(place, _)| place.clone()).collect::<Vec<_>>(), [6, 7].map(Place::Line), "{found:?}");
    assert!(found[1].1.contains("/nowhere"), "{found:?}");

    let both = files.valid().replace("[alexa]\n", "[alexa]\nsignaling_client_secret_file = \"/x\"\n");
    assert!(places(&both)[0].1.contains("both given"));
    std::fs::write(files.path("key"), "short").expect("a file");
    assert!(places(&files.valid())[0].1.contains("32 bytes"));
}

#[test]
fn a_key_may_be_written_in_base64() {
    let files = Files::new("base64");
    std::fs::write(files.path("key"), "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=\n").expect("a file");
    assert_eq!(parse(&files.valid()).key.bytes(), &[1; 32]);
}

#[test]
fn certificates_and_keys_must_be_what_they_are_called() {
    let files = Files::new("tls");
    std::fs::write(files.path("pem"), "no certificate").expect("a file");
    let pem = files.path("pem");
    let half = format!("{}[server]\ntls_cert = \"{pem}\"\n", files.valid());
    assert!(places(&half)[0].1.contains("only one of"));
    let text = format!("{}[server]\ntls_cert = \"{pem}\"\ntls_key = \"{pem}\"\n", files.valid());
    let found = places(&text);
    assert_eq!(
        found.iter().map(|(place, _)| place.clone()).collect::<Vec<_>>(),
        [12, 13].map(Place::Line),
        "{found:?}"
    );
    let root = files.valid().replace("[alexa]\n", "[alexa]\ntls_root_file = \"/nowhere.pem\"\n");
    assert_eq!(places(&root)[0].0, Place::Line(4));
}

/// Ring groups from `name → then` with the seconds each rings.
fn groups(files: &Files, groups: &[(&str, u32, Option<&str>)]) -> String {
    let mut text = files.head();
    for (name, seconds, then) in groups {
        let then = then.map(|then| format!("then = \"{then}\"\n")).unwrap_or_default();
        text += &format!(
            "[[ring_groups]]\nname = \"{name}\"\naddress = \"{name}\"\nstations = [\"Desk\"]\nring_for_s = {seconds}\n{then}"
        );
    }
    text
}

#[test]
fn a_chain_of_ring_groups_may_ring_for_a_minute_and_no_longer() {
    let files = Files::new("chains");
    parse(&groups(&files, &[("a", 20, Some("b")), ("b", 20, Some("c")), ("c", 20, None)]));
    let found = places(&groups(&files, &[("a", 21, Some("b")), ("b", 20, Some("c")), ("c", 20, None)]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Place::Line(7));
    assert!(found[0].1.contains("a → b → c") && found[0].1.contains("61 s"), "{found:?}");
}

#[test]
fn then_may_neither_loop_nor_name_nobody() {
    let files = Files::new("loops");
    let found = places(&groups(&files, &[("a", 10, Some("b")), ("b", 10, Some("a")), ("c", 10, Some("c"))]));
    let expected = [12, 18, 24].map(Place::Line);
    assert_eq!(found.iter().map(|(place, _)| place.clone()).collect::<Vec<_>>(), expected, "{found:?}");
    let found = places(&groups(&files, &[("a", 10, Some("b")), ("b", 10, Some("x"))]));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, Place::Line(18));
}

#[test]
fn a_group_into_which_a_loop_leads_is_not_blamed_for_it() {
    let files = Files::new("into-loop");
    let found = places(&groups(&files, &[("a", 10, Some("b")), ("b", 10, Some("c")), ("c", 10, Some("b"))]));
    assert_eq!(
        found.iter().map(|(place, _)| place.clone()).collect::<Vec<_>>(),
        [18, 24].map(Place::Line),
        "{found:?}"
    );
}

#[test]
fn ring_groups_are_whole_and_unlike_each_other() {
    let files = Files::new("groups");
    let text = format!(
        "{}[[ring_groups]]\nname = \"A\"\naddress = \"x\"\nstations = []\n[[ring_groups]]\nname = \"A\"\naddress = \"x\"\n\
         stations = [\"D\", 5]\nring_for_s = 0\nringtone = \"loud\"\n[[ring_groups]]\nthen = 7\n",
        files.head()
    );
    let found = places(&text);
    let lines: Vec<_> = found.iter().map(|(place, _)| place.clone()).collect();
    let expected = [10, 11, 11, 14, 15, 16, 17, 17, 17, 18].map(Place::Line);
    assert_eq!(lines, expected, "{found:#?}");
}

#[test]
fn a_key_that_is_nearly_right_is_suggested() {
    let files = Files::new("nearly");
    let found = mistakes(&files.valid().replace("[alexa]\n", "[alexa]\ndeferred_respons = \"empty\"\n"));
    assert_eq!(found[0].remedy, "did you mean `alexa.deferred_response`?");
    let found = mistakes(&format!("skill_id = \"x\"\n{}", files.valid()));
    assert_eq!((found[0].place.clone(), found[0].remedy.as_str()), (Place::Line(1), "did you mean `alexa.skill_id`?"));
}

#[test]
fn echos_are_asked_for_every_minute_never_or_as_often_as_amazon_bears() {
    let files = Files::new("echos");
    let every = |line: &str| {
        let text = files.valid().replace("[[ring_groups]]", &format!("{line}\n[[ring_groups]]"));
        Config::parse(&text, []).map(|config| config.alexa.echo_poll.map_or(0, |every| every.as_secs()))
    };
    for (line, seconds) in [("", 60), ("echo_poll_s = 0", 0), ("echo_poll_s = 10", 10), ("echo_poll_s = 3600", 3600)] {
        assert_eq!(every(line), Ok(seconds), "{line}");
    }
    for wrong in ["9", "3601", "-1", "1.5", "\"60\"", "99999999999999999999"] {
        let found = every(&format!("echo_poll_s = {wrong}")).expect_err(wrong);
        assert_eq!((found.len(), &found[0].place), (1, &Place::Line(7)), "{wrong}: {found:?}");
        assert!(
            found[0].what.contains("`alexa.echo_poll_s`") && format!("{:?}", found[0]).contains("3600"),
            "{found:?}"
        );
    }
    let variable = [("ROOMLINE_ALEXA__ECHO_POLL_S".to_owned(), "120".to_owned())];
    let config = Config::parse(&files.valid(), variable).expect("a configuration");
    assert_eq!(config.alexa.echo_poll, Some(Duration::from_secs(120)));
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let files = Files::new("debug");
    let config = parse(&files.valid());
    assert!(!format!("{config:?}").contains("\"secret\""), "{config:?}");
}

#[test]
fn the_documented_file_names_every_key_and_no_other() {
    let documented = include_str!("../../../../docs/middleware.toml");
    let files = Files::new("documented");
    std::fs::write(files.path("file"), "content-of-16-characters").expect("a file");
    let mut text = String::new();
    for line in documented.lines() {
        let line = line
            .strip_prefix("# ")
            .filter(|rest| rest.split_once(" = ").is_some_and(|(key, _)| is_key(key)))
            .unwrap_or(line);
        // No file of the example is there; and certificates are looked into.
        let is_pem = line.contains(".pem\"");
        match line.split_once(" = ") {
            Some((key, _)) if key == "key_file" => text += &format!("{key} = {:?}\n", files.path("key")),
            Some((key, _)) if key.ends_with("_file") && !is_pem => {
                text += &format!("{key} = {:?}\n", files.path("file"))
            }
            Some(_) if is_pem => {}
            _ => text += &format!("{line}\n"),
        }
    }
    let config = Config::parse(&text, []).expect("an example without mistakes");
    assert_eq!(config.ring_groups[0].then.as_deref(), Some("Nurses"));

    let mut reader = reader::Reader::new(&text, []);
    check::read(&mut reader).expect("a configuration");
    for key in reader.asked() {
        let name = key.rsplit('.').next().expect("a name");
        let shown = documented.contains(&format!("{name} = ")) || documented.contains(&format!("{name}_file = "));
        assert!(shown || key == "ring_groups", "{key} is not in docs/middleware.toml");
    }
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[test]
fn account_linking_is_whole_or_not_there() {
    let files = Files::new("oauth");
    assert!(parse(&files.valid()).oauth.is_none());
    let uri = "https://layla.amazon.com/api/skill/link/M0000";
    let section = |lines: &str| format!("[oauth]\n{lines}\n{}", files.valid());
    let whole = format!("client_id = \"alexa\"\nclient_secret = \"sixteen-or-longer\"\nredirect_uris = [\"{uri}\"]");
    let config = parse(&section(&whole)).oauth.expect("the section");
    assert_eq!((config.client_id.as_str(), config.redirect_uris), ("alexa", vec![uri.to_owned()]));

    for (from, to, key) in [
        ("client_id = \"alexa\"", "", "client_id"),
        ("\"alexa\"", "\"al exa\"", "client_id"),
        ("client_secret = \"sixteen-or-longer\"", "", "client_secret"),
        ("sixteen-or-longer", "short", "client_secret"),
        ("sixteen-or-longer", "with some blanks in it", "client_secret"),
        (&format!("redirect_uris = [\"{uri}\"]"), "", "redirect_uris"),
        (&format!("\"{uri}\""), "", "redirect_uris"),
        ("https://layla", "http://layla", "redirect_uris"),
        ("/M0000", "/M0000#x", "redirect_uris"),
        ("layla.amazon", "user@layla.amazon", "redirect_uris"),
        ("https://layla.amazon.com/", "/", "redirect_uris"),
    ] {
        let found = mistakes(&section(&whole.replace(from, to)));
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert!(found[0].what.contains(&format!("`oauth.{key}`")), "{to}: {found:?}");
    }
}

#[test]
fn a_short_secret_of_the_forward_endpoint_is_a_mistake() {
    let files = Files::new("forward");
    std::fs::write(files.path("secret"), "fifteen letters\n").expect("a file");
    let line = format!("forward_secret_file = {:?}\n[[ring_groups]]", files.path("secret"));
    let found = mistakes(&files.valid().replace("[[ring_groups]]", &line));
    assert!(found.len() == 1 && found[0].what.contains("`alexa.forward_secret_file`"), "{found:?}");
}

#[test]
fn without_a_key_file_the_credential_of_systemd_is_the_key() {
    let files = Files::new("credential");
    let folder = [("CREDENTIALS_DIRECTORY".to_owned(), files.folder.display().to_string())];
    let without = files.valid().replace("key_file = ", "# key_file = ");
    let missing = Config::parse(&without, folder.clone()).expect_err("a mistake");
    assert!(missing[0].remedy.contains("credential `roomline-key`"), "{missing:?}");

    std::fs::write(files.path("roomline-key"), [9; 32]).expect("a file");
    let config = Config::parse(&without, folder.clone()).expect("a configuration");
    assert_eq!(config.key.bytes(), &[9; 32]);
    let config = Config::parse(&files.valid(), folder.clone()).expect("a configuration");
    assert_eq!(config.key.bytes(), &[7; 32], "a key that is named wins");
    std::fs::write(files.path("roomline-key"), "short").expect("a file");
    let found = Config::parse(&without, folder).expect_err("a mistake");
    assert_eq!(found[0].place, Place::Variable("CREDENTIALS_DIRECTORY".to_owned()));
}

#[test]
fn a_claim_lasts_half_an_hour_unless_the_file_says_otherwise() {
    let files = Files::new("claims");
    let minutes = |minutes: u64| Some(Duration::from_secs(minutes * 60));
    assert_eq!(parse(&files.valid()).claims_last, minutes(30));
    let with = |value: &str| format!("[callbacks]\nclaims_last_min = {value}\n{}", files.valid());
    assert_eq!(parse(&with("5")).claims_last, minutes(5));
    assert_eq!(parse(&with("0")).claims_last, None);
    assert_eq!(mistakes(&with("1441"))[0].place, Place::Line(2));
}

#[test]
fn calls_are_kept_for_a_year_unless_the_file_or_a_variable_says_otherwise() {
    let files = Files::new("retention");
    assert_eq!(parse(&files.valid()).retention.calls_days, 365);
    let with = |value: &str| format!("[retention]\ncalls_days = {value}\n{}", files.valid());
    assert_eq!(parse(&with("30")).retention.calls_days, 30);
    let variable = [("ROOMLINE_RETENTION__CALLS_DAYS".to_owned(), "90".to_owned())];
    assert_eq!(Config::parse(&with("30"), variable).expect("a configuration").retention.calls_days, 90);
    for wrong in ["0", "36501", "-1", "\"30\"", "30.5", "0x1e"] {
        let found = mistakes(&with(wrong));
        assert_eq!((found.len(), found[0].place.clone()), (1, Place::Line(2)), "{wrong}: {found:?}");
        assert!(found[0].what.contains("`retention.calls_days` is not a number from 1 to 36500"), "{found:?}");
    }
}
