//! The URLs of the answer: text, the token and its expiry, and what else varies.

use super::Arguments;
use super::script::argument_name;
use super::uri::{is_url, may_follow_host, split_host};
use crate::token::{Mode, PathToken, Piece, Policy, TemplateError, pieces};

/// A URL as it is configured, cut once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UrlTemplate {
    parts: Vec<Part>,
    counts: Counts,
    /// The length of scheme and host, where they and what ends them are the same in each URL.
    host_len: Option<usize>,
}

/// The parts counted, so that the length of a URL is known before it is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    /// Bytes of all texts.
    text: usize,
    tokens: usize,
    expires: usize,
    paths: usize,
    variables: usize,
}

impl Counts {
    fn of(parts: &[Part]) -> Self {
        let mut counts = Self::default();
        for part in parts {
            match part {
                Part::Text(text) => counts.text += text.len(),
                Part::Token => counts.tokens += 1,
                Part::Expires => counts.expires += 1,
                Part::Path => counts.paths += 1,
                Part::Variable(_) => counts.variables += 1,
            }
        }
        counts
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(Box<[u8]>),
    Token,
    Expires,
    /// The signed path.
    Path,
    Variable(Variable),
}

impl Part {
    fn of(piece: Piece<'_>) -> Self {
        match piece.variable() {
            None => Self::Text(piece.raw().into()),
            Some(name) if name.eq_ignore_ascii_case(b"secure_token") => Self::Token,
            Some(name) if name.eq_ignore_ascii_case(b"secure_token_expires") => Self::Expires,
            Some(name) => Self::Variable(Variable { text: piece.raw().into(), name: name.into() }),
        }
    }
}

/// A variable of nginx in a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// As the configuration writes it: `$host`, `${host}`, or a capture `$1`.
    pub text: Box<[u8]>,
    /// Its name alone.
    pub name: Box<[u8]>,
}

/// What is wrong with a URL to be issued.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlTemplateError {
    /// nginx could not read it.
    #[error(transparent)]
    Syntax(#[from] TemplateError),
    /// Nothing of it would be good for anything.
    #[error("the URL has no \"$secure_token\"")]
    NoToken,
    /// Nobody could check the token.
    #[error("the URL has no \"$secure_token_expires\"")]
    NoExpires,
    /// Whatever the variables are.
    #[error(
        "invalid URL \"{0}\", it must begin with a scheme and a host or with one \"/\", and consist of characters of RFC 3986, without userinfo, segments \".\" and \"..\", and fragment"
    )]
    Form(String),
    /// Tokens would go wherever the caller likes.
    #[error("the URL would let the caller name the host, by \"{0}\"")]
    HostOfCaller(String),
}

/// What varies in a URL.
#[derive(Clone, Copy, Debug)]
pub(super) struct UrlFields<'a> {
    pub token: &'a [u8],
    pub expires: &'a [u8],
    /// The signed path, percent-encoded.
    pub path: &'a [u8],
}

/// What stands for a token and its expiry where a URL is tried before there are any.
const SAMPLE: UrlFields<'static> = UrlFields { token: b"TOKEN", expires: b"1", path: b"/x/" };

impl UrlTemplate {
    /// Cuts a configured URL. Names of variables are compared as nginx does, without regard to
    /// ASCII case, and may stand in braces.
    pub fn parse(text: &[u8]) -> Result<Self, UrlTemplateError> {
        let parts = pieces(text).map(|piece| piece.map(Part::of));
        let template = Self::of(parts.collect::<Result<_, _>>()?);
        if template.counts.tokens == 0 {
            return Err(UrlTemplateError::NoToken);
        }
        if template.counts.expires == 0 {
            return Err(UrlTemplateError::NoExpires);
        }
        if !is_url(&template.sample(&SAMPLE, |_| None)) {
            return Err(UrlTemplateError::Form(text.escape_ascii().to_string()));
        }
        Ok(template)
    }

    fn of(parts: Vec<Part>) -> Self {
        let host_len = match parts.first() {
            Some(Part::Text(text)) => constant_host(text),
            _ => None,
        };
        Self { counts: Counts::of(&parts), host_len, parts }
    }

    /// The same URL, in which the variable `name` gives the path as it was signed: the caller may
    /// have spelt it in a way that would not do there. Refused where that path would name the host.
    pub fn with_path(self, name: &[u8]) -> Result<Self, UrlTemplateError> {
        let is_path = |variable: &Variable| variable.name.eq_ignore_ascii_case(name);
        let template = Self::of(
            self.parts
                .into_iter()
                .map(|part| match part {
                    Part::Variable(variable) if is_path(&variable) => Part::Path,
                    part => part,
                })
                .collect(),
        );
        // Signed paths begin with a slash: what stands before one cannot go on in it.
        let one = template.sample(&SAMPLE, |_| None);
        let other = template.sample(&UrlFields { path: b"/y/", ..SAMPLE }, |_| None);
        if is_url(&one) && host(&one) == host(&other) {
            Ok(template)
        } else {
            Err(UrlTemplateError::HostOfCaller(format!("${}", name.escape_ascii())))
        }
    }

