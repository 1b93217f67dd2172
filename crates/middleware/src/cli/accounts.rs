//! `staff`: accounts. A password is never on the command line, where every user of the computer could read it.

use std::io::{BufRead, IsTerminal as _, Write};
use std::path::Path;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::{CliError, Open, StaffCommand};
use crate::staff::password;

const LONGEST_NAME: usize = 50;

pub(super) fn run(
    command: StaffCommand,
    database: &mut Open,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), CliError> {
    match command {
        StaffCommand::Add { user, name, role, password_file } => {
            let (user, name) = (named("user name", &user)?, named("name", &name)?);
            if database.ask(|store| store.account(&user))?.is_some() {
                return Err(taken(&user));
            }
            let hash = password::hash(&password(password_file.as_deref(), input)?)?;
            let now_ms = Timestamp::now().as_millisecond();
            if !database.ask(|store| store.add_account(&user, &name, &hash, now_ms))? {
                return Err(taken(&user));
            }
            database.ask(|store| store.set_role(&user, role))?;
            database.audit("staff.add", Some(&user), Some(role.word()))?;
            writeln!(output, "{name} can sign in as {user} now.")?;
        }
        StaffCommand::Role { user, role } => {
            if !database.ask(|store| store.set_role(&user, role))? {
                return Err(unknown(&user));
            }
            database.audit("staff.role", Some(&user), Some(role.word()))?;
            writeln!(output, "{user} has the role {} now.", role.word())?;
        }
        StaffCommand::List => {
            let accounts = database.ask(|store| store.accounts())?;
            if accounts.is_empty() {
                writeln!(
                    output,
                    "There is no account yet; add one with: roomline-middleware staff add USER --name NAME"
                )?;
            }
            for account in accounts {
                let disabled = if account.disabled { "  (disabled)" } else { "" };
                writeln!(output, "{:<24} {:<6} {}{disabled}", account.user, account.role.word(), account.name)?;
            }
        }
        StaffCommand::Disable { user } => {
            if !database.ask(|store| store.disable_account(&user))? {
                return Err(unknown(&user));
            }
            database.audit("staff.disable", Some(&user), None)?;
            writeln!(output, "{user} is disabled and signed out everywhere.")?;
        }
        StaffCommand::Reset { user, password_file } => {
            if database.ask(|store| store.account(&user))?.is_none() {
                return Err(unknown(&user));
            }
            let hash = password::hash(&password(password_file.as_deref(), input)?)?;
            database.ask(|store| store.reset_account(&user, &hash))?;
            database.audit("staff.reset", Some(&user), None)?;
            writeln!(output, "{user} has a new password and is signed out everywhere.")?;
        }
    }
    Ok(())
}

/// The first line of the file, or of the input.
fn password(file: Option<&Path>, input: &mut dyn BufRead) -> Result<Zeroizing<String>, CliError> {
    let mut line = Zeroizing::new(String::new());
    match file {
        Some(path) => {
            let cannot = |error| CliError::Refused(format!("cannot read {}: {error}", path.display()));
            let whole = Zeroizing::new(std::fs::read_to_string(path).map_err(cannot)?);
            line.push_str(whole.lines().next().unwrap_or_default());
        }
        None => {
            if std::io::stdin().is_terminal() {
                writeln!(std::io::stderr(), "Type the password and press Enter (it can be seen on the screen):")?;
            }
            input.read_line(&mut line)?;
        }
    }
    Ok(Zeroizing::new(line.trim_end_matches(['\r', '\n']).to_owned()))
}

fn named(what: &str, text: &str) -> Result<String, CliError> {
    let text = text.trim();
    let fits = (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
        .ok_or_else(|| CliError::Refused(format!("a {what} has 1 to {LONGEST_NAME} characters")))
}

fn taken(user: &str) -> CliError {
    CliError::Refused(format!("there is an account {user} already; set a new password with: staff reset {user}"))
}

fn unknown(user: &str) -> CliError {
    CliError::Refused(format!("there is no account {user}; see them with: staff list"))
}
