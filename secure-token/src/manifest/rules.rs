//! What a location configures of forwarding: which responses, which URLs, which parameters, hosts.
//!
//! Each directive's words become a value of its own, checked when it is made, so that a location
//! inherits one by one and whoever reads the configuration can say at once which word is wrong.

/// What may be wrong with a word of a directive. The text says what is allowed instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// A directive without a word.
    #[error("no value is given")]
    None,
    /// What should be an extension has other characters than extensions have.
    #[error(
        "invalid extension \"{0}\", it must be letters, digits, \"-\", \"_\" and \"~\", with or without a dot in front"
    )]
    Extension(String),
    /// What should be a media type is none.
    #[error(
        "invalid media type \"{0}\", it must be like \"application/dash+xml\", without parameters"
    )]
    MediaType(String),
    /// `*` together with other words, which it makes pointless.
    #[error("\"*\" must stand alone")]
    Star,
    /// The name of a parameter without a byte.
    #[error("a parameter's name is empty")]
    Key,
    /// What should be a host is none.
    #[error(
        "invalid host \"{0}\", it must be a name like \"cdn.example.com\", \"*.example.com\", or an address, without scheme, port and path"
    )]
    Host(String),
}

/// Everything that a location configures of forwarding.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Which responses are manifests.
    pub sources: Sources,
    /// Which URLs get the parameters.
    pub targets: Targets,
    /// The parameters that are forwarded; `None` for all but those of [`Rules::forwards`].
    pub only_keys: Option<Keys>,
    /// The parameters that are not.
    pub except_keys: Keys,
    /// The hosts whose URLs may get them, besides the request's own.
    pub hosts: Hosts,
}

impl Rules {
    /// Whether a URL is among those that get the parameters. `extension` gives that of its path,
    /// without the dot and empty for none, if it matters. What is a manifest here always is among
    /// them, or the chain of manifests would break.
    #[inline]
    pub(super) fn reaches<'a>(&self, extension: impl FnOnce() -> &'a [u8]) -> bool {
        self.targets.listed.as_ref().is_none_or(|listed| self.has_reach(listed, extension()))
    }

    #[cold]
    #[inline(never)]
    fn has_reach(&self, listed: &Extensions, extension: &[u8]) -> bool {
        listed.contain(extension) || self.sources.extensions.contain(extension)
    }

    /// Whether a parameter is forwarded. `key` is percent-decoded; case counts.
    ///
    /// Unless they are named, delivery directives of HLS (`_HLS_...`), their twins (`_DASH_...`)
    /// and `CMCD` are not: they are about the one request that carries them.
    pub fn forwards(&self, key: &[u8]) -> bool {
        let named = match &self.only_keys {
            Some(only) => only.contain(key),
            None => !(key.starts_with(b"_HLS_") || key.starts_with(b"_DASH_") || key == b"CMCD"),
        };
        named && !self.except_keys.contain(key)
    }
}

/// Which responses are manifests, by the extension of the requested path or by media type.
#[derive(Clone, Debug)]
pub struct Sources {
    extensions: Extensions,
    media_types: Vec<Box<[u8]>>,
}

impl Default for Sources {
    /// `m3u8 m3u mpd mpp`.
    fn default() -> Self {
        let extensions = [&b"m3u8"[..], b"m3u", b"mpd", b"mpp"].map(Box::from).into();
        Self { extensions: Extensions(extensions), media_types: Vec::new() }
    }
}

impl Sources {
    /// Takes extensions (`m3u8` or `.m3u8`) and media types (`application/dash+xml`).
    pub fn new<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, RulesError> {
        let mut sources = Self { extensions: Extensions(Vec::new()), media_types: Vec::new() };
        for word in words {
            if word.contains(&b'/') {
                if !is_media_type(word) {
                    return Err(RulesError::MediaType(printable(word)));
                }
                sources.media_types.push(word.into());
            } else {
                sources.extensions.0.push(parse_extension(word)?);
            }
        }
        if sources.extensions.0.is_empty() && sources.media_types.is_empty() {
            return Err(RulesError::None);
        }
        Ok(sources)
    }

    /// Whether a path with `extension` (without its dot, case ignored) leads to a manifest.
    pub fn has_extension(&self, extension: &[u8]) -> bool {
        self.extensions.contain(extension)
    }

    /// Whether a response with this `Content-Type` is a manifest; parameters and case are ignored.
    pub fn has_media_type(&self, content_type: &[u8]) -> bool {
        let essence = content_type.split(|&byte| byte == b';').next().unwrap_or_default();
        let essence = essence.trim_ascii();
        self.media_types.iter().any(|known| known.eq_ignore_ascii_case(essence))
    }
}

/// Which URLs get the parameters, by the extension of their path; by default all, those without
/// an extension too.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    listed: Option<Extensions>,
}

