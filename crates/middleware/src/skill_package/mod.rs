//! `skill-package`: everything that the developer console wants to know of the skill, made from our own configuration.
//!
//! What is written is what Amazon's command-line tool deploys: a manifest, one interaction model per locale, and the
//! settings of account linking beside them.
//!
//! Source: *Skill package format*, *Skill manifest schema*, *Account linking schemas*; Amazon's WebRTC sample (2024).

mod linking;
mod manifest;
mod model;
mod phrases;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use serde_json::Value;
use url::Url;

use crate::alexa::speech;
use crate::config::Config;
use phrases::Phrases;

/// What an owner chooses beyond the configuration.
#[derive(Clone, Debug)]
pub struct Choices {
    /// Locales, such as `en-US`; each once.
    pub locales: Vec<String>,
    /// The skill's name; each locale's own unless given.
    pub name: Option<String>,
    /// What people say to open the skill; each locale's own unless given.
    pub invocation_name: Option<String>,
    /// Where the skill's icons lie, `icon108.png` and `icon512.png`; our own unless given.
    pub icons_url: Option<Url>,
    /// The owner's privacy policy.
    pub privacy_url: Url,
    /// Countries of publication, such as `US`.
    pub countries: Vec<String>,
    /// What Amazon's testers must know.
    pub testing_instructions: String,
    /// Who signed the server's certificate.
    pub certificate: Certificate,
}

/// Who signed the server's certificate, in Amazon's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Certificate {
    /// A public authority, for this very host.
    #[default]
    Trusted,
    /// A public authority, for all hosts of a domain.
    Wildcard,
    /// Nobody: for tests, with the certificate uploaded to the console.
    SelfSigned,
}

/// Why no package is made.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// Alexa would not know where to send requests.
    #[error(
        "`server.public_url` is missing; set it to the address that Alexa reaches, as in \
         \"https://roomline.example.org\""
    )]
    NoPublicUrl,
    /// Alexa sends requests by HTTPS to port 443 only.
    #[error("`server.public_url` is \"{0}\"; Alexa only reaches https:// with port 443 and no path")]
    UnreachableUrl(Url),
    /// Alexa needs account linking before a call can be placed.
    #[error("there is no section [oauth]; add `client_id`, `client_secret_file` and `redirect_uris`")]
    NoOauth,
    /// We have no words for it.
    #[error("the locale {0} is not one of {known}", known = known_locales())]
    UnknownLocale(String),
    /// A locale is named twice, or none is.
    #[error("name each locale once, as in --locales en-US,de-DE")]
    Locales,
    /// Amazon would refuse the invocation name.
    #[error("the invocation name \"{name}\" will not do: {why}")]
    InvocationName {
        /// The name.
        name: String,
        /// Amazon's rule.
        why: &'static str,
    },
    /// A text is longer than Amazon takes, or empty.
    #[error("{what} has {count} characters; Amazon takes 1 to {longest}")]
    Length {
        /// What it is.
        what: &'static str,
        /// How long it is.
        count: usize,
        /// How long it may be.
        longest: usize,
    },
    /// A country is not written as Amazon does.
    #[error("\"{0}\" is no country; write two capital letters, as in --countries US,GB")]
    Country(String),
    /// A URL that Amazon's testers open must be public.
    #[error("{what} is \"{url}\"; it must begin with https://")]
    NotPublic {
        /// What it is.
        what: &'static str,
        /// The URL.
        url: Url,
    },
    /// A file of an earlier package is there.
    #[error("{} is there already; write it anew with --force", .0.display())]
    Exists(PathBuf),
    /// A file cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// A package, ready to be written.
#[derive(Clone, Debug)]
pub struct Package {
    /// Path below the folder, content, and whether it holds a secret.
    files: Vec<(PathBuf, Value, bool)>,
}

impl Package {
    /// Makes the package of a configuration.
    ///
    /// # Errors
    /// [`PackageError`] names what to change.
    pub fn new(config: &Config, choices: &Choices) -> Result<Self, PackageError> {
        let host = host(config)?;
        let oauth = config.oauth.as_ref().ok_or(PackageError::NoOauth)?;
        let locales = locales(choices)?;
        let folder = Path::new("skill-package");
        let mut files = vec![
            (PathBuf::from("ask-resources.json"), manifest::resources(), false),
            (folder.join("skill.json"), manifest::manifest(config, choices, &host, &locales)?, false),
            (PathBuf::from("accountLinking.json"), linking::settings(oauth, &host), true),
        ];
        for phrases in locales {
            let model = model::model(phrases, choices)?;
            let path = folder.join("interactionModels/custom").join(format!("{}.json", phrases.locale));
            files.push((path, model, false));
        }
        Ok(Self { files })
    }

    /// Writes the files below `folder`; returns their paths. With a file in the way nothing is written unless `force`.
    ///
    /// # Errors
    /// [`PackageError::Exists`] or [`PackageError::Write`].
    pub fn write(&self, folder: &Path, force: bool) -> Result<Vec<PathBuf>, PackageError> {
        let paths: Vec<_> = self.files.iter().map(|(path, ..)| folder.join(path)).collect();
        if let Some(there) = paths.iter().find(|path| !force && path.exists()) {
            return Err(PackageError::Exists(there.clone()));
        }
        for (path, (_, content, secret)) in paths.iter().zip(&self.files) {
            write(path, content, *secret).map_err(|source| PackageError::Write { path: path.clone(), source })?;
        }
        Ok(paths)
    }
}

fn write(path: &Path, content: &Value, secret: bool) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    // Written aside and renamed, so that an older file keeps no wider permissions and nobody reads half of it.
    let aside = path.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if secret { 0o600 } else { 0o644 });
    #[cfg(not(unix))]
    let _ = secret;
    // Left over from a run that was killed, or not there.
    let _ = std::fs::remove_file(&aside);
    let mut file = options.write(true).create_new(true).open(&aside)?;
    std::io::Write::write_all(&mut file, format!("{content:#}\n").as_bytes())?;
    std::fs::rename(aside, path)
}

/// The server as Alexa reaches it.
fn host(config: &Config) -> Result<Url, PackageError> {
    let url = config.server.public_url.clone().ok_or(PackageError::NoPublicUrl)?;
    let reachable = url.scheme() == "https" && url.port().is_none() && url.path() == "/" && url.query().is_none();
    if reachable { Ok(url) } else { Err(PackageError::UnreachableUrl(url)) }
}

fn locales(choices: &Choices) -> Result<Vec<&'static Phrases>, PackageError> {
    let mut found: Vec<&'static Phrases> = Vec::new();
    for locale in &choices.locales {
        let phrases = phrases::of(locale).ok_or_else(|| PackageError::UnknownLocale(locale.clone()))?;
        if found.iter().any(|other| other.locale == phrases.locale) {
            return Err(PackageError::Locales);
        }
        found.push(phrases);
    }
    if found.is_empty() { Err(PackageError::Locales) } else { Ok(found) }
}

fn known_locales() -> String {
    speech::ALL.map(|speech| speech.locale).join(", ")
}

/// Checks a text that Amazon limits in length.
fn fits(what: &'static str, text: &str, longest: usize) -> Result<String, PackageError> {
    let count = text.chars().count();
    let fits = (1..=longest).contains(&count);
    if fits { Ok(text.to_owned()) } else { Err(PackageError::Length { what, count, longest }) }
}
