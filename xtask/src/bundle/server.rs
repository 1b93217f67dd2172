//! The package of the server: the program, its service, its configuration with every key, and scripts that may run twice.
//! dpkg-deb makes it; nothing else is needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::step;

/// The package's and the program's name.
pub(super) const NAME: &str = "roomline-middleware";

/// Where the configuration and what it names lie.
const ETC: &str = "/etc/roomline";

/// What the documented configuration says, and what it says in the package.
const OWN_PATHS: [(&str, &str); 3] = [
    ("# path = \"roomline.db\"", "path = \"/var/lib/roomline/roomline.db\""),
    ("key_file = \"roomline.key\"", "key_file = \"/etc/roomline/roomline.key\""),
    (
        "signaling_client_secret_file = \"signaling-client-secret\"",
        "signaling_client_secret_file = \"/etc/roomline/signaling-client-secret\"",
    ),
];

/// The pages that an operator needs beside the server.
const PAGES: [&str; 7] =
    ["operations.md", "middleware.toml", "skill.md", "onboarding.md", "property.toml", "forward.md", "first-echo.md"];

/// Builds the server and packs it; returns the package.
pub(super) fn pack(debug: bool) -> anyhow::Result<PathBuf> {
    let arguments: &[&str] =
        if debug { &super::AS_FOR_TESTS } else { &["--package", NAME, "--bin", NAME, "--release"] };
    let arguments = [&["build", "--locked"], arguments].concat();
    step::run("Building the server", "bundle-server", &mut step::cargo(&arguments))?;
    let program = step::target().join(if debug { "debug" } else { "release" }).join(NAME);
    let folder = step::target().join("xtask/server-deb");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let root = folder.join("root");
    fill(&root, &program)?;
    write(&root.join("DEBIAN/control"), &control(&folder, &program)?)?;
    let package = folder.join(format!("{NAME}_{}_{}.deb", env!("CARGO_PKG_VERSION"), architecture()?));
    let mut build = step::program("dpkg-deb", &["--build", "--root-owner-group"]);
    step::run("Packing the server", "dpkg-deb", build.arg(&root).arg(&package))?;
    Ok(package)
}

/// Puts everything in the place where it will lie.
fn fill(root: &Path, program: &Path) -> anyhow::Result<()> {
    let packaging = step::root().join("packaging");
    let docs = step::root().join("docs");
    copy(program, &root.join("usr/bin").join(NAME), 0o755)?;
    let unit = format!("{NAME}.service");
    copy(&packaging.join("systemd").join(&unit), &root.join("usr/lib/systemd/system").join(&unit), 0o644)?;
    copy(&packaging.join("deb/sysusers.conf"), &root.join(format!("usr/lib/sysusers.d/{NAME}.conf")), 0o644)?;
    write(
        &root.join("etc/roomline/roomline.toml"),
        &configuration(&fs::read_to_string(docs.join("middleware.toml"))?)?,
    )?;
    for page in PAGES {
        copy(&docs.join(page), &root.join("usr/share/doc").join(NAME).join(page), 0o644)?;
    }
    write(&root.join("usr/share/doc").join(NAME).join("copyright"), &copyright()?)?;
    for script in ["postinst", "prerm", "postrm"] {
        copy(&packaging.join("deb").join(script), &root.join("DEBIAN").join(script), 0o755)?;
    }
    write(&root.join("DEBIAN/conffiles"), "/etc/roomline/roomline.toml\n")
}

/// The documented configuration with the package's paths.
fn configuration(documented: &str) -> anyhow::Result<String> {
    let mut text = documented.to_owned();
    for (from, to) in OWN_PATHS {
        ensure!(text.contains(from), "docs/middleware.toml does not say {from} any more");
        text = text.replacen(from, to, 1);
    }
    // The service runs elsewhere, so a file beside the configuration is named in full.
    let lines = text.lines().map(|line| match line.split_once("_file = \"") {
        Some((key, file)) if !file.starts_with('/') => format!("{key}_file = \"{ETC}/{file}\n"),
        _ => format!("{line}\n"),
    });
    Ok(lines.collect())
}

fn control(folder: &Path, program: &Path) -> anyhow::Result<String> {
    let size = fs::metadata(program)?.len().div_ceil(1024);
    Ok(format!(
        "Package: {NAME}\nVersion: {}\nArchitecture: {}\nMaintainer: Roomline <roomline@example.org>\nSection: comm\n\
         Priority: optional\nInstalled-Size: {size}\nDepends: {}, ca-certificates, systemd\nDescription: the server between \
         Alexa and the front desks\n Serves the Alexa skill, the stations and account linking of one property.\n .\n It is \
         no nurse-call or emergency system.\n",
        env!("CARGO_PKG_VERSION"),
        architecture()?,
        libraries(folder, program)?,
    ))
}

/// The packages with the libraries that the program loads.
fn libraries(folder: &Path, program: &Path) -> anyhow::Result<String> {
    write(&folder.join("debian/control"), &format!("Source: {NAME}\n\nPackage: {NAME}\nArchitecture: any\n"))?;
    let mut tool = Command::new("dpkg-shlibdeps");
    let output = tool.current_dir(folder).arg("-O").arg("-e").arg(program).output()?;
    ensure!(output.status.success(), "dpkg-shlibdeps: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    Ok(text.trim().strip_prefix("shlibs:Depends=").context("dpkg-shlibdeps names no library")?.to_owned())
}

fn architecture() -> anyhow::Result<String> {
    let output = Command::new("dpkg").arg("--print-architecture").output().context("dpkg is missing")?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

fn copyright() -> anyhow::Result<String> {
    let licence = |name: &str| fs::read_to_string(step::root().join(name));
    Ok(format!(
        "Roomline, under the licences Apache-2.0 or MIT, as you choose.\n\n{}\n\n{}",
        licence("LICENSE-MIT")?,
        licence("LICENSE-APACHE")?
    ))
}

fn copy(from: &Path, to: &Path, mode: u32) -> anyhow::Result<()> {
    fs::create_dir_all(to.parent().context("it lies in a folder")?)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {}", from.display()))?;
    set_mode(to, mode)
}

fn write(to: &Path, text: &str) -> anyhow::Result<()> {
    fs::create_dir_all(to.parent().context("it lies in a folder")?)?;
    fs::write(to, text)?;
    set_mode(to, 0o644)
}

fn set_mode(path: &Path, mode: u32) -> anyhow::Result<()> {
    Ok(fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_packages_configuration_is_the_documented_one_with_its_own_paths() {
        let documented = fs::read_to_string(step::root().join("docs/middleware.toml")).expect("a page");
        let own = configuration(&documented).expect("every path is there");
        assert_eq!(own.lines().count(), documented.lines().count());
        for (from, to) in OWN_PATHS {
            assert!(own.lines().any(|line| line == to) && !own.lines().any(|line| line == from), "{to}");
        }
        let beside =
            own.lines().filter(|line| line.contains("_file = ")).find(|line| !line.contains("_file = \"/etc/"));
        assert_eq!(beside, None, "every file is found from wherever the service runs");
        assert!(configuration("").is_err(), "a path that moved is noticed");
    }
}
