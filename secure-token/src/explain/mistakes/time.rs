//! Other times than the link's. The right one is that of the recipe.

use crate::explain::Case;
use crate::explain::mistake::{Mistake, Step, What, few, rare, usual};
use crate::explain::recipe::Recipe;
use crate::query::pairs;
use crate::token::parse_expires;

/// Until when the link is good.
pub(super) const ROWS: &[Mistake] = &[
    usual(
        "milliseconds",
        What::Time(milliseconds),
        "the string has the expiry in milliseconds, \"{wrong}\": use seconds there too, \"{right}\"",
    ),
    usual(
        "other-time",
        What::Time(elsewhere),
        "the string has another number of the URL for the expiry, \"{wrong}\": use the same as the link, \"{right}\"",
    ),
    rare(
        "two-times",
        What::Time(nearby),
        "the string has the expiry \"{wrong}\", the link \"{right}\": take the time once, and use it in both",
    ),
    rare(
        "lifetime",
        What::Time(lifetime),
        "the string has the lifetime \"{wrong}\" for the expiry: use the time of expiry, \"{right}\"",
    ),
    rare(
        "time-zone",
        What::Time(zone),
        "the string has the expiry \"{wrong}\", hours away from the link's: use the same Unix time in both, \"{right}\", if nobody has changed the link",
    ),
    rare(
        "no-expiry",
        What::Time(none),
        "there is no expiry in the string: it must have \"{right}\"",
    ),
];

/// Lifetimes in seconds that people choose.
const LIFETIMES: [u64; 18] = [
    30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 14_400, 21_600, 28_800, 43_200, 86_400,
    172_800, 604_800, 2_592_000,
];

const HOUR: i64 = 3600;

/// How many seconds may pass between two looks at the clock.
const MOMENT: i64 = 5;

fn at(recipe: &Recipe, wrong: impl Into<Vec<u8>>) -> Step {
    let wrong = wrong.into();
    let step = Recipe { expires: wrong.clone(), ..recipe.clone() };
    Step { recipe: step, wrong, right: recipe.expires.clone() }
}

/// The recipe's time and so many seconds.
fn shifted(recipe: &Recipe, seconds: i64) -> Option<Step> {
    let time = parse_expires(&recipe.expires)?.checked_add_signed(seconds)?;
    Some(at(recipe, time.to_string()))
}

fn milliseconds(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![at(recipe, [&recipe.expires, &b"000"[..]].concat())]
}

/// Any number in the URL, be it a parameter or a segment of the path.
fn elsewhere(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let values = pairs(case.url.query.unwrap_or_default()).filter_map(|pair| pair.value);
    let segments = case.path.split(|&byte| byte == b'/');
    let is_number = |text: &&[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    few(values.chain(segments).filter(is_number)).into_iter().map(|text| at(recipe, text)).collect()
}

fn nearby(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    (1..=MOMENT).flat_map(|by| [-by, by]).filter_map(|by| shifted(recipe, by)).collect()
}

fn lifetime(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    LIFETIMES.map(|seconds| at(recipe, seconds.to_string())).into()
}

fn zone(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    (1..=14).flat_map(|by| [-by, by]).filter_map(|by| shifted(recipe, by * HOUR)).collect()
}

fn none(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![at(recipe, "")]
}
