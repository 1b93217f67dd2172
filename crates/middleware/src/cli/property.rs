//! `property …`: onboarding from two files, and what a property is like.

mod reading;

use std::cell::Cell;
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{CliError, Open, rooms};
use crate::alexa::login::Login;
use crate::asp::{Asp, HttpCarrier, Management};
use crate::clock::Clock;
use crate::config::Config;
use crate::database::Database;
use crate::http_client::{self, Trust};
use crate::property::apply::apply;
use crate::property::desired::{Desired, DesiredRoom};
use crate::property::look::look;
use crate::property::observed::{Observed, ObservedRoom};
use crate::property::plan::{Plan, UNLINKED, plan};
use crate::store::ApplyLock;
use crate::store::echo::FoundRoom;
use crate::store::units::StoredUnit;

/// How wide the progress bar is, in characters.
const BAR: usize = 30;

/// What to do with the property at Amazon.
#[derive(Debug, Subcommand)]
pub enum PropertyCommand {
    /// Shows what `apply` would change at Amazon; changes nothing.
    Plan {
        /// The files.
        #[command(flatten)]
        files: Files,
        /// Makes units that are missing, directly under the property.
        #[arg(long)]
        create_rooms: bool,
        /// Exits with 2 if there is anything to change.
        #[arg(long)]
        exit_code: bool,
    },
    /// Makes the property at Amazon as the files say, and the directory as the room list says.
    Apply {
        /// The files.
        #[command(flatten)]
        files: Files,
        /// Makes units that are missing, directly under the property.
        #[arg(long)]
        create_rooms: bool,
        /// Also takes away what we made and the files no longer name. Units and Echos are never taken away.
        #[arg(long)]
        allow_removals: bool,
    },
    /// Says what is wrong at Amazon, in every room, and how to mend it; changes nothing.
    Status {
        /// The files.
        #[command(flatten)]
        files: Files,
        /// Exits with 2 if anything is wrong.
        #[arg(long)]
        exit_code: bool,
    },
    /// Writes the two files of a property that is set up already; changes nothing at Amazon.
    Export(reading::Export),
}

/// What the property should be.
#[derive(Debug, Args)]
pub struct Files {
    /// Service provider, skill, address book and contacts.
    #[arg(long, default_value = "property.toml", value_name = "FILE")]
    file: PathBuf,
    /// The rooms: columns unit_id, name, room, floor, wing, notes, language, amazon_unit.
    #[arg(long, default_value = "rooms.csv", value_name = "FILE")]
    rooms: PathBuf,
}

pub(super) fn run(command: PropertyCommand, config: &Config, output: &mut dyn Write) -> Result<(), CliError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match command {
            PropertyCommand::Plan { files, create_rooms, exit_code } => {
                let (_, plan) = Property::open(&files, config)?.plan(create_rooms).await?;
                write!(output, "{}", plan.render())?;
                let changes = !plan.steps.is_empty() || !plan.missing.is_empty();
                if changes && exit_code { Err(CliError::ChangesPlanned) } else { Ok(()) }
            }
            PropertyCommand::Apply { files, create_rooms, allow_removals } => {
                let property = Property::open(&files, config)?;
                property.apply(create_rooms, allow_removals, output).await
            }
            PropertyCommand::Status { files, exit_code } => {
                let property = Property::open(&files, config)?;
                let status = property.status(config).await?;
                write!(output, "{}", status.render())?;
                property.print_drift(output).await?;
                if !status.findings.is_empty() && exit_code { Err(CliError::ChangesPlanned) } else { Ok(()) }
            }
            PropertyCommand::Export(wishes) => reading::export(&wishes, config, output).await,
        }
    })
}

struct Property {
    asp: Asp<HttpCarrier>,
    desired: Desired,
    units: Vec<StoredUnit>,
    database: Database,
    path: PathBuf,
}

