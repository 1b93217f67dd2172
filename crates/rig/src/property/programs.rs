//! The programs of a property: started, configured and filled as an administrator would.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;

use super::onboarding::{LINKING_CLIENT, LINKING_REDIRECT, LINKING_SECRET};
use super::{DeskCard, PASSWORD, PropertyOptions, Setup};
use crate::{Build, Folder, Process};

/// How long a program may take to be ready.
const START: Duration = Duration::from_secs(30);

pub(super) fn start_alexa(folder: &Folder, options: PropertyOptions) -> anyhow::Result<(Process, Value, PathBuf)> {
    let ready_file = folder.path().join("alexa.json");
    let mut alexa = simulator(options.build)?;
    alexa.args(["serve", "--listen", "127.0.0.1:0", "--state-dir"]).arg(folder.inside("alexa")?);
    if options.setup == Setup::Unpacked {
        alexa.args(["--property", "empty"]);
    }
    alexa.args(rooms_of(options));
    alexa.arg("--ready-file").arg(&ready_file).current_dir(folder.path()).env("RUST_LOG", options.log);
    let mut alexa = Process::start("alexa-sim", alexa, folder.path())?;
    let ready = serde_json::from_str(&alexa.wait_for_file(&ready_file, START)?)?;
    Ok((alexa, ready, ready_file))
}

pub(super) fn start_middleware(folder: &Folder, config: &Path, build: Build) -> anyhow::Result<(Process, Value)> {
    let ready_file = folder.path().join("middleware.json");
    let mut serve = middleware(config, build)?;
    serve.args(["serve", "--ready-file"]).arg(&ready_file);
    // Left over from an earlier start, or not there.
    let _ = std::fs::remove_file(&ready_file);
    let mut middleware = Process::start("middleware", serve, folder.path())?;
    let addresses = serde_json::from_str(&middleware.wait_for_file(&ready_file, START)?)?;
    Ok((middleware, addresses))
}

/// Keeps the middleware's ports for its next start.
pub(super) fn stay_at(config: &Path, addresses: &Value) -> anyhow::Result<()> {
    let mut settings = std::fs::read_to_string(config)?;
    for door in ["listen", "admin_listen"] {
        let line = |address: &str| format!("server.{door} = {address:?}\n");
        settings = settings.replace(&line("127.0.0.1:0"), &line(&text(addresses, door)?));
    }
    Ok(std::fs::write(config, settings)?)
}

pub(super) fn config_file(folder: &Folder) -> PathBuf {
    folder.path().join("roomline.toml")
}

/// The simulator prints what is about it; ports, database and key are ours.
pub(super) fn write_config(folder: &Folder, ready_file: &Path, options: PropertyOptions) -> anyhow::Result<PathBuf> {
    let mut print = simulator(options.build)?;
    print.arg("config").arg("--ready-file").arg(ready_file);
    print.args(options.desks.iter().flat_map(|desk| ["--station", desk.station]));
    let about_alexa = output(&mut print)?;
    let own = format!(
        "server.listen = \"127.0.0.1:0\"\nserver.admin_listen = \"127.0.0.1:0\"\ndatabase.path = {:?}\n\
         secrets.key_file = {:?}\nlog.filter = {:?}\n\n",
        folder.path().join("roomline.db"),
        folder.path().join("roomline.key"),
        options.log,
    );
    let mut key = Command::new("sh");
    output(
        key.args(["-c", r#"umask 077; head -c 32 /dev/urandom | base64 >"$0""#])
            .arg(folder.path().join("roomline.key")),
    )?;
    let config = config_file(folder);
    let about_alexa = match options.setup {
        Setup::Ready => about_alexa,
        Setup::Unpacked => as_an_owner_begins(&about_alexa),
    };
    // Off by default, so the file says it only where it is wanted.
    let with_re_offers = about_alexa.replacen("[alexa]\n", "[alexa]\nice_restart = true\n", 1);
    std::fs::write(&config, own + if options.ice_restart { &with_re_offers } else { &about_alexa })?;
    Ok(config)
}

/// With account linking: as `docs/skill.md` leads there.
pub(super) fn as_an_owner_begins(about_alexa: &str) -> String {
    let (id, secret, uri) = (LINKING_CLIENT, LINKING_SECRET, LINKING_REDIRECT);
    format!("{about_alexa}\n[oauth]\nclient_id = {id:?}\nclient_secret = {secret:?}\nredirect_uris = [{uri:?}]\n")
}

/// Brings in the rooms, unless onboarding does, and the people at the desks.
pub(super) fn fill(folder: &Folder, config: &Path, options: PropertyOptions) -> anyhow::Result<()> {
    let rooms = folder.path().join("rooms.csv");
    std::fs::write(&rooms, output(simulator(options.build)?.args(["rooms", "--csv"]).args(rooms_of(options)))?)?;
    if options.setup == Setup::Ready {
        output(middleware(config, options.build)?.args(["directory", "import"]).arg(&rooms))?;
    }
    let password = folder.path().join("password");
    std::fs::write(&password, PASSWORD)?;
    for DeskCard { user, name, .. } in options.desks {
        output(
            middleware(config, options.build)?
                .args(["staff", "add", user, "--name", name, "--password-file"])
                .arg(&password),
        )?;
    }
    Ok(())
}

/// How many rooms the simulator makes, in its words.
fn rooms_of(options: PropertyOptions) -> Vec<String> {
    options.rooms.map(|count| vec!["--rooms".to_owned(), count.to_string()]).unwrap_or_default()
}

pub(super) fn simulator(build: Build) -> anyhow::Result<Command> {
    Ok(Command::new(build.program("roomline-alexa-sim")?))
}

pub(super) fn middleware(config: &Path, build: Build) -> anyhow::Result<Command> {
    let mut command = Command::new(build.program("roomline-middleware")?);
    command.arg("--config").arg(config).current_dir(config.parent().context("it lies in a folder")?);
    Ok(command)
}

pub(super) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    ensure!(output.status.success(), "{:?}: {}", command.get_program(), String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

pub(super) fn text(value: &Value, key: &str) -> anyhow::Result<String> {
    Ok(value[key].as_str().with_context(|| format!("{key} is missing in {value}"))?.to_owned())
}
