//! Other keys than those of the location, and what is made of a key on its way to the signer.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::explain::Case;
use crate::explain::mistake::{Mistake, Step, What, rare, usual};
use crate::explain::recipe::{KeyText, Recipe};

/// By which key.
pub(super) const ROWS: &[Mistake] = &[
    usual(
        "other-key",
        What::Key(other),
        "the token is by another key, {wrong}: sign by a key that the location has",
    ),
    usual("quoted-key", What::Key(quoted), "quotes stand round the key: sign with the key alone"),
    usual(
        "key-with-line-end",
        What::Key(line_end),
        "a line end belongs to the key that was used: take it off the key's end",
    ),
    usual(
        "key-with-space",
        What::Key(space),
        "white space stands before or after the key that was used: take it off",
    ),
    usual(
        "byte-order-mark",
        What::Key(byte_order_mark),
        "a byte order mark stands before the key, in the signer's file or in nginx's: save the key file without it",
    ),
    usual(
        "trimmed-key",
        What::Key(trimmed),
        "the key was used without the white space at its ends, and a key file is read as it is: take it out of the file, or sign with it",
    ),
    usual(
        "whole-key-file",
        What::Key(whole_file),
        "all lines of the key file were used as one key: sign with the first line",
    ),
    rare(
        "decoded-key",
        What::Key(decoded),
        "the key was decoded before it was used: the module takes it as it is written",
    ),
    rare(
        "encoded-key",
        What::Key(encoded),
        "the key was encoded before it was used: the module takes it as it is written",
    ),
    usual("empty-key", What::Key(empty), "the key was empty: look where the signer takes it from"),
];

fn with(recipe: &Recipe, bytes: impl Into<Vec<u8>>, shown: &'static str) -> Step {
    let key = KeyText { bytes: bytes.into(), shown };
    Step::silent(Recipe { key, ..recipe.clone() })
}

fn other(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let steps = case.other_keys.iter().map(|other| Step {
        wrong: other.origin.clone().into(),
        ..with(recipe, other.key.bytes(), "***")
    });
    steps.collect()
}

fn quoted(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let round = |quote: &[u8]| [quote, &recipe.key.bytes, quote].concat();
    vec![with(recipe, round(b"\""), "\"***\""), with(recipe, round(b"'"), "'***'")]
}

fn line_end(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let and = |end: &[u8]| [&recipe.key.bytes, end].concat();
    vec![
        with(recipe, and(b"\n"), "***\n"),
        with(recipe, and(b"\r\n"), "***\r\n"),
        with(recipe, and(b"\r"), "***\r"),
    ]
}

fn space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    vec![
        with(recipe, [b" ", &key[..]].concat(), " ***"),
        with(recipe, [key, &b" "[..]].concat(), "*** "),
        with(recipe, [b" ", &key[..], b" "].concat(), " *** "),
        with(recipe, [key, &b"\t"[..]].concat(), "***\t"),
    ]
}

/// What editors put before the text of a file (U+FEFF in UTF-8).
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

fn byte_order_mark(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    let bare = key.strip_prefix(BYTE_ORDER_MARK).unwrap_or(key);
    vec![
        with(recipe, [BYTE_ORDER_MARK, key].concat(), "(byte order mark)***"),
        with(recipe, bare, "***"),
    ]
}

fn trimmed(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![with(recipe, recipe.key.bytes.trim_ascii(), "***")]
}

fn whole_file(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    if case.keys.len() < 2 {
        return Vec::new();
    }
    let lines: Vec<&[u8]> = case.keys.iter().map(|key| key.bytes()).collect();
    let mut texts = Vec::new();
    for end in [&b"\n"[..], b"\r\n"] {
        let text = lines.join(end);
        texts.push([&text, end].concat());
        texts.push(text);
    }
    texts.into_iter().map(|text| with(recipe, text, "***")).collect()
}

/// Keys are often random bytes in one of these encodings.
fn decoded(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    let bare = key.strip_suffix(b"==").or_else(|| key.strip_suffix(b"=")).unwrap_or(key);
    let decoded =
        [from_hex(key), URL_SAFE_NO_PAD.decode(bare).ok(), STANDARD_NO_PAD.decode(bare).ok()];
    decoded.into_iter().flatten().map(|bytes| with(recipe, bytes, "(*** decoded)")).collect()
}

fn encoded(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let texts = [hex, STANDARD.encode(key), URL_SAFE_NO_PAD.encode(key)];
    texts.map(|text| with(recipe, text, "(*** encoded)")).into()
}

fn empty(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![with(recipe, "", "")]
}

fn from_hex(text: &[u8]) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    let digit = |byte: u8| char::from(byte).to_digit(16);
    pairs.iter().map(|&[high, low]| Some((digit(high)? << 4 | digit(low)?) as u8)).collect()
}
