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
    found.with_context(|| missing(name, package))
}

/// A program of the system that only other programs start, so that it lies in no folder of `PATH`.
///
/// # Errors
/// As [`tool`].
pub(crate) fn hidden_tool(file: &str, package: &str) -> anyhow::Result<PathBuf> {
    Some(PathBuf::from(file)).filter(|path| path.is_file()).with_context(|| missing(file, package))
}

fn missing(program: &str, package: &str) -> String {
    format!("{program} is missing: install the package {package}, or run `cargo xtask setup`")
}

/// Which build of this workspace's programs is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Build {
    /// The one that the running program is of.
    #[default]
    Same,
    /// The one for people.
    Release,
}

impl Build {
    /// A program of this build.
    ///
    /// # Errors
    /// When it has not been built.
    pub fn program(self, name: &str) -> anyhow::Result<PathBuf> {
        let here = std::env::current_exe()?;
        let folder = here.parent().context("a program lies in a folder")?;
        // Tests lie one folder deeper than programs.
        let folder = if folder.ends_with("deps") { folder.parent().context("deps lies in a folder")? } else { folder };
        let (program, flag) = match self {
            Self::Same => (folder.join(name), "--workspace"),
            Self::Release => (folder.with_file_name("release").join(name), "--release --workspace"),
        };
        ensure!(program.is_file(), "{} is missing: run `cargo build {flag}` first", program.display());
        Ok(program)
    }
}

/// A program of this workspace, from the same build as the running one.
///
/// # Errors
/// As [`Build::program`].
pub fn built(name: &str) -> anyhow::Result<PathBuf> {
    Build::Same.program(name)
}

/// A TCP port of the loopback address that was free a moment ago.
///
/// # Errors
/// When the system has none left.
pub fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_program_that_is_missing_is_named_with_its_package() {
        let sentence = hidden_tool("/usr/libexec/nothing", "some-package").expect_err("there is none").to_string();
        assert!(sentence.contains("/usr/libexec/nothing") && sentence.contains("some-package"), "{sentence}");
    }

    #[test]
    fn a_program_that_was_not_built_is_named_with_what_builds_it() {
        for (build, words) in [(Build::Same, "cargo build --workspace"), (Build::Release, "cargo build --release")] {
            let sentence = build.program("nothing").expect_err("there is no such program").to_string();
            assert!(sentence.contains(words), "{sentence}");
        }
    }
}
