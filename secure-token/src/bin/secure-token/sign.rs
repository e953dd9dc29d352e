//! `secure-token sign`: a token, or a whole URL with its token in it.

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::net::IpAddr;
use std::time::{SystemTime, UNIX_EPOCH};

use secure_token::query::Names;
use secure_token::token::{Algorithm, Binding, MAX_EXPIRES, Mode, Policy, Template};

use crate::key::KeySource;
use crate::lifetime;
use crate::signer::Signer;
use crate::url::{Url, decode_path};

const EXAMPLES: &str = "\
Examples:
  A link to a playlist, good for an hour, its token for the playlist's directory:
    secure-token sign --key-file key --url https://cdn.example.com/coffee_run/master.m3u8

  The same for one address, and until a given time:
    secure-token sign --key-file key --ip 203.0.113.42 --expires 1893456000 \\
        --url https://cdn.example.com/coffee_run/master.m3u8

  A link in path mode; the token comes after the segment that is signed:
    secure-token sign --key-env KEY --mode path --id 2675_film \\
        --url https://cdn.example.com/videos/2675_film/master.m3u8

  Only the token and its time of expiry:
    secure-token sign --key-stdin --path /coffee_run/ --lifetime 30m < key";

/// Make a token, or sign a whole URL
///
/// Without --url, prints the token and its time of expiry, with a space between them. With --url,
/// prints that URL with the token in it; a token that it has already is replaced. The options mean
/// what the module's directives of the same names mean, and have the same defaults.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Sign {
    #[command(flatten)]
    key: KeySource,

    /// Where the link carries its token: query or path
    #[arg(long, default_value = "query", value_parser = mode)]
    mode: Mode,

    /// URL to be signed: absolute, or beginning with a path
    #[arg(long)]
    url: Option<OsString>,

    /// Query mode: path to be signed, as nginx decodes it; a directory ends in "/"
    #[arg(long)]
    path: Option<OsString>,

    /// Path mode: identifier to be signed, the segment before the token
    #[arg(long)]
    id: Option<OsString>,

    /// Query mode: what of the URL's path is signed: directory or file
    #[arg(long, default_value = "directory", value_parser = scope, conflicts_with = "path")]
    scope: Scope,

    /// How long the link is good: seconds, or as in 90s, 30m, 1h30m, 7d
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = lifetime::parse)]
    lifetime: u64,

    /// When the link expires, in seconds since 1970, instead of --lifetime
    #[arg(long, value_name = "UNIXTIME", conflicts_with = "lifetime")]
    #[arg(value_parser = clap::value_parser!(u64).range(..=MAX_EXPIRES))]
    expires: Option<u64>,

    /// Address of the only client that the link is for
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,

    /// Bind to the network of --ip: lengths of the prefixes, "/24" or "/24 /56"
    #[arg(long, value_name = "/V4 [/V6]", requires = "ip", value_parser = network)]
    network: Option<Binding>,

    /// Hash algorithm: md5, sha1, sha256 or hmac-sha256
    #[arg(long, default_value = "md5", value_parser = algorithm)]
    algorithm: Algorithm,

    /// String that is hashed, as in secure_token_string
    #[arg(long)]
    string: Option<OsString>,

    /// Query mode: names of the two parameters
    #[arg(long, value_name = "TOKEN,EXPIRES", default_value = "md5,expires", value_parser = names)]
    args: Names,
}

/// What of a URL's path is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Directory,
    File,
}

/// Options that do not go together, or that name what cannot be signed.
#[derive(Debug, thiserror::Error)]
enum Unsuited {
    #[error("say what is to be signed: --url URL, or --path PATH")]
    NoPath,
    #[error("say what is to be signed: --id ID, the segment of the path before the token")]
    NoId,
    #[error("--id is for --mode path; in query mode a path is signed: --path PATH")]
    IdInQueryMode,
    #[error("--path is for --mode query; in path mode a segment is signed: --id ID")]
    PathInPathMode,
    #[error("the path \"{0}\" must begin with \"/\"")]
    RelativePath(String),
    #[error("the identifier \"{0}\" must be a segment of a path: not empty, without \"/\"")]
    IdForm(String),
    #[error("\"{0}\" in --string has a value in a request to nginx only")]
    Foreign(String),
    #[error("\"$secure_token_path\" in --string needs --url in path mode")]
    PathUnknown,
    #[error("the lifetime is too long: expires has 12 digits at most")]
    Lifetime,
    #[error("the clock of this machine is set before 1970")]
    Clock,
}

