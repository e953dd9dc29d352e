//! The judgement on one URL: whether the parameters may go into it, and where.
//!
//! It costs one pass over the URL's bytes, and nearly always that pass is [`plain`], a block of
//! bytes at a time: only what it stops at needs a look. A URL that any client might take to a host that
//! is not allowed is left alone, so that here doubt always means no. Clients resolve by RFC 3986
//! or by the URL standard of the WHATWG, which drops tabs, takes `\` for `/`, and finds a host
//! after any number of slashes; and some split or trim lines at more than RFC 8216 does.

use std::ops::Range;

use memchr::memchr;

use super::blocks::before_unusual;
use super::params::{Form, Params};
use super::rules::Rules;
use super::sink::{Error, Sink};

/// The length in bytes past which a URL goes through as it is.
pub const MAX_URL_LEN: usize = 16 * 1024;

/// Stands in a resolved URL for a value that is not known, and that may be anything.
pub(super) const HOLE: u8 = 0;

/// What one request brings to the judgement on URLs.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// What the location configures.
    pub rules: &'a Rules,
    /// What is forwarded.
    pub params: &'a Params,
    /// The client's query as it was sent, without its `?`: it gives HLS variables their values.
    pub query: &'a [u8],
    /// The request's own host, without a port.
    pub host: &'a [u8],
    /// Whether the request came over https.
    pub https: bool,
    /// The extension (see [`extension`]) of the requested path, which a URL without a path has in
    /// HLS; empty in DASH.
    pub extension: &'a [u8],
}

/// Where parameters go in a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The offset: before the fragment, or at the end.
    pub at: usize,
    /// Where the URL's own query begins, after its `?`; it ends at `at`.
    pub query: Option<usize>,
    /// What the URL takes from its base.
    pub reference: Reference,
}

/// The forms of a URL reference (RFC 3986, section 4.2) by what they take from their base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// Nothing: it has a scheme and a host.
    Absolute,
    /// The scheme: it begins with `//`.
    NetworkPath,
    /// Scheme and host.
    Relative,
}

/// Why a URL is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Host, scheme, extension or form do not allow it.
    Rules,
    /// A value that is not known may decide on the host, or on the separator.
    Unknown,
}

/// What a byte means on the way from a URL's start to its query.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Class {
    /// Nothing but itself.
    Plain,
    /// `$`, which may begin a variable of HLS.
    Dollar,
    /// `"`, which may end the text that holds the URL.
    Quote,
    /// `;`, which ends an extension.
    Semicolon,
    /// `:`, which may end a scheme.
    Colon,
    /// `?`
    Query,
    /// `#`
    Fragment,
    /// Controls, and `\`: what browsers drop, and what they take for a slash.
    Forbidden,
    /// The first byte of U+0085, U+2028 and U+2029, at which some clients end a line.
    Lead,
}

static CLASSES: [Class; 256] = classes();

const fn classes() -> [Class; 256] {
    let mut table = [Class::Plain; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = Class::Forbidden;
        byte += 1;
    }
    table[0x7f] = Class::Forbidden;
    table[b'\\' as usize] = Class::Forbidden;
    table[b'$' as usize] = Class::Dollar;
    table[b'"' as usize] = Class::Quote;
    table[b';' as usize] = Class::Semicolon;
    table[b':' as usize] = Class::Colon;
    table[b'?' as usize] = Class::Query;
    table[b'#' as usize] = Class::Fragment;
    table[0xc2] = Class::Lead;
    table[0xe2] = Class::Lead;
    table
}

fn class(byte: u8) -> Class {
    CLASSES[usize::from(byte)]
}

/// The length of the longest start of `text` that is [`Class::Plain`].
pub(super) fn plain(text: &[u8]) -> usize {
    let mut at = before_unusual(text);
    // What is not usual may be plain all the same.
    while text.get(at).is_some_and(|&byte| class(byte) == Class::Plain) {
        at += 1;
        at += before_unusual(&text[at..]);
    }
    at
}

