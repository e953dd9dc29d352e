//! The other places where a link may have its token and its expiry, each a row of one table.

use percent_encoding::percent_decode_str;

use super::Case;
use super::place::{
    MAX_PAIRS, Place, in_path, in_query, is_time, neighbours, of_pair, read, right,
};
use crate::query::{Names, pairs};
use crate::token::Mode;

/// More parameters than this are not looked through for two that may be token and expiry.
const MAX_PARAMETERS: usize = 12;

/// A row: a place, and the sentence that says why nothing is found there.
pub(super) struct Misplaced {
    pub(super) name: &'static str,
    pub(super) find: fn(&Case<'_>) -> Vec<Place>,
    pub(super) says: &'static str,
}

/// The table. The sentences have the placeholders of those of [`mistakes`](mod@super::mistakes).
pub(super) const MISPLACED: &[Misplaced] = &[
    Misplaced {
        name: "html-escaped",
        find: |case| by_names(case, |query| replaced(query, "&amp;", "&")),
        says: "the URL was taken out of HTML or XML as it stands there: write \"&\" for \"&amp;\"",
    },
    Misplaced {
        name: "json-escaped",
        find: |case| by_names(case, |query| replaced(query, "\\u0026", "&")),
        says: "the URL was taken out of JSON as it stands there: write \"&\" for \"\\u0026\"",
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
