//! Other paths and identifiers than those to be signed. The right one is that of the recipe.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

use crate::explain::Case;
use crate::explain::mistake::{Step, few};
use crate::explain::recipe::Recipe;
use crate::issue::encode_path;
use crate::token::{MAX_TREE_DEPTH, ScopeSet};

/// Names of manifests that are usual enough to be tried.
const MANIFESTS: [&str; 12] = [
    "master.m3u8",
    "index.m3u8",
    "playlist.m3u8",
    "manifest.m3u8",
    "main.m3u8",
    "stream.m3u8",
    "video.m3u8",
    "chunklist.m3u8",
    "prog_index.m3u8",
    "manifest.mpd",
    "stream.mpd",
    "index.mpd",
];

/// What encodeURIComponent leaves as it is, and rawurlencode nearly so.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The same recipe for another path.
fn of(recipe: &Recipe, wrong: impl Into<Vec<u8>>) -> Step {
    let wrong = wrong.into();
    let step = Recipe { path: wrong.clone(), ..recipe.clone() };
    Step { recipe: step, wrong, right: recipe.path.clone() }
}

fn directory_of(path: &[u8]) -> &[u8] {
    &path[..path.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1)]
}

pub(super) fn no_last_slash(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let without = recipe.path.strip_suffix(b"/");
    without.filter(|path| !path.is_empty()).map(|path| of(recipe, path)).into_iter().collect()
}

pub(super) fn file(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, case.path)]
}

pub(super) fn directory(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, directory_of(case.path))]
}

pub(super) fn above(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let own = directory_of(case.path);
    // Whoever signs a directory does not mean the file, where the scope has both.
    let directory = directory_of(&recipe.path);
    let has_directory = case.policy.scope.candidates(&recipe.path).any(|path| path == directory);
    let right = if has_directory { directory } else { &recipe.path };
    ScopeSet::ALL
        .candidates(own)
        .take(MAX_TREE_DEPTH)
        .filter(|path| path.len() < own.len())
        .flat_map(|path| [path, path.strip_suffix(b"/").unwrap_or(path)])
        .filter(|path| !path.is_empty())
        .map(|path| Step { right: right.into(), ..of(recipe, path) })
        .collect()
}

pub(super) fn other_file(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let own = directory_of(case.path);
    // A playlist often stands one directory above its segments.
    let above = directory_of(own.strip_suffix(b"/").unwrap_or_default());
    let mut steps = Vec::new();
    for (directory, name) in
        [own, above].iter().flat_map(|directory| MANIFESTS.map(|name| (directory, name)))
    {
        let mut step = of(recipe, [directory, name.as_bytes()].concat());
        step.right = own.into();
        steps.push(step);
    }
    steps
}

pub(super) fn encoded(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let path: Vec<u8> = encode_path(&recipe.path).flat_map(str::bytes).collect();
    let component: Vec<u8> = percent_encode(&recipe.path, COMPONENT).flat_map(str::bytes).collect();
    let segments = replaced(&component, b"%2F", b"/");
    let plus = replaced(&segments, b"%20", b"+");
    let as_written = match recipe.path.ends_with(b"/") {
        true => directory_of(case.url.path).to_vec(),
        false => case.url.path.to_vec(),
    };
    let texts = [as_written, path, segments, component, plus].into_iter();
    let is_encoded = |text: &Vec<u8>| text.iter().any(|byte| matches!(byte, b'%' | b'+'));
    texts.filter(is_encoded).map(|wrong| of(recipe, wrong)).collect()
}

pub(super) fn full_url(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let origin = case.url.origin;
    let Some(host) = host_of(origin) else { return Vec::new() };
    let origins = [origin.to_vec(), [b"https:", host].concat(), [b"http:", host].concat()];
    let mut steps = Vec::new();
    for origin in origins {
        for path in [&recipe.path[..], case.url.path, recipe.path.strip_suffix(b"/").unwrap_or(b"")]
        {
            steps.push(of(recipe, [&origin, path].concat()));
            for query in queries(case) {
                steps.push(of(recipe, [&origin, path, b"?", &query].concat()));
            }
        }
    }
    steps
}

