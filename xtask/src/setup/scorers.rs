//! The speech scorers, each from a list with pinned hashes, in a Python of its own under `target/`.

use std::fs;

use crate::step;

/// PESQ, for the tests and the benches.
///
/// # Errors
/// When it cannot be installed.
pub(crate) fn install() -> anyhow::Result<()> {
    install_list("requirements.txt", "scorers")
}

/// ViSQOL, for the bench of the sound alone: it is large.
///
/// # Errors
/// When it cannot be installed.
pub(crate) fn install_second_opinion() -> anyhow::Result<()> {
    install_list("visqol.txt", "second-opinion")
}

/// Makes a Python in `name` below the build directory, if its list has changed or it was never made.
fn install_list(list: &str, name: &str) -> anyhow::Result<()> {
    let folder = step::target().join(name);
    let wanted = fs::read_to_string(step::root().join("crates/rig/scorers").join(list))?;
    let done = folder.join("requirements.done");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let path = folder.to_string_lossy();
    step::run(
        "Making a Python for the speech scorer",
        &format!("{name}-python"),
        &mut step::program("python3", &["-m", "venv", "--clear", &path]),
    )?;

    // PESQ comes as source and is built with the tools of the same list, never with newer ones from the network: first
    // the tools, then the rest without a build environment of its own. No cache: it may hold PESQ built for another NumPy.
    let pip = folder.join("bin/pip");
    let pip = pip.to_string_lossy();
    let (tools, rest) = wanted.split_once("# --- built with the above ---").unwrap_or((&wanted, ""));
    for (name, part) in [(format!("{name}-tools"), tools), (name.to_owned(), rest)] {
        let file = folder.join(&name).with_extension("txt");
        fs::write(&file, part)?;
        let mut install = step::program(
            &pip,
            &["install", "--no-cache-dir", "--require-hashes", "--no-deps", "--no-build-isolation", "-r"],
        );
        step::run("Installing the speech scorer", &name, install.arg(&file))?;
    }
    Ok(fs::write(done, wanted)?)
}
