//! `secure-token explain`: how the token of a link is made, and what its signer has done wrong.

use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use secure_token::explain::{self, Case, OtherKey, Parts, RightString};
use secure_token::token::{Algorithm, Detail, Key, Link};
use serde::Serialize;

use crate::exit::Exit;
use crate::key;
use crate::output::print;
use crate::remarks::{Sentence, remarks};
use crate::report::Report;
use crate::settings::{self, Settings, Settled};
use crate::shown::json;
use crate::url::{self, Url, decode_path};

const EXAMPLES: &str = "\
Examples:
  What is wrong with this link?
    secure-token explain --key-file key \\
        'https://cdn.example.com/coffee_run/master.m3u8?md5=TOKEN&expires=1893456000'

  Is it perhaps by a key that was in use before?
    secure-token explain --key-file key --other-key-file old-keys 'https://...'

  As the location of a configuration judges it:
    secure-token explain --nginx-conf /etc/nginx/nginx.conf --location /films/ 'https://...'

  Or for the address of a proxy?
    secure-token explain --key-file key --ip 203.0.113.42 --other-ip 10.0.0.1 'https://...'

Exit status:
  0    the link is valid
  1    it is not: its token is missing, malformed or wrong, or good for too long
  2    it is expired: its token is right, and its time is over
  64   the command was called wrongly, or what it was told gives no key or no setting
  74   the key could not be read from standard input, or the output not be written
  141  who reads the output has stopped";

/// Find the mistake in a link
///
/// Shows which strings the token may be made of, with *** for the key, and where the token is wrong
/// makes the usual mistakes of signers, one and two at a time, until one gives this token: then it
/// names the mistake and its remedy. The right token is not shown: "secure-token sign" makes it.
/// The options mean what the module's directives of the same names mean, and have the same defaults.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, group = key::required_or_in_configuration())]
pub struct Explain {
    #[command(flatten)]
    settings: Settings,

    /// Key file with keys that nginx does not have, but the signer may
    #[arg(long, value_name = "FILE")]
    other_key_file: Vec<PathBuf>,

    /// Address that the token may be bound to, though it is not the client's
    #[arg(long, value_name = "ADDRESS")]
    other_ip: Vec<IpAddr>,

    /// Print JSON
    #[arg(long)]
    json: bool,

    /// URL to be explained: absolute, or beginning with a path
    url: OsString,
}

/// All that is said of a link.
#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    report: Report,
    /// The strings of which one is to be hashed.
    strings: Vec<Right>,
    /// The string that was hashed instead.
    signed: Option<String>,
    /// Whether the mistakes account for the token.
    found: bool,
    mistakes: Vec<Sentence>,
    remarks: Vec<Sentence>,
    #[serde(skip)]
    algorithm: Algorithm,
}

#[derive(Serialize)]
struct Right {
    /// Path or identifier.
    of: String,
    string: String,
}

impl Explain {
    /// Prints the explanation, and ends with the verdict's exit code.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let bytes = self.url.as_encoded_bytes();
        let settled = self.settings.settle(bytes)?;
        settings::remark(&settled);
        let other_keys = self.other_keys(&settled)?;
        let masked = |error: url::Error| error.masked(&settled.keys);
        let url = Url::split(bytes).map_err(masked)?;
        let explained = match decode_path(url.path) {
            Err(error) => Explained::unfit(Report::unfit(&settled, &masked(error)), &settled),
            Ok(path) => {
                let case = Case {
                    policy: &settled.policy,
                    keys: &settled.keys,
                    other_keys: &other_keys,
                    address: settled.address,
                    other_addresses: &self.other_ip,
                    url: Parts {
                        origin: url.origin,
                        path: url.path,
                        query: url.query,
                        fragment: url.fragment,
                    },
                    path: &path,
                };
                Explained::new(&settled, &case, bytes)
            }
        };
        let text = if self.json { json(&explained)? } else { explained.to_string() };
        print(text.as_bytes())?;
        Ok(explained.report.exit())
    }

    fn other_keys(&self, settled: &Settled) -> Result<Vec<OtherKey>, key::Error> {
        let mut all = settled.other_keys.clone();
        for path in &self.other_key_file {
            for (index, key) in key::read_file(path)?.into_iter().enumerate() {
                let origin = format!("key {} of {}", index + 1, path.display());
                all.push(OtherKey { key, origin });
            }
        }
        Ok(all)
    }
}

impl Explained {
    fn new(settled: &Settled, case: &Case<'_>, url: &[u8]) -> Self {
        let query = case.url.query.unwrap_or_default();
        let link = Link { path: case.path, query, address: settled.address, now: settled.now };
        let verdict = settled.policy.verify(&link, settled.keys.iter().map(Key::bytes), &[]);
        let report = match Url::parse(url) {
            Ok(_) => Report::new(settled, &link, &verdict),
            Err(error) => Report::unfit(settled, &error),
        };
        let is_right = matches!(
            verdict.detail,
            Detail::Right | Detail::Expired { .. } | Detail::Overlong { .. }
        );
        let explanation = if is_right { Default::default() } else { explain::explain(case) };
        Self {
            report,
            strings: explain::right_strings(case).into_iter().map(Right::from).collect(),
            signed: explanation.signed,
            found: is_right || explanation.is_complete,
            mistakes: explanation.mistakes.into_iter().map(Sentence::from).collect(),
            remarks: remarks(settled, case, url, &link, &verdict),
            algorithm: settled.policy.algorithm,
        }
    }
}

impl Explained {
    /// For a URL that nginx lets through to no module.
    fn unfit(report: Report, settled: &Settled) -> Self {
        Self {
            report,
            strings: Vec::new(),
            signed: None,
            found: true,
            mistakes: Vec::new(),
            remarks: Vec::new(),
            algorithm: settled.policy.algorithm,
        }
    }
}

impl From<RightString> for Right {
    fn from(right: RightString) -> Self {
        Self { of: right.signed, string: right.string }
    }
}

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.report)?;
        for right in &self.strings {
            writeln!(f, "string: \"{}\" for \"{}\"", right.string, right.of)?;
        }
        if !self.strings.is_empty() {
            let of = if self.strings.len() > 1 { "one of these strings" } else { "this string" };
            let algorithm = self.algorithm.name();
            let keyed = if self.algorithm.is_keyed() { ", under the key," } else { "" };
            writeln!(f, "token: the {algorithm}{keyed} of {of}, in base64url without padding")?;
        }
        if let Some(signed) = &self.signed {
            writeln!(f, "signed: \"{signed}\"")?;
        }
        let label = if self.found { "mistake" } else { "perhaps" };
        for mistake in &self.mistakes {
            writeln!(f, "{label}: {}", mistake.text)?;
        }
        for remark in &self.remarks {
            writeln!(f, "remark: {}", remark.text)?;
        }
        Ok(())
    }
}
