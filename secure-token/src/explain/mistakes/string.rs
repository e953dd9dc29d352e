//! Other strings and hashes than the location's: order of the parts, what stands between them, and
//! what is made of it all.

use super::identifier;
use crate::explain::Case;
use crate::explain::hash::Hash;
use crate::explain::mistake::{Mistake, Step, What, few, rare, usual};
use crate::explain::recipe::{Layout, Part, Recipe};
use crate::token::Mode;

/// Of which string.
pub(super) const ROWS: &[Mistake] = &[
    usual("no-space", What::Layout(no_space), "there is no space before the key: put one there"),
    usual(
        "key-first",
        What::Layout(key_first),
        "the key stands first in the string: put it where the right one has it",
    ),
    usual(
        "one-space",
        What::Layout(one_space),
        "the string has one space where two must stand: the address between them is empty",
    ),
    usual(
        "no-last-underscore",
        What::Layout(no_last_underscore),
        "the last \"_\" is not there: it stands without an address too",
    ),
    usual(
        "no-key",
        What::Layout(no_key),
        "there is no key in the string: put it there, and look whether it was empty",
    ),
    rare(
        "order",
        What::Layout(order),
        "the parts of the string stand in another order: make the token of the right string, shown above",
    ),
    rare(
        "separators",
        What::Layout(separators),
        "something else stands between the parts of the string: make the token of the right string, shown above",
    ),
    usual(
        "built-in-string",
        What::Layout(built_in),
        "the token is of the string that the module takes by default, and the location has \"secure_token_string\": sign that",
    ),
    rare(
        "other-mode",
        What::Layout(other_mode),
        "the token is of the string for {wrong} mode, and the location has \"secure_token {right}\": make it of the right string, shown above",
    ),
    usual(
        "key-in-string",
        What::Layout(key_in_string),
        "the key stands in the string too, and HMAC takes it apart from that: make the token of the right string, shown above",
    ),
    usual(
        "newline",
        What::Layout(newline),
        "a newline ends the string: sign without it (printf '%s' or echo -n in a shell), and look whether the key ends in one",
    ),
    usual(
        "carriage-return",
        What::Layout(carriage_return),
        "a carriage return ends the string: take it off, it probably comes from a key file with line ends of Windows",
    ),
    rare("space-at-end", What::Layout(space), "a space ends the string: sign without it"),
];

/// What people put between the parts of a string.
const SEPARATORS: [&str; 12] = ["", " ", ":", "|", "-", "_", ",", ";", ".", "&", "/", "\n"];

fn with(recipe: &Recipe, parts: Vec<Part>) -> Step {
    Step::silent(Recipe { layout: Layout(parts), ..recipe.clone() })
}

fn text(text: &str) -> Part {
    Part::Text(text.into())
}

/// What people put between the key and the rest.
const KEY_SEPARATORS: [&str; 5] = [" ", "", "_", ":", "|"];

/// Where the key stands among the parts.
fn key_place(recipe: &Recipe) -> Option<usize> {
    recipe.layout.0.iter().position(|part| *part == Part::Key)
}

/// The parts without the key and the space before it.
pub(super) fn without_key(recipe: &Recipe) -> Option<Vec<Part>> {
    let place = key_place(recipe)?;
    let mut parts = recipe.layout.0.clone();
    parts.remove(place);
    if let Some(before) = place.checked_sub(1)
        && let Part::Text(text) = &mut parts[before]
    {
        text.pop();
    }
    Some(parts)
}

fn no_space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let mut parts = recipe.layout.0.clone();
    let before = key_place(recipe).and_then(|place| parts.get_mut(place.checked_sub(1)?));
    match before {
        Some(Part::Text(text)) if text.ends_with(b" ") => {
            text.pop();
            vec![with(recipe, parts)]
        }
        _ => Vec::new(),
    }
}

fn key_first(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(rest) = without_key(recipe).filter(|_| key_place(recipe) != Some(0)) else {
        return Vec::new();
    };
    let first = |between: &str| [vec![Part::Key, text(between)], rest.clone()].concat();
    [" ", "", "_", ":"].map(|between| with(recipe, first(between))).into()
}

fn one_space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let is_space = |part: &Part| *part == text(" ");
    let parts = &recipe.layout.0;
    let place = parts
        .windows(3)
        .position(|three| is_space(&three[0]) && three[1] == Part::Ip && is_space(&three[2]));
    let Some(place) = place.filter(|_| recipe.ip.is_empty()) else { return Vec::new() };
    let mut parts = parts.clone();
    parts.remove(place);
    vec![with(recipe, parts)]
}

fn no_last_underscore(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match recipe.layout.0.split_last_chunk() {
        Some((rest, [Part::Text(last), Part::Ip])) if recipe.ip.is_empty() && last == b"_" => {
            vec![with(recipe, rest.to_vec())]
        }
        _ => Vec::new(),
    }
}

