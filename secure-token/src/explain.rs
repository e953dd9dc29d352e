//! Why a token is wrong: the signer's mistake, found by making the usual ones.
//!
//! A [`Case`] is a link and what it is judged by. [`explain`] looks for token and expiry where the
//! location does and in other places (`place`, `misplaced`), follows the right recipes and all that
//! the tables of mistakes make of them (`recipe`, `mistakes`), until one gives the token that the
//! link has (`search`), and says in a sentence each what was done wrong. Nothing that it says holds
//! a key, or a token that the link has not. It is for the command: unlike the rest of this crate it
//! takes what memory it likes.

mod guess;
mod hash;
mod masked;
mod misplaced;
mod mistake;
mod mistakes;
mod place;
mod recipe;
mod search;

use std::net::IpAddr;

use crate::token::{Key, Mode, Policy, parse_expires};
use misplaced::MISPLACED;
use mistake::{Mistake, Step};
use place::Place;
use search::Match;

pub use masked::masked;

/// The parts of a URL as the client writes it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts<'a> {
    /// Scheme, host and port (`https://example.com:8443`), or nothing.
    pub origin: &'a [u8],
    /// The path.
    pub path: &'a [u8],
    /// The query without its `?`.
    pub query: Option<&'a [u8]>,
    /// The fragment with its `#`, or nothing.
    pub fragment: &'a [u8],
}

/// A key that the location does not have.
#[derive(Clone, Debug)]
pub struct OtherKey {
    /// The key.
    pub key: Key,
    /// Where it is from, for the reader.
    pub origin: String,
}

/// A link, what it is judged by, and what else a signer may have taken.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// What the location asks for.
    pub policy: &'a Policy,
    /// Its keys.
    pub keys: &'a [Key],
    /// Other keys.
    pub other_keys: &'a [OtherKey],
    /// The client's address.
    pub address: Option<IpAddr>,
    /// Other addresses.
    pub other_addresses: &'a [IpAddr],
    /// The link.
    pub url: Parts<'a>,
    /// Its path, decoded and normalised.
    pub path: &'a [u8],
}

/// A mistake in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// A word for programs.
    pub name: &'static str,
    /// What is wrong and what to do, in printable ASCII.
    pub text: String,
}

/// What [`explain`] has found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// The mistakes.
    pub mistakes: Vec<Said>,
    /// The string that was hashed instead of a right one, with `***` for the key; `None` where it is
    /// a right one, or is not known.
    pub signed: Option<String>,
    /// Whether the mistakes account for the token: without them it would be right.
    pub is_complete: bool,
}

/// A string that a right token may be of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightString {
    /// The signed path, or in path mode the identifier.
    pub signed: String,
    /// The string, with `***` for the key.
    pub string: String,
}

/// Stands for the expiry where a link has none.
const NO_EXPIRES: &[u8] = b"EXPIRES";

/// Stands for the identifier where a link of path mode has none.
const NO_ID: &[u8] = b"ID";

/// The strings of which one would have to be hashed, in the order in which the module tries them.
/// None where the string has variables that only nginx knows.
pub fn right_strings(case: &Case<'_>) -> Vec<RightString> {
    let place = place::right(case).unwrap_or_else(|| Place {
        expires: NO_EXPIRES.into(),
        path: case.path.into(),
        id: if case.policy.mode == Mode::Path { NO_ID.into() } else { Vec::new() },
        ..Place::default()
    });
    let keys = &case.keys[..case.keys.len().min(1)];
    let first = Case { keys, ..*case };
    let time = seconds(&place.expires).unwrap_or_else(|| place.expires.clone());
    let recipes = search::recipes(&first, &place, &[time]);
    recipes
        .into_iter()
        .map(|recipe| RightString {
            signed: shown(case, if place.id.is_empty() { &recipe.path } else { &recipe.id }),
            string: shown(case, &recipe.shown()),
        })
        .collect()
}

/// The words of all mistakes that are looked for, but for those of a token in another place.
pub fn mistakes() -> impl Iterator<Item = &'static str> {
    mistakes::names()
}

/// The words of the other places that are looked at.
pub fn misplaced() -> impl Iterator<Item = &'static str> {
    MISPLACED.iter().map(|row| row.name)
}

/// The length of a URL, in bytes, past which two mistakes at a time are not looked for, since each
/// try would take too long. nginx takes no longer ones by default.
const MAX_PAIRED_LENGTH: usize = 8 * 1024;

