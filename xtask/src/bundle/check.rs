//! Installs a package into an empty folder with dpkg itself, uses what it brought, and removes it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use roomline_rig::{Desk, DeskOptions, Folder, Property, PropertyOptions};

use crate::demo::open_app;
use crate::step;

/// The package's name.
const NAME: &str = "roomline";

/// Everything the package claims to do.
pub(super) fn package(package: &Path) -> anyhow::Result<()> {
    println!("→ Checking the package …");
    let watch = step::Watch::start();
    dependencies_can_be_installed(package, &["libwebkit2gtk-4.1-0", "libgtk-3-0", "libasound2"])?;
    let folder = Folder::new()?;
    let root = folder.inside("root")?;
    let before = prepare(&root)?;
    dpkg(&root, &["--install", &package.to_string_lossy()])?;
    let app = root.join("usr/bin").join(NAME);
    ensure!(app.is_file(), "the package brings no {}", app.display());
    a_menu_shows_it(&root)?;
    it_starts_with_the_desktop(&root)?;
    tokio::runtime::Runtime::new()?.block_on(it_signs_in(&app))?;
    dpkg(&root, &["--purge", NAME])?;
    let left: Vec<PathBuf> = files(&root)?.into_iter().filter(|file| !before.contains(file)).collect();
    ensure!(left.is_empty(), "removing the package leaves {left:?}");
    println!("  installed, started, signed in and removed in {}", step::seconds(watch.elapsed()));
    Ok(())
}

/// apt finds everything the package asks for, and `needed` is among it.
pub(super) fn dependencies_can_be_installed(package: &Path, needed: &[&str]) -> anyhow::Result<()> {
    let simulated = Command::new("apt-get").args(["install", "--simulate"]).arg(package).output()?;
    let sentence = String::from_utf8_lossy(&simulated.stderr).into_owned();
    ensure!(simulated.status.success(), "apt cannot install the package: {sentence}");
    let depends = Command::new("dpkg-deb").arg("--field").arg(package).arg("Depends").output()?;
    let depends = String::from_utf8_lossy(&depends.stdout).into_owned();
    for needed in needed {
        ensure!(depends.contains(needed), "the package does not ask for {needed}, only for {depends}");
    }
    Ok(())
}

/// An empty system that knows of no package; returns what lies in it.
pub(super) fn prepare(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let admin = root.join("var/lib/dpkg");
    for folder in ["info", "updates", "triggers", "parts"] {
        fs::create_dir_all(admin.join(folder))?;
    }
    fs::write(admin.join("status"), "")?;
    fs::write(admin.join("available"), "")?;
    files(root)
}

/// dpkg on the folder: what the package depends on is not in there, it is this machine's.
pub(super) fn dpkg(root: &Path, arguments: &[&str]) -> anyhow::Result<()> {
    let mut dpkg = Command::new("dpkg");
    dpkg.arg(format!("--root={}", root.display())).args([
        "--force-depends",
        "--force-not-root",
        "--force-script-chrootless",
    ]);
    let output = dpkg.args(arguments).output()?;
    ensure!(output.status.success(), "dpkg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

fn it_starts_with_the_desktop(root: &Path) -> anyhow::Result<()> {
    let entry = root.join("etc/xdg/autostart/roomline.desktop");
    let text = fs::read_to_string(&entry).context("the package brings no entry that starts it with the desktop")?;
    ensure!(text.lines().any(|line| line == format!("Exec={NAME}")), "that entry does not start {NAME}:\n{text}");
    Ok(())
}

fn a_menu_shows_it(root: &Path) -> anyhow::Result<()> {
    let entries = fs::read_dir(root.join("usr/share/applications")).context("the package brings no menu entry")?;
    let entry = entries.flatten().next().context("the package brings no menu entry")?.path();
    let text = fs::read_to_string(&entry)?;
    ensure!(text.contains(&format!("Exec={NAME}")), "the menu entry does not start {NAME}:\n{text}");
    let icon = text.lines().find_map(|line| line.strip_prefix("Icon=")).context("the menu entry has no icon")?;
    let icons = files(&root.join("usr/share/icons"))?;
    ensure!(icons.iter().any(|file| file.file_stem().is_some_and(|stem| stem == icon)), "the icon {icon} is missing");
    Ok(())
}

async fn it_signs_in(app: &Path) -> anyhow::Result<()> {
    let desk = Desk::start(DeskOptions::default())?;
    let property = Property::start(PropertyOptions::default()).await?;
    let window = open_app(&desk, &property, app).await?;
    window.close().await
}

/// Every file in a folder, dpkg's own notes left out.
pub(super) fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            match path.is_dir() && !path.is_symlink() {
                true if path.ends_with("var/lib/dpkg") => {}
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    Ok(found)
}
