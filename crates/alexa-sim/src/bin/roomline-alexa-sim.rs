//! `roomline-alexa-sim`: plays Amazon's side and the residents of a property.

use std::io::{IsTerminal as _, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use roomline_alexa_sim::asp::{Oddities, Setup};
use roomline_alexa_sim::config::{middleware_config, property_file};
use roomline_alexa_sim::property::Property;
use roomline_alexa_sim::server::{Options, Ready, Server};
use tracing::{Level, Metadata};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;
use url::Url;

/// Plays Amazon's side of Roomline and the residents of a property, for demo, training and tests.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Starts the simulator.
    Serve {
        /// Where to listen; a loopback address.
        #[arg(long, default_value = "127.0.0.1:8700")]
        listen: SocketAddr,
        /// The skill endpoint of the middleware; may be told later by `PUT /control/skill`.
        #[arg(long)]
        skill_url: Option<Url>,
        /// PEM file with one more root for the skill endpoint's TLS.
        #[arg(long)]
        skill_root_file: Option<PathBuf>,
        /// Where the root certificate and recordings are kept.
        #[arg(long, default_value = "alexa-sim")]
        state_dir: PathBuf,
        /// Written when everything is up: all addresses and secrets, as JSON.
        #[arg(long)]
        ready_file: Option<PathBuf>,
        /// The same seed gives the same ids and secrets.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How far the property is set up: `rosewood` for calls, or `empty` as after unboxing.
        #[arg(long, default_value = "rosewood")]
        property: PropertyKind,
        /// How many rooms it has.
        #[arg(long, default_value_t = Property::ROSEWOOD)]
        rooms: usize,
        /// Some Echos are offline, one cannot take calls, one is not to be disturbed, and there is a lamp among them.
        #[arg(long)]
        oddities: bool,
    },
    /// Prints the property's rooms.
    Rooms {
        /// How many rooms it has.
        #[arg(long, default_value_t = Property::ROSEWOOD)]
        rooms: usize,
        /// As the CSV that `roomline-middleware directory import` reads.
        #[arg(long)]
        csv: bool,
    },
    /// Prints the part of a middleware's configuration that makes it talk with a running simulator.
    Config {
        /// The file that `serve --ready-file` wrote.
        #[arg(long)]
        ready_file: PathBuf,
        /// A desk that rings; may be given several times.
        #[arg(long = "station")]
        stations: Vec<String>,
    },
    /// Prints the `property.toml` that sets up the property of a running simulator.
    Property {
        /// The file that `serve --ready-file` wrote.
        #[arg(long)]
        ready_file: PathBuf,
    },
}

/// How far a property is set up.
#[derive(Clone, Copy, clap::ValueEnum)]
enum PropertyKind {
    /// Every room can call and be called.
    Rosewood,
    /// Units with Echos, and nothing of calling.
    Empty,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not by `Debug`: a stack of calls helps nobody who only chose a port that is taken.
            drop(writeln!(std::io::stderr(), "roomline-alexa-sim: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve {
            listen,
            skill_url,
            skill_root_file,
            state_dir,
            ready_file,
            seed,
            property,
            rooms,
            oddities,
        } => {
            let setup = match property {
                PropertyKind::Rosewood => Setup::Onboarded,
                PropertyKind::Empty => Setup::Unpacked,
            };
            let oddities = if oddities { Oddities::Some } else { Oddities::None };
            let property = Property::with_rooms(rooms);
            let options = Options { listen, skill_url, skill_root_file, state_dir, seed, property, setup, oddities };
            serve(options, ready_file).await
        }
        Command::Rooms { rooms: count, csv } => print(&rooms(count, csv)?),
        Command::Config { ready_file, stations } => print(&middleware_config(&ready(&ready_file)?, &stations)),
        Command::Property { ready_file } => print(&property_file(&ready(&ready_file)?)),
    }
}

fn ready(file: &Path) -> anyhow::Result<Ready> {
    let text = std::fs::read_to_string(file).context("the ready file cannot be read")?;
    serde_json::from_str(&text).context("the ready file is not one of this program")
}

async fn serve(options: Options, ready_file: Option<PathBuf>) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let capped = roomline_alexa_sim::LOG_CAP.split(',').filter_map(|directive| directive.parse().ok());
    let filter = capped.fold(filter, EnvFilter::add_directive);
    let lines =
        tracing_subscriber::fmt::layer().with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    tracing_subscriber::registry().with(filter).with(lines.with_filter(filter_fn(may_be_said))).init();
    // Another part of the program may have installed it already; it would be the same one.
    drop(rustls::crypto::ring::default_provider().install_default());

    let server = Server::start(&options).await.context("the simulator cannot start")?;
    if let Some(file) = ready_file {
        write_whole(&file, &serde_json::to_vec_pretty(&server.ready)?).context("the ready file cannot be written")?;
    }
    tracing::info!(page = %server.ready.base_url, "the residents are in; open this page to play them");
    stopped().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Whatever the filter asks for: only our own crates may say more than INFO; others print the addresses they connect to.
fn may_be_said(metadata: &Metadata<'_>) -> bool {
    metadata.target().starts_with("roomline") || *metadata.level() <= Level::INFO
}

/// Waits for Ctrl-C or a polite request to stop.
async fn stopped() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn rooms(count: usize, csv: bool) -> anyhow::Result<String> {
    let property = Property::with_rooms(count);
    if csv {
        return Ok(property.to_csv()?);
    }
    let lines = property.rooms.iter().map(|room| format!("{}  {}, {} wing\n", room.room, room.name, room.wing));
    Ok(lines.collect())
}

/// Nobody may read half of it: written aside, then moved into place; it holds secrets, so only its owner reads it.
fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let aside = file.with_extension("part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&aside)?.write_all(bytes)?;
    std::fs::rename(aside, file)
}

fn print(text: &str) -> anyhow::Result<()> {
    std::io::stdout().write_all(text.as_bytes()).context("nobody reads what is printed")
}