impl Property {
    fn open(files: &Files, config: &Config) -> Result<Self, CliError> {
        let units = rooms::read(&files.rooms)?;
        let text = std::fs::read_to_string(&files.file).map_err(|error| refused(&files.file, &error))?;
        let desired = Desired::read(&text, &units).map_err(|mistakes| {
            let lines: String = mistakes.iter().map(|mistake| format!("\n  {mistake}")).collect();
            let (file, rooms) = (files.file.display(), files.rooms.display());
            CliError::Refused(format!("nothing was changed: {file} or {rooms} has mistakes:{lines}"))
        })?;
        let Open { store, path } = Open::new(config)?;
        Ok(Self { asp: asp(config)?, desired, units, database: Database::new(store), path })
    }

    async fn plan(&self, create_rooms: bool) -> Result<(Observed, Plan), CliError> {
        let failed = |source| CliError::Store { path: self.path.clone(), source };
        let known = self.database.ask(|store| store.known_property()).await.map_err(failed)?;
        let count = self.desired.rooms.len();
        let mut bar = Bar::new("looking at rooms");
        let observed = look(&self.asp, &self.desired, &known, |done| bar.show(done, count)).await;
        bar.clear();
        let observed = observed.map_err(|error| CliError::Refused(format!("nothing was changed: {error}")))?;
        let plan = plan(&self.desired, &observed, &known, create_rooms);
        Ok((observed, plan))
    }

    async fn apply(&self, create_rooms: bool, removals: bool, output: &mut dyn Write) -> Result<(), CliError> {
        let _alone = ApplyLock::take(&self.path).map_err(|error| CliError::Refused(error.to_string()))?;
        let (mut observed, plan) = self.plan(create_rooms).await?;
        write!(output, "{}", plan.render())?;
        let (kept_back, steps): (Vec<_>, Vec<_>) =
            plan.steps.iter().cloned().partition(|step| step.removes() && !removals);
        let count = steps.len();
        let on_terminal = std::io::stdout().is_terminal();
        let begun = Cell::new(0);
        let progress = |done: usize, step: &crate::property::step::Step| {
            begun.set(done);
            // A closed output must not stop what is being done at Amazon.
            let _ = if on_terminal {
                write!(output, "{} {step}", bar(done, count)).and_then(|()| output.flush())
            } else {
                writeln!(output, "{}/{count} {step}", done + 1)
            };
        };
        let clock = Clock::system();
        let goes_on = "what was done stays, and `property apply` goes on from there";
        let applying = apply(&self.asp, &self.database, &clock, &self.desired, &mut observed, &steps, progress);
        let applied = tokio::select! {
            applied = applying => applied.map_err(|error| CliError::Refused(format!("{error}; {goes_on}"))),
            _ = tokio::signal::ctrl_c() => {
                let done = begun.get();
                Err(CliError::Refused(format!("interrupted after {done} of {count} steps; {goes_on}")))
            }
        };
        if on_terminal {
            writeln!(output)?;
        }
        applied?;
        self.import(&observed).await?;
        writeln!(output, "{count} step{} done.", super::plural(count))?;
        if plan.unlinked {
            write!(output, "{UNLINKED}")?;
        }
        if !kept_back.is_empty() {
            let removals = kept_back.len();
            writeln!(output, "{removals} kept back; take them away with --allow-removals.")?;
        }
        if plan.missing.is_empty() {
            return Ok(());
        }
        let missing = plan.missing.len();
        Err(CliError::Refused(format!(
            "{missing} room{} without a unit, see above; everything else is done, and the directory is that of the room list",
            super::plural(missing)
        )))
    }

    async fn import(&self, observed: &Observed) -> Result<(), CliError> {
        let units = self.units.clone();
        let profile = |(id, room): (&String, &ObservedRoom)| Some((id.clone(), room.profile.as_ref()?.0.clone()));
        let profiles: Vec<_> = observed.rooms.iter().filter_map(profile).collect();
        let rooms = found_rooms(&self.desired.rooms, observed);
        let root = self.desired.file.property.root.clone();
        let imported = self.database.ask(move |store| {
            store.import_units(&units)?;
            store.put_property_rooms(&root, &rooms)?;
            store.put_profiles(&profiles)
        });
        imported.await.map_err(|source| CliError::Store { path: self.path.clone(), source })
    }
}

