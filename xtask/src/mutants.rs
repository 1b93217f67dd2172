//! Breaks the rules that matter most, one line at a time in a copy of this house, and looks whether the test that guards each notices.
//!
//! A test that passes may test nothing. So [`list`] holds rules of calls and privacy, each with a line that would break it and the
//! test that must fail then.

mod list;
mod mutation;
mod scratch;
mod trial;

use std::collections::BTreeMap;

use anyhow::ensure;

use crate::setup;
use crate::step::{self, Watch};
use list::mutations;
use mutation::Mutation;
use scratch::Scratch;
use trial::Outcome;

/// Which mutations are tried.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Only those whose rule, file or test holds this text.
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

/// Tries them all, each with the test that must notice it.
///
/// # Errors
/// When the list does not fit the sources, a test fails without any mutation, or a mutation goes unnoticed.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let mut chosen: Vec<&Mutation> = mutations().filter(|one| one.is_about(options.only.as_deref())).collect();
    // What one package's tests are made of is then built once, and not anew after each rule of another.
    chosen.sort_by_key(|mutation| mutation.package);
    ensure!(!chosen.is_empty(), "no mutation is about {}", options.only.as_deref().unwrap_or_default());
    chosen.iter().try_for_each(|mutation| mutation.applied(step::root()).map(drop))?;
    setup::without_scorers()?;
    println!("→ Copying the house …");
    let copy = Scratch::make(step::root(), &step::target().join("mutants"))?;

    let mut unnoticed = Vec::new();
    for of_one_package in chosen.chunk_by(|one, next| one.package == next.package) {
        let package = of_one_package[0].package;
        println!(
            "→ Building the tests of {package}, and running each without a mutation (takes long the first time) …"
        );
        let watch = Watch::start();
        let guards: BTreeMap<&str, &Mutation> = of_one_package.iter().map(|one| (one.test, *one)).collect();
        guards.values().try_for_each(|mutation| trial::passes_without(&copy, mutation))?;
        println!("  done in {}", step::seconds(watch.elapsed()));
        println!("→ Breaking {} of its rules …", of_one_package.len());
        for mutation in of_one_package {
            let watch = Watch::start();
            let outcome = trial::of(&copy, mutation)?;
            let Mutation { rule, file, test, .. } = mutation;
            println!("  {:<14} {rule:<14} {file}", outcome.word());
            println!("  {:<14} {test}, {}", "", step::seconds(watch.elapsed()));
            unnoticed.extend((!outcome.is_noticed()).then_some((mutation, outcome)));
        }
    }
    println!();
    for (Mutation { file, old, new, test, .. }, outcome) in &unnoticed {
        println!("  {} in {file}:\n    - {}\n    + {}\n    {test}", outcome.word(), old.trim(), new.trim());
        if let Outcome::NotBuilt(why) = outcome {
            println!("{why}");
        }
    }
    ensure!(unnoticed.is_empty(), "{} of {} broken rules went unnoticed", unnoticed.len(), chosen.len());
    println!("Each of {} broken rules was noticed.", chosen.len());
    Ok(())
}
