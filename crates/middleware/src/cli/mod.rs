//! The command line: what an administrator types, and the sentences that come back.

mod accounts;
mod backup;
mod calls;
mod linking;
mod person;
mod property;
mod rooms;
mod skill_package;

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use roomline_signaling::call::switchboard::WallTime;

use crate::config::{Config, ConfigError};
use crate::server::{self, ServeError};
use crate::skill_package::PackageError;
use crate::staff::password::PasswordError;
use crate::store::staff::Role;
use crate::store::{Deed, Doer, Store, StoreError};

/// The server between Alexa and the front desks.
#[derive(Debug, Parser)]
#[command(name = "roomline-middleware", version, about)]
pub struct Cli {
    /// The configuration file.
    #[arg(long, global = true, env = "ROOMLINE_CONFIG", default_value = "roomline.toml", value_name = "FILE")]
    pub config: PathBuf,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves Alexa and the stations until SIGTERM or Ctrl-C; SIGHUP reads the ring groups and the certificate anew.
    Serve {
        /// Writes the addresses as JSON into this file as soon as requests are served.
        #[arg(long, value_name = "FILE")]
        ready_file: Option<PathBuf>,
        /// Writes the messages with Alexa into this folder, without names and addresses; see docs/first-echo.md.
        #[arg(long, value_name = "DIR")]
        capture: Option<PathBuf>,
    },
    /// Names every mistake of the configuration file.
    CheckConfig,
    /// Accounts of staff.
    Staff {
        /// What to do with them.
        #[command(subcommand)]
        command: StaffCommand,
    },
    /// What ties Alexa to this property.
    Linking {
        /// What to do with it.
        #[command(subcommand)]
        command: LinkingCommand,
    },
    /// Writes what Amazon's developer console wants to know of the skill, as a package for its command-line tool.
    SkillPackage(Box<skill_package::Wishes>),
    /// The property at Amazon: service provider, skills, address book, rooms.
    Property {
        /// What to do with it.
        #[command(subcommand)]
        command: property::PropertyCommand,
    },
    /// Copies the whole database into one file, also while the server serves.
    Backup(backup::BackupOptions),
    /// Puts a backup in the place of the database. The server must be stopped; what was there is kept beside it.
    Restore {
        /// What `backup` wrote.
        file: PathBuf,
    },
    /// The call log.
    Calls {
        /// What to do with it.
        #[command(subcommand)]
        command: calls::CallsCommand,
    },
    /// The directory of residents and rooms.
    Directory {
        /// What to do with it.
        #[command(subcommand)]
        command: DirectoryCommand,
    },
}

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum StaffCommand {
    /// Adds an account. The password is read from standard input, never from the command line.
    Add {
        /// What is typed at sign-in.
        user: String,
        /// The person's name, as colleagues read it.
        #[arg(long)]
        name: String,
        /// What the account may.
        #[arg(long, value_enum, default_value_t = Role::Staff)]
        role: Role,
        /// Reads the password from the first line of this file instead.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
    /// Says what an account may from now on.
    Role {
        /// The account.
        user: String,
        /// What it may.
        #[arg(value_enum)]
        role: Role,
    },
    /// Lists all accounts.
    List,
    /// Disables an account and signs it out everywhere.
    Disable {
        /// The account.
        user: String,
    },
    /// Sets a new password, enables the account and signs it out everywhere.
    Reset {
        /// The account.
        user: String,
        /// Reads the password from the first line of this file instead of standard input.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
    },
}

/// What to do with linkings.
#[derive(Debug, Subcommand)]
pub enum LinkingCommand {
    /// Lists who linked Alexa, and when.
    List,
    /// Ends all linkings that an account made: Alexa must be linked once more.
    Revoke {
        /// The account.
        user: String,
    },
}

/// What to do with the directory.
#[derive(Debug, Subcommand)]
pub enum DirectoryCommand {
    /// Replaces the directory by that of a CSV file; with one mistake in it nothing is changed.
    Import {
        /// Columns unit_id, name, room, floor, wing, notes, language.
        file: PathBuf,
    },
}

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// There is no usable configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The server could not start or go on.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// The database could not be used.
    #[error("{}: {source}", path.display())]
    Store {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        source: StoreError,
    },
    /// The password may not be set.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The skill package could not be made.
    #[error(transparent)]
    SkillPackage(#[from] PackageError),
    /// `property plan --exit-code` found something to change. Nothing is left to print.
    #[error("there are changes")]
    ChangesPlanned,
    /// Something that was named is not there, is there already, or cannot be read.
    #[error("{0}")]
    Refused(String),
    /// The answer could not be printed.
    #[error("cannot read or write: {0}")]
    Io(#[from] io::Error),
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// [`CliError`]: print it and exit with 1.
    pub fn run(self, input: &mut dyn BufRead, output: &mut dyn Write) -> Result<(), CliError> {
        let config = Config::load(&self.config)?;
        match self.command {
            Command::Serve { ready_file, capture } => {
                Ok(server::serve_until_told(Config { capture, ..config }, &self.config, ready_file)?)
            }
            Command::CheckConfig => {
                server::check_tls(&config).map_err(ServeError::Tls)?;
                let groups = config.ring_groups.len();
                writeln!(output, "{} is in order: {groups} ring group{}.", self.config.display(), plural(groups))?;
                Ok(())
            }
            Command::Staff { command } => accounts::run(command, &mut Open::new(&config)?, input, output),
            Command::SkillPackage(wishes) => skill_package::run(*wishes, &config, output),
            Command::Linking { command } => linking::run(command, &mut Open::new(&config)?, output),
            Command::Backup(options) => backup::backup(&options, &mut Open::existing(&config)?, output),
            Command::Restore { file } => backup::restore(&file, &config.database, output),
            Command::Calls { command: calls::CallsCommand::Export(options) } => {
                calls::export(&options, &mut Open::existing(&config)?, output)
            }
            Command::Property { command } => {
                let applies = matches!(command, property::PropertyCommand::Apply { .. });
                let done = property::run(command, &config, output);
                if applies {
                    let outcome = if done.is_ok() { "done" } else { "failed" };
                    Open::new(&config)?.audit("property.apply", None, Some(outcome))?;
                }
                done
            }
            Command::Directory { command: DirectoryCommand::Import { file } } => {
                rooms::import(&file, &mut Open::new(&config)?, output)
            }
        }
    }
}

/// Runs the command line of this process.
#[must_use]
pub fn main() -> ExitCode {
    // An error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match Cli::parse().run(&mut io::stdin().lock(), &mut io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(CliError::ChangesPlanned) => ExitCode::from(2),
        Err(error) => {
            // Nothing is left to tell if standard error is closed.
            let _ = writeln!(io::stderr(), "roomline-middleware: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The database, and its name for errors.
struct Open {
    store: Store,
    path: PathBuf,
}

impl Open {
    fn new(config: &Config) -> Result<Self, CliError> {
        Self::at(&config.database)
    }

    /// For what only reads: a database made just now would be copied as if it were the property's.
    fn existing(config: &Config) -> Result<Self, CliError> {
        let path = config.database.display();
        if config.database.is_file() {
            return Self::new(config);
        }
        Err(CliError::Refused(format!(
            "there is no database {path}; start in the server's folder, or set `database.path`"
        )))
    }

    fn at(path: &Path) -> Result<Self, CliError> {
        let path = path.to_owned();
        match Store::open(&path) {
            Ok(store) => Ok(Self { store, path }),
            Err(source) => Err(CliError::Store { path, source }),
        }
    }

    fn ask<T>(&mut self, ask: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, CliError> {
        ask(&mut self.store).map_err(|source| CliError::Store { path: self.path.clone(), source })
    }

    /// Writes into the audit trail what was done here, and by which user of the operating system.
    fn audit(&mut self, deed: &str, subject: Option<&str>, outcome: Option<&str>) -> Result<(), CliError> {
        let now = WallTime::from_millis(Timestamp::now().as_millisecond().unsigned_abs());
        let os_user = person::os_user();
        let by = Doer::CommandLine { os_user: &os_user };
        self.ask(|store| store.audit_deed(now, Deed { deed, by, subject, outcome }))
    }
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
