//! Other identifiers than the one to be signed, which is that of the recipe.

use percent_encoding::percent_decode;

use super::path::{directory_of, encodings};
use crate::explain::Case;
use crate::explain::mistake::{Mistake, Step, What, few, rare, usual};
use crate::explain::recipe::Recipe;
use crate::token::{MAX_TREE_DEPTH, ScopeSet};

/// For which identifier.
pub(super) const ROWS: &[Mistake] = &[
    rare(
        "other-segment",
        What::Id(other_segment),
        "the token is of \"{wrong}\": sign the segment before the token, \"{right}\"",
    ),
    usual(
        "encoded-identifier",
        What::Id(encoded),
        "the token is of the identifier percent-encoded, \"{wrong}\": sign it decoded, \"{right}\"",
    ),
    rare(
        "path-for-identifier",
        What::Id(path),
        "the token is of the path \"{wrong}\": sign the segment before the token alone, \"{right}\"",
    ),
    rare(
        "part-of-segment",
        What::Id(part_of_segment),
        "the token is of \"{wrong}\", a part of the segment before it: sign all of it, \"{right}\"",
    ),
];

/// The same recipe for another identifier.
fn with(recipe: &Recipe, wrong: &[u8]) -> Step {
    let step = Recipe { id: wrong.into(), ..recipe.clone() };
    Step { recipe: step, wrong: wrong.into(), right: recipe.id.clone() }
}

fn other_segment(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let segments = case.path.split(|&byte| byte == b'/').filter(|segment| !segment.is_empty());
    few(segments).into_iter().map(|id| with(recipe, id)).collect()
}

fn part_of_segment(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let id = &recipe.id;
    let marks = id.iter().enumerate().filter(|(_, byte)| matches!(byte, b'_' | b'-' | b'.'));
    let parts = few(marks.flat_map(|(at, _)| [&id[..at], &id[at + 1..]]));
    parts.into_iter().map(|part| with(recipe, part)).collect()
}

fn encoded(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let segments = case.url.path.split(|&byte| byte == b'/');
    let as_written =
        segments.filter(|segment| percent_decode(segment).eq(recipe.id.iter().copied()));
    let texts = encodings(&recipe.id, few(as_written));
    texts.iter().map(|text| with(recipe, text)).collect()
}

fn path(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    paths(case, recipe).iter().map(|path| with(recipe, path)).collect()
}

/// In path mode, the paths that a signer may take for the identifier: with what follows the pair of
/// token and expiry and without it, those above, and each without slashes at its ends.
pub(super) fn paths(case: &Case<'_>, recipe: &Recipe) -> Vec<Vec<u8>> {
    let before = recipe.path.as_slice();
    let segments = case.path.split(|&byte| byte == b'/');
    let after: Vec<&[u8]> =
        segments.skip_while(|segment| *segment != recipe.expires).skip(1).collect();
    let whole = [before, &after.join(&b'/')].concat();
    let alone = [b"/", &recipe.id[..], b"/"].concat();
    let above = ScopeSet::ALL.candidates(before).take(MAX_TREE_DEPTH);
    let mut paths: Vec<Vec<u8>> = Vec::new();
    for path in [&whole[..], directory_of(&whole)].into_iter().chain(above).chain([&alone[..]]) {
        let bare = path.strip_suffix(b"/").unwrap_or(path);
        let relative = |path: &'_ [u8]| path.strip_prefix(b"/").unwrap_or(path).to_vec();
        for path in [path.to_vec(), bare.to_vec(), relative(path), relative(bare)] {
            if !path.is_empty() && !paths.contains(&path) {
                paths.push(path);
            }
        }
    }
    paths
}
