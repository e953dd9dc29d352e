//! Other keys than those of the location, and what is made of a key on its way to the signer.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};

use crate::explain::Case;
use crate::explain::mistake::Step;
use crate::explain::recipe::{KeyText, Recipe};

fn with(recipe: &Recipe, bytes: impl Into<Vec<u8>>, shown: &'static str) -> Step {
    let key = KeyText { bytes: bytes.into(), shown };
    Step::silent(Recipe { key, ..recipe.clone() })
}

pub(super) fn other(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let steps = case.other_keys.iter().map(|other| Step {
        wrong: other.origin.clone().into(),
        ..with(recipe, other.key.bytes(), "***")
    });
    steps.collect()
}

pub(super) fn quoted(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let round = |quote: &[u8]| [quote, &recipe.key.bytes, quote].concat();
    vec![with(recipe, round(b"\""), "\"***\""), with(recipe, round(b"'"), "'***'")]
}

pub(super) fn line_end(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let and = |end: &[u8]| [&recipe.key.bytes, end].concat();
    vec![
        with(recipe, and(b"\n"), "***\n"),
        with(recipe, and(b"\r\n"), "***\r\n"),
        with(recipe, and(b"\r"), "***\r"),
    ]
}

pub(super) fn space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    vec![
        with(recipe, [b" ", &key[..]].concat(), " ***"),
        with(recipe, [key, &b" "[..]].concat(), "*** "),
        with(recipe, [b" ", &key[..], b" "].concat(), " *** "),
        with(recipe, [key, &b"\t"[..]].concat(), "***\t"),
    ]
}

pub(super) fn trimmed(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![with(recipe, recipe.key.bytes.trim_ascii(), "***")]
}

pub(super) fn whole_file(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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
pub(super) fn decoded(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    let bare = key.strip_suffix(b"==").or_else(|| key.strip_suffix(b"=")).unwrap_or(key);
    let decoded =
        [from_hex(key), URL_SAFE_NO_PAD.decode(bare).ok(), STANDARD_NO_PAD.decode(bare).ok()];
    decoded.into_iter().flatten().map(|bytes| with(recipe, bytes, "(*** decoded)")).collect()
}

pub(super) fn encoded(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let key = &recipe.key.bytes;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let texts = [hex, STANDARD.encode(key), URL_SAFE_NO_PAD.encode(key)];
    texts.map(|text| with(recipe, text, "(*** encoded)")).into()
}

pub(super) fn empty(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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
