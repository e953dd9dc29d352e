//! How the command ends: what its exit codes mean, and which errors end it how.

use std::error::Error;
use std::io::{self, Write};
use std::iter::successors;
use std::process::ExitCode;

use crate::output::unwritten;

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It did what was asked; of a link: it is valid.
    Success = 0,
    /// The link is not valid: its token is missing, malformed or wrong, or good for too long.
    Invalid = 1,
    /// The link's token is right, and its time is over.
    Expired = 2,
    /// `EX_USAGE` of sysexits(3): the command was called in a way that cannot work.
    Usage = 64,
    /// `EX_IOERR`: what was asked could not be read or written.
    Io = 74,
    /// Who reads the output has stopped: as if by SIGPIPE (13), which a shell shows as 128 + 13.
    Pipe = 141,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Says on standard error what went wrong. Input and output fail with [`io::Error`], or by one, and
/// whatever else is an error comes from what the command was told.
pub fn report(error: &(dyn Error + 'static)) -> Exit {
    let mut causes = successors(Some(error), |error| (*error).source());
    let exit = match causes.find_map(|cause| cause.downcast_ref::<io::Error>()) {
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => return Exit::Pipe,
        Some(_) => Exit::Io,
        None => Exit::Usage,
    };
    // Where nothing can be printed, the exit code still says it.
    let _ = writeln!(io::stderr(), "secure-token: {}", printable(&error.to_string()));
    exit
}

/// Prints the help that was asked for, or says what is wrong with the arguments. They may hold
/// anything.
pub fn refuse(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => Exit::Success,
            Err(error) => report(&unwritten(&error)),
        };
    }
    let _ = io::stderr().write_all(printable(&error.render().to_string()).as_bytes());
    Exit::Usage
}

/// Text in which nothing commands a terminal: lines of printable ASCII.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | ' '..='~' => out.push(character),
            _ => out.extend(character.escape_default()),
        }
    }
    out
}
