//! Other times than the link's. The right one is that of the recipe.

use crate::explain::Case;
use crate::explain::mistake::{Step, few};
use crate::explain::recipe::Recipe;
use crate::query::pairs;
use crate::token::parse_expires;

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

pub(super) fn milliseconds(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![at(recipe, [&recipe.expires, &b"000"[..]].concat())]
}

/// Any number in the URL, be it a parameter or a segment of the path.
pub(super) fn elsewhere(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let values = pairs(case.url.query.unwrap_or_default()).filter_map(|pair| pair.value);
    let segments = case.path.split(|&byte| byte == b'/');
    let is_number = |text: &&[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    few(values.chain(segments).filter(is_number)).into_iter().map(|text| at(recipe, text)).collect()
}

pub(super) fn nearby(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    (1..=MOMENT).flat_map(|by| [-by, by]).filter_map(|by| shifted(recipe, by)).collect()
}

pub(super) fn lifetime(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    LIFETIMES.map(|seconds| at(recipe, seconds.to_string())).into()
}

pub(super) fn zone(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    (1..=14).flat_map(|by| [-by, by]).filter_map(|by| shifted(recipe, by * HOUR)).collect()
}

pub(super) fn none(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    vec![at(recipe, "")]
}
