//! A URL in its parts (RFC 3986), and its path as nginx sees it.

use percent_encoding::percent_decode;
use secure_token::explain::masked;
use secure_token::token::Key;

/// The parts of a URL; joined they are the URL.
#[derive(Clone, Copy, Debug)]
pub struct Url<'a> {
    /// Scheme and authority (`https://example.com:8443`); empty for a URL that begins with a path.
    pub origin: &'a [u8],
    /// The path, percent-encoded; empty, or beginning with `/`.
    pub path: &'a [u8],
    /// The query without its `?`, where there is one.
    pub query: Option<&'a [u8]>,
    /// The fragment with its `#`, or nothing.
    pub fragment: &'a [u8],
}

/// Why a URL cannot be signed, or asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the URL \"{}\" must begin with a scheme and a host, or with \"/\"", .0.escape_ascii())]
    Relative(Vec<u8>),
    #[error("the URL has a space or a control character in it, which must be percent-encoded")]
    Character,
    #[error(
        "a \"%\" in the path \"{}\" is followed by \"00\", or not by two hexadecimal digits",
        .0.escape_ascii()
    )]
    Escape(Vec<u8>),
    #[error("the path \"{}\" leads above \"/\"", .0.escape_ascii())]
    AboveRoot(Vec<u8>),
}

impl Error {
    /// The same error without any key in what it shows of the URL.
    pub fn masked(self, keys: &[Key]) -> Self {
        match self {
            Self::Relative(url) => Self::Relative(masked(&url, keys)),
            Self::Character => Self::Character,
            Self::Escape(path) => Self::Escape(masked(&path, keys)),
            Self::AboveRoot(path) => Self::AboveRoot(masked(&path, keys)),
        }
    }
}

impl<'a> Url<'a> {
    /// Takes `url` apart.
    pub fn parse(url: &'a [u8]) -> Result<Self, Error> {
        let parts = Self::split(url)?;
        if url.iter().any(|byte| byte.is_ascii_control() || *byte == b' ') {
            return Err(Error::Character);
        }
        Ok(parts)
    }

    /// Takes apart what may have characters in it that no URL has.
    pub fn split(url: &'a [u8]) -> Result<Self, Error> {
        let (rest, fragment) = url.split_at(find(url, b"#").unwrap_or(url.len()));
        let (rest, query) = match find(rest, b"?") {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        let authority = match find(rest, b"//") {
            Some(0) => 2,
            Some(at) if rest[..at].ends_with(b":") && !rest[..at].contains(&b'/') => at + 2,
            _ if rest.starts_with(b"/") => 0,
            _ => return Err(Error::Relative(url.to_vec())),
        };
        let path = authority + find(&rest[authority..], b"/").unwrap_or(rest.len() - authority);
        let (origin, path) = rest.split_at(path);
        Ok(Self { origin, path, query, fragment })
    }
}

impl<'a> Url<'a> {
    /// The host as nginx's `$host` has it: without user information and port. Empty for a URL that
    /// begins with a path.
    pub fn host(&self) -> &'a [u8] {
        let authority = find(self.origin, b"//").map_or(&b""[..], |at| &self.origin[at + 2..]);
        let user = authority.iter().rposition(|byte| *byte == b'@').map_or(0, |at| at + 1);
        let host = &authority[user..];
        let end = match host.first() {
            Some(b'[') => host.iter().position(|byte| *byte == b']').map(|at| at + 1),
            _ => host.iter().position(|byte| *byte == b':'),
        };
        &host[..end.unwrap_or(host.len())]
    }

    /// Whether the scheme is `https`, or is not said.
    pub fn is_https(&self) -> bool {
        let scheme = find(self.origin, b"//").map_or(&b""[..], |at| &self.origin[..at]);
        scheme.is_empty() || scheme.eq_ignore_ascii_case(b"https:")
    }
}

/// The path that nginx makes of a request's: percent-decoded, repeated slashes merged, the
/// segments `.` and `..` resolved. An empty path is `/`.
pub fn decode_path(path: &[u8]) -> Result<Vec<u8>, Error> {
    let escapes_are_whole =
        path.iter().enumerate().filter(|(_, byte)| **byte == b'%').all(|(at, _)| {
            let digits = path.get(at + 1..at + 3);
            digits.is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit) && two != b"00")
        });
    if !escapes_are_whole {
        return Err(Error::Escape(path.to_vec()));
    }
    let decoded: Vec<u8> = percent_decode(path).collect();
    let mut segments: Vec<&[u8]> = Vec::new();
    // A last segment that names a directory leaves its slash.
    let mut ends_in_directory = true;
    for segment in decoded.split(|byte| *byte == b'/') {
        ends_in_directory = matches!(segment, b"" | b"." | b"..");
        match segment {
            b"" | b"." => {}
            b".." => {
                let up = segments.pop();
                up.ok_or_else(|| Error::AboveRoot(path.to_vec()))?;
            }
            name => segments.push(name),
        }
    }
    let mut normal = Vec::with_capacity(decoded.len() + 1);
    for segment in &segments {
        normal.push(b'/');
        normal.extend_from_slice(segment);
    }
    if ends_in_directory {
        normal.push(b'/');
    }
    Ok(normal)
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
