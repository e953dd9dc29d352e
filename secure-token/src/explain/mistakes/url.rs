//! Paths with more of the URL in front of them or behind.

use super::path::of;
use crate::explain::Case;
use crate::explain::mistake::{Mistake, Step, What, rare, usual};
use crate::explain::recipe::Recipe;

/// For a path with more.
pub(super) const ROWS: &[Mistake] = &[
    rare(
        "full-url",
        What::Path(full_url),
        "the token is of a whole URL, \"{wrong}\": sign the path alone, \"{right}\"",
    ),
    usual(
        "host",
        What::Path(host),
        "the token is of host and path, \"{wrong}\": sign the path alone, \"{right}\"",
    ),
    usual(
        "query",
        What::Path(query),
        "the token is of path and query, \"{wrong}\": sign the path alone, \"{right}\"",
    ),
];

fn full_url(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

fn host(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let Some(host) = host_of(case.url.origin) else { return Vec::new() };
    let name = host.get(2..).unwrap_or_default();
    let without_port = name.split(|&byte| byte == b':').next().unwrap_or_default();
    [host, name, without_port].map(|host| of(recipe, [host, &recipe.path].concat())).into()
}

fn query(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
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

/// `//host:port` of an origin.
fn host_of(origin: &[u8]) -> Option<&[u8]> {
    let at = origin.windows(2).position(|two| two == b"//")?;
    origin.get(at..)
}
