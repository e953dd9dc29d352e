//! The command `secure-token`: what the nginx module does, on the command line.
//!
//! Each subcommand is a file of its own; what several need stands in files beside them.

mod exit;
mod explain;
mod forward;
mod key;
mod keygen;
mod nginx_conf;
mod output;
mod pages;
mod pipe;
mod remarks;
mod report;
mod settings;
mod shown;
mod sign;
mod signer;
mod span;
mod time;
mod url;
mod values;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

const EXAMPLES: &str = "\
Examples:
  A key for nginx, and a link by it that is good for an hour:
    secure-token keygen > key
    secure-token sign --key-file key --url https://cdn.example.com/coffee_run/master.m3u8

  Why does nginx refuse this link?
    secure-token explain --key-file key \\
        'https://cdn.example.com/coffee_run/master.m3u8?md5=dKpE_AclElpmnGXgQu1r2w&expires=1893456000'

Each command's own help has more of them, and its exit statuses: \"secure-token sign --help\".";

/// Links that expire, for nginx with the module ngx_http_secure_token.
#[derive(Parser)]
#[command(name = "secure-token", version, arg_required_else_help = true, after_help = EXAMPLES)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Sign(sign::Sign),
    Verify(verify::Verify),
    Explain(explain::Explain),
    Forward(forward::Forward),
    Keygen(keygen::Keygen),
    #[command(hide = true)]
    Pages(pages::Pages),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return exit::refuse(&error).into(),
    };
    let result = match cli.command {
        Command::Sign(sign) => sign.run(),
        Command::Verify(verify) => verify.run(),
        Command::Explain(explain) => explain.run(),
        Command::Forward(forward) => forward.run(),
        Command::Keygen(keygen) => keygen.run(),
        Command::Pages(pages) => pages.run(),
    };
    result.unwrap_or_else(|error| exit::report(&*error)).into()
}