impl Context<'_> {
    /// Judges `url`, a URL without white space around it and with its references resolved.
    pub fn judge(&self, url: &[u8]) -> Result<Place, Refusal> {
        self.judge_from(url, plain(url), false)
    }

    /// Judges `url`, of which the first `plain` bytes are known to be plain. With `holes`, each
    /// [`HOLE`] in it stands for a value that is not known.
    #[inline]
    pub(super) fn judge_from(
        &self,
        url: &[u8],
        plain: usize,
        holes: bool,
    ) -> Result<Place, Refusal> {
        if plain == url.len()
            && let Some(placed) = self.judge_path(url)
        {
            let place = Place { at: plain, query: None, reference: Reference::Relative };
            return if placed { Ok(place) } else { Err(Refusal::Rules) };
        }
        self.judge_parts(url, plain, holes)
    }

    /// Judges `url`, which is plain, if it is what nearly every URL of nearly every manifest is: a
    /// relative path and nothing else. The parameters go to its end.
    #[inline]
    pub(super) fn judge_path(&self, url: &[u8]) -> Option<bool> {
        matches!(url.first()?, b'0'..0x80).then(|| self.rules.reaches(|| plain_extension(url)))
    }

    /// `judge_from` for URLs that are more than a path.
    #[inline(never)]
    fn judge_parts(&self, url: &[u8], plain: usize, holes: bool) -> Result<Place, Refusal> {
        let (reference, path) = self.judge_start(url, plain, holes)?;
        self.end(url, path.start, path.end, reference)
    }

    /// Judges `url` as the base of other URLs, for which its extension does not matter. Gives what
    /// it takes from its own base, and where its path stands.
    pub(super) fn judge_base(&self, url: &[u8]) -> Result<(Reference, Range<usize>), Refusal> {
        self.judge_start(url, plain(url), false)
    }

    /// Judges what stands before the query, but for the extension. Gives where the path stands.
    #[inline]
    fn judge_start(
        &self,
        url: &[u8],
        plain: usize,
        holes: bool,
    ) -> Result<(Reference, Range<usize>), Refusal> {
        let first = *url.first().ok_or(Refusal::Rules)?;
        let is_hole = |byte: u8| holes && byte == HOLE;
        if first == b'#' || may_be_trimmed(url) && !is_hole(first) {
            return Err(Refusal::Rules);
        }
        let (reference, path) = match scheme(url, plain) {
            Some((scheme, rest)) => {
                let https = scheme.eq_ignore_ascii_case(b"https");
                if !https && (self.https || !scheme.eq_ignore_ascii_case(b"http")) {
                    return Err(Refusal::Rules);
                }
                let host = rest.strip_prefix(b"//").ok_or(Refusal::Rules)?;
                (Reference::Absolute, self.after_authority(url, url.len() - host.len(), holes)?)
            }
            None if url.starts_with(b"//") => {
                (Reference::NetworkPath, self.after_authority(url, 2, holes)?)
            }
            None => (Reference::Relative, 0),
        };

        let mut at = path.max(plain);
        let mut settled = reference != Reference::Relative || self.rules.hosts.are_all();
        while let Some(&byte) = url.get(at) {
            match class(byte) {
                Class::Query | Class::Fragment => break,
                Class::Forbidden if is_hole(byte) => {
                    settled = settled || settles_host(&url[..at]);
                    if !settled {
                        return Err(Refusal::Unknown);
                    }
                }
                Class::Forbidden => return Err(Refusal::Rules),
                Class::Lead if ends_line(&url[at..]) => return Err(Refusal::Rules),
                Class::Lead | Class::Colon => {}
                Class::Plain | Class::Dollar | Class::Quote | Class::Semicolon => {}
            }
            at += 1;
            at += self::plain(&url[at..]);
        }
        // It may bring a `?`.
        if at > path && is_hole(url[at - 1]) {
            return Err(Refusal::Unknown);
        }
        Ok((reference, path..at))
    }

    /// What is left to judge once the path is known to stand in `path..end`.
    #[inline]
    fn end(
        &self,
        url: &[u8],
        path: usize,
        end: usize,
        reference: Reference,
    ) -> Result<Place, Refusal> {
        let extension = || if path == end { self.extension } else { extension(&url[path..end]) };
        if !self.rules.reaches(extension) {
            return Err(Refusal::Rules);
        }
        if url.get(end) != Some(&b'?') {
            return Ok(Place { at: end, query: None, reference });
        }
        let query = end + 1;
        let at = memchr(b'#', &url[query..]).map_or(url.len(), |length| query + length);
        if splits(&url[query..at]) {
            return Err(Refusal::Rules);
        }
        Ok(Place { at, query: Some(query), reference })
    }

    /// Judges the authority that begins at `from`, and gives the offset at which it ends.
    fn after_authority(&self, url: &[u8], from: usize, holes: bool) -> Result<usize, Refusal> {
        let rest = &url[from..];
        let length =
            rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len());
        let authority = &rest[..length];
        let mut unknown = false;
        for &byte in authority {
            match class(byte) {
                Class::Forbidden if holes && byte == HOLE => unknown = true,
                Class::Forbidden => return Err(Refusal::Rules),
                _ if byte == b'@' => return Err(Refusal::Rules),
                _ => {}
            }
        }
        if unknown && !self.rules.hosts.are_all() {
            return Err(Refusal::Unknown);
        }
        if unknown || self.allows(without_port(authority)) {
            return Ok(from + length);
        }
        Err(Refusal::Rules)
    }

    /// Whether `host`, as a URL writes it, may get the parameters.
    pub(super) fn allows(&self, host: &[u8]) -> bool {
        !host.is_empty() && (host.eq_ignore_ascii_case(self.host) || self.rules.hosts.contain(host))
    }

    /// Writes `url` into `sink`, with the parameters in it if they may be: what a redirect's
    /// `Location` becomes, and a URL of a manifest that needs no resolving.
    pub fn forward<S: Sink>(
        &self,
        url: &[u8],
        form: Form,
        sink: &mut S,
    ) -> Result<(), Error<S::Error>> {
        let Ok(place) = self.judge(url) else { return sink.put(url).map_err(Error::Sink) };
        let (before, after) = url.split_at(place.at);
        let query = place.query.map(|query| &before[query..]);
        self.params.put(before, form, query, sink)?;
        sink.put(after).map_err(Error::Sink)
    }
}

