//! Other paths and identifiers than those to be signed. The right one is that of the recipe.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_encode};

use crate::explain::Case;
use crate::explain::mistake::{Mistake, Step, What, rare, usual};
use crate::explain::recipe::Recipe;
use crate::issue::encode_path;
use crate::token::{MAX_TREE_DEPTH, ScopeSet};

/// For which path.
pub(super) const ROWS: &[Mistake] = &[
    usual(
        "no-last-slash",
        What::Path(no_last_slash),
        "the token is of \"{wrong}\", without the last \"/\": sign \"{right}\"",
    ),
    usual(
        "file",
        What::Path(file),
        "the token is of the file \"{wrong}\", and the scope does not have \"file\": sign the directory \"{right}\"",
    ),
    usual(
        "directory",
        What::Path(directory),
        "the token is of the directory \"{wrong}\", and the scope does not have \"directory\": sign the file \"{right}\"",
    ),
    rare(
        "directory-above",
        What::Path(above),
        "the token is of \"{wrong}\", a directory further up: sign \"{right}\", or set the scope \"tree\"",
    ),
    rare(
        "other-file",
        What::Path(other_file),
        "the token is of another file, \"{wrong}\": sign the directory \"{right}\", for all files in it",
    ),
    usual(
        "encoded-path",
        What::Path(encoded),
        "the token is of the path percent-encoded, \"{wrong}\": sign it decoded, \"{right}\"",
    ),
    usual(
        "no-first-slash",
        What::Path(no_first_slash),
        "the token is of \"{wrong}\", without the first \"/\": sign \"{right}\"",
    ),
    rare(
        "slash-after-file",
        What::Path(slash_after_file),
        "the token is of \"{wrong}\", with a \"/\" after the file: sign \"{right}\"",
    ),
    rare(
        "wildcard",
        What::Path(wildcard),
        "the token is of \"{wrong}\", and wildcards mean nothing here: sign \"{right}\"",
    ),
    rare(
        "not-normalised",
        What::Path(not_normalised),
        "the token is of \"{wrong}\", as the URL writes it: sign the path that nginx makes of it, \"{right}\"",
    ),
    rare(
        "path-case",
        What::Path(case),
        "the token is of \"{wrong}\", in another case: sign \"{right}\"",
    ),
    rare(
        "no-beginning",
        What::Path(no_beginning),
        "the token is of \"{wrong}\", without the beginning of the path: sign the path that the client asks nginx for, \"{right}\"",
    ),
    usual(
        "plus-in-path",
        What::Path(plus),
        "the token is of \"{wrong}\", and a \"+\" in a path is no space: write \"%20\" for it in the URL",
    ),
    rare("no-path", What::Path(none), "there is no path in the string: sign \"{right}\""),
];

/// Names of manifests and pages that are usual enough to be tried.
const MANIFESTS: [&str; 13] = [
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
    "index.html",
];

/// What encodeURIComponent leaves as it is, and rawurlencode nearly so.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The same recipe for another path.
pub(super) fn of(recipe: &Recipe, wrong: impl Into<Vec<u8>>) -> Step {
    let wrong = wrong.into();
    let step = Recipe { path: wrong.clone(), ..recipe.clone() };
    Step { recipe: step, wrong, right: recipe.path.clone() }
}

pub(super) fn directory_of(path: &[u8]) -> &[u8] {
    &path[..path.iter().rposition(|&byte| byte == b'/').map_or(0, |at| at + 1)]
}

fn no_last_slash(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let without = recipe.path.strip_suffix(b"/");
    without.filter(|path| !path.is_empty()).map(|path| of(recipe, path)).into_iter().collect()
}

fn file(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, case.path)]
}

fn directory(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, directory_of(case.path))]
}