pub(super) fn host(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(host) = host_of(case.url.origin) else { return Vec::new() };
    let name = host.get(2..).unwrap_or_default();
    let without_port = name.split(|&byte| byte == b':').next().unwrap_or_default();
    [host, name, without_port].map(|host| of(recipe, [host, &recipe.path].concat())).into()
}

pub(super) fn query(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    queries(case).map(|query| of(recipe, [&recipe.path, &b"?"[..], &query].concat())).collect()
}

/// What a signer may have had for the query: all of it, that without the token, and nothing.
fn queries(case: &Case<'_>) -> impl Iterator<Item = Vec<u8>> {
    let all = case.url.query.unwrap_or_default();
    let names = &case.policy.names;
    let mut rest = vec![0; all.len()];
    let len = names.strip(all, &mut rest).unwrap_or_default();
    rest.truncate(len);
    let without_token: Vec<&[u8]> = crate::query::pairs(all)
        .filter(|pair| !pair.key.eq_ignore_ascii_case(names.token()))
        .map(|pair| pair.raw)
        .collect();
    [rest, without_token.join(&b'&'), all.to_vec(), Vec::new()].into_iter()
}

pub(super) fn no_first_slash(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    recipe.path.strip_prefix(b"/").map(|path| of(recipe, path)).into_iter().collect()
}

pub(super) fn slash_after_file(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match recipe.path.ends_with(b"/") {
        true => Vec::new(),
        false => vec![of(recipe, [&recipe.path, &b"/"[..]].concat())],
    }
}

pub(super) fn wildcard(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    if !recipe.path.ends_with(b"/") {
        return Vec::new();
    }
    [&b"*"[..], b"**", b".*"].map(|star| of(recipe, [&recipe.path, star].concat())).into()
}

pub(super) fn not_normalised(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let decoded: Vec<u8> = percent_decode(case.url.path).collect();
    let twice: Vec<u8> = percent_decode(&recipe.path).collect();
    let directory = directory_of(&decoded).to_vec();
    let wrong = if recipe.path.ends_with(b"/") { directory } else { decoded };
    vec![of(recipe, wrong), of(recipe, [b"/", &recipe.path[..]].concat()), of(recipe, twice)]
}

pub(super) fn case(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    [recipe.path.to_ascii_lowercase(), recipe.path.to_ascii_uppercase()]
        .map(|path| of(recipe, path))
        .into()
}

pub(super) fn none(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, "")]
}

/// The same recipe for another identifier.
fn with_id(recipe: &Recipe, wrong: &[u8]) -> Step {
    let step = Recipe { id: wrong.into(), ..recipe.clone() };
    Step { recipe: step, wrong: wrong.into(), right: recipe.id.clone() }
}

pub(super) fn other_segment(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let segments = case.path.split(|&byte| byte == b'/').filter(|segment| !segment.is_empty());
    [case.path].into_iter().chain(few(segments)).map(|id| with_id(recipe, id)).collect()
}

pub(super) fn part_of_segment(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let id = &recipe.id;
    let marks = id.iter().enumerate().filter(|(_, byte)| matches!(byte, b'_' | b'-' | b'.'));
    let parts = few(marks.flat_map(|(at, _)| [&id[..at], &id[at + 1..]]));
    parts.into_iter().map(|part| with_id(recipe, part)).collect()
}

/// `//host:port` of an origin.
fn host_of(origin: &[u8]) -> Option<&[u8]> {
    let at = origin.windows(2).position(|two| two == b"//")?;
    origin.get(at..)
}

fn replaced(text: &[u8], what: &[u8], with: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some((first, after)) = rest.split_first() {
        rest = match rest.strip_prefix(what) {
            Some(after) => {
                out.extend_from_slice(with);
                after
            }
            None => {
                out.push(*first);
                after
            }
        };
    }
    out
}
