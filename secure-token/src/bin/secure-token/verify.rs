//! `secure-token verify`: whether a link is valid, and for how long.

use std::error::Error;
use std::ffi::OsString;

use secure_token::token::{Key, Link};

use crate::exit::Exit;
use crate::key;
use crate::output::print;
use crate::report::Report;
use crate::settings::{self, Settings};
use crate::shown::json;
use crate::url::{self, Url, decode_path};

const EXAMPLES: &str = "\
Examples:
  Is this link valid, and for how long?
    secure-token verify --key-file key \\
        'https://cdn.example.com/coffee_run/master.m3u8?md5=dKpE_AclElpmnGXgQu1r2w&expires=1893456000'

  Will it be, on the 1st of January 2030?
    secure-token verify --key-file key --now 1893456000 'https://...'

  A link in path mode that is bound to the client's network:
    secure-token verify --key-file key --mode path --ip 203.0.113.42 --network /24 \\
        https://cdn.example.com/videos/2675_film/TOKEN/EXPIRES/master.m3u8

Exit status:
  0    valid
  1    invalid: the token is missing, malformed or wrong, or good for too long
  2    expired: the token is right, and its time is over
  64   the command was called wrongly, or what it was told gives no key or no setting
  74   the key could not be read from standard input, or the output not be written
  141  who reads the output has stopped";

/// Check whether a link is valid
///
/// Judges as the module does that has the same settings, and says which path was signed, under
/// which of the keys (by its number), and how long the link is good. The options mean what the
/// module's directives of the same names mean, and have the same defaults.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, group = key::required_or_in_configuration())]
pub struct Verify {
    #[command(flatten)]
    settings: Settings,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// URL to be judged: absolute, or beginning with a path
    url: OsString,
}

impl Verify {
    /// Prints the verdict, and ends with its exit code.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let bytes = self.url.as_encoded_bytes();
        let settled = self.settings.settle(bytes)?;
        settings::remark(&settled);
        let path = Url::parse(bytes).and_then(|url| decode_path(url.path));
        let path = path.map_err(|error| error.masked(&settled.keys));
        let report = match &path {
            Err(error @ url::Error::Relative(_)) => return Err(error.clone().into()),
            Err(error) => Report::unfit(&settled, error),
            Ok(path) => {
                let query = Url::parse(bytes)?.query.unwrap_or_default();
                let link = Link { path, query, address: settled.address, now: settled.now };
                let keys = settled.keys.iter().map(Key::bytes);
                let verdict = settled.policy.verify(&link, keys, &[]);
                Report::new(&settled, &link, &verdict)
            }
        };
        let text = if self.json { json(&report)? } else { format!("{report}\n") };
        print(text.as_bytes())?;
        Ok(report.exit())
    }
}
