//! What an administrator types, and the sentences that come back.

use clap::Parser as _;
use roomline_middleware::cli::Cli;

use crate::bench::{Bench, PASSWORD};
use crate::sign_in::sign_in;

/// Runs a command on the bench's configuration; `Err` holds what would be printed as an error.
pub(crate) fn run(bench: &Bench, arguments: &[&str], input: &str) -> Result<String, String> {
    let file = bench.config_file().display().to_string();
    let arguments = ["roomline-middleware", "--config", file.as_str()].into_iter().chain(arguments.iter().copied());
    let cli = Cli::try_parse_from(arguments).map_err(|error| error.to_string())?;
    let mut output = Vec::new();
    cli.run(&mut input.as_bytes(), &mut output).map_err(|error| error.to_string())?;
    Ok(String::from_utf8(output).expect("text"))
}

#[tokio::test]
async fn an_account_is_added_used_disabled_and_reset() {
    let bench = Bench::new().await;
    let added = run(&bench, &["staff", "add", "eve", "--name", "Eve Adams"], "eves password\n").expect("added");
    assert_eq!(added, "Eve Adams can sign in as eve now.\n");
    assert_eq!(sign_in(&bench, "eve", "eves password", "s").await.status, 200);

    let list = run(&bench, &["staff", "list"], "").expect("a list");
    assert!(list.lines().any(|line| line.starts_with("eve ") && line.ends_with("Eve Adams")), "{list}");
    assert!(list.lines().any(|line| line.starts_with("dan ") && line.ends_with("(disabled)")), "{list}");

    run(&bench, &["staff", "disable", "eve"], "").expect("disabled");
    assert_eq!(sign_in(&bench, "eve", "eves password", "s").await.status, 403);
    let file = bench.file("password", "another password\r\n");
    run(&bench, &["staff", "reset", "eve", "--password-file", &file], "").expect("reset");
    assert_eq!(sign_in(&bench, "eve", "another password", "s").await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_done_is_said_with_a_remedy() {
    let bench = Bench::new().await;
    for (arguments, input, says) in [
        (&["staff", "add", "ANN", "--name", "Ann"][..], PASSWORD, "already; set a new password with: staff reset"),
        (&["staff", "add", "eve", "--name", "Eve"], "short", "8 characters or more"),
        (&["staff", "add", "eve", "--name", "Eve"], "", "8 characters or more"),
        (&["staff", "add", "eve", "--name", " "], PASSWORD, "1 to 50 characters"),
        (&["staff", "add", "eve"], PASSWORD, "--name"),
        (&["staff", "add", "eve", "secret", "--name", "Eve"], "", "unexpected argument"),
        (&["staff", "disable", "eve"], "", "there is no account eve; see them with: staff list"),
        (&["staff", "reset", "eve"], PASSWORD, "there is no account eve"),
        (&["staff", "reset", "ann", "--password-file", "/nowhere"], "", "cannot read /nowhere"),
        (&["directory", "import", "/nowhere.csv"], "", "cannot read /nowhere.csv"),
    ] {
        let error = run(&bench, arguments, input).expect_err("an error");
        assert!(error.contains(says), "{arguments:?}: {error}");
    }
}

#[tokio::test]
async fn rooms_are_imported_and_with_a_mistake_nothing_changes() {
    let bench = Bench::new().await;
    let good = "unit_id,name,room\nunit-1,Mr Lee,101\nunit-204,Mrs Jones,204\n";
    let file = bench.file("rooms.csv", good);
    let said = run(&bench, &["directory", "import", &file], "").expect("an import");
    assert_eq!(said, "The directory has 2 rooms now: 1 new, 0 removed.\n");

    let file = bench.file("rooms.csv", "unit_id,name,room\nunit-1,,101\nunit-1\n");
    let error = run(&bench, &["directory", "import", &file], "").expect_err("mistakes");
    assert!(error.starts_with("nothing was imported: there are 2 mistakes"), "{error}");
    assert!(error.contains("\n  line 2, column 2: `name` is empty"), "{error}");
    assert!(error.contains("\n  line 3, column 2: there are 1 values"), "{error}");
    assert_eq!(bench.store().units().expect("units").len(), 2);
}

#[tokio::test]
async fn a_configuration_is_checked_and_a_broken_one_refused_by_every_command() {
    let bench = Bench::new().await;
    assert!(run(&bench, &["check-config"], "").expect("in order").ends_with("is in order: 1 ring group.\n"));
    bench.break_config();
    for command in [&["check-config"][..], &["serve"], &["staff", "list"]] {
        let error = run(&bench, command, "").expect_err("a mistake");
        assert!(error.contains("has 1 mistake:\n  line 1: there is no key `nonsense`; remove it"), "{error}");
    }
}

#[tokio::test]
async fn a_skill_package_is_written_for_the_configured_host_and_locales() {
    let bench = crate::linking::bench("").await;
    let out = bench.file("package", "");
    std::fs::remove_file(&out).expect("removed");
    let privacy = "https://example.org/privacy";
    let mut arguments = vec!["skill-package", "--out", &out, "--locales", "en-US,de-DE", "--privacy-url", privacy];
    let error = run(&bench, &arguments, "").expect_err("an error");
    assert!(error.contains("`server.public_url` is missing"), "{error}");

    let text = std::fs::read_to_string(bench.config_file()).expect("a file");
    let text = text.replace("[server]\n", "[server]\npublic_url = \"https://roomline.example.org\"\n");
    std::fs::write(bench.config_file(), text).expect("a file");
    let said = run(&bench, &arguments, "").expect("a package");
    assert!(said.contains("skill.json\n") && said.contains("custom/de-DE.json\n"), "{said}");
    assert!(said.contains("out of version control") && said.contains("Fill in the brackets"), "{said}");
    let error = run(&bench, &arguments, "").expect_err("an error");
    assert!(error.contains("is there already; write it anew with --force"), "{error}");
    arguments.push("--force");
    run(&bench, &arguments, "").expect("written over");
}

#[tokio::test]
async fn the_icons_that_a_package_names_are_served() {
    let bench = Bench::new().await;
    for path in ["/alexa/icon108.png", "/alexa/icon512.png"] {
        let answer = bench.ask("GET", path, None, None).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.headers["content-type"]),
            (200, &"image/png".parse().expect("a value"))
        );
    }
}
