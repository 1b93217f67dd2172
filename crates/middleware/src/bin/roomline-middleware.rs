//! The middleware's program; everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    roomline_middleware::cli::main()
}
