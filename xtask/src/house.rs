//! The house rules that no compiler checks: who may import whom, which crate is the door to which library, licences and
//! file sizes. A rule here is a fact of `cargo metadata`, so nobody has to remember it in review.

mod licences;
mod rules;
mod sizes;

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde::Deserialize;

use crate::step;

/// What `cargo metadata --format-version 1` says, as far as the rules read it.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

/// A crate: ours if it has no `source`.
#[derive(Deserialize)]
struct Package {
    name: String,
    source: Option<String>,
    license: Option<String>,
    #[serde(default)]
    dependencies: Vec<Dependency>,
}

/// One line of a crate's dependency tables.
#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for `[dependencies]`, else `dev` or `build`.
    kind: Option<String>,
    #[serde(default)]
    features: Vec<String>,
}

/// Prints every breach of the house rules.
///
/// # Errors
/// When there is one.
pub(crate) fn run() -> anyhow::Result<()> {
    let output = step::cargo(&["metadata", "--format-version", "1", "--locked", "--all-features"]).output()?;
    anyhow::ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Metadata = serde_json::from_slice(&output.stdout).context("cargo metadata has changed its form")?;

    let mut breaches = rules::breaches(&metadata);
    breaches.extend(licences::breaches(&metadata));
    let sizes = sizes::of_the_working_copy()?;
    breaches.extend(sizes.iter().filter_map(sizes::breach));

    let long: BTreeMap<_, _> = sizes.iter().filter(|(_, lines)| **lines > sizes::SOFT_LIMIT).collect();
    for (file, lines) in long {
        println!("  note: {file} has {lines} lines; about {} are easier to read", sizes::SOFT_LIMIT);
    }
    for breach in &breaches {
        println!("  breach: {breach}");
    }
    anyhow::ensure!(breaches.is_empty(), "{} breaches of the house rules", breaches.len());
    println!("  {} crates, {} files: no breach", metadata.packages.len(), sizes.len());
    Ok(())
}
