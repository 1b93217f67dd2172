//! Measures the middleware: its own program with TLS and a database on disk, thousands of desks, calls on a schedule.
//!
//! This program is the load: it holds the desks' sockets, signs Alexa's requests and is the endpoint to which the
//! middleware posts. It prints what it is doing and writes the figures; it decides nothing. `docs/performance.md` says what
//! each figure means.
#![expect(clippy::print_stdout, reason = "it talks to the person who measures")]

mod amazon;
mod board;
mod calls;
mod desk;
mod disk;
mod figures;
mod paper;
mod peer;
mod plan;
mod program;
mod property;
mod socket;

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use clap::Parser;
use tokio::time::Instant;

use amazon::{Alexa, Amazon};
use board::Board;
use calls::Scene;
use desk::Desk;
use figures::{Figures, Idle, ms, percentile};
use paper::Papers;
use plan::{Load, Plan, Stage};
use program::allow_files;
use property::Property;
use socket::Opener;

/// Open files beside the sockets.
const OTHER_FILES: usize = 500;

/// What is measured, and with what.
#[derive(Parser)]
struct Options {
    /// The middleware's program.
    #[arg(long, value_name = "FILE")]
    middleware: PathBuf,
    /// The plain Node.js server that memory is compared with.
    #[arg(long, value_name = "FILE")]
    peer: Option<PathBuf>,
    /// Databases, certificates and logs go here.
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// The figures go here.
    #[arg(long, value_name = "FILE")]
    json: PathBuf,
    /// The commit that is measured, for the report.
    #[arg(long, default_value = "")]
    commit: String,
    /// The machine, for the report.
    #[arg(long, default_value = "")]
    machine: String,
    /// Only shows that everything works.
    #[arg(long)]
    quick: bool,
    /// Only this one load: desks, calls per second, seconds.
    #[arg(long, num_args = 3, value_names = ["DESKS", "RATE", "SECONDS"], conflicts_with = "quick")]
    only: Option<Vec<u32>>,
}

fn main() -> anyhow::Result<()> {
    let options = Options::parse();
    // An error only says that one is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&options))
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    let plan = match options.only.as_deref() {
        Some(&[stations, rate, seconds]) => Plan::only(usize::try_from(stations)?, Load { rate, seconds }),
        Some(_) | None if options.quick => Plan::quick(),
        Some(_) | None => Plan::whole(),
    };
    let most = plan.stages.iter().map(|stage| stage.stations).max().unwrap_or_default();
    allow_files(most + OTHER_FILES)?;
    let mut figures = Figures::default();
    let papers = Arc::new(Papers::new()?);
    for stage in &plan.stages {
        measure_stage(options, &plan, stage, &papers, &mut figures).await?;
    }
    let json = figures.json(&options.commit, &options.machine);
    std::fs::write(&options.json, format!("{json:#}\n"))
        .with_context(|| format!("cannot write {}", options.json.display()))
}

async fn measure_stage(
    options: &Options,
    plan: &Plan,
    stage: &Stage,
    papers: &Arc<Papers>,
    figures: &mut Figures,
) -> anyhow::Result<()> {
    let stations = stage.stations;
    let folder = options.folder.join(stations.to_string());
    let board = Arc::new(Board::default());
    let amazon = Amazon::start(papers, Arc::clone(&board))?;
    let property = Property::new(&folder, stage, papers, &amazon)?;
    let peer_kb = match &options.peer {
        Some(script) => Some(peer::socket_kb(script, &folder, &papers.root, stations, plan.idle).await?),
        None => None,
    };

    let (middleware, address) = property.serve(&options.middleware).await?;
    let opener = Opener::new(&papers.root, address)?;
    let empty = middleware.resident_kb()?;
    let begun = Instant::now();
    let desks = Desk::connect_all(&opener, &property.tokens, &board).await?;
    let connecting = begun.elapsed();
    let cpu = middleware.cpu()?;
    let flushes = disk::flushes(&folder, plan.idle).await?;
    let idle = Idle {
        flush: percentile(&flushes, 99),
        station_kb: (middleware.resident_kb()? - empty) / stations as f64,
        peer_kb,
        cpu_percent: (middleware.cpu()?.saturating_sub(cpu)).as_secs_f64() / plan.idle.as_secs_f64() * 100.0,
        connecting,
    };
    println!(
        "  {stations} desks: connected in {:.1} s, {:.1} kB each (plain server: {}), {:.1} % of a core while idle; a flush \
         of the disk p99 {:.1} ms",
        connecting.as_secs_f64(),
        idle.station_kb,
        idle.peer_kb.map_or_else(|| "not measured".to_owned(), |kb| format!("{kb:.1} kB")),
        idle.cpu_percent,
        ms(idle.flush),
    );
    figures.idle(plan, stations, idle);

    let alexa = Alexa::new(&amazon, address, Arc::clone(papers))?;
    let scene = Arc::new(Scene::new(stage.clone(), board, alexa, desks)?);
    for load in &stage.loads {
        let outcome = scene.bear(*load, &middleware).await?;
        println!(
            "  {stations} desks, {} calls per second for {} s: p99 {:.1} ms to the desks, {:.1} ms to Alexa, {} errors",
            load.rate,
            load.seconds,
            ms(percentile(&outcome.skill_to_station, 99)),
            ms(percentile(&outcome.station_to_alexa, 99)),
            outcome.errors,
        );
        figures.load(plan, stations, *load, &outcome);
    }
    drop(scene);
    middleware.stop().await
}
