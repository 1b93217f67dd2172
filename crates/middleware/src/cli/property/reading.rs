//! `property status` and `property export`: what a property is like, without changing it.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::super::{CliError, Open, plural};
use super::{Bar, Property, asp, refused};
use crate::aside::Aside;
use crate::config::Config;
use crate::property::echos::echos;
use crate::property::export::{self, OwnKnowledge};
use crate::property::files::{property_toml, rooms_csv};
use crate::property::status::{OurSide, Status, status};

/// What to export.
#[derive(Debug, Args)]
pub struct Export {
    /// The id of the unit that all rooms are under.
    #[arg(long, value_name = "UNIT")]
    root: String,
    /// Amazon's id of the service provider, if this server did not register it.
    #[arg(long, value_name = "ID")]
    service_provider: Option<String>,
    /// Where property.toml and rooms.csv are written.
    #[arg(long, default_value = ".", value_name = "DIR")]
    out: PathBuf,
    /// Writes over files that are there.
    #[arg(long)]
    force: bool,
}

impl Property {
    /// Looks at everything and judges.
    pub(super) async fn status(&self, config: &Config) -> Result<Status, CliError> {
        let (observed, plan) = self.plan(false).await?;
        let mut bar = Bar::new("looking at Echos");
        let count = observed.rooms.len();
        let found = echos(&self.asp, &observed, |done| bar.show(done, count)).await;
        bar.clear();
        let found = found.map_err(|error| CliError::Refused(error.to_string()))?;
        let failed = |source| CliError::Store { path: self.path.clone(), source };
        let grants = self.database.ask(|store| store.grants()).await.map_err(failed)?;
        let ours = OurSide {
            granted: !grants.is_empty() || config.alexa.signaling_refresh_token.is_some(),
            ring_groups: config.ring_groups.iter().map(|group| group.address.to_string()).collect::<BTreeSet<_>>(),
        };
        Ok(status(&self.desired, &observed, &plan, &found, &ours))
    }

    /// What the running server found by its own look, which is at the whole property and not only at these files' rooms.
    pub(super) async fn print_drift(&self, output: &mut dyn Write) -> Result<(), CliError> {
        let failed = |source| CliError::Store { path: self.path.clone(), source };
        let drift = self.database.ask(|store| store.drift()).await.map_err(failed)?;
        if !drift.found.is_empty() {
            writeln!(output, "The running server also saw, at most an hour ago or when it last ran:")?;
        }
        for found in &drift.found {
            writeln!(output, "~ {found}")?;
        }
        Ok(())
    }
}

pub(super) async fn export(wishes: &Export, config: &Config, output: &mut dyn Write) -> Result<(), CliError> {
    let files = [wishes.out.join("property.toml"), wishes.out.join("rooms.csv")];
    if let Some(file) = files.iter().find(|file| file.exists() && !wishes.force) {
        let file = file.display();
        return Err(CliError::Refused(format!(
            "{file} is there already; name another folder by --out, or use --force"
        )));
    }
    let mut database = Open::new(config)?;
    let known = database.ask(|store| store.known_property())?;
    let directory = database.ask(|store| store.units())?;
    let (root, provider) = (wishes.root.as_str(), wishes.service_provider.as_deref());
    let own = OwnKnowledge { root, provider, known: &known, directory: &directory };
    let mut bar = Bar::new("looking at rooms");
    let found = export::export(&asp(config)?, own, |done, count| bar.show(done, count)).await;
    bar.clear();
    let found = found.map_err(|error| CliError::Refused(format!("nothing was written: {error}")))?;
    database.audit("property.export", Some(&wishes.root), None)?;
    std::fs::create_dir_all(&wishes.out).map_err(|error| refused(&wishes.out, &error))?;
    for (file, text) in files.iter().zip([property_toml(&found.file), rooms_csv(&found.rooms)]) {
        write_for_owner(file, &text, wishes.force).map_err(|error| refused(file, &error))?;
    }
    let rooms = found.rooms.len();
    writeln!(output, "Wrote {} and {}: {rooms} room{}.", files[0].display(), files[1].display(), plural(rooms))?;
    for note in &found.notes {
        writeln!(output, "! {note}")?;
    }
    Ok(())
}

/// Residents' names are for nobody else.
fn write_for_owner(file: &Path, text: &str, force: bool) -> std::io::Result<()> {
    let mut aside = Aside::new(file, force)?;
    aside.file().write_all(text.as_bytes())?;
    aside.keep()
}
