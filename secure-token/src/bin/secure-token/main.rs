//! The command `secure-token`: what the nginx module does, on the command line.
//!
//! Each subcommand is a file of its own; what several need stands in files beside them.

mod key;
mod lifetime;
mod sign;
mod signer;
mod url;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// `EX_USAGE` of sysexits(3): the command was called in a way that cannot work.
const USAGE: u8 = 64;

/// Links that expire, for nginx with the module ngx_http_secure_token.
#[derive(Parser)]
#[command(name = "secure-token", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Sign(sign::Sign),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Where nothing can be printed, the exit code still says it.
            let _ = error.print();
            return if error.use_stderr() { USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    let result = match cli.command {
        Command::Sign(sign) => sign.run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "secure-token: {error}");
            USAGE.into()
        }
    }
}
