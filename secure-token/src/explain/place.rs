//! Where a link has its token and its expiry: where the location looks for them.

use super::Case;
use crate::query::Names;
use crate::token::{Mode, PathToken, parse_expires};

/// Pairs of segments that are looked at, at most.
pub(super) const MAX_PAIRS: usize = 16;

/// A token and an expiry, and what goes with them in that place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// The mode of a location that looks there; `None` for that of the policy.
    pub(super) mode: Option<Mode>,
    pub(super) token: Vec<u8>,
    pub(super) expires: Vec<u8>,
    /// The path that the link has apart from them, decoded.
    pub(super) path: Vec<u8>,
    /// In path mode, the segment before the token.
    pub(super) id: Vec<u8>,
    /// What they are called where the sentence names it.
    pub(super) wrong: String,
    pub(super) right: String,
}

/// Where the location looks. Without one or the other the link has none there.
pub(super) fn right(case: &Case<'_>) -> Option<Place> {
    match case.policy.mode {
        Mode::Query => in_query(case, &case.policy.names),
        Mode::Path => {
            let pair = PathToken::locate(case.path, case.policy.algorithm);
            match pair {
                Some(pair) => Some(of_pair(case, pair.place.start, pair.token, pair.expires)),
                // What has not the shape of a token may be one in another spelling.
                None => in_path(case).into_iter().next(),
            }
        }
    }
}

pub(super) fn in_query(case: &Case<'_>, names: &Names) -> Option<Place> {
    read(case, case.url.query.unwrap_or_default(), names.token(), names.expires())
}

/// The two parameters of these names in a query.
pub(super) fn read(case: &Case<'_>, query: &[u8], token: &[u8], expires: &[u8]) -> Option<Place> {
    let value = |name| crate::query::argument(query, name);
    Some(Place {
        token: value(token)?.into(),
        expires: value(expires)?.into(),
        path: case.path.into(),
        ..Place::default()
    })
}

/// Neighbouring segments of which the second may be a time, after one that is not empty.
pub(super) fn in_path(case: &Case<'_>) -> Vec<Place> {
    neighbours(case)
        .filter(|(_, _, second)| is_time(second))
        .take(MAX_PAIRS)
        .map(|(start, token, expires)| of_pair(case, start, token, expires))
        .collect()
}

pub(super) fn is_time(text: &[u8]) -> bool {
    parse_expires(text).is_some() || text.len() == 13 && text.iter().all(u8::is_ascii_digit)
}

/// Each two neighbouring segments, and where the first of them begins.
pub(super) fn neighbours<'a>(case: &Case<'a>) -> impl Iterator<Item = (usize, &'a [u8], &'a [u8])> {
    let mut end = 0;
    let mut before: &[u8] = b"";
    case.path.split(|&byte| byte == b'/').filter_map(move |segment| {
        let (start, first) = (end, std::mem::replace(&mut before, segment));
        end += segment.len() + 1;
        let start = start.checked_sub(first.len() + 1)?;
        (start > 1 && !first.is_empty()).then_some((start, first, segment))
    })
}

/// A place in the path whose token begins at `start`.
pub(super) fn of_pair(case: &Case<'_>, start: usize, token: &[u8], expires: &[u8]) -> Place {
    let before = &case.path[..start];
    let id = before.strip_suffix(b"/").unwrap_or(before);
    Place {
        mode: Some(Mode::Path),
        token: token.into(),
        expires: expires.into(),
        path: before.into(),
        id: id.rsplit(|&byte| byte == b'/').next().unwrap_or_default().into(),
        ..Place::default()
    }
}