/// How far a long look is; on standard error, and only where a person sees it, because the output may be kept.
struct Bar {
    what: &'static str,
    seen: bool,
}

impl Bar {
    fn new(what: &'static str) -> Self {
        Self { what, seen: std::io::stderr().is_terminal() }
    }

    fn show(&mut self, done: usize, count: usize) {
        if self.seen {
            let _ = write!(std::io::stderr(), "{} {}", bar(done, count), self.what);
        }
    }

    fn clear(&mut self) {
        if std::mem::take(&mut self.seen) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

fn bar(done: usize, count: usize) -> String {
    let filled = BAR * done.min(count) / count.max(1);
    format!("\r\x1b[K{}{} {done}/{count}", "█".repeat(filled), "·".repeat(BAR - filled))
}

/// Which units the rooms are, for the watch over the Echos. A room without a unit is left out.
fn found_rooms(desired: &[DesiredRoom], observed: &Observed) -> Vec<FoundRoom> {
    let found = |room: &DesiredRoom| {
        let amazon_unit = observed.rooms.get(&room.unit_id)?.unit.clone()?;
        let (unit_id, profile_name) = (room.unit_id.clone(), room.profile_name.clone());
        Some(FoundRoom { unit_id, amazon_unit, profile_name })
    };
    desired.iter().filter_map(found).collect()
}

fn asp(config: &Config) -> Result<Asp<HttpCarrier>, CliError> {
    let alexa = &config.alexa;
    let missing =
        |key: &str| CliError::Refused(format!("`alexa.{key}` is not set; docs/onboarding.md says where it comes from"));
    let management = alexa.management.as_ref().ok_or_else(|| missing("management_client_id"))?;
    let refresh_token = management.refresh_token.clone().ok_or_else(|| missing("management_refresh_token_file"))?;
    let failed = |error: http_client::ClientError| CliError::Refused(error.to_string());
    let roots = alexa.tls_root_file.as_deref().map(http_client::roots).transpose().map_err(failed)?;
    let trust = roots.as_deref().map_or(Trust::System, Trust::Also);
    let (id, secret) = (management.client_id.clone(), management.client_secret.clone());
    let login = Login::new(alexa.token_url.clone(), trust, id, secret).map_err(failed)?;
    let (api_url, webrtc_admin_url) = (&alexa.api_url, &alexa.webrtc_admin_url);
    let carrier = HttpCarrier::new(Management { api_url, webrtc_admin_url, login, refresh_token }, trust);
    Ok(Asp::new(carrier.map_err(failed)?))
}

fn refused(file: &Path, error: &std::io::Error) -> CliError {
    CliError::Refused(format!("cannot read {}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::property::observed::ObservedRoom;

    #[test]
    fn rooms_that_have_a_unit_are_found_with_the_name_their_profile_shall_have() {
        let room = |id: &str| DesiredRoom {
            unit_id: id.into(),
            label: id.into(),
            unit_name: format!("Room {id}"),
            profile_name: Some(format!("Suite {id}")),
            amazon_unit: None,
        };
        let there = ObservedRoom { unit: Some("at a".into()), ..ObservedRoom::default() };
        let rooms =
            [("a".to_owned(), there.clone()), ("b".to_owned(), ObservedRoom::default()), ("gone".into(), there)];
        let observed = Observed { rooms: rooms.into(), ..Observed::default() };
        let found = FoundRoom { unit_id: "a".into(), amazon_unit: "at a".into(), profile_name: Some("Suite a".into()) };
        assert_eq!(found_rooms(&[room("a"), room("b"), room("c")], &observed), [found]);
    }
}
