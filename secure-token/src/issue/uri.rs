//! What may stand in a URL of the answer (RFC 3986).
//!
//! A URL is put together from text of the configuration and values of variables, which may come
//! from the caller. Whatever they are, the result must be a URI that leads to the host that the
//! configuration means, and can stand in a string of JSON as it is.

use percent_encoding::{AsciiSet, CONTROLS, PercentEncode, percent_encode};

/// All that a path does not hold as it is.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path as nginx decodes it, as a URL writes it; in pieces to be joined.
pub fn encode_path(path: &[u8]) -> PercentEncode<'_> {
    percent_encode(path, NOT_IN_PATH)
}

/// Whether a segment of a path holds `byte` as it is: `pchar` without percent-encoding.
pub(super) const fn is_segment_byte(byte: u8) -> bool {
    IN_SEGMENT[byte as usize]
}

const IN_SEGMENT: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        let code = byte as u8;
        table[byte] = code.is_ascii_alphanumeric()
            || matches!(code, b'-' | b'.' | b'_' | b'~')
            || matches!(
                code,
                b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b',' | b';' | b'='
            )
            || matches!(code, b':' | b'@');
        byte += 1;
    }
    table
};

/// Whether a path holds `byte` as it is.
pub(super) const fn is_path_byte(byte: u8) -> bool {
    byte == b'/' || is_segment_byte(byte)
}

/// The characters of a URI without a fragment.
const IN_URI: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        let code = byte as u8;
        table[byte] = is_path_byte(code) || matches!(code, b'?' | b'%' | b'[' | b']');
        byte += 1;
    }
    table
};

/// The class of a byte that has to be looked at wherever it stands.
const ODD: u8 = 1;
/// The class of a byte that has to be looked at where it begins a segment.
const BEGINS_ODDLY: u8 = 2;

/// The classes of bytes in a path, where those of `usual` are not odd either, and those of `begins`
/// begin a segment oddly.
pub(super) const fn classes(usual: &[u8], begins: &[u8]) -> [u8; 256] {
    let mut classes = [ODD; 256];
    let mut byte = 0;
    while byte < classes.len() {
        if is_path_byte(byte as u8) {
            classes[byte] = 0;
        }
        byte += 1;
    }
    let mut at = 0;
    while at < usual.len() {
        classes[usual[at] as usize] = 0;
        at += 1;
    }
    let mut at = 0;
    while at < begins.len() {
        classes[begins[at] as usize] = BEGINS_ODDLY;
        at += 1;
    }
    classes
}

/// The classes that are odd after a byte.
static ODD_AFTER: [u8; 256] = {
    let mut odd = [ODD; 256];
    odd[b'/' as usize] |= BEGINS_ODDLY;
    odd
};

/// Whether nothing in `text` has to be looked at: one pass tells that of nearly every path and URL.
pub(super) fn is_usual(text: &[u8], classes: &[u8; 256]) -> bool {
    let (mut found, mut odd) = (0, ODD);
    for &byte in text {
        found |= classes[usize::from(byte)] & odd;
        odd = ODD_AFTER[usize::from(byte)];
    }
    found == 0
}

/// Whether `url` begins with a scheme and a host or with one `/`, is a URI reference without a
/// fragment otherwise, and has no dot segments in its path.
pub(super) fn is_url(url: &[u8]) -> bool {
    split_host(url).is_some_and(|(_, rest)| may_follow_host(rest))
}

/// Whether what follows the host in a URL is a path without dot segments and a query, and no
/// fragment.
pub(super) fn may_follow_host(rest: &[u8]) -> bool {
    // An escape may be cut short or mean a dot, and what begins with a dot may be a dot segment.
    static CLASSES: [u8; 256] = classes(b"?[]", b".");
    is_usual(rest, &CLASSES)
        || (rest.iter().all(|&byte| IN_URI[usize::from(byte)])
            && escapes_are_whole(rest)
            && !has_dot_segments(rest))
}

/// Host and port of a URL, empty for one that begins with a path, and what follows them. `None`
/// where that is not plain to see: what is a host to some readers is a path to others in `//name`,
/// in `https:/name` and in `https:name`.
pub(super) fn split_host(url: &[u8]) -> Option<(&[u8], &[u8])> {
    if url.starts_with(b"/") {
        return (!url.starts_with(b"//")).then_some((b"", url));
    }
    let colon = url.iter().position(|&byte| byte == b':')?;
    let (scheme, rest) = url.split_at(colon);
    let rest = rest.strip_prefix(b"://")?;
    let len = rest.iter().position(|byte| matches!(byte, b'/' | b'?')).unwrap_or(rest.len());
    let (host, path) = rest.split_at(len);
    let right = !scheme.is_empty()
        && scheme.iter().all(u8::is_ascii_alphanumeric)
        && !host.is_empty()
        && host.iter().all(|&byte| is_host_byte(byte));
    right.then_some((host, path))
}

/// A name or an address, and a port. Neither userinfo nor percent-encoding: what stands before an
/// `@`, or hides in an escape, makes another host than it seems.
const fn is_host_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b':' | b'[' | b']')
}

fn escapes_are_whole(url: &[u8]) -> bool {
    let mut rest = url;
    while let Some(at) = memchr::memchr(b'%', rest) {
        rest = match rest[at..] {
            [_, high, low, ref rest @ ..]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                rest
            }
            _ => return false,
        };
    }
    true
}

/// Whether a path, what follows a `?` left out, has a segment `.` or `..`.
fn has_dot_segments(path: &[u8]) -> bool {
    let path = path.split(|&byte| byte == b'?').next().unwrap_or_default();
    path.split(|&byte| byte == b'/').any(is_dot_segment)
}

/// `.` or `..`, however spelt (the URL standard takes `%2e` for a dot here).
fn is_dot_segment(segment: &[u8]) -> bool {
    let (mut rest, mut dots) = (segment, 0);
    while !rest.is_empty() {
        rest = match rest {
            [b'.', rest @ ..] | [b'%', b'2', b'E' | b'e', rest @ ..] => rest,
            _ => return false,
        };
        dots += 1;
    }
    dots == 1 || dots == 2
}
