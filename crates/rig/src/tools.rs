//! Finding programs: the system's, with the package that brings a missing one, and those of this build.

use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;

use anyhow::{Context as _, ensure};

/// A program of the system.
///
/// # Errors
/// When it is missing, with the Debian package that brings it.
pub(crate) fn tool(name: &str, package: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    found.with_context(|| format!("{name} is missing: install the package {package}, or run `cargo xtask setup`"))
}

/// A program of this workspace, from the same build as the running one.
///
/// # Errors
/// When it has not been built.
pub fn built(name: &str) -> anyhow::Result<PathBuf> {
    let here = std::env::current_exe()?;
    let folder = here.parent().context("a program lies in a folder")?;
    // Tests lie one folder deeper than programs.
    let folder = if folder.ends_with("deps") { folder.parent().context("deps lies in a folder")? } else { folder };
    let program = folder.join(name);
    ensure!(program.is_file(), "{} is missing: run `cargo build --workspace` first", program.display());
    Ok(program)
}

/// A TCP port of the loopback address that was free a moment ago.
///
/// # Errors
/// When the system has none left.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
