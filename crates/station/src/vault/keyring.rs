//! The operating system's keyring, asked without regard to how long it takes: Secret Service, Credential Manager, Keychain.

use keyring::{Entry, Error};
use roomline_signaling::call::{Private, StationId};

use super::{Job, Outcome, Secret, VaultError};

/// The name under which people find the entries in their keyring's own program.
const SERVICE: &str = "Roomline";
const PROBE: &str = "probe";

pub(super) fn done(station: &StationId, job: Job) -> Outcome {
    // Entries of their own for each server and station: a token is never shown to another server than the one that made it.
    let entry = |name: &str| Entry::new(SERVICE, &format!("{station} {name}")).map_err(blame);
    let of = |server: &str, secret: Secret| match secret {
        Secret::People => entry(&format!("{server} people")),
        Secret::Person(id) => entry(&format!("{server} person {}", id.as_str())),
        Secret::OldToken => entry(server),
        Secret::OldPin => entry(&format!("{server} PIN")),
        Secret::UnsaidKey => entry(&format!("{server} unsaid")),
    };
    match job {
        Job::Probe => {
            let entry = entry(PROBE)?;
            entry.set_password(PROBE).map_err(blame)?;
            let read = entry.get_password().map_err(blame)?;
            entry.delete_credential().map_err(blame)?;
            if read == PROBE { Ok(None) } else { Err(VaultError::Missing) }
        }
        Job::Read { server, secret } => match of(&server, secret)?.get_password() {
            Ok(text) => Ok(Some(Private(text))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(blame(error)),
        },
        Job::Write { server, secret, text } => of(&server, secret)?.set_password(&text.0).map(|()| None).map_err(blame),
        Job::Forget { server, secret } => match of(&server, secret)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(blame(error)),
        },
    }
}

fn blame(error: Error) -> VaultError {
    match error {
        Error::NoStorageAccess(_) => VaultError::Locked,
        _ => VaultError::Missing,
    }
}