fn above(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

fn other_file(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

fn encoded(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let written = case.url.path;
    let same = part_for(written, recipe.path.len());
    let same = same.filter(|part| percent_decode(part).eq(recipe.path.iter().copied()));
    let resolved = if recipe.path.ends_with(b"/") { directory_of(written) } else { written };
    let texts = encodings(&recipe.path, same.into_iter().chain([resolved]));
    texts.into_iter().map(|wrong| of(recipe, wrong)).collect()
}

/// The beginning of a path that is so long when it is decoded.
fn part_for(path: &[u8], length: usize) -> Option<&[u8]> {
    let mut end = 0;
    for _ in 0..length {
        end += if *path.get(end)? == b'%' { 3 } else { 1 };
    }
    path.get(..end)
}

/// What percent-encoding may have made of `decoded`, and of what the URL has there, which may be
/// encoded already.
pub(super) fn encodings<'a>(
    decoded: &[u8],
    written: impl IntoIterator<Item = &'a [u8]>,
) -> Vec<Vec<u8>> {
    let component =
        |text: &[u8]| -> Vec<u8> { percent_encode(text, COMPONENT).flat_map(str::bytes).collect() };
    let encoded = component(decoded);
    let segments = replaced(&encoded, b"%2F", b"/");
    let plus = replaced(&segments, b"%20", b"+");
    let path = encode_path(decoded).flat_map(str::bytes).collect();
    let twice = replaced(&component(&segments), b"%2F", b"/");
    let mut texts: Vec<Vec<u8>> = written.into_iter().map(<[u8]>::to_vec).collect();
    texts.extend([path, segments, encoded, plus, twice]);
    let both_cases = texts.into_iter().flat_map(|text| {
        let cases =
            [u8::to_ascii_uppercase, u8::to_ascii_lowercase].map(|case| digits(&text, case));
        std::iter::once(text).chain(cases)
    });
    both_cases.filter(|text| text.iter().any(|byte| matches!(byte, b'%' | b'+'))).collect()
}

/// The same with another case of the two digits behind each `%`.
fn digits(text: &[u8], case: fn(&u8) -> u8) -> Vec<u8> {
    let mut left: u8 = 0;
    let change = |byte: &u8| {
        let changed = if left > 0 { case(byte) } else { *byte };
        left = if *byte == b'%' { 2 } else { left.saturating_sub(1) };
        changed
    };
    text.iter().map(change).collect()
}

fn no_first_slash(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    recipe.path.strip_prefix(b"/").map(|path| of(recipe, path)).into_iter().collect()
}

fn slash_after_file(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match recipe.path.ends_with(b"/") {
        true => Vec::new(),
        false => vec![of(recipe, [&recipe.path, &b"/"[..]].concat())],
    }
}

fn wildcard(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    if !recipe.path.ends_with(b"/") {
        return Vec::new();
    }
    [&b"*"[..], b"**", b".*"].map(|star| of(recipe, [&recipe.path, star].concat())).into()
}

fn not_normalised(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let decoded: Vec<u8> = percent_decode(case.url.path).collect();
    let twice: Vec<u8> = percent_decode(&recipe.path).collect();
    let directory = directory_of(&decoded).to_vec();
    let wrong = if recipe.path.ends_with(b"/") { directory } else { decoded };
    vec![of(recipe, wrong), of(recipe, [b"/", &recipe.path[..]].concat()), of(recipe, twice)]
}

/// What is left of it without its first segments, where a proxy adds them.
fn no_beginning(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let path = &recipe.path;
    let slashes = path.iter().enumerate().skip(1).filter(|(_, byte)| **byte == b'/');
    let ends = slashes.map(|(at, _)| &path[at..]).filter(|end| end.len() > 1);
    ends.take(MAX_TREE_DEPTH).map(|end| of(recipe, end)).collect()
}

fn plus(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, replaced(&recipe.path, b"+", b" "))]
}

fn case(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    [recipe.path.to_ascii_lowercase(), recipe.path.to_ascii_uppercase()]
        .map(|path| of(recipe, path))
        .into()
}

fn none(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![of(recipe, "")]
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