fn no_key(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(without) = without_key(recipe) else { return Vec::new() };
    let only: Vec<Part> =
        recipe.layout.0.iter().filter(|part| **part != Part::Key).cloned().collect();
    vec![with(recipe, without), with(recipe, only)]
}

/// All other orders of the parts in the places that they have. Where the key stands apart, behind a
/// space, it stays there.
fn order(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let parts = &recipe.layout.0;
    let last_is_key = parts.last() == Some(&Part::Key);
    let moves = |part: &Part| !(matches!(part, Part::Text(_)) || last_is_key && *part == Part::Key);
    let places: Vec<usize> = (0..parts.len()).filter(|&place| moves(&parts[place])).collect();
    let fields: Vec<Part> = places.iter().map(|&place| parts[place].clone()).collect();
    let mut steps = Vec::new();
    for order in permutations(&fields) {
        let mut parts = parts.clone();
        for (&place, part) in places.iter().zip(order) {
            parts[place] = part;
        }
        steps.push(with(recipe, parts));
    }
    steps
}

fn permutations(fields: &[Part]) -> Vec<Vec<Part>> {
    // A configured string may name the same part many times.
    if fields.len() > 5 {
        return Vec::new();
    }
    if fields.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for first in 0..fields.len() {
        let mut rest = fields.to_vec();
        let first = rest.remove(first);
        all.extend(
            permutations(&rest).into_iter().map(|rest| [vec![first.clone()], rest].concat()),
        );
    }
    all
}

/// The parts in their order with the same between any two of them, with and without an empty address.
fn separators(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let all: Vec<&Part> = recipe.layout.fields().collect();
    let present: Vec<&Part> =
        all.iter().copied().filter(|part| !(**part == Part::Ip && recipe.ip.is_empty())).collect();
    let mut steps = Vec::new();
    for fields in [&all, &present] {
        for separator in SEPARATORS {
            let between = |(place, part): (usize, &&Part)| {
                let separator = if place == 0 { "" } else { separator };
                [text(separator), (**part).clone()]
            };
            steps.push(with(recipe, fields.iter().enumerate().flat_map(between).collect()));
        }
    }
    steps
}

fn built_in(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![with(recipe, Layout::built_in(recipe.mode, recipe.hash).0)]
}

/// The string of the other mode: with each segment of the path for an identifier, or with each path
/// that a signer may take.
fn other_mode(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let (other, words): (Mode, [&[u8]; 2]) = match recipe.mode {
        Mode::Query => (Mode::Path, [b"path", b"query"]),
        Mode::Path => (Mode::Query, [b"query", b"path"]),
    };
    let layout = Layout::built_in(other, recipe.hash);
    let step = |path: &[u8], id: &[u8]| Step {
        recipe: Recipe {
            layout: layout.clone(),
            path: path.into(),
            id: id.into(),
            ..recipe.clone()
        },
        wrong: words[0].into(),
        right: words[1].into(),
    };
    match other {
        Mode::Path => {
            let segments = case.path.split(|&byte| byte == b'/');
            let ids = few(segments.filter(|segment| !segment.is_empty()));
            ids.into_iter().map(|id| step(b"", id)).collect()
        }
        Mode::Query => {
            let paths = identifier::paths(case, recipe);
            paths.iter().map(|path| step(path, b"")).collect()
        }
    }
}

/// Where HMAC is right: the right string and that of a plain hash, with the key somewhere in it.
fn key_in_string(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    if !recipe.hash.is_keyed() || key_place(recipe).is_some() {
        return Vec::new();
    }
    with_key(recipe).into_iter().map(|parts| with(recipe, parts)).collect()
}

/// The string of a plain hash, and the same and the recipe's own with the key at either end.
pub(super) fn with_key(recipe: &Recipe) -> Vec<Vec<Part>> {
    let layout = Layout::built_in(recipe.mode, Hash::Md5);
    let plain = Recipe { layout, ..recipe.clone() };
    let keyless = without_key(&plain).into_iter().chain([recipe.layout.0.clone()]);
    let ends = keyless.flat_map(|parts| {
        KEY_SEPARATORS.into_iter().flat_map(move |between| {
            let (parts, between) = (parts.clone(), vec![text(between)]);
            let key = || vec![Part::Key];
            [[parts.clone(), between.clone(), key()].concat(), [key(), between, parts].concat()]
        })
    });
    [plain.layout.0.clone()].into_iter().chain(ends).collect()
}

fn newline(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    ended(recipe, &["\n", "\r\n", "\\n"])
}

fn carriage_return(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    ended(recipe, &["\r"])
}

fn space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    ended(recipe, &[" "])
}

fn ended(recipe: &Recipe, ends: &[&str]) -> Vec<Step> {
    let and = |end: &&str| with(recipe, [recipe.layout.0.clone(), vec![text(end)]].concat());
    ends.iter().map(and).collect()
}
