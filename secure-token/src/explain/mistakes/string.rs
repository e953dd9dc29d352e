//! Other strings and hashes than the location's: order of the parts, what stands between them, and
//! what is made of it all.

use crate::explain::Case;
use crate::explain::hash::Hash;
use crate::explain::mistake::{Step, few};
use crate::explain::recipe::{Layout, Part, Recipe};
use crate::token::Mode;

/// What people put between the parts of a string.
const SEPARATORS: [&str; 12] = ["", " ", ":", "|", "-", "_", ",", ";", ".", "&", "/", "\n"];

fn with(recipe: &Recipe, parts: Vec<Part>) -> Step {
    Step::silent(Recipe { layout: Layout(parts), ..recipe.clone() })
}

fn text(text: &str) -> Part {
    Part::Text(text.into())
}

/// Where the key stands among the parts.
fn key_place(recipe: &Recipe) -> Option<usize> {
    recipe.layout.0.iter().position(|part| *part == Part::Key)
}

/// The parts without the key and the space before it.
fn without_key(recipe: &Recipe) -> Option<Vec<Part>> {
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

pub(super) fn no_space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

pub(super) fn key_first(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(rest) = without_key(recipe).filter(|_| key_place(recipe) != Some(0)) else {
        return Vec::new();
    };
    let first = |between: &str| [vec![Part::Key, text(between)], rest.clone()].concat();
    [" ", "", "_", ":"].map(|between| with(recipe, first(between))).into()
}

pub(super) fn one_space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

pub(super) fn no_last_underscore(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match recipe.layout.0.split_last_chunk() {
        Some((rest, [Part::Text(last), Part::Ip])) if recipe.ip.is_empty() && last == b"_" => {
            vec![with(recipe, rest.to_vec())]
        }
        _ => Vec::new(),
    }
}

pub(super) fn no_key(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(without) = without_key(recipe) else { return Vec::new() };
    let only: Vec<Part> =
        recipe.layout.0.iter().filter(|part| **part != Part::Key).cloned().collect();
    vec![with(recipe, without), with(recipe, only)]
}

/// All other orders of the parts in the places that they have. Where the key stands apart, behind a
/// space, it stays there.
pub(super) fn order(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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
pub(super) fn separators(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

pub(super) fn built_in(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![with(recipe, Layout::built_in(recipe.mode, recipe.hash).0)]
}

/// The string of the other mode: with each segment of the path for an identifier, or with each path
/// that a signer may take.
pub(super) fn other_mode(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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
    let segments = || case.path.split(|&byte| byte == b'/').filter(|segment| !segment.is_empty());
    match other {
        Mode::Path => few(segments()).into_iter().map(|id| step(b"", id)).collect(),
        Mode::Query => {
            // What follows the pair of token and expiry, behind what stands before it.
            let before = recipe.path.as_slice();
            let after: Vec<&[u8]> =
                segments().skip_while(|segment| *segment != recipe.expires).skip(1).collect();
            let whole = [before, &after.join(&b'/')].concat();
            let end = whole.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1);
            let bare = before.strip_suffix(b"/").unwrap_or(before);
            [case.path, before, bare, &whole[..], &whole[..end]].map(|path| step(path, b"")).into()
        }
    }
}

pub(super) fn newline(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    ended(recipe, &["\n", "\r\n", "\\n"])
}

pub(super) fn carriage_return(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    ended(recipe, &["\r"])
}

pub(super) fn space(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    ended(recipe, &[" "])
}

fn ended(recipe: &Recipe, ends: &[&str]) -> Vec<Step> {
    let and = |end: &&str| with(recipe, [recipe.layout.0.clone(), vec![text(end)]].concat());
    ends.iter().map(and).collect()
}

/// Each with the string as it is, and with the one that is usual for it.
pub(super) fn other_hash(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let mut steps = Vec::new();
    for hash in Hash::NAMED.into_iter().filter(|&hash| hash != recipe.hash) {
        for layout in [recipe.layout.clone(), Layout::built_in(recipe.mode, hash)] {
            steps.push(Step {
                recipe: Recipe { hash, layout, ..recipe.clone() },
                wrong: hash.name().into(),
                right: recipe.hash.name().into(),
            });
        }
    }
    steps
}

pub(super) fn swapped(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match recipe.hash {
        Hash::HmacSha256 => vec![Step::silent(Recipe { hash: Hash::Swapped, ..recipe.clone() })],
        _ => Vec::new(),
    }
}
