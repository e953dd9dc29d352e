//! What kind of document a body is, told from its first bytes.

use memchr::{memchr, memmem};

/// How many bytes are looked at, at most.
pub const MAX_SNIFF_LEN: usize = 16 * 1024;

const BOM: &[u8] = b"\xef\xbb\xbf";
const HEADER: &[u8] = b"#EXTM3U";
const COMMENT: &[u8] = b"<!--";
const DOCTYPE: &[u8] = b"<!DOCTYPE";

/// The root elements of MPDs, of MPD patches, and of what an XLink leads to.
const ROOTS: [&[u8]; 8] = [
    b"MPD",
    b"Patch",
    b"Period",
    b"AdaptationSet",
    b"Representation",
    b"SegmentList",
    b"EventStream",
    b"InitializationSet",
];

/// A verdict on the beginning of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniff {
    /// More bytes are needed.
    More,
    /// An HLS playlist.
    Hls,
    /// An MPD, an MPD patch or a remote element of an MPD.
    Dash,
    /// Neither.
    Neither,
}

/// Tells what a body is from `start`, the bytes with which it begins; `is_whole` says that there
/// are no more. With [`MAX_SNIFF_LEN`] bytes, or with all there are, the verdict is never
/// [`Sniff::More`].
pub fn sniff(start: &[u8], is_whole: bool) -> Sniff {
    let looked_at = start.get(..MAX_SNIFF_LEN).unwrap_or(start);
    // UTF-16 and UTF-32, with or without a byte order mark.
    if looked_at.iter().take(4).any(|&byte| byte == 0) {
        return Sniff::Neither;
    }
    match tell(looked_at, is_whole && looked_at.len() == start.len()) {
        Some(kind) => kind,
        None if is_whole || start.len() >= MAX_SNIFF_LEN => Sniff::Neither,
        None => Sniff::More,
    }
}

/// `None` where `text` ends before it tells.
fn tell(text: &[u8], is_whole: bool) -> Option<Sniff> {
    let text = match text.strip_prefix(BOM) {
        Some(text) => text,
        None if BOM.starts_with(text) => return None,
        None => text,
    };
    let text = without_white(text);
    match text.first()? {
        b'#' => tell_hls(text, is_whole),
        b'<' => tell_dash(text),
        _ => Some(Sniff::Neither),
    }
}

fn tell_hls(text: &[u8], is_whole: bool) -> Option<Sniff> {
    match text.strip_prefix(HEADER) {
        Some([]) => is_whole.then_some(Sniff::Hls),
        Some([next, ..]) if is_white(*next) => Some(Sniff::Hls),
        None if HEADER.starts_with(text) => None,
        _ => Some(Sniff::Neither),
    }
}

/// Skips what may stand before the root element (XML 1.0, production 22) and looks at its name.
fn tell_dash(mut text: &[u8]) -> Option<Sniff> {
    loop {
        text = without_white(text);
        if COMMENT.starts_with(text) || DOCTYPE.starts_with(text) {
            return None;
        }
        if text.starts_with(b"<?") {
            text = after(text, b"?>")?;
        } else if text.starts_with(COMMENT) {
            text = after(text, b"-->")?;
        } else if let Some(doctype) = text.strip_prefix(DOCTYPE) {
            text = after_doctype(doctype)?;
        } else {
            break;
        }
    }
    let Some(name) = text.strip_prefix(b"<") else { return Some(Sniff::Neither) };
    let length = name.iter().position(|&byte| is_white(byte) || matches!(byte, b'/' | b'>'))?;
    let local = name[..length].rsplit(|&byte| byte == b':').next().unwrap_or_default();
    Some(if ROOTS.contains(&local) { Sniff::Dash } else { Sniff::Neither })
}

/// What follows a document type declaration, whose internal subset may hold anything.
fn after_doctype(mut text: &[u8]) -> Option<&[u8]> {
    let mut is_subset = false;
    loop {
        let marks = |byte: &u8| matches!(byte, b'"' | b'\'' | b'[' | b']' | b'<' | b'>');
        let at = text.iter().position(marks)?;
        let (found, rest) = (text[at], &text[at + 1..]);
        text = match found {
            b'"' | b'\'' => &rest[memchr(found, rest)? + 1..],
            b'<' if rest.starts_with(b"!--") => after(rest, b"-->")?,
            b'<' if rest.starts_with(b"?") => after(rest, b"?>")?,
            b'>' if !is_subset => return Some(rest),
            _ => rest,
        };
        match found {
            b'[' => is_subset = true,
            b']' => is_subset = false,
            _ => {}
        }
    }
}

fn after<'a>(text: &'a [u8], end: &[u8]) -> Option<&'a [u8]> {
    memmem::find(text, end).map(|at| &text[at + end.len()..])
}

fn without_white(text: &[u8]) -> &[u8] {
    let length = text.iter().position(|&byte| !is_white(byte)).unwrap_or(text.len());
    &text[length..]
}

fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
