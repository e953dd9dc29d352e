//! `secure-token keygen`: a key that nobody guesses.

use std::error::Error;
use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::exit::Exit;

const EXAMPLES: &str = "\
Examples:
  A key for nginx, in a file that only root can read (secure_token_key_file reads it as root):
    umask 077; secure-token keygen > /etc/nginx/secure-token.keys

  A new key that is accepted from now on, but does not sign yet:
    secure-token keygen >> /etc/nginx/secure-token.keys";

/// Bytes of a key: as many as the longest digest has.
const LENGTH: usize = 32;

/// Make a key
///
/// Prints 32 random bytes from the system in base64url: 43 characters and a newline. That is one
/// line of a key file.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Keygen {}

/// The system gives no random bytes.
#[derive(Debug, thiserror::Error)]
#[error("cannot get random bytes from the system: {0}")]
struct NoRandomness(getrandom::Error);

impl Keygen {
    /// Prints the key.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let mut bytes = [0; LENGTH];
        getrandom::fill(&mut bytes).map_err(NoRandomness)?;
        writeln!(std::io::stdout().lock(), "{}", URL_SAFE_NO_PAD.encode(bytes))?;
        Ok(Exit::Success)
    }
}
