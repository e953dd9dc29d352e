//! `secure-token sign`: a token, or a whole URL with its token in it.

use std::error::Error;
use std::ffi::OsString;
use std::net::IpAddr;

use secure_token::query::Names;
use secure_token::token::{Algorithm, Binding, MAX_EXPIRES, Mode, Policy};

use serde::Serialize;

use crate::exit::Exit;
use crate::key::{self, KeySource};
use crate::output::print;
use crate::shown::json;
use crate::signer::Signer;
use crate::url::{Url, decode_path};
use crate::{settings, span, time, values};

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
    secure-token sign --key-stdin --path /coffee_run/ --lifetime 30m < key

  For a program: two links, one for everyone and one for this address, as JSON:
    secure-token sign --key-file key --json --ip 203.0.113.42 --url /coffee_run/master.m3u8

Exit status:
  0    the token or the URL is printed
  64   the command was called wrongly, or what it was told gives no key, or cannot be signed
  74   the key could not be read from standard input, or the output not be written
  141  who reads the output has stopped";

/// Make a token, or sign a whole URL
///
/// Without --url, prints the token and its time of expiry, with a space between them. With --url,
/// prints that URL with the token in it; a token that it has already is replaced. The options mean
/// what the module's directives of the same names mean, and have the same defaults.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES, group = key::required())]
pub struct Sign {
    #[command(flatten)]
    key: KeySource,

    /// Where the link carries its token: query or path
    #[arg(long, default_value = "query", value_parser = values::mode)]
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

    /// Query mode: what of the URL's path is signed: directory or file [default: directory]
    #[arg(long, value_parser = scope, conflicts_with = "path")]
    scope: Option<Scope>,

    /// How long the link is good: seconds, or as in 90s, 30m, 1h30m, 7d
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = span::parse_some)]
    lifetime: u64,

    /// When the link expires, in seconds since 1970, instead of --lifetime
    #[arg(long, value_name = "UNIXTIME", conflicts_with = "lifetime")]
    #[arg(value_parser = clap::value_parser!(u64).range(..=MAX_EXPIRES))]
    expires: Option<u64>,

    /// Address of the only client that the link is for
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,

    /// Bind to the network of --ip: lengths of the prefixes, "/24" or "/24 /56"
    #[arg(long, value_name = "/V4 [/V6]", requires = "ip", value_parser = values::network)]
    network: Option<Binding>,

    /// Hash algorithm: md5, sha1, sha256 or hmac-sha256
    #[arg(long, default_value = "md5", value_parser = values::algorithm)]
    algorithm: Algorithm,

    /// String that is hashed, as in secure_token_string
    #[arg(long)]
    string: Option<OsString>,

    /// Print JSON with the fields token, token_ip, client_ip, expires, url and url_ip, as the
    /// module's own endpoint does. Those of --ip and --url are null without the option; token and
    /// url are never bound, token_ip and url_ip are bound to client_ip
    #[arg(long)]
    json: bool,

    /// Query mode: names of the two parameters
    #[arg(long, value_name = "TOKEN,EXPIRES", default_value = "md5,expires", value_parser = values::names)]
    args: Names,
}

/// All that is signed, as JSON.
#[derive(Serialize)]
struct Tokens {
    token: String,
    token_ip: Option<String>,
    client_ip: Option<String>,
    expires: u64,
    url: Option<String>,
    url_ip: Option<String>,
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
    #[error("--scope is for --mode query; in path mode a segment is signed: --id ID")]
    ScopeInPathMode,
    #[error("the path \"{0}\" must begin with \"/\"")]
    RelativePath(String),
    #[error("the identifier \"{0}\" must be a segment of a path: not empty, without \"/\"")]
    IdForm(String),
    #[error("\"$secure_token_path\" in --string needs --url in path mode")]
    PathUnknown,
    #[error("JSON holds no bytes that are not UTF-8: percent-encode the URL, or leave --json out")]
    NoText,
    #[error("the lifetime is too long: expires has 12 digits at most")]
    Lifetime,
}

impl Tokens {
    fn new(
        bound: &Signer,
        url: Option<&Url<'_>>,
        signed: &[u8],
        now: u64,
    ) -> Result<Self, Box<dyn Error>> {
        let sign = |signer: &Signer| -> Result<(String, Option<String>), Box<dyn Error>> {
            let Some(url) = url else { return Ok((signer.plain(signed)?.to_string(), None)) };
            let signed = signer.url(url, signed, now)?;
            let url = String::from_utf8(signed.url).map_err(|_| Unsuited::NoText)?;
            Ok((signed.token.to_string(), Some(url)))
        };
        let (token, url_with) = sign(&bound.unbound())?;
        let mut tokens = Self {
            token,
            token_ip: None,
            client_ip: None,
            expires: bound.expires,
            url: url_with,
            url_ip: None,
        };
        if let Some(address) = bound.address {
            let (token, url) = sign(bound)?;
            tokens.client_ip = Some(bound.policy.binding.text(address).to_string());
            (tokens.token_ip, tokens.url_ip) = (Some(token), url);
        }
        Ok(tokens)
    }
}

impl Sign {
    /// Prints what was asked for.
    pub fn run(&self) -> Result<Exit, Box<dyn Error>> {
        let url = self.url.as_ref().map(|url| url.as_encoded_bytes());
        let url = url.map(Url::parse).transpose()?;
        let signed = self.signed(url.as_ref())?;
        let policy = self.policy(url.is_some())?;
        let now = time::now()?;
        let signer =
            Signer { policy, keys: self.key.read()?, expires: self.expiry(now)?, address: self.ip };
        let output = match url {
            _ if self.json => json(&Tokens::new(&signer, url.as_ref(), &signed, now)?)?.into(),
            Some(url) => [&*signer.url(&url, &signed, now)?.url, b"\n"].concat(),
            None => [&*signer.plain(&signed)?, b" ", &signer.expires_text(), b"\n"].concat(),
        };
        print(&output)?;
        Ok(Exit::Success)
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
                if self.scope != Some(Scope::File) {
                    path.truncate(
                        path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1),
                    );
                }
                Ok(path)
            }
            (Mode::Path, _, _) if self.scope.is_some() => Err(Unsuited::ScopeInPathMode.into()),
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
        policy.binding = settings::binding(self.ip, self.network);
        if let Some(string) = &self.string {
            policy.template = settings::template(string.as_encoded_bytes(), &policy)?;
            if self.mode == Mode::Path && policy.template.names_path() && !path_is_known {
                return Err(Unsuited::PathUnknown.into());
            }
            settings::warn(&policy)?;
        }
        Ok(policy)
    }

    fn expiry(&self, now: u64) -> Result<u64, Unsuited> {
        let until = || now.checked_add(self.lifetime).filter(|expires| *expires <= MAX_EXPIRES);
        self.expires.or_else(until).ok_or(Unsuited::Lifetime)
    }
}

fn scope(word: &str) -> Result<Scope, &'static str> {
    match word {
        "directory" => Ok(Scope::Directory),
        "file" => Ok(Scope::File),
        _ => Err("it must be directory or file"),
    }
}
