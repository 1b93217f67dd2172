//! A property from its unpacking to where calls work, with the commands that its owner would type.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use roomline_rig::{Property, PropertyOptions, Setup, eventually};

use crate::step;

/// How long Alexa's permission may take after the skill was enabled.
const PATIENCE: Duration = Duration::from_secs(30);

/// Starts an empty property and sets it up.
///
/// # Errors
/// When a step fails, or the property is not in order afterwards.
pub(super) async fn from_nothing() -> anyhow::Result<Property> {
    let property = Property::start(PropertyOptions { setup: Setup::Unpacked, ..PropertyOptions::default() }).await?;
    println!("  Echos stand in 24 rooms; Amazon knows nothing of calls yet.");
    println!("→ Linking the account, as in the Alexa app …");
    let watch = step::Watch::start();
    property.link_account().await?;
    println!("  done in {}", step::seconds(watch.elapsed()));
    property.write_property_file()?;
    let planned = typed(&property, &["plan"])?;
    ensure!(
        planned.ends_with("125 to add, 0 to change, 0 to remove\n"),
        "an empty property lacks everything: {planned}"
    );
    typed(&property, &["apply"])?;
    eventually("Alexa's permission to signal calls", PATIENCE, async || {
        let ready: serde_json::Value = property.admin().get("/readyz").await?;
        Ok(ready["granted"].as_bool().filter(|granted| *granted))
    })
    .await?;
    let after = typed(&property, &["plan"])?;
    ensure!(after == "no changes\n", "something is left to do: {after}");
    let status = typed(&property, &["status"])?;
    ensure!(status.contains("in order; 24 of 24 rooms are."), "the property is not in order: {status}");
    Ok(property)
}

/// Runs a command, shows it as it would be typed, and the end of what it prints.
fn typed(property: &Property, arguments: &[&str]) -> anyhow::Result<String> {
    println!("→ roomline-middleware property {}", arguments.join(" "));
    let watch = step::Watch::start();
    let printed = property.onboard(arguments).with_context(|| format!("property {} failed", arguments.join(" ")))?;
    let lines: Vec<_> = printed.lines().collect();
    let (first, last) = (&lines[..lines.len().min(2)], lines.iter().skip(2.max(lines.len().saturating_sub(2))));
    first.iter().for_each(|line| println!("  {line}"));
    if lines.len() > 4 {
        println!("  … {} more lines …", lines.len() - 4);
    }
    last.for_each(|line| println!("  {line}"));
    println!("  done in {}", step::seconds(watch.elapsed()));
    Ok(printed)
}