impl Targets {
    /// Takes extensions (`ts` or `.ts`), or `*` alone.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, RulesError> {
        let (star, words) = split_star(words)?;
        if star {
            return Ok(Self::default());
        }
        let extensions = words.into_iter().map(parse_extension).collect::<Result<_, _>>()?;
        Ok(Self { listed: Some(Extensions(extensions)) })
    }
}

/// Extensions without their dots.
#[derive(Clone, Debug)]
struct Extensions(Vec<Box<[u8]>>);

impl Extensions {
    /// Configured are a handful of three or four bytes each: comparing lengths first settles
    /// nearly all of them.
    #[inline]
    fn contain(&self, extension: &[u8]) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(extension))
    }
}

/// Names of parameters.
#[derive(Clone, Debug, Default)]
pub struct Keys(Vec<Box<[u8]>>);

impl Keys {
    /// Takes names as they are after percent-decoding.
    pub fn new<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, RulesError> {
        let keys: Vec<Box<[u8]>> = words.into_iter().map(Box::from).collect();
        if keys.is_empty() {
            return Err(RulesError::None);
        }
        if keys.iter().any(|key| key.is_empty()) {
            return Err(RulesError::Key);
        }
        Ok(Self(keys))
    }

    fn contain(&self, key: &[u8]) -> bool {
        self.0.iter().any(|known| **known == *key)
    }
}

/// Hosts whose URLs may get the parameters, besides the request's own.
#[derive(Clone, Debug, Default)]
pub struct Hosts {
    all: bool,
    exact: Vec<Box<[u8]>>,
    /// With the dot in front: `.example.com` for `*.example.com`.
    suffixes: Vec<Box<[u8]>>,
}

impl Hosts {
    /// Takes host names and addresses (IPv6 in brackets), names with `*.` in front for every name
    /// below, or `*` alone. Names that are not ASCII are written as in the DNS (`xn--...`).
    pub fn new<'a>(words: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, RulesError> {
        let (all, words) = split_star(words)?;
        let mut hosts = Self { all, ..Self::default() };
        for word in words {
            match word.strip_prefix(b"*") {
                Some(suffix) if suffix.strip_prefix(b".").is_some_and(is_name) => {
                    hosts.suffixes.push(suffix.into());
                }
                None if is_name(word) || is_ipv6(word) => hosts.exact.push(word.into()),
                _ => return Err(RulesError::Host(printable(word))),
            }
        }
        Ok(hosts)
    }

    /// Whether every host may get the parameters.
    #[inline]
    pub fn are_all(&self) -> bool {
        self.all
    }

    /// Whether `host`, as a URL writes it, is among them; ASCII case is ignored.
    ///
    /// Percent-encoded and non-ASCII hosts are never matched by name: clients differ in what they
    /// make of them.
    pub fn contain(&self, host: &[u8]) -> bool {
        self.all
            || self.exact.iter().any(|known| known.eq_ignore_ascii_case(host))
            || self.suffixes.iter().any(|suffix| {
                host.split_at_checked(host.len().wrapping_sub(suffix.len()))
                    .is_some_and(|(name, end)| is_name(name) && suffix.eq_ignore_ascii_case(end))
            })
    }
}

/// Tells a lone `*` from a list of words. A `*` in a list, and an empty list, are mistakes.
fn split_star<'a>(
    words: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(bool, Vec<&'a [u8]>), RulesError> {
    let words: Vec<&[u8]> = words.into_iter().collect();
    match words[..] {
        [] => Err(RulesError::None),
        [b"*"] => Ok((true, Vec::new())),
        _ if words.contains(&&b"*"[..]) => Err(RulesError::Star),
        _ => Ok((false, words)),
    }
}

fn parse_extension(word: &[u8]) -> Result<Box<[u8]>, RulesError> {
    let extension = word.strip_prefix(b".").unwrap_or(word);
    let fits = |&byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    if extension.is_empty() || !extension.iter().all(fits) {
        return Err(RulesError::Extension(printable(word)));
    }
    Ok(extension.into())
}

/// `type/subtype` of RFC 9110 (section 8.3.1).
fn is_media_type(word: &[u8]) -> bool {
    let is_token = |part: &[u8]| {
        let fits = |&byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        !part.is_empty() && part.iter().all(fits)
    };
    let mut parts = word.split(|&byte| byte == b'/');
    let two = [parts.next(), parts.next()].into_iter().all(|part| part.is_some_and(is_token));
    two && parts.next().is_none()
}

/// A name of the DNS, or an IPv4 address: labels between dots, and no dot at the end.
fn is_name(word: &[u8]) -> bool {
    let fits = |&byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    word.split(|&byte| byte == b'.').all(|label| !label.is_empty() && label.iter().all(fits))
}

fn is_ipv6(word: &[u8]) -> bool {
    let inner = word.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]"));
    let text = inner.and_then(|inner| std::str::from_utf8(inner).ok());
    text.is_some_and(|text| text.parse::<std::net::Ipv6Addr>().is_ok())
}

fn printable(word: &[u8]) -> String {
    word.escape_ascii().to_string()
}
