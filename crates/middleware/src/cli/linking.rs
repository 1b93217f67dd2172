//! `linking`: who linked Alexa with this property, and how that ends.

use std::io::Write;

use jiff::Timestamp;

use super::{CliError, LinkingCommand, Open, plural};

pub(super) fn run(command: LinkingCommand, database: &mut Open, output: &mut dyn Write) -> Result<(), CliError> {
    match command {
        LinkingCommand::List => {
            let linkings = database.ask(|store| store.linkings())?;
            if linkings.is_empty() {
                writeln!(output, "Alexa is not linked yet; docs/skill.md says how.")?;
            }
            for linking in linkings {
                let (since, used) = (date(linking.created_ms), date(linking.last_used_ms));
                writeln!(output, "{:<24} since {since}, last used {used}", linking.user)?;
            }
        }
        LinkingCommand::Revoke { user } => {
            let ended = database.ask(|store| store.revoke_linkings_of(&user))?;
            if ended == 0 {
                return Err(CliError::Refused(format!("{user} has linked nothing; see them with: linking list")));
            }
            database.audit("link_account", Some(&user), Some("revoked_by_administrator"))?;
            writeln!(
                output,
                "{ended} linking{} of {user} {} over: link the skill once more.",
                plural(ended),
                if ended == 1 { "is" } else { "are" }
            )?;
        }
    }
    Ok(())
}

fn date(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