/// Looks for the mistakes that were made with a link whose token is not right.
pub fn explain(case: &Case<'_>) -> Explanation {
    let mut best: Option<(usize, Explanation)> = None;
    let length = [case.url.path, case.url.query.unwrap_or_default()].concat().len();
    for most in 0..=if length > MAX_PAIRED_LENGTH { 1 } else { 2 } {
        // Two mistakes besides a wrong place are looked for in the likeliest places only.
        let places = places(case).into_iter().take(if most == 2 { 3 } else { usize::MAX });
        for (place, misplaced) in places {
            let malformed = time_form(case, &place);
            let times = times(&place);
            let recipes = search::recipes(case, &place, &times);
            let Some(found) = search::search(case, &recipes, &place.token, most) else { continue };
            let mut mistakes: Vec<Said> = misplaced.into_iter().chain(malformed).collect();
            mistakes.extend(found.made.iter().map(|(row, step)| say(case, row, step)));
            let count = mistakes.len();
            if best.as_ref().is_none_or(|(fewest, _)| count < *fewest) {
                let signed = signed(case, &found);
                best = Some((count, Explanation { mistakes, signed, is_complete: true }));
            }
        }
        if best.is_some() {
            break;
        }
    }
    let unexplained = || Explanation { mistakes: guess::guess(case), ..Explanation::default() };
    best.map_or_else(unexplained, |(_, explanation)| explanation)
}

/// Places that are looked at, at most.
const MAX_PLACES: usize = 24;

/// Where the location looks, and then other places, with what is said of each.
fn places(case: &Case<'_>) -> Vec<(Place, Option<Said>)> {
    let mut places: Vec<_> = place::right(case).map(|place| (place, None)).into_iter().collect();
    for row in MISPLACED {
        for place in (row.find)(case) {
            let text = filled(row.says, &place.wrong, &place.right);
            let said = Said { name: row.name, text };
            let is_new = |(known, _): &(Place, _)| {
                (&known.token, &known.expires) != (&place.token, &place.expires)
            };
            if places.iter().all(is_new) {
                places.push((place, Some(said)));
            }
        }
    }
    places.truncate(MAX_PLACES);
    places
}

/// The texts of the expiry that a right string may have: the link's own, and where that is no time,
/// the seconds in it.
fn times(place: &Place) -> Vec<Vec<u8>> {
    let mut times = vec![place.expires.clone()];
    times.extend(seconds(&place.expires));
    times
}

/// The Unix time in what is none, and what is wrong with it.
fn seconds(expires: &[u8]) -> Option<Vec<u8>> {
    if parse_expires(expires).is_some() {
        return None;
    }
    let start = expires.iter().position(u8::is_ascii_digit)?;
    let digits: Vec<u8> = expires[start..].iter().copied().take_while(u8::is_ascii_digit).collect();
    let length = match digits.len() {
        ..MIN_SECONDS => return None,
        MILLISECONDS => MILLISECONDS - 3,
        length => length,
    };
    digits.get(..length).filter(|time| parse_expires(time).is_some()).map(<[u8]>::to_vec)
}

/// Fewer digits than this are rather part of a date than a time in seconds.
const MIN_SECONDS: usize = 9;

/// Digits of a time of our days in milliseconds.
const MILLISECONDS: usize = 13;

/// What is wrong with the form of the link's expiry.
fn time_form(case: &Case<'_>, place: &Place) -> Option<Said> {
    if parse_expires(&place.expires).is_some() {
        return None;
    }
    let is_milliseconds =
        place.expires.len() == MILLISECONDS && place.expires.iter().all(u8::is_ascii_digit);
    let (name, says) = match seconds(&place.expires) {
        Some(_) if is_milliseconds => (
            "expires-in-milliseconds",
            "the link has the expiry in milliseconds, \"{wrong}\": use seconds, \"{right}\"",
        ),
        Some(_) => (
            "expires-form",
            "the link's expiry \"{wrong}\" is not 1 to 12 digits alone: write \"{right}\"",
        ),
        None => (
            "expires-form",
            "the link's expiry \"{wrong}\" is no time: write a Unix time in seconds",
        ),
    };
    let right = seconds(&place.expires).unwrap_or_default();
    Some(Said { name, text: filled(says, &shown(case, &place.expires), &shown(case, &right)) })
}

fn say(case: &Case<'_>, row: &Mistake, step: &Step) -> Said {
    let text = filled(row.says, &shown(case, &step.wrong), &shown(case, &step.right));
    Said { name: row.name, text }
}

/// The string that was hashed, where it is another than it should be.
fn signed(case: &Case<'_>, found: &Match) -> Option<String> {
    let differs = found.made.iter().any(|(row, _)| row.what.steps().is_some());
    differs.then(|| shown(case, &found.recipe.shown()))
}

/// Printable ASCII without any key.
fn shown(case: &Case<'_>, bytes: &[u8]) -> String {
    let keys = case.keys.iter().chain(case.other_keys.iter().map(|other| &other.key));
    masked(bytes, keys).escape_ascii().to_string()
}

/// A sentence with values in its places.
fn filled(says: &str, wrong: &str, right: &str) -> String {
    let (mut text, mut rest) = (String::new(), says);
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        text.push_str(if name == "wrong" { wrong } else { right });
        rest = after;
    }
    text + rest
}
