//! One command for each job around the house: try it, test it, measure it, pack it.
//!
//! `cargo xtask demo` and `cargo xtask test` are all a newcomer needs; both set up the machine first.
#![expect(clippy::print_stdout, reason = "the commands talk to the person who runs them")]

mod audit;
mod bench;
mod bundle;
mod demo;
mod house;
mod mutants;
mod pictures;
mod setup;
mod soak;
mod step;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Jobs around the house.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Subcommand)]
enum Job {
    /// Try it: a whole property on this machine, with the desktop app signed in.
    Demo(demo::Options),
    /// Install what is missing on this machine: system packages, the window's parts, the speech scorer.
    Setup,
    /// Run everything that continuous integration runs.
    Test,
    /// Measure one matter.
    Bench(bench::Options),
    /// Hold calls for hours, in virtual time or through devices that come and go: no drift, no growth, no click.
    Soak(soak::Options),
    /// Make the package for front-desk PCs, or with --server for the server (.deb).
    Bundle(bundle::Options),
    /// Draw every screen into docs/pictures/.
    Pictures,
    /// Look up known faults of everything that is linked in (needs a network).
    Audit,
    /// Check doors, imports, licences and file sizes.
    House,
    /// Break the rules that matter most, one by one in a copy, and see that a test notices each.
    Mutants(mutants::Options),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().job {
        Job::Demo(options) => demo::run(&options),
        Job::Setup => setup::everything(),
        Job::Test => test::run(),
        Job::Bench(options) => bench::run(&options),
        Job::Soak(options) => soak::run(&options),
        Job::Bundle(options) => bundle::run(&options),
        Job::Pictures => pictures::run(),
        Job::Audit => audit::run(),
        Job::House => house::run(),
        Job::Mutants(options) => mutants::run(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
