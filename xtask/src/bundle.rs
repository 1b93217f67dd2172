//! The packages of the station and of the server, and the proof that each installs, does its work and leaves cleanly.

mod check;
mod server;
mod server_check;

use std::path::PathBuf;

use anyhow::Context as _;

use crate::{setup, step};

/// How to pack.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Pack the quick build for developers instead of the one for people.
    #[arg(long)]
    debug: bool,
    /// Install the package into a folder of its own, use it, and remove it.
    #[arg(long)]
    check: bool,
    /// Pack the server instead of the station.
    #[arg(long)]
    server: bool,
}

/// Packs, and checks the package if asked to.
///
/// # Errors
/// When it cannot be packed, or the package does not do what is claimed.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    // The quick build is one of everything.
    if !options.server || options.debug {
        setup::for_the_demo()?;
    }
    if options.server {
        let package = server::pack(options.debug)?;
        println!("  The package is {}.", package.display());
        return if options.check { server_check::package(&package) } else { Ok(()) };
    }
    let package = pack(options.debug)?;
    println!("  The package is {}.", package.display());
    if options.check { check::package(&package) } else { Ok(()) }
}

/// What is built together, for tests and for the quick packages. For one package alone cargo would take fewer features of what all
/// share, and compile most of it again.
pub(crate) const AS_FOR_TESTS: [&str; 2] = ["--workspace", "--all-targets"];

/// Packs the quick builds and checks both packages: the same steps as for people, in a fraction of the time.
///
/// # Errors
/// As [`run`].
pub(crate) fn check_quick_build() -> anyhow::Result<()> {
    server_check::package(&server::pack(true)?)?;
    check::package(&pack(true)?)
}

fn pack(debug: bool) -> anyhow::Result<PathBuf> {
    let tauri = step::root().join("ui/node_modules/.bin/tauri");
    let mut build = step::program(&tauri.to_string_lossy(), &["build", "--ci", "--bundles", "deb"]);
    if debug {
        build.args(["--debug", "--"]).args(AS_FOR_TESTS);
    }
    let built = step::target().join(if debug { "debug" } else { "release" });
    let sentence = if debug { "Packing the quick build" } else { "Building for people and packing (takes long)" };
    step::run(sentence, "bundle", &mut build)?;
    let packages = std::fs::read_dir(built.join("bundle/deb")).context("the packager left no folder")?;
    let packages = packages
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "deb"));
    packages
        .max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
        .context("the packager left no package")
}
