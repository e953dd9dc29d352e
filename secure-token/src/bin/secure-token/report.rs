//! What is said of a link: a sentence for people, or JSON.

use std::fmt;

use secure_token::token::{Link, Mode, Verdict, parse_expires};
use serde::Serialize;

use crate::exit::Exit;
use crate::settings::Settled;
use crate::shown::shown;
use crate::time::{Date, Span};
use crate::url;

/// A verdict in words. What is not known of a link is `None`.
#[derive(Serialize)]
pub struct Report {
    /// `valid`, `expired`, `invalid`, `missing`, `malformed` or `overlong`.
    status: &'static str,
    /// Why, in a few words.
    reason: String,
    /// Of a right token in query mode: what was signed is this `file` alone, its `directory`, or a
    /// `tree` of directories.
    scope: Option<&'static str>,
    /// The path that was signed.
    path: Option<String>,
    /// In path mode the identifier that was signed.
    id: Option<String>,
    /// The address or network that the token is bound to.
    ip: Option<String>,
    /// The number of the key under which the token is right, from 1.
    key: Option<usize>,
    /// How many keys there are.
    keys: usize,
    /// The time of expiry, in seconds since 1970.
    expires: Option<u64>,
    /// The seconds that are left until then; negative since then.
    left: Option<i64>,
}

impl Report {
    /// The exit code that says the same.
    pub fn exit(&self) -> Exit {
        match self.status {
            "valid" => Exit::Success,
            "expired" => Exit::Expired,
            _ => Exit::Invalid,
        }
    }

    /// What the module says of a link.
    pub fn new(settled: &Settled, link: &Link<'_>, verdict: &Verdict<'_>) -> Self {
        let right = verdict.key.is_some();
        let shown = |bytes: &[u8]| shown(bytes, &settled.keys);
        let expires = parse_expires(verdict.expires);
        let is_query = settled.policy.mode == Mode::Query;
        Self {
            status: verdict.status().name(),
            reason: verdict.detail.to_string(),
            scope: (right && is_query).then(|| scope(verdict.path, link.path)),
            path: (right && is_query).then(|| shown(verdict.path)),
            id: (right && !is_query).then(|| shown(verdict.id)),
            ip: (right && !verdict.address.is_empty()).then(|| verdict.address.to_string()),
            key: verdict.key.map(|index| index + 1),
            keys: settled.keys.len(),
            expires,
            // Twelve digits at most, and the clock's seconds, are far from the type's limits.
            left: expires.map(|expires| expires as i64 - link.now as i64),
        }
    }

    /// A URL that nginx does not let through to any module.
    pub fn unfit(settled: &Settled, error: &url::Error) -> Self {
        Self {
            status: "invalid",
            reason: format!("nginx answers 400: {error}"),
            scope: None,
            path: None,
            id: None,
            ip: None,
            key: None,
            keys: settled.keys.len(),
            expires: None,
            left: None,
        }
    }
}

/// What the signed path is to the requested one.
fn scope(signed: &[u8], requested: &[u8]) -> &'static str {
    match requested.strip_prefix(signed) {
        _ if !signed.ends_with(b"/") => "file",
        Some(rest) if rest.contains(&b'/') => "tree",
        _ => "directory",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.status)?;
        match (self.scope, &self.path, &self.id) {
            (Some(scope), Some(path), _) => write!(f, "the token is of the {scope} \"{path}\"")?,
            (_, _, Some(id)) => write!(f, "the token is of the identifier \"{id}\"")?,
            _ => return f.write_str(&self.reason),
        }
        if let Some(ip) = &self.ip {
            write!(f, ", for {ip}")?;
        }
        if let Some(key) = self.key {
            write!(f, ", by key {key} of {}", self.keys)?;
        }
        if let (Some(expires), Some(left)) = (self.expires, self.left) {
            let (date, span) = (Date(expires), Span(left.unsigned_abs()));
            match left {
                1.. => write!(f, "; {span} left, until {date}")?,
                _ => write!(f, "; its time was over {span} ago, at {date}")?,
            }
        }
        match self.status {
            "overlong" => write!(f, "; {}", self.reason),
            "valid" if self.left.is_some_and(|left| left <= 0) => {
                f.write_str("; the leeway lets it pass")
            }
            _ => Ok(()),
        }
    }
}
