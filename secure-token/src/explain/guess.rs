//! What a link that no known mistake leads to shows by its form alone.

use super::place::Place;
use super::{Case, Said, filled, places, time_form};
use crate::query::argument;
use crate::token::{Algorithm, Mode};

/// What is to be said in the end, when all has been tried.
const UNKNOWN: &str = "none of the usual mistakes leads to this token: it is probably by another key (try --other-key-file FILE), for another client (try --other-ip ADDRESS) or another path, or the link was changed";

/// A row: what a token looks like, and the sentence that says so, with `{wrong}` for what was found
/// and `{right}` for what the location expects.
struct Look {
    name: &'static str,
    looks: fn(&[u8], Algorithm) -> Option<String>,
    says: &'static str,
}

/// Rows of what is no token at all.
const NO_TOKEN: [&str; 2] = ["empty", "too-short"];

const LOOKS: &[Look] = &[
    Look {
        name: "empty",
        looks: |token, _| token.is_empty().then(String::new),
        says: "the token is empty: look why the signer has put nothing there",
    },
    Look {
        name: "looks-like-hex",
        looks: |token, _| {
            let hash = match token.len() {
                32 => "md5",
                40 => "sha1",
                64 => "sha256",
                _ => return None,
            };
            token.iter().all(u8::is_ascii_hexdigit).then(|| hash.to_owned())
        },
        says: "the token looks like {wrong} in hexadecimal digits: the location expects the base64url of {right}",
    },
    Look {
        name: "looks-like-standard-base64",
        looks: |token, _| {
            let text = String::from_utf8_lossy(token).to_uppercase();
            let found = [" ", "+", "/", "%20", "%2B", "%2F"].into_iter();
            found.into_iter().find(|mark| text.contains(mark)).map(str::to_owned)
        },
        says: "the token has \"{wrong}\" in it, as standard base64 and its encodings have: the location expects base64url, with \"-\" and \"_\"",
    },
    Look {
        name: "looks-like-other-algorithm",
        looks: |token, algorithm| {
            let others = Algorithm::ALL.into_iter().filter(|other| {
                other.token_len() == token.len() && algorithm.token_len() != token.len()
            });
            let names: Vec<&str> = others.map(Algorithm::name).collect();
            (!names.is_empty()).then(|| names.join(" or "))
        },
        says: "the token has the length that {wrong} gives, and the location expects {right}: sign by that, or set \"secure_token_algorithm\"",
    },
    Look {
        name: "too-short",
        looks: |token, algorithm| {
            let length = token.len();
            (length < algorithm.token_len()).then(|| characters(length))
        },
        says: "the token has {wrong}, too few for {right}: it is cut off, or no token",
    },
    Look {
        name: "too-long",
        looks: |token, algorithm| {
            let length = token.len();
            (length > algorithm.token_len()).then(|| characters(length))
        },
        says: "the token has {wrong}, too many for {right}: something else is in it, or it is no token",
    },
];

fn characters(number: usize) -> String {
    format!("{number} character{}", if number == 1 { "" } else { "s" })
}

/// All that can be said without having found the mistake.
pub(super) fn guess(case: &Case<'_>) -> Vec<Said> {
    let (place, misplaced) = match places(case).into_iter().next() {
        Some(found) => found,
        None => return vec![missing(case)],
    };
    let mut said: Vec<Said> = misplaced.into_iter().chain(time_form(case, &place)).collect();
    let look = look(case, &place);
    // What is no token is by no key.
    let may_be_token = look.as_ref().is_none_or(|look| !NO_TOKEN.contains(&look.name));
    said.extend(look);
    if may_be_token {
        said.push(Said { name: "unknown", text: UNKNOWN.into() });
    }
    said
}

fn look(case: &Case<'_>, place: &Place) -> Option<Said> {
    let token = super::search::without_padding(&place.token);
    let algorithm = case.policy.algorithm;
    LOOKS.iter().find_map(|row| {
        let wrong = (row.looks)(&token, algorithm)?;
        let right = format!("{}, {} characters", algorithm.name(), algorithm.token_len());
        Some(Said { name: row.name, text: filled(row.says, &wrong, &right) })
    })
}

/// Neither where the location looks nor anywhere else are both token and expiry.
fn missing(case: &Case<'_>) -> Said {
    let query = case.url.query.unwrap_or_default();
    let names = &case.policy.names;
    let (token, expires) = (names.token().escape_ascii(), names.expires().escape_ascii());
    let has = |name| argument(query, name).is_some();
    let (name, text) = match case.policy.mode {
        Mode::Query if has(names.token()) => (
            "missing-expires",
            format!(
                "the parameter \"{token}\" is there, and \"{expires}\" is not: use the whole URL, and quote it in a shell, where \"&\" ends a command"
            ),
        ),
        Mode::Query if has(names.expires()) => (
            "missing-token",
            format!(
                "the parameter \"{expires}\" is there, and \"{token}\", the token, is not: use the whole signed URL"
            ),
        ),
        Mode::Query => (
            "missing",
            format!(
                "the location looks for the parameters \"{token}\" and \"{expires}\", and nothing in the URL looks like them: use the signed URL (those in a manifest get them by \"query_string_forward on\")"
            ),
        ),
        Mode::Path => (
            "missing",
            "the location looks for two segments TOKEN/EXPIRES behind another one, and nothing in the URL looks like them: use the signed URL".to_owned(),
        ),
    };
    Said { name, text }
}
