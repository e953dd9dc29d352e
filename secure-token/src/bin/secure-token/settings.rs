//! What a link is judged by: the module's directives as options.

use std::ffi::OsString;
use std::io::{self, Write};
use std::net::IpAddr;

use secure_token::explain::OtherKey;
use secure_token::query::Names;
use secure_token::token::{
    Algorithm, Binding, Key, MAX_EXPIRES, Mode, Policy, ScopeSet, Template, TemplateError,
};

use crate::exit::printable;
use crate::key::{self, KeySource};
use crate::nginx_conf::{self, Found, Place};
use crate::span;
use crate::time::{self, NoClock};
use crate::url::{Url, decode_path};
use crate::values;

/// The options. Each means what the directive of its name means, and has the same default.
#[derive(clap::Args)]
pub struct Settings {
    #[command(flatten)]
    key: KeySource,

    #[command(flatten)]
    place: Place,

    /// Where the link carries its token: query or path [default: query]
    #[arg(long, value_parser = values::mode)]
    mode: Option<Mode>,

    /// Query mode: paths that a token may be for, of file, directory and tree
    /// [default: file,directory]
    #[arg(long, value_name = "SCOPE,...", value_parser = values::scopes)]
    scope: Option<ScopeSet>,

    /// Address of the client. The link is bound to it, unless --nginx-conf says otherwise; without
    /// it the link is for everyone
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,

    /// The link is bound to the network of --ip: lengths of the prefixes, "/24" or "/24 /56"
    #[arg(long, value_name = "/V4 [/V6]", requires = "ip", value_parser = values::network)]
    network: Option<Binding>,

    /// Hash algorithm: md5, sha1, sha256 or hmac-sha256 [default: md5]
    #[arg(long, value_parser = values::algorithm)]
    algorithm: Option<Algorithm>,

    /// String that is hashed, as in secure_token_string
    #[arg(long)]
    string: Option<OsString>,

    /// Query mode: names of the two parameters [default: md5,expires]
    #[arg(long, value_name = "TOKEN,EXPIRES", value_parser = values::names)]
    args: Option<Names>,

    /// How long after its expiry a token still counts: seconds, or as in 90s, 30m, 1h30m
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    leeway: Option<u64>,

    /// How far ahead the expiry of a token may lie: seconds, or as in 90s, 30m, 1d
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    max_lifetime: Option<u64>,

    /// Judge as of this time, in seconds since 1970, instead of now
    #[arg(long, value_name = "UNIXTIME")]
    #[arg(value_parser = clap::value_parser!(u64).range(..=MAX_EXPIRES))]
    now: Option<u64>,
}

/// Why there is nothing to judge a link by.
#[derive(Debug, thiserror::Error)]
pub enum Unsettled {
    #[error(transparent)]
    Key(#[from] key::Error),
    #[error(transparent)]
    Configuration(#[from] nginx_conf::Error),
    #[error(transparent)]
    Template(#[from] TemplateError),
    #[error("\"{0}\" in --string has a value in a request to nginx only")]
    Foreign(String),
    #[error(
        "\"{0}\" in \"secure_token_string\" has a value in a request to nginx only: links of this location cannot be judged here"
    )]
    ForeignDirective(String),
    #[error(
        "\"secure_token\" is off there: name a location where it is on by --location, or say --mode"
    )]
    Off,
    #[error("no key is known there: give one by --key-file, --key-env or --key-stdin")]
    NoKey,
    #[error("links are bound to the client's address there: say for whom this one is, by --ip")]
    NoAddress,
    #[error(transparent)]
    Clock(#[from] NoClock),
}

/// What the options came to.
pub struct Settled {
    pub policy: Policy,
    /// One at least, in their order.
    pub keys: Vec<Key>,
    /// Keys that stand in the configuration for other places.
    pub other_keys: Vec<OtherKey>,
    pub address: Option<IpAddr>,
    /// In seconds since 1970.
    pub now: u64,
    /// What there is to remark of the configuration.
    pub notes: Vec<String>,
}

impl Settings {
    /// Reads configuration and keys, and puts everything together. `url` is the link.
    pub fn settle(&self, url: &[u8]) -> Result<Settled, Unsettled> {
        let path = Url::split(url).and_then(|url| decode_path(url.path)).unwrap_or_default();
        let has_key = self.key.is_given();
        let (found, other_keys) = match self.place.read(!has_key, &path)? {
            Some((found, _)) if self.mode.is_none() && found.mode.flatten().is_none() => {
                return Err(Unsettled::Off);
            }
            Some((found, others)) => (found, others),
            // Without a configuration, the address is there to bind to.
            None => {
                let binding = Some(binding(self.ip, self.network));
                (Found { binding, ..Found::default() }, Vec::new())
            }
        };
        let keys = if has_key { self.key.read()? } else { found.keys.clone() };
        if keys.is_empty() {
            return Err(Unsettled::NoKey);
        }
        let policy = self.policy(&found)?;
        if policy.binding.is_on() && self.ip.is_none() {
            return Err(Unsettled::NoAddress);
        }
        let now = match self.now {
            Some(now) => now,
            None => time::now()?,
        };
        Ok(Settled { policy, keys, other_keys, address: self.ip, now, notes: found.notes })
    }

    fn policy(&self, found: &Found) -> Result<Policy, Unsettled> {
        let mode = self.mode.or(found.mode.flatten()).unwrap_or(Mode::Query);
        let algorithm = self.algorithm.or(found.algorithm).unwrap_or(Algorithm::Md5);
        let mut policy = Policy::new(mode, algorithm);
        policy.names = self.args.clone().or(found.names.clone()).unwrap_or_default();
        policy.scope = self.scope.or(found.scope).unwrap_or_default();
        policy.leeway = self.leeway.or(found.leeway).unwrap_or_default();
        policy.max_lifetime = self.max_lifetime.or(found.max_lifetime.flatten());
        policy.binding = self.network.or(found.binding).unwrap_or_default();
        let string = self.string.as_ref().map(|string| string.as_encoded_bytes());
        if let Some(string) = string.or(found.string.as_deref()) {
            policy.template = template(string, &policy).map_err(|error| match error {
                Unsettled::Foreign(piece) if self.string.is_none() => {
                    Unsettled::ForeignDirective(piece)
                }
                error => error,
            })?;
        }
        Ok(policy)
    }
}

/// How tokens are bound: to the network, or to the whole address, or not at all without one.
pub fn binding(address: Option<IpAddr>, network: Option<Binding>) -> Binding {
    match (address, network) {
        (None, _) => Binding::Off,
        (Some(_), None) => Binding::On,
        (Some(_), Some(network)) => network,
    }
}

/// A string that is given, checked as the module checks its directive.
pub fn template(string: &[u8], policy: &Policy) -> Result<Template, Unsettled> {
    let template = Template::parse(string)?;
    if let Some(piece) = template.foreign().next() {
        return Err(Unsettled::Foreign(piece.escape_ascii().to_string()));
    }
    template.check(policy.algorithm, policy.binding.is_on())?;
    Ok(template)
}

/// Tells on standard error what there is to remark of the configuration. A remark that cannot be made
/// is no reason to stop.
pub fn remark(settled: &Settled) {
    for note in &settled.notes {
        let _ = writeln!(io::stderr(), "secure-token: {}", printable(note));
    }
}

/// Tells on standard error what whoever configured the string should know.
pub fn warn(policy: &Policy) -> io::Result<()> {
    for warning in policy.template.warnings(policy.mode, policy.algorithm) {
        writeln!(io::stderr(), "secure-token: warning: {warning}")?;
    }
    Ok(())
}
