//! Where a link has its token and its expiry: where the location looks for them, and elsewhere.

use percent_encoding::percent_decode_str;

use super::Case;
use crate::query::{Names, pairs};
use crate::token::{Mode, PathToken, parse_expires};

/// More parameters than this are not looked through for two that may be token and expiry.
const MAX_PARAMETERS: usize = 12;

/// Pairs of segments that are looked at, at most.
const MAX_PAIRS: usize = 16;

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

/// A row: a place, and the sentence that says why nothing is found there.
pub(super) struct Misplaced {
    pub(super) name: &'static str,
    pub(super) find: fn(&Case<'_>) -> Vec<Place>,
    pub(super) says: &'static str,
}

/// The table. The sentences have the placeholders of those of [`super::mistakes`].
pub(super) const MISPLACED: &[Misplaced] = &[
    Misplaced {
        name: "html-escaped",
        find: |case| by_names(case, |query| replaced(query, "&amp;", "&")),
        says: "the URL was taken out of HTML or XML as it stands there: write \"&\" for \"&amp;\"",
    },
    Misplaced {
        name: "two-question-marks",
        find: |case| by_names(case, |query| replaced(query, "?", "&")),
        says: "a second \"?\" stands in the query: put \"&\" before the parameters",
    },
    Misplaced {
        name: "semicolons",
        find: |case| by_names(case, |query| replaced(query, ";", "&")),
        says: "\";\" stands between the parameters: put \"&\" there",
    },
    Misplaced {
        name: "repeated-parameters",
        find: |case| {
            by_names(case, |query| {
                let mut last_first: Vec<&str> = query.split('&').collect();
                last_first.reverse();
                last_first.join("&")
            })
        },
        says: "there are several of the parameters, and the first ones count: leave those out that came before",
    },
    Misplaced {
        name: "swapped-parameters",
        find: |case| {
            let names = &case.policy.names;
            let place =
                read(case, case.url.query.unwrap_or_default(), names.expires(), names.token());
            place.into_iter().filter(|_| case.policy.mode == Mode::Query).collect()
        },
        says: "token and expiry have each other's name: exchange them",
    },
    Misplaced {
        name: "no-question-mark",
        find: |case| within_path(case, &["&"]),
        says: "no \"?\" stands before the parameters, so that they are part of the path: put it there",
    },
    Misplaced {
        name: "encoded-question-mark",
        find: |case| within_path(case, &["%3F", "%3f"]),
        says: "the \"?\" before the parameters is percent-encoded, so that they are part of the path: write it as it is",
    },
    Misplaced {
        name: "encoded-query",
        find: |case| match right(case) {
            // What is encoded there is a value.
            Some(_) => Vec::new(),
            None => by_names(case, |query| percent_decode_str(query).decode_utf8_lossy().into()),
        },
        says: "\"%26\" and \"%3D\" stand for \"&\" and \"=\" in the query, which was percent-encoded once too often: write them plainly",
    },
    Misplaced {
        name: "fragment",
        find: |case| {
            let text = case.url.fragment.strip_prefix(b"#").unwrap_or_default();
            let text = text.splitn(2, |&byte| byte == b'?').last().unwrap_or_default();
            let names = &case.policy.names;
            let place = read(case, text, names.token(), names.expires());
            place.into_iter().filter(|_| case.policy.mode == Mode::Query).collect()
        },
        says: "the parameters stand behind a \"#\", and no client sends that part: put them before it",
    },
    Misplaced {
        name: "expires-first",
        find: expires_first,
        says: "in the path the expiry stands before the token: exchange them",
    },
    Misplaced {
        name: "split-token",
        find: split_token,
        says: "the token is in standard base64, and its \"/\" makes several segments of it: write base64url, with \"-\" for \"+\", \"_\" for \"/\" and no \"=\"",
    },
    Misplaced {
        name: "no-identifier",
        find: no_identifier,
        says: "no identifier stands before the token: put the segment there that the token is of",
    },
    Misplaced {
        name: "token-in-path",
        find: |case| if case.policy.mode == Mode::Query { in_path(case) } else { Vec::new() },
        says: "the token stands in the path, and the location has \"secure_token query\": put it into the query, as a token for the path, or set \"secure_token path\"",
    },
    Misplaced {
        name: "token-in-query",
        find: |case| {
            let mode = Some(Mode::Query);
            let place = in_query(case, &Names::default()).map(|place| Place { mode, ..place });
            place.into_iter().filter(|_| case.policy.mode == Mode::Path).collect()
        },
        says: "the token stands in the query, and the location has \"secure_token path\": put it into the path, as a token for the segment before it, or set \"secure_token query\"",
    },
    Misplaced {
        name: "parameter-names",
        find: other_names,
        says: "the parameters are called {wrong}, and the location reads {right}: rename them, or set \"secure_token_args\"",
    },
];

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

fn in_query(case: &Case<'_>, names: &Names) -> Option<Place> {
    read(case, case.url.query.unwrap_or_default(), names.token(), names.expires())
}

/// The two parameters of these names in a query.
fn read(case: &Case<'_>, query: &[u8], token: &[u8], expires: &[u8]) -> Option<Place> {
    let value = |name| crate::query::argument(query, name);
    Some(Place {
        token: value(token)?.into(),
        expires: value(expires)?.into(),
        path: case.path.into(),
        ..Place::default()
    })
}

/// What a query that `mend` gives has under the right names.
fn by_names(case: &Case<'_>, mend: impl Fn(&str) -> String) -> Vec<Place> {
    let Some(query) = case.url.query.and_then(|query| std::str::from_utf8(query).ok()) else {
        return Vec::new();
    };
    if case.policy.mode != Mode::Query || mend(query) == query {
        return Vec::new();
    }
    let names = &case.policy.names;
    read(case, mend(query).as_bytes(), names.token(), names.expires()).into_iter().collect()
}

fn replaced(query: &str, what: &str, with: &str) -> String {
    query.replace(what, with)
}

/// Parameters in the path, behind any of `marks`.
fn within_path(case: &Case<'_>, marks: &[&str]) -> Vec<Place> {
    let Ok(path) = std::str::from_utf8(case.url.path) else { return Vec::new() };
    let mut places = Vec::new();
    for (before, text) in marks.iter().filter_map(|mark| path.split_once(mark)) {
        let text = text.replace("%26", "&").replace("%3D", "=").replace("%3d", "=");
        let names = &case.policy.names;
        // In decoded form the mark is one character, whichever it was.
        let path = case.path.iter().position(|byte| matches!(byte, b'&' | b'?'));
        if let Some(place) = read(case, text.as_bytes(), names.token(), names.expires())
            && case.policy.mode == Mode::Query
            && !before.is_empty()
        {
            let path = case.path[..path.unwrap_or(case.path.len())].into();
            places.push(Place { path, ..place });
        }
    }
    places
}

/// Pairs of parameters that may be token and expiry, by their values.
fn other_names(case: &Case<'_>) -> Vec<Place> {
    let query = case.url.query.unwrap_or_default();
    let names = &case.policy.names;
    let parameters: Vec<_> = pairs(query).filter(|pair| pair.value.is_some()).collect();
    if case.policy.mode != Mode::Query || parameters.len() > MAX_PARAMETERS {
        return Vec::new();
    }
    let is_time =
        |text: &[u8]| (5..=13).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    // Where both are there, one of them with another parameter is no pair.
    let taken = |name: &[u8]| {
        right(case).is_some()
            && [names.token(), names.expires()].iter().any(|it| it.eq_ignore_ascii_case(name))
    };
    let parameters: Vec<_> = parameters.into_iter().filter(|pair| !taken(pair.key)).collect();
    let mut places = Vec::new();
    for expires in &parameters {
        let Some(time) = expires.value.filter(|value| is_time(value)) else { continue };
        for token in &parameters {
            let Some(text) = token.value.filter(|value| !value.is_empty() && *value != time) else {
                continue;
            };
            let shown = |token: &[u8], expires: &[u8]| {
                format!("\"{}\" and \"{}\"", super::shown(case, token), super::shown(case, expires))
            };
            places.push(Place {
                wrong: shown(token.key, expires.key),
                right: shown(names.token(), names.expires()),
                token: text.into(),
                expires: time.into(),
                path: case.path.into(),
                ..Place::default()
            });
        }
    }
    places
}

/// Neighbouring segments of which the second may be a time, after one that is not empty.
fn in_path(case: &Case<'_>) -> Vec<Place> {
    neighbours(case)
        .filter(|(_, _, second)| is_time(second))
        .take(MAX_PAIRS)
        .map(|(start, token, expires)| of_pair(case, start, token, expires))
        .collect()
}

/// The same of which the first may be, and the second a token.
fn expires_first(case: &Case<'_>) -> Vec<Place> {
    neighbours(case)
        .filter(|(_, first, _)| case.policy.mode == Mode::Path && is_time(first))
        .filter(|(_, _, second)| may_be_token(case, second))
        .take(MAX_PAIRS)
        .map(|(start, expires, token)| of_pair(case, start, token, expires))
        .collect()
}

/// Segments before an expiry that together are a token in standard base64, as the token that they
/// should be.
fn split_token(case: &Case<'_>) -> Vec<Place> {
    if case.policy.mode != Mode::Path {
        return Vec::new();
    }
    // With two characters of padding, and a slash.
    let longest = case.policy.algorithm.token_len() + 3;
    let mut places = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    let mut end = 0;
    for segment in case.path.split(|&byte| byte == b'/') {
        starts.retain(|&start| start > 1 && end - start <= longest);
        for &start in starts.iter().filter(|_| is_time(segment)) {
            let text = &case.path[start..end - 1];
            let token: Vec<u8> = super::search::without_padding(text)
                .iter()
                .map(|byte| match byte {
                    b'/' => b'_',
                    b'+' => b'-',
                    other => *other,
                })
                .collect();
            if text.contains(&b'/')
                && token.len() == case.policy.algorithm.token_len()
                && may_be_token(case, &token)
            {
                places.push(of_pair(case, start, &token, segment));
            }
        }
        starts.push(end);
        end += segment.len() + 1;
    }
    places.truncate(MAX_PAIRS);
    places
}

/// Token and expiry with which the path begins.
fn no_identifier(case: &Case<'_>) -> Vec<Place> {
    let mut segments = case.path.split(|&byte| byte == b'/').skip(1);
    let (Some(token), Some(expires)) = (segments.next(), segments.next()) else {
        return Vec::new();
    };
    if case.policy.mode != Mode::Path || !may_be_token(case, token) || !is_time(expires) {
        return Vec::new();
    }
    vec![of_pair(case, 1, token, expires)]
}

/// Whether a segment has the length of a token at least, and nothing that no spelling of one has.
fn may_be_token(case: &Case<'_>, text: &[u8]) -> bool {
    let may_be = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_+=".contains(byte);
    text.len() >= case.policy.algorithm.token_len() && text.iter().all(may_be)
}

fn is_time(text: &[u8]) -> bool {
    parse_expires(text).is_some() || text.len() == 13 && text.iter().all(u8::is_ascii_digit)
}

/// Each two neighbouring segments, and where the first of them begins.
fn neighbours<'a>(case: &Case<'a>) -> impl Iterator<Item = (usize, &'a [u8], &'a [u8])> {
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
fn of_pair(case: &Case<'_>, start: usize, token: &[u8], expires: &[u8]) -> Place {
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
