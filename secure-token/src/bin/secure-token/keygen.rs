//! `secure-token keygen`: a key that nobody guesses.

use std::error::Error;
use std::io;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::exit::Exit;
use crate::output::print;

const EXAMPLES: &str = "\
Examples:
  A key for nginx, in a file that only root can read (secure_token_key_file reads it as root):
    umask 077; secure-token keygen > /etc/nginx/secure-token.keys

  A new key that is accepted from now on, but does not sign yet:
    secure-token keygen >> /etc/nginx/secure-token.keys

Exit status:
  0    the key is printed
  64   the command was called wrongly
  74   the system gives no random bytes, or the output could not be written
  141  who reads the output has stopped";

/// Bytes of a key: as many as the longest digest has.
const LENGTH: usize = 32;

/// Make a key
///
/// Prints 32 random bytes from the system in base64url: 43 characters and a newline. That is one
/// line of a key file.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Keygen {}

impl Keygen {
    /// Prints the key.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(|error| {
            io::Error::other(format!("cannot get random bytes from the system: {error}"))
        })?;
        print(format!("{}\n", URL_SAFE_NO_PAD.encode(bytes)).as_bytes())?;
        Ok(Exit::Success)
    }
}
