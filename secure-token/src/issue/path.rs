//! Paths that tokens in the query may be signed for.
//!
//! The check compares with the path that nginx has decoded and normalised, so that is the form in
//! which a path is signed. One that a caller names is brought into it, and must then lie below
//! a prefix that the configuration allows.

use percent_encoding::percent_decode;

use super::uri::{classes, is_path_byte, is_usual};
use crate::token::ScopeSet;

/// A path that no request could have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid path \"{0}\", it must begin with \"/\" and be normalised: no empty segment, no \".\" or \"..\", no \"?\" or \"#\", no control character"
)]
pub struct PathError(String);

/// Prefixes of paths, each that of a directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefixes(Vec<Box<[u8]>>);

/// Why words are no prefixes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PrefixesError {
    /// `/films` would allow `/films-of-others/`.
    #[error("invalid prefix \"{0}\", it must begin and end with \"/\"")]
    NoDirectory(String),
    /// No path would ever begin with it.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The same one twice.
    #[error("duplicate prefix \"{0}\"")]
    Duplicate(String),
}

impl Prefixes {
    /// Takes prefixes, each a path that begins and ends with `/`, as nginx normalises it.
    pub fn new<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Result<Self, PrefixesError> {
        let mut prefixes = Vec::<Box<[u8]>>::new();
        for word in words {
            let shown = || word.escape_ascii().to_string();
            if !word.starts_with(b"/") || !word.ends_with(b"/") {
                return Err(PrefixesError::NoDirectory(shown()));
            }
            check_path(word)?;
            if prefixes.iter().any(|known| **known == *word) {
                return Err(PrefixesError::Duplicate(shown()));
            }
            prefixes.push(word.into());
        }
        Ok(Self(prefixes))
    }

    /// Whether a path, normalised, begins with any of them.
    pub fn allow(&self, path: &[u8]) -> bool {
        self.0.iter().any(|prefix| path.starts_with(prefix))
    }
}

/// Whether `path` is one that nginx makes of a request's: decoded and normalised. What a URL
/// could only write in a roundabout way (`?`, `#`, control characters) is none either.
pub fn check_path(path: &[u8]) -> Result<(), PathError> {
    if is_normal(path) { Ok(()) } else { Err(PathError(path.escape_ascii().to_string())) }
}

/// Whether a policy of this scope can accept a token for `path` at all: one for a file is none of
/// the scope `directory`.
pub fn is_covered(path: &[u8], scope: ScopeSet) -> bool {
    scope.candidates(path).any(|candidate| candidate == path)
}

/// A path that may be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedPath<'a> {
    /// Decoded and normalised.
    pub path: &'a [u8],
    /// Whether a URL writes it just so, with nothing percent-encoded.
    pub is_plain: bool,
}

/// The path that nginx makes of `raw`, as a URL spells it: percent-decoded once, empty segments and
/// `.` taken out. `None` where it holds `..`, a NUL or another control character, `?`, `#`, a `%`
/// without two hexadecimal digits, or does not begin with `/`.
///
/// Nearly every path is what it will be already, which one pass over it shows. Only for others
/// `room` is asked, once, for as many bytes as `raw` has; where it gives fewer there is no path.
pub fn normalise_path<'a>(
    raw: &'a [u8],
    room: impl FnOnce(usize) -> Option<&'a mut [u8]>,
) -> Option<SignedPath<'a>> {
    if is_plain_and_normal(raw) {
        return Some(SignedPath { path: raw, is_plain: true });
    }
    let out = room(raw.len())?;
    let len = decode(raw, out)?;
    let path = out.get_mut(..len)?;
    let len = take_out_segments(path)?;
    let path = path.get(..len)?;
    is_normal(path).then_some(SignedPath { path, is_plain: is_plain(path) })
}

/// Whether a path is normal and needs no encoding, as far as one pass can tell: it says no to files
/// that begin with a dot, too.
fn is_plain_and_normal(path: &[u8]) -> bool {
    static CLASSES: [u8; 256] = classes(b"", b"/.");
    path.first() == Some(&b'/') && is_usual(path, &CLASSES)
}

fn is_plain(path: &[u8]) -> bool {
    path.iter().all(|&byte| is_path_byte(byte))
}

fn is_normal(path: &[u8]) -> bool {
    let Some(segments) = path.strip_prefix(b"/") else { return false };
    let mut segments = segments.split(|&byte| byte == b'/').peekable();
    while let Some(segment) = segments.next() {
        let has_place = |byte: &u8| !byte.is_ascii_control() && !matches!(byte, b'?' | b'#');
        let right = match segment {
            // After the last `/` of a directory comes nothing.
            b"" => segments.peek().is_none(),
            b"." | b".." => false,
            _ => segment.iter().all(has_place),
        };
        if !right {
            return false;
        }
    }
    true
}

/// Decodes `raw` into `out`, and gives the number of bytes written.
fn decode(raw: &[u8], out: &mut [u8]) -> Option<usize> {
    let whole = raw.iter().enumerate().filter(|&(_, &byte)| byte == b'%').all(|(at, _)| {
        raw.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    });
    if !whole {
        return None;
    }
    let mut len = 0;
    for byte in percent_decode(raw) {
        *out.get_mut(len)? = byte;
        len += 1;
    }
    Some(len)
}

/// Takes empty segments and `.` out of a path in place, and gives the length of what is left.
/// `None` for a segment `..`, and for what does not begin with `/`.
fn take_out_segments(path: &mut [u8]) -> Option<usize> {
    if path.first() != Some(&b'/') {
        return None;
    }
    let (mut len, mut start) = (0, 1);
    while start <= path.len() {
        let rest = &path[start..];
        let end = start + rest.iter().position(|&byte| byte == b'/').unwrap_or(rest.len());
        let stays = match &path[start..end] {
            b".." => return None,
            b"" | b"." => false,
            _ => true,
        };
        // Each segment is moved with the slash before it, hence never past where it was; what
        // names a directory at the end leaves its slash.
        if stays || end == path.len() {
            path[len] = b'/';
            len += 1;
        }
        if stays {
            path.copy_within(start..end, len);
            len += end - start;
        }
        start = end + 1;
    }
    Some(len)
}
