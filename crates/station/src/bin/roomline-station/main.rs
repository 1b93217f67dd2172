//! The station on a command line: signs in, lists rooms, calls one, waits for a call and answers it, with the sound
//! devices of this computer. What it prints is what a window would show.
//!
//! Exit codes: 0 done, 1 something failed (the last line says what), 2 wrong arguments, 3 there was no talk.

mod say;
mod talk;
mod words;

use std::io::{IsTerminal as _, Read as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand, ValueEnum};
use roomline_station::signaling::call::{Private, UnitId};
use roomline_station::{
    Places, Reachability, Request, SignIn, Station, StationConfig, StationHandle, VaultChoice, log,
};

use say::Say;
use talk::Outcome;

/// How long signing in and the first connection may take before the command gives up.
const READY_WITHIN: Duration = Duration::from_secs(30);
/// The longest password file that is read, in bytes.
const LONGEST_PASSWORD: u64 = 4096;

/// The station on a command line.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Arguments {
    /// URL of the middleware; else the one of station.toml or of the last sign-in.
    #[arg(long, global = true)]
    server: Option<String>,
    /// The name people and ring groups know this station by.
    #[arg(long, global = true)]
    station_name: Option<String>,
    /// The account to sign in with, where no session is kept.
    #[arg(long, global = true)]
    user: Option<String>,
    /// A file with the password; else it is read from standard input.
    #[arg(long, global = true)]
    password_file: Option<PathBuf>,
    /// Where the session is kept.
    #[arg(long, global = true, value_enum, default_value_t = VaultArgument::Keyring)]
    vault: VaultArgument,
    /// Print one JSON object a line, with times in milliseconds since 1970.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum VaultArgument {
    /// In the operating system's keyring.
    Keyring,
    /// Nowhere: sign in each time.
    Memory,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sign in; the keyring keeps the session.
    SignIn,
    /// End the session.
    SignOut,
    /// List residents and rooms.
    List,
    /// List microphones and speakers.
    Devices,
    /// Call a unit and talk until somebody hangs up.
    Call {
        /// The unit's id.
        unit: String,
        /// Hang up after so many seconds of talk.
        #[arg(long = "for", value_name = "SECONDS", value_parser = seconds)]
        talk_for: Option<Duration>,
    },
    /// Wait for a call, and say what becomes of it.
    Wait {
        /// Answer it.
        #[arg(long)]
        answer: bool,
        /// After a call wait for the next, until Ctrl-C.
        #[arg(long, requires = "answer")]
        again: bool,
        /// Hang up after so many seconds of talk; without --answer, stop waiting after so many seconds.
        #[arg(long = "for", value_name = "SECONDS", value_parser = seconds)]
        talk_for: Option<Duration>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let say = Say::new(arguments.json);
    match run(arguments, &say).await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::NoTalk) => ExitCode::from(3),
        Err(error) => {
            say.failed(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments, say: &Say) -> anyhow::Result<Outcome> {
    // Another part of the program may have chosen the same provider before; it is the only one we build with.
    let _already_chosen = rustls::crypto::ring::default_provider().install_default();
    let config = StationConfig::load(Places::from_environment()?)?;
    let _log = log::start(&config.places.data_dir);
    let vault = match arguments.vault {
        VaultArgument::Keyring => VaultChoice::Keyring,
        VaultArgument::Memory => VaultChoice::Memory,
    };
    let station = Station::start(config, vault)?;
    let outcome = command(&arguments, &station, say).await;
    // A call that is still going on ends, and its end is told, whatever happened.
    if station.request(Request::ShutDown).await.is_ok() {
        station.stopped().await;
    }
    outcome
}

async fn command(arguments: &Arguments, station: &StationHandle, say: &Say) -> anyhow::Result<Outcome> {
    if let Command::Devices = arguments.command {
        return talk::devices(station, say).await.map(|()| Outcome::Done);
    }
    sign_in(arguments, station).await?;
    say.state(&station.state());
    match &arguments.command {
        Command::SignIn | Command::Devices => Ok(Outcome::Done),
        Command::SignOut => {
            station.request(Request::SignOut).await?;
            say.line("signed_out", "Signed out", &serde_json::json!({}));
            Ok(Outcome::Done)
        }
        Command::List => {
            let state = station.state();
            state.directory.units.iter().for_each(|unit| say.unit(unit));
            Ok(Outcome::Done)
        }
        Command::Call { unit, talk_for } => {
            let unit = UnitId::new(unit.as_str()).context("that is no unit's id")?;
            talk::call(station, say, unit, *talk_for).await
        }
        Command::Wait { answer: true, again: false, talk_for } => talk::answer(station, say, *talk_for).await,
        Command::Wait { answer: true, again: true, talk_for } => talk::answer_all(station, say, *talk_for).await,
        Command::Wait { answer: false, talk_for, .. } => talk::listen(station, say, *talk_for).await,
    }
}

/// Waits for the kept session, or signs in, until calls can reach this station and the directory is there.
///
/// A property without a single room makes this wait for the whole time; it has nobody to call.
async fn sign_in(arguments: &Arguments, station: &StationHandle) -> anyhow::Result<()> {
    let mut state = station.watch();
    let no_session = {
        let looked = state.wait_for(|state| !matches!(state.sign_in, SignIn::SigningIn));
        let state = tokio::time::timeout(READY_WITHIN, looked).await.context("the server does not answer")??;
        matches!(state.sign_in, SignIn::SignedOut { .. })
    };
    if no_session || matches!(arguments.command, Command::SignIn) {
        if !no_session {
            station.request(Request::SignOut).await?;
        }
        let Some(user) = arguments.user.clone() else { bail!("nobody is signed in; name an account with --user") };
        let password = password(arguments)?;
        let (server, station_name) = (arguments.server.clone(), arguments.station_name.clone());
        station.request(Request::SignIn { server, station_name, user: Private(user), password }).await?;
    }
    let ready = state.wait_for(|state| match &state.sign_in {
        SignIn::SignedIn { .. } => state.reachability == Reachability::Reachable && !state.directory.units.is_empty(),
        SignIn::SignedOut { .. } => true,
        SignIn::SigningIn => false,
    });
    let state = match tokio::time::timeout(READY_WITHIN, ready).await {
        Ok(state) => state?.clone(),
        Err(_) => station.state(),
    };
    match (&state.sign_in, state.reachability) {
        (SignIn::SignedIn { .. }, Reachability::Reachable) => Ok(()),
        (SignIn::SignedOut { problem: Some(problem) }, _) => Err(anyhow::Error::new(*problem)),
        (SignIn::SignedOut { problem: None }, _) => bail!("nobody is signed in"),
        (_, Reachability::Unreachable { reason, .. }) => bail!("this desk cannot be reached: {reason}"),
        (SignIn::SigningIn, _) | (_, Reachability::Connecting) => {
            bail!("the server does not answer")
        }
    }
}

fn password(arguments: &Arguments) -> anyhow::Result<Private<String>> {
    let mut text = String::new();
    match &arguments.password_file {
        Some(file) => {
            let file = std::fs::File::open(file).with_context(|| format!("cannot read {}", file.display()))?;
            file.take(LONGEST_PASSWORD).read_to_string(&mut text).context("the password file is no text")?;
        }
        None if std::io::stdin().is_terminal() => bail!("give the password by --password-file or on standard input"),
        None => {
            std::io::stdin().take(LONGEST_PASSWORD).read_to_string(&mut text).context("the password is no text")?;
        }
    }
    Ok(Private(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "give a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|_| "give a number of seconds that is not negative".to_owned())
}
