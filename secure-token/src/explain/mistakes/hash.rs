//! Other hashes than the location's, with the strings that go with them.

use super::string::{with_key, without_key};
use crate::explain::Case;
use crate::explain::hash::Hash;
use crate::explain::mistake::{Mistake, Step, What, rare, usual};
use crate::explain::recipe::{Layout, Recipe, layout_in};

/// By which hash.
pub(super) const ROWS: &[Mistake] = &[
    rare(
        "algorithm",
        What::Hash(of_module),
        "the token is made by {wrong}: make it by {right}, or set \"secure_token_algorithm\"",
    ),
    rare(
        "other-hash",
        What::Hash(foreign),
        "the token is made by {wrong}, which the module does not have: make it by {right}",
    ),
    rare(
        "needless-hmac",
        What::Hash(needless_hmac),
        "the token is made by HMAC, {wrong}, under the key: make the plain {right} of the right string, shown above, which has the key in it",
    ),
    rare(
        "no-hmac",
        What::Hash(plain),
        "the token is the plain {wrong} of a string without the key: make the {right} of it, under the key",
    ),
    usual(
        "hmac-arguments",
        What::Hash(swapped),
        "key and string were given to HMAC the wrong way round: exchange them",
    ),
];

fn with(recipe: &Recipe, hash: Hash, layout: Layout) -> Step {
    Step {
        recipe: Recipe { hash, layout, ..recipe.clone() },
        wrong: hash.name().into(),
        right: recipe.hash.name().into(),
    }
}

/// The other hashes of the module, each with the string that goes with it there.
fn of_module(case: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let own = layout_in(case.policy, recipe.mode);
    let is_built_in = own == Some(Layout::built_in(recipe.mode, recipe.hash));
    let mut steps = Vec::new();
    for hash in Hash::NAMED.into_iter().filter(|&hash| hash.is_module() && hash != recipe.hash) {
        if !is_built_in || hash.is_keyed() == recipe.hash.is_keyed() {
            steps.push(with(recipe, hash, recipe.layout.clone()));
        }
        steps.push(with(recipe, hash, Layout::built_in(recipe.mode, hash)));
    }
    steps
}

/// Hashes that the module does not have, with the string as it is, and with the one that is usual for
/// their kind.
fn foreign(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let mut steps = Vec::new();
    for hash in Hash::NAMED.into_iter().filter(|hash| !hash.is_module()) {
        if hash.is_keyed() == recipe.hash.is_keyed() {
            steps.push(with(recipe, hash, recipe.layout.clone()));
        }
        steps.push(with(recipe, hash, Layout::built_in(recipe.mode, hash)));
    }
    steps
}

/// HMAC where a plain hash is right, of a string with the key in it or of the right one without.
fn needless_hmac(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let mut steps = Vec::new();
    for hash in Hash::NAMED.into_iter().filter(|hash| hash.is_keyed() && !recipe.hash.is_keyed()) {
        let layout = Layout::built_in(recipe.mode, hash);
        let usual = with_key(&Recipe { layout, ..recipe.clone() }).into_iter().map(Layout);
        let own = [recipe.layout.0.clone()].into_iter().chain(without_key(recipe)).map(Layout);
        let all = own.chain(usual);
        steps.extend(all.map(|layout| with(recipe, hash, layout)));
    }
    steps
}

/// A plain hash of the very string where HMAC is right.
fn plain(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    let plain = Hash::NAMED.into_iter().filter(|hash| !hash.is_keyed() && recipe.hash.is_keyed());
    plain.map(|hash| with(recipe, hash, recipe.layout.clone())).collect()
}

fn swapped(_: &Case<'_>, recipe: &Recipe) -> Vec<Step> {
    match recipe.hash {
        Hash::HmacSha256 => vec![Step::silent(Recipe { hash: Hash::Swapped, ..recipe.clone() })],
        _ => Vec::new(),
    }
}