impl Sign {
    /// Prints what was asked for.
    pub fn run(&self) -> Result<(), Box<dyn Error>> {
        let url = self.url.as_ref().map(|url| url.as_encoded_bytes());
        let url = url.map(Url::parse).transpose()?;
        let signed = self.signed(url.as_ref())?;
        let policy = self.policy(url.is_some())?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|_| Unsuited::Clock)?;
        let signer = Signer {
            policy,
            keys: self.key.read()?,
            expires: self.expiry(now.as_secs())?,
            address: self.ip,
        };
        let mut output = match url {
            Some(url) => signer.url(&url, &signed, now.as_secs())?,
            None => signer.plain(&signed)?,
        };
        output.push(b'\n');
        std::io::stdout().lock().write_all(&output)?;
        Ok(())
    }

    /// What is signed: a path in query mode, an identifier in path mode.
    fn signed(&self, url: Option<&Url<'_>>) -> Result<Vec<u8>, Box<dyn Error>> {
        let path = self.path.as_ref().map(|path| path.as_encoded_bytes());
        let id = self.id.as_ref().map(|id| id.as_encoded_bytes());
        match (self.mode, path, id) {
            (Mode::Query, _, Some(_)) => Err(Unsuited::IdInQueryMode.into()),
            (Mode::Query, Some(path), None) if path.starts_with(b"/") => Ok(path.to_vec()),
            (Mode::Query, Some(path), None) => {
                Err(Unsuited::RelativePath(path.escape_ascii().to_string()).into())
            }
            (Mode::Query, None, None) => {
                let mut path = decode_path(url.ok_or(Unsuited::NoPath)?.path)?;
                if self.scope == Scope::Directory {
                    path.truncate(
                        path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1),
                    );
                }
                Ok(path)
            }
            (Mode::Path, Some(_), _) => Err(Unsuited::PathInPathMode.into()),
            (Mode::Path, None, None) => Err(Unsuited::NoId.into()),
            (Mode::Path, None, Some(id)) if !id.is_empty() && !id.contains(&b'/') => {
                Ok(id.to_vec())
            }
            (Mode::Path, None, Some(id)) => {
                Err(Unsuited::IdForm(id.escape_ascii().to_string()).into())
            }
        }
    }

    fn policy(&self, path_is_known: bool) -> Result<Policy, Box<dyn Error>> {
        let mut policy = Policy::new(self.mode, self.algorithm);
        policy.names = self.args.clone();
        policy.binding = match (self.ip, self.network) {
            (None, _) => Binding::Off,
            (Some(_), None) => Binding::On,
            (Some(_), Some(network)) => network,
        };
        if let Some(string) = &self.string {
            policy.template = Template::parse(string.as_encoded_bytes())?;
            if let Some(piece) = policy.template.foreign().next() {
                return Err(Unsuited::Foreign(piece.escape_ascii().to_string()).into());
            }
            if self.mode == Mode::Path && policy.template.names_path() && !path_is_known {
                return Err(Unsuited::PathUnknown.into());
            }
            policy.template.check(self.algorithm, policy.binding.is_on())?;
            for warning in policy.template.warnings(self.mode, self.algorithm) {
                writeln!(std::io::stderr(), "secure-token: warning: {warning}")?;
            }
        }
        Ok(policy)
    }

    fn expiry(&self, now: u64) -> Result<u64, Unsuited> {
        let until = || now.checked_add(self.lifetime).filter(|expires| *expires <= MAX_EXPIRES);
        self.expires.or_else(until).ok_or(Unsuited::Lifetime)
    }
}

fn mode(word: &str) -> Result<Mode, &'static str> {
    Mode::parse(word.as_bytes()).ok_or("it must be query or path")
}

fn scope(word: &str) -> Result<Scope, &'static str> {
    match word {
        "directory" => Ok(Scope::Directory),
        "file" => Ok(Scope::File),
        _ => Err("it must be directory or file"),
    }
}

fn algorithm(word: &str) -> Result<Algorithm, String> {
    Algorithm::parse(word.as_bytes()).map_err(|error| error.to_string())
}

fn network(words: &str) -> Result<Binding, String> {
    let list: Vec<&[u8]> = words.split_ascii_whitespace().map(str::as_bytes).collect();
    match Binding::parse(&list) {
        Ok(networks @ Binding::Networks { .. }) => Ok(networks),
        Ok(_) => Err("it must be \"/V4\" or \"/V4 /V6\"".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn names(words: &str) -> Result<Names, String> {
    let (token, expires) = words.split_once(',').ok_or("it must be two names with a comma")?;
    Names::new(token.as_bytes(), expires.as_bytes()).map_err(|error| error.to_string())
}
