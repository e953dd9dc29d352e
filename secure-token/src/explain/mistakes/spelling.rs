//! Texts that signers make of the bytes of a hash. The right one is base64url without padding.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode;

/// What is left of a token that was cut is too short to tell anything by below this.
const MIN_CUT: usize = 8;

/// The right text.
pub(in crate::explain) fn right(digest: &[u8]) -> Vec<u8> {
    URL_SAFE_NO_PAD.encode(digest).into()
}

/// Padding is taken off a token before it is compared.
pub(super) fn standard(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![STANDARD_NO_PAD.encode(digest).into()]
}

pub(super) fn percent_encoded(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let text = STANDARD_NO_PAD.encode(digest);
    let encode = |plus, slash| text.replace('+', plus).replace('/', slash).into_bytes();
    vec![encode("%2B", "%2F"), encode("%2b", "%2f"), encode("+", "%2F"), encode("+", "%2f")]
}

pub(super) fn space_for_plus(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let text = STANDARD_NO_PAD.encode(digest);
    let encode = |plus, slash| text.replace('+', plus).replace('/', slash).into_bytes();
    vec![encode(" ", "/"), encode("%20", "/"), encode("%20", "%2F"), encode("%20", "%2f")]
}

pub(super) fn hex(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![hex_text(digest).into()]
}

pub(super) fn upper_hex(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![hex_text(digest).to_uppercase().into()]
}

pub(super) fn base64_of_hex(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let lower = hex_text(digest);
    let upper = lower.to_uppercase();
    // Digits and letters a to f give the same in either alphabet.
    vec![URL_SAFE_NO_PAD.encode(lower).into(), URL_SAFE_NO_PAD.encode(upper).into()]
}

pub(super) fn lower(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![right(digest).to_ascii_lowercase()]
}

pub(super) fn upper(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![right(digest).to_ascii_uppercase()]
}

pub(super) fn quoted(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let round = |quote: &[u8]| [quote, &right(digest), quote].concat();
    [&b"\""[..], b"'", b"%22", b"%27"].map(round).into()
}

pub(super) fn last_character(digest: &[u8], token: &[u8]) -> Vec<Vec<u8>> {
    let mut text = right(digest);
    match (text.last_mut(), token.last()) {
        (Some(last), Some(other)) => *last = *other,
        _ => return Vec::new(),
    }
    vec![text]
}

pub(super) fn cut(digest: &[u8], token: &[u8]) -> Vec<Vec<u8>> {
    let mut text = right(digest);
    if !(MIN_CUT..text.len()).contains(&token.len()) {
        return Vec::new();
    }
    text.truncate(token.len());
    vec![text]
}

pub(super) fn followed(digest: &[u8], token: &[u8]) -> Vec<Vec<u8>> {
    let text = right(digest);
    match token.get(text.len()..) {
        Some(more) if !text.is_empty() => vec![[&text, more].concat()],
        _ => Vec::new(),
    }
}

/// Whether `token` may be any text of `digest`, by its first characters: nearly always it is none,
/// and that is told without making them all.
pub(in crate::explain) fn may_be(digest: &[u8], token: &[u8]) -> bool {
    let bare = |byte: u8| !matches!(byte, b'"' | b'\'');
    let plain = percent_decode(token).filter(|&byte| bare(byte)).map(|byte| match byte {
        b' ' | b'+' => b'-',
        b'/' => b'_',
        other => other.to_ascii_lowercase(),
    });
    let head: Vec<u8> = plain.take(4).collect();
    let is_head = |text: &[u8]| text.to_ascii_lowercase().starts_with(&head);
    let start = digest.get(..3).unwrap_or(digest);
    let hex = hex_text(start);
    head.len() == 4
        && (is_head(&right(start))
            || is_head(hex.as_bytes())
            || is_head(&right(hex.as_bytes()))
            || is_head(&right(hex.to_uppercase().as_bytes())))
}

fn hex_text(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