/// The extension of a path's last segment: what stands after its last dot, without `;` and what
/// follows. Empty for none, and where it holds the `$` of a template.
pub fn extension(path: &[u8]) -> &[u8] {
    let (mut dot, mut end) = (None, path.len());
    for (at, byte) in path.iter().enumerate().rev() {
        match byte {
            b'/' => break,
            b';' => (dot, end) = (None, at),
            b'.' if dot.is_none() => dot = Some(at),
            _ => {}
        }
    }
    let extension = dot.map_or(&b""[..], |dot| &path[dot + 1..end]);
    if extension.contains(&b'$') { b"" } else { extension }
}

/// [`extension`] for a path that is plain, and so has neither `;` nor `$`.
#[inline(never)]
pub(super) fn plain_extension(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| matches!(byte, b'.' | b'/')) {
        Some(at) if path[at] == b'.' => &path[at + 1..],
        _ => b"",
    }
}

/// Splits a URL at the colon of its scheme, if it has one. `plain` is how much of it is plain.
fn scheme(url: &[u8], plain: usize) -> Option<(&[u8], &[u8])> {
    let (scheme, rest) = url.split_at_checked(plain)?;
    let rest = rest.strip_prefix(b":")?;
    (!scheme.is_empty() && may_begin_scheme(scheme)).then_some((scheme, rest))
}

/// Whether nothing in `text` stops it from being (the start of) a scheme.
fn may_begin_scheme(text: &[u8]) -> bool {
    text.first().is_none_or(u8::is_ascii_alphabetic)
        && text
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Whether a relative URL that begins with `start` has the host of its base, whatever follows.
fn settles_host(start: &[u8]) -> bool {
    match start {
        [] | [b'/'] => false,
        [b'/', ..] => true,
        _ => !may_begin_scheme(start),
    }
}

/// The host of an authority without userinfo; empty where what follows is no port.
pub(super) fn without_port(authority: &[u8]) -> &[u8] {
    let colon = match authority {
        [b'[', ..] => memchr(b']', authority).map_or(0, |bracket| bracket + 1),
        _ => memchr(b':', authority).unwrap_or(authority.len()),
    };
    match authority.split_at(colon) {
        (host, [] | [b':']) => host,
        (host, [b':', port @ ..]) if port.iter().all(u8::is_ascii_digit) => host,
        _ => b"",
    }
}

/// Whether some client drops the first character of `url`: white space in any script, and what
/// has no width. The first bytes of a character that is read as Latin-1 count too.
fn may_be_trimmed(url: &[u8]) -> bool {
    match url.first() {
        Some(0..=b' ' | 0x7f..=0xa0) => true,
        Some(0xa1..) => {
            let start = url.get(..4).unwrap_or(url).utf8_chunks().next();
            start.and_then(|chunk| chunk.valid().chars().next()).is_some_and(|first| {
                first.is_whitespace()
                    || matches!(
                        first,
                        '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
                    )
            })
        }
        _ => false,
    }
}

/// Whether `text` begins with a line end in the sense of Unicode that is no control of ASCII.
fn ends_line(text: &[u8]) -> bool {
    matches!(text, [0xc2, 0x85, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..])
}

/// Whether some client ends the line within `query`: what follows would be a URL of its own then,
/// and the parameters would go to its host.
fn splits(query: &[u8]) -> bool {
    query.iter().enumerate().any(|(at, byte)| match byte {
        0x0b | 0x0c | 0x1c..=0x1e => true,
        0xc2 | 0xe2 => ends_line(&query[at..]),
        _ => false,
    })
}
