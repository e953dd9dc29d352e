//! Texts that signers make of the bytes of a hash. The right one is base64url without padding.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::percent_decode;

use crate::explain::mistake::{Mistake, What, rare, usual};

/// How the token is written.
pub(super) const ROWS: &[Mistake] = &[
    usual(
        "standard-base64",
        What::Spelling(standard),
        "the token is in standard base64: write base64url, with \"-\" for \"+\", \"_\" for \"/\" and no \"=\"",
    ),
    usual(
        "percent-encoded-base64",
        What::Spelling(percent_encoded),
        "the token is standard base64, percent-encoded: write base64url, which needs no encoding",
    ),
    usual(
        "space-for-plus",
        What::Spelling(space_for_plus),
        "the token is standard base64, and its \"+\" has become a space: write base64url, with \"-\" for \"+\" and \"_\" for \"/\"",
    ),
    usual(
        "hex",
        What::Spelling(hex),
        "the token is the hash in hexadecimal digits: encode the bytes of the hash in base64url",
    ),
    usual(
        "upper-case-hex",
        What::Spelling(upper_hex),
        "the token is the hash in hexadecimal digits, in upper case: encode the bytes of the hash in base64url",
    ),
    usual(
        "base64-of-hex",
        What::Spelling(base64_of_hex),
        "the token is the base64 of hexadecimal digits: encode the bytes of the hash, which PHP gives by md5($string, true), Python by digest()",
    ),
    rare(
        "lower-case",
        What::Spelling(lower),
        "the token has lost its capital letters on its way: its case counts",
    ),
    rare(
        "upper-case",
        What::Spelling(upper),
        "the token has lost its small letters on its way: its case counts",
    ),
    usual("quoted-token", What::Spelling(quoted), "quotes stand round the token: leave them out"),
    usual(
        "last-character",
        What::Spelling(last_character),
        "the last character of the token is another than the signer writes: use the token as it was made",
    ),
    usual("cut-token", What::Spelling(cut), "the token is cut off at its end: use all of it"),
    usual(
        "token-with-more",
        What::Spelling(followed),
        "something follows the token that does not belong to it: end the parameter where the token ends",
    ),
];

/// What is left of a token that was cut is too short to tell anything by below this.
const MIN_CUT: usize = 8;

/// The right text.
pub(in crate::explain) fn right(digest: &[u8]) -> Vec<u8> {
    URL_SAFE_NO_PAD.encode(digest).into()
}

/// Padding is taken off a token before it is compared.
fn standard(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![STANDARD_NO_PAD.encode(digest).into()]
}

fn percent_encoded(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let text = STANDARD_NO_PAD.encode(digest);
    let encode = |plus, slash| text.replace('+', plus).replace('/', slash).into_bytes();
    vec![encode("%2B", "%2F"), encode("%2b", "%2f"), encode("+", "%2F"), encode("+", "%2f")]
}

fn space_for_plus(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let text = STANDARD_NO_PAD.encode(digest);
    let encode = |plus, slash| text.replace('+', plus).replace('/', slash).into_bytes();
    vec![encode(" ", "/"), encode("%20", "/"), encode("%20", "%2F"), encode("%20", "%2f")]
}

fn hex(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![hex_text(digest).into()]
}

fn upper_hex(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![hex_text(digest).to_uppercase().into()]
}

fn base64_of_hex(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let lower = hex_text(digest);
    let upper = lower.to_uppercase();
    // Digits and letters a to f give the same in either alphabet.
    vec![URL_SAFE_NO_PAD.encode(lower).into(), URL_SAFE_NO_PAD.encode(upper).into()]
}

fn lower(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![right(digest).to_ascii_lowercase()]
}

fn upper(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    vec![right(digest).to_ascii_uppercase()]
}

fn quoted(digest: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
    let round = |quote: &[u8]| [quote, &right(digest), quote].concat();
    [&b"\""[..], b"'", b"%22", b"%27"].map(round).into()
}

fn last_character(digest: &[u8], token: &[u8]) -> Vec<Vec<u8>> {
    let mut text = right(digest);
    match (text.last_mut(), token.last()) {
        (Some(last), Some(other)) => *last = *other,
        _ => return Vec::new(),
    }
    vec![text]
}

fn cut(digest: &[u8], token: &[u8]) -> Vec<Vec<u8>> {
    let mut text = right(digest);
    if !(MIN_CUT..text.len()).contains(&token.len()) {
        return Vec::new();
    }
    text.truncate(token.len());
    vec![text]
}

fn followed(digest: &[u8], token: &[u8]) -> Vec<Vec<u8>> {
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