    /// Refuses a URL whose host ends with a query parameter: `.evil.example` consists of unreserved
    /// characters. `signed` are those of the signed path, which begins with a slash.
    pub fn check_host(&self, signed: &Arguments) -> Result<(), UrlTemplateError> {
        for name in self.argument_names().filter(|name| !signed.contains(name)) {
            let url = self.sample(&SAMPLE, |variable| match argument_name(&variable.name) {
                Some(other) if other == name => Some(b"~"),
                Some(other) if signed.contains(other) => Some(b""),
                _ => None,
            });
            if !is_url(&url) || host(&url).ends_with(b"~") {
                return Err(UrlTemplateError::HostOfCaller(format!("$arg_{name}")));
            }
        }
        Ok(())
    }

    /// The variables of nginx, in order. Their values are handed in, in the same order, wherever
    /// the URL is made.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        self.parts.iter().filter_map(|part| match part {
            Part::Variable(variable) => Some(variable),
            _ => None,
        })
    }

    /// The names of the query parameters that the URL takes as they are.
    pub fn argument_names(&self) -> impl Iterator<Item = &str> {
        self.variables().filter_map(|variable| argument_name(&variable.name))
    }

    /// Whether a check by `policy` finds token and expiry where the URL has them, as far as that
    /// can be told before the values of variables are known.
    pub fn is_found_by(&self, policy: &Policy) -> bool {
        let fields = UrlFields { token: &vec![b'A'; policy.algorithm.token_len()], ..SAMPLE };
        let url = self.sample(&fields, |_| None);
        let mut halves = url.splitn(2, |&byte| byte == b'?');
        let (path, query) = (halves.next().unwrap_or_default(), halves.next().unwrap_or_default());
        let found = match policy.mode {
            Mode::Query => {
                let found = policy.names.find(query);
                found.token.zip(found.expires)
            }
            Mode::Path => {
                PathToken::locate(path, policy.algorithm).map(|pair| (pair.token, pair.expires))
            }
        };
        found == Some((fields.token, fields.expires))
    }

    /// The URL with something in place of its variables, or what `value` gives: one that it begins
    /// with may bring scheme and host.
    fn sample(
        &self,
        fields: &UrlFields<'_>,
        value: impl Fn(&Variable) -> Option<&'static [u8]>,
    ) -> Vec<u8> {
        let brings_host = match &*self.parts {
            [Part::Variable(_), Part::Text(text), ..] => !text.starts_with(b"://"),
            [Part::Variable(_), ..] => true,
            _ => false,
        };
        let first: &[u8] = if brings_host { b"https://x" } else { b"x" };
        let samples = std::iter::once(first).chain(std::iter::repeat(b"x".as_slice()));
        let values: Vec<&[u8]> = self
            .variables()
            .zip(samples)
            .map(|(variable, sample)| value(variable).unwrap_or(sample))
            .collect();
        let mut url = Vec::new();
        Url { template: self, values: &values }.each(fields, |part| url.extend_from_slice(part));
        url
    }
}

/// The length of scheme and host of each URL that begins with `text`; `None` where what follows it
/// has a say.
fn constant_host(text: &[u8]) -> Option<usize> {
    let (host, rest) = split_host(text)?;
    // After a `/` alone another one may follow, and make `//`.
    let is_ended = if host.is_empty() { rest.len() > 1 } else { !rest.is_empty() };
    is_ended.then_some(text.len() - rest.len())
}

fn host(url: &[u8]) -> &[u8] {
    split_host(url).map_or(b"", |(host, _)| host)
}

/// A URL, and the values of its [`variables`](UrlTemplate::variables). One that is missing counts
/// as empty.
#[derive(Clone, Copy, Debug)]
pub struct Url<'a> {
    /// As it is configured.
    pub template: &'a UrlTemplate,
    /// In the order of the variables.
    pub values: &'a [&'a [u8]],
}

impl Url<'_> {
    /// The number of bytes that [`each`](Self::each) gives.
    pub(super) fn size(&self, fields: &UrlFields<'_>) -> usize {
        let Counts { text, tokens, expires, paths, variables } = self.template.counts;
        text + tokens * fields.token.len()
            + expires * fields.expires.len()
            + paths * fields.path.len()
            + self.values.iter().take(variables).map(|value| value.len()).sum::<usize>()
    }

    /// Gives `put` the parts of the URL, in order.
    pub(super) fn each(&self, fields: &UrlFields<'_>, mut put: impl FnMut(&[u8])) {
        let mut values = self.values.iter().copied();
        for part in &self.template.parts {
            put(match part {
                Part::Text(text) => text,
                Part::Token => fields.token,
                Part::Expires => fields.expires,
                Part::Path => fields.path,
                Part::Variable(_) => values.next().unwrap_or_default(),
            });
        }
    }

    /// Whether `written`, what [`each`](Self::each) gave, is a URL. Without variables it always is:
    /// that was seen when the configuration was read.
    pub(super) fn is_sound(&self, written: &[u8]) -> bool {
        let UrlTemplate { counts, host_len, .. } = self.template;
        counts.variables == 0
            || match *host_len {
                Some(len) => written.get(len..).is_some_and(may_follow_host),
                None => is_url(written),
            }
    }
}
