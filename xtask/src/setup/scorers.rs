//! The speech scorer: PESQ from a list with pinned hashes, in a Python of its own under `target/`.

use std::fs;

use crate::step;

/// What is installed, with the hash of every file.
const REQUIREMENTS: &str = "crates/rig/scorers/requirements.txt";

/// Makes the Python of the scorers if its list has changed or it was never made.
pub(crate) fn install() -> anyhow::Result<()> {
    let folder = step::target().join("scorers");
    let wanted = fs::read_to_string(step::root().join(REQUIREMENTS))?;
    let done = folder.join("requirements.done");
    if fs::read_to_string(&done).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let path = folder.to_string_lossy();
    step::run(
        "Making a Python for the speech scorer",
        "scorers-python",
        &mut step::program("python3", &["-m", "venv", "--clear", &path]),
    )?;

    // PESQ comes as source and is built with the tools of the same list, never with newer ones from the network: first
    // the tools, then the rest without a build environment of its own. No cache: it may hold PESQ built for another NumPy.
    let pip = folder.join("bin/pip");
    let pip = pip.to_string_lossy();
    let (tools, rest) = wanted.split_once("# --- built with the above ---").unwrap_or((&wanted, ""));
    for (name, list) in [("scorers-tools", tools), ("scorers", rest)] {
        let file = folder.join(name).with_extension("txt");
        fs::write(&file, list)?;
        let mut install = step::program(
            &pip,
            &["install", "--no-cache-dir", "--require-hashes", "--no-deps", "--no-build-isolation", "-r"],
        );
        step::run("Installing the speech scorer", name, install.arg(&file))?;
    }
    Ok(fs::write(done, wanted)?)
}
