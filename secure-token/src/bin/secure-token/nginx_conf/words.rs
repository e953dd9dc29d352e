//! The words of a directive as nginx reads them: quotes taken off, escapes resolved.
//!
//! A configuration need not be UTF-8, which the parser takes: other bytes than ASCII are given to it
//! as characters of a private area, one a byte, that mean nothing to it, and are taken back here.

/// Where the private area begins in which bytes from 0x80 are kept.
const AREA: u32 = 0xe000;

/// A configuration as the parser takes it. nginx counts CR as white space; the parser does not.
pub fn to_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        text.push(match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => ' ',
            0x80.. => char::from_u32(AREA + u32::from(byte)).unwrap_or(char::REPLACEMENT_CHARACTER),
            _ => byte.into(),
        });
    }
    text
}

/// The bytes that a part of such a text stands for.
pub fn to_bytes(text: &str) -> Vec<u8> {
    let byte = |character: char| {
        let code = u32::from(character);
        u8::try_from(code.checked_sub(AREA).unwrap_or(code)).unwrap_or(b'?')
    };
    text.chars().map(byte).collect()
}

/// The word that stands in the file as `raw`; `None` where the parser may have ended it elsewhere
/// than nginx does.
pub fn word(raw: &str) -> Option<Vec<u8>> {
    let raw = to_bytes(raw);
    let inner = match raw.first() {
        Some(&quote @ (b'"' | b'\'')) => {
            let inner = raw[1..].strip_suffix(&[quote])?;
            (end_of(inner, quote) == inner.len()).then_some(inner)?
        }
        _ => {
            // A quote or an escaped space within a word is no end of it for nginx.
            let odd = raw.iter().any(|byte| matches!(byte, b'"' | b'\'')) || ends_escaped(&raw);
            (!odd).then_some(&raw[..])?
        }
    };
    Some(unescaped(inner))
}

/// Where `quote` stands first that no backslash precedes.
fn end_of(text: &[u8], quote: u8) -> usize {
    let mut escaped = false;
    let end = text.iter().position(|&byte| {
        let ends = byte == quote && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

fn ends_escaped(text: &[u8]) -> bool {
    text.iter().rev().take_while(|&&byte| byte == b'\\').count() % 2 == 1
}

/// What nginx makes of backslashes: those that it does not know stay.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some((&first, after)) = rest.split_first() {
        let known = match (first, after.first()) {
            (b'\\', Some(&next @ (b'"' | b'\'' | b'\\'))) => Some(next),
            (b'\\', Some(b't')) => Some(b'\t'),
            (b'\\', Some(b'r')) => Some(b'\r'),
            (b'\\', Some(b'n')) => Some(b'\n'),
            _ => None,
        };
        out.push(known.unwrap_or(first));
        rest = &after[usize::from(known.is_some())..];
    }
    out
}
