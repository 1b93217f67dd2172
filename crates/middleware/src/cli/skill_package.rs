//! `skill-package`: what the owner chooses, and which files were written.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use url::Url;

use super::CliError;
use crate::config::Config;
use crate::skill_package::{Certificate, Choices, Package};

/// What Amazon's testers must know; the owner fills the brackets.
const TESTING_INSTRUCTIONS: &str = "\
This is a skill for Alexa Smart Properties; it will be hidden. It connects calls between the Echo devices of a property \
and its front desk, in both directions.
Unit for the test: [id of the unit that is enabled for the test, with an Echo in it].
Locales: [the locales of this package].
Staff app for the front desk: [download link for Windows, macOS or Linux]. Server: [address of the server]. Test account: \
[user name] / [password].
Account linking: sign in with the same test account on the page that opens.
1. Start the app, type server, user name and password, and press Sign in.
2. From the device: say \"Alexa, call [name of the contact]\". The app rings; press Answer. Talk; press Hang up.
3. To the device: choose the unit in the app's list and press Call. Say \"Alexa, answer\" to the Echo. Talk; press Hang up.
4. By voice: \"Alexa, open [invocation name]\", \"help\", \"stop\".";

/// What the owner chooses.
#[derive(Debug, Args)]
pub struct Wishes {
    /// The folder to write into.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The locales of the skill.
    #[arg(long, value_delimiter = ',', default_value = "en-US", value_name = "LOCALES")]
    locales: Vec<String>,
    /// The owner's privacy policy.
    #[arg(long, value_name = "URL")]
    privacy_url: Url,
    /// Where the skill is published.
    #[arg(long, value_delimiter = ',', default_value = "US", value_name = "COUNTRIES")]
    countries: Vec<String>,
    /// The skill's name in all locales, instead of ours.
    #[arg(long)]
    name: Option<String>,
    /// What people say to open the skill in all locales, instead of ours.
    #[arg(long, value_name = "NAME")]
    invocation_name: Option<String>,
    /// The folder of icon108.png and icon512.png, instead of ours.
    #[arg(long, value_name = "URL")]
    icons_url: Option<Url>,
    /// A file with what Amazon's testers must know; without it there are brackets to fill in.
    #[arg(long, value_name = "FILE")]
    testing_instructions: Option<PathBuf>,
    /// Who signed the server's certificate.
    #[arg(long, value_enum, default_value_t)]
    certificate: Certificate,
    /// Writes over an earlier package.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(wishes: Wishes, config: &Config, output: &mut dyn Write) -> Result<(), CliError> {
    let testing_instructions = match &wishes.testing_instructions {
        None => TESTING_INSTRUCTIONS.to_owned(),
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| CliError::Refused(format!("cannot read {}: {error}", path.display())))?
            .trim()
            .to_owned(),
    };
    let choices = Choices {
        locales: wishes.locales,
        name: wishes.name,
        invocation_name: wishes.invocation_name,
        icons_url: wishes.icons_url,
        privacy_url: wishes.privacy_url,
        countries: wishes.countries,
        testing_instructions,
        certificate: wishes.certificate,
    };
    for path in Package::new(config, &choices)?.write(&wishes.out, wishes.force)? {
        writeln!(output, "{}", path.display())?;
    }
    writeln!(output, "accountLinking.json holds the secret of account linking: keep it out of version control.")?;
    if wishes.testing_instructions.is_none() {
        writeln!(output, "Fill in the brackets of `testingInstructions` in skill.json before certification.")?;
    }
    Ok(())
}
