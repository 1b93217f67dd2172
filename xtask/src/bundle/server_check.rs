//! What the server's package claims, done: it installs, its configuration is in order, it serves, its service is hardened,
//! its scripts may run again, and a purge leaves nothing but the data.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{Folder, Http, Process};

use super::check::{dependencies_can_be_installed, dpkg, files, prepare};
use super::server::NAME;
use crate::step;

/// How exposed the service may be, in tenths, as `systemd-analyze security` counts.
const MOST_EXPOSED: u32 = 20;
/// How long the server may take to serve.
const START: Duration = Duration::from_secs(30);
/// What nobody but a person may throw away.
const KEPT: &str = "etc/roomline/roomline.key";

/// Everything the package claims to do.
pub(super) fn package(package: &Path) -> anyhow::Result<()> {
    println!("→ Checking the server's package …");
    let watch = step::Watch::start();
    dependencies_can_be_installed(package, &["libc6", "ca-certificates", "systemd"])?;
    let folder = Folder::new()?;
    let root = folder.inside("root")?;
    let before = prepare(&root)?;
    let install = || dpkg(&root, &["--install", &package.to_string_lossy()]);
    install()?;
    service_is_hardened(&root, &folder)?;
    let config = root.join("etc/roomline/roomline.toml");
    tokio::runtime::Runtime::new()?.block_on(it_serves(&root, &config, &folder))?;

    let key = fs::read(root.join(KEPT)).context("the package makes no key")?;
    ensure!(key.len() == 32, "the package's key has {} bytes", key.len());
    fs::write(&config, format!("# changed by hand\n{}", fs::read_to_string(&config)?))?;
    install()?;
    ensure!(fs::read(root.join(KEPT))? == key, "an upgrade replaces the key: Amazon's tokens would be lost");
    ensure!(fs::read_to_string(&config)?.starts_with("# changed by hand"), "an upgrade overwrites the configuration");

    dpkg(&root, &["--remove", NAME])?;
    ensure!(config.is_file(), "removing the package takes the configuration away");
    dpkg(&root, &["--purge", NAME])?;
    let left: Vec<PathBuf> = files(&root)?.into_iter().filter(|file| !before.contains(file)).collect();
    ensure!(left == [root.join(KEPT)], "purging leaves {left:?}");
    println!("  installed, served, installed again and removed in {}", step::seconds(watch.elapsed()));
    Ok(())
}

/// systemd itself reads the service and counts what it may.
fn service_is_hardened(root: &Path, folder: &Folder) -> anyhow::Result<()> {
    let name = format!("{NAME}.service");
    let text = fs::read_to_string(root.join("usr/lib/systemd/system").join(&name))?;
    // The program lies in the folder only.
    let text = text.replace("/usr/bin/", &format!("{}/", root.join("usr/bin").display()));
    let unit = folder.inside("unit")?.join(&name);
    fs::write(&unit, text)?;
    let threshold = format!("--threshold={MOST_EXPOSED}");
    for arguments in [&["verify", "--man=no"][..], &["security", "--offline=true", "--no-pager", &threshold]] {
        let output = Command::new("systemd-analyze").args(arguments).arg(&unit).output();
        let output = output.context("systemd-analyze is missing; cargo xtask setup brings it")?;
        let said = [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
        ensure!(output.status.success(), "systemd-analyze {arguments:?}:\n{said}");
        ensure!(arguments[0] != "verify" || said.trim().is_empty(), "systemd-analyze {arguments:?}:\n{said}");
    }
    Ok(())
}

/// The configuration as it is installed, with the files and ports of this folder.
async fn it_serves(root: &Path, config: &Path, folder: &Folder) -> anyhow::Result<()> {
    let secret = folder.path().join("signaling-client-secret");
    fs::write(&secret, "not-the-real-one")?;
    let own = folder.inside("state")?;
    let command = |words: &[&str]| {
        let mut command = Command::new(root.join("usr/bin").join(NAME));
        command.arg("--config").arg(config).args(words).current_dir(&own);
        command.env("ROOMLINE_DATABASE__PATH", own.join("roomline.db"));
        command.env("ROOMLINE_SECRETS__KEY_FILE", root.join(KEPT));
        command.env("ROOMLINE_ALEXA__SIGNALING_CLIENT_SECRET_FILE", &secret);
        command.env("ROOMLINE_SERVER__LISTEN", "127.0.0.1:0").env("ROOMLINE_SERVER__ADMIN_LISTEN", "127.0.0.1:0");
        command
    };
    let checked = command(&["check-config"]).output()?;
    ensure!(checked.status.success(), "check-config: {}", String::from_utf8_lossy(&checked.stderr));
    let ready_file = own.join("ready.json");
    let mut server =
        Process::start("server", command(&["serve", "--ready-file", &ready_file.to_string_lossy()]), &own)?;
    let addresses: serde_json::Value = serde_json::from_str(&server.wait_for_file(&ready_file, START)?)?;
    let admin = addresses["admin_listen"].as_str().context("the server says where it listens")?;
    let health = Http::new(format!("http://{admin}")).get("/healthz").await?;
    ensure!(health["status"] == "ok", "/healthz says {health}");
    let status = server.stop()?;
    ensure!(status.success(), "the server ends with {status}:\n{}", server.log());
    Ok(())
}
