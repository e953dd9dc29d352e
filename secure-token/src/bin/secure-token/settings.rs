//! What a link is judged by: the module's directives as options.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::net::IpAddr;

use secure_token::query::Names;
use secure_token::token::{
    Algorithm, Binding, Key, MAX_EXPIRES, Mode, Policy, ScopeSet, Template, TemplateError,
};

use crate::key::{self, KeySource};
use crate::lifetime;
use crate::time::{self, NoClock};
use crate::values;

/// The options. Each means what the directive of its name means, and has the same default.
#[derive(clap::Args)]
pub struct Settings {
    #[command(flatten)]
    key: KeySource,

    /// Where the link carries its token: query or path
    #[arg(long, default_value = "query", value_parser = values::mode)]
    mode: Mode,

    /// Query mode: paths that a token may be for, of file, directory and tree
    #[arg(long, value_name = "SCOPE,...", default_value = "file,directory")]
    #[arg(value_parser = values::scopes)]
    scope: ScopeSet,

    /// Address of the client that the link is bound to; without it the link is for everyone
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<IpAddr>,

    /// The link is bound to the network of --ip: lengths of the prefixes, "/24" or "/24 /56"
    #[arg(long, value_name = "/V4 [/V6]", requires = "ip", value_parser = values::network)]
    network: Option<Binding>,

    /// Hash algorithm: md5, sha1, sha256 or hmac-sha256
    #[arg(long, default_value = "md5", value_parser = values::algorithm)]
    algorithm: Algorithm,

    /// String that is hashed, as in secure_token_string
    #[arg(long)]
    string: Option<OsString>,

    /// Query mode: names of the two parameters
    #[arg(long, value_name = "TOKEN,EXPIRES", default_value = "md5,expires")]
    #[arg(value_parser = values::names)]
    args: Names,

    /// How long after its expiry a token still counts: seconds, or as in 90s, 30m, 1h30m
    #[arg(long, value_name = "TIME", value_parser = lifetime::parse)]
    leeway: Option<u64>,

    /// How far ahead the expiry of a token may lie
    #[arg(long, value_name = "TIME", value_parser = lifetime::parse)]
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
    Template(#[from] TemplateError),
    #[error("\"{0}\" in --string has a value in a request to nginx only")]
    Foreign(String),
    #[error(transparent)]
    Clock(#[from] NoClock),
}

/// What the options came to.
pub struct Settled {
    pub policy: Policy,
    /// One at least, in their order.
    pub keys: Vec<Key>,
    pub address: Option<IpAddr>,
    /// In seconds since 1970.
    pub now: u64,
}

impl Settings {
    /// Reads the keys, and puts everything together.
    pub fn settle(&self) -> Result<Settled, Unsettled> {
        let mut policy = Policy::new(self.mode, self.algorithm);
        policy.names = self.args.clone();
        policy.scope = self.scope;
        policy.leeway = self.leeway.unwrap_or_default();
        policy.max_lifetime = self.max_lifetime;
        policy.binding = binding(self.ip, self.network);
        if let Some(string) = &self.string {
            policy.template = template(string, &policy)?;
        }
        let now = match self.now {
            Some(now) => now,
            None => time::now()?,
        };
        Ok(Settled { policy, keys: self.key.read()?, address: self.ip, now })
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

/// The string of an option, checked as the module checks its directive.
pub fn template(string: &OsStr, policy: &Policy) -> Result<Template, Unsettled> {
    let template = Template::parse(string.as_encoded_bytes())?;
    if let Some(piece) = template.foreign().next() {
        return Err(Unsettled::Foreign(piece.escape_ascii().to_string()));
    }
    template.check(policy.algorithm, policy.binding.is_on())?;
    Ok(template)
}

/// Tells on standard error what whoever configured the string should know.
pub fn warn(policy: &Policy) -> io::Result<()> {
    for warning in policy.template.warnings(policy.mode, policy.algorithm) {
        writeln!(io::stderr(), "secure-token: warning: {warning}")?;
    }
    Ok(())
}
