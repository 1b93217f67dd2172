//! Brings a machine that has only Git, a C compiler, Rust and Node.js to where everything runs. Each part looks first and
//! does only what is missing, so that a second run costs a moment.

mod packages;
pub(crate) mod scorers;
mod window;

use packages::Purpose;

/// Everything that running and testing need.
pub(crate) fn everything() -> anyhow::Result<()> {
    packages::install(Purpose::Test)?;
    scorers::install()?;
    window::build()
}

/// Everything but what scores speech.
pub(crate) fn without_scorers() -> anyhow::Result<()> {
    packages::install(Purpose::Test)?;
    window::build()
}

/// Everything that the demo needs.
pub(crate) fn for_the_demo() -> anyhow::Result<()> {
    packages::install(Purpose::Demo)?;
    scorers::install()?;
    window::build()
}
