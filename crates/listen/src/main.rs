//! Measures the sound of a call: recorded voices go over bad networks, through our media core alone in virtual time, or beside a
//! browser in real time; into the microphone of a desk with a loudspeaker; and on for hours. What arrives is written down to be
//! scored. It decides nothing.

mod alone;
mod beside;
mod between;
mod cpu;
mod echo;
mod network;
mod soak;
mod talk;

use clap::Parser;

/// What is measured.
#[derive(Parser)]
enum Command {
    /// The media core alone, in virtual time.
    Alone(alone::Options),
    /// Two ends in real time, each of them ours or Chromium, with a relay between them.
    Beside(beside::Options),
    /// One end that is ours, told what to do by its standard input; `beside` starts it.
    Desk(beside::DeskOptions),
    /// The echo canceller at desks with a loudspeaker.
    Echo(echo::Options),
    /// Hours of one call in virtual time: no drift, no growth, no click.
    Soak(soak::Options),
}

fn main() -> anyhow::Result<()> {
    match Command::parse() {
        Command::Alone(options) => alone::run(&options),
        Command::Beside(options) => beside::run(&options),
        Command::Desk(options) => beside::desk(&options),
        Command::Echo(options) => echo::run(&options),
        Command::Soak(options) => soak::run(&options),
    }
}
