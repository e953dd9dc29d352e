//! Standard output: what is printed is written as a whole, or the error says that it was not.

use std::io::{self, Write};

/// Prints `text`. What the standard library holds back is written too, since at the end of the
/// process nobody would hear of its failure.
pub fn print(text: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text).and_then(|()| out.flush()).map_err(|error| unwritten(&error))
}

/// The error of a write to standard output, for the reader.
pub fn unwritten(error: &io::Error) -> io::Error {
    while_doing("write to standard output", error)
}

/// The same error, with what could not be done.
pub fn while_doing(what: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {what}: {error}"))
}
