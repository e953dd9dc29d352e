//! Finds the mistakes that lead to a token: none, one, then two at a time, and a spelling besides.

use super::Case;
use super::hash::Hash;
use super::mistake::{Mistake, Step, What};
use super::mistakes::{may_be, right, rows};
use super::place::Place;
use super::recipe::{KeyText, Recipe, layout_in};
use crate::token::Mode;

/// Right recipes from which two mistakes at a time are looked for: more would only be those of far
/// ancestors of a path.
const MAX_PAIRED: usize = 8;

/// How a token came about.
pub(super) struct Match {
    /// The mistakes, with what each took for what.
    pub(super) made: Vec<(&'static Mistake, Step)>,
    /// What the signer did in the end.
    pub(super) recipe: Recipe,
}

/// The right recipes of a token in this place, for each key and each path that may be signed. None
/// for a string with variables of nginx.
pub(super) fn recipes(case: &Case<'_>, place: &Place, times: &[Vec<u8>]) -> Vec<Recipe> {
    let mode = place.mode.unwrap_or(case.policy.mode);
    let Some(layout) = layout_in(case.policy, mode) else { return Vec::new() };
    let paths: Vec<&[u8]> = match mode {
        Mode::Query => case.policy.scope.candidates(&place.path).collect(),
        Mode::Path => vec![&place.path],
    };
    let binding = case.policy.binding;
    let ip = case.address.filter(|_| binding.is_on()).map(|address| binding.text(address).to_vec());
    let mut recipes = Vec::new();
    for key in case.keys {
        for path in &paths {
            for expires in times {
                recipes.push(Recipe {
                    mode,
                    layout: layout.clone(),
                    hash: Hash::of(case.policy.algorithm),
                    path: path.to_vec(),
                    id: place.id.clone(),
                    expires: expires.clone(),
                    ip: ip.clone().unwrap_or_default(),
                    key: KeyText::plain(key.bytes()),
                });
            }
        }
    }
    recipes
}

/// The fewest mistakes, up to `most` and a spelling, by which any of `recipes` gives `token`.
pub(super) fn search(
    case: &Case<'_>,
    recipes: &[Recipe],
    token: &[u8],
    most: usize,
) -> Option<Match> {
    let search = Search { case, token: &without_padding(token) };
    let right = recipes.iter().find(|recipe| search.is_right(&recipe.digest()));
    if let Some(recipe) = right {
        return Some(Match { made: Vec::new(), recipe: recipe.clone() });
    }
    let spelt = recipes.iter().find_map(|recipe| search.spelt(recipe, Vec::new()));
    if spelt.is_some() || most == 0 {
        return spelt;
    }
    let single = search.single(recipes);
    if single.is_some() || most == 1 {
        return single;
    }
    search.pair(&recipes[..recipes.len().min(MAX_PAIRED)])
}

struct Search<'a> {
    case: &'a Case<'a>,
    /// Without padding.
    token: &'a [u8],
}

impl Search<'_> {
    fn is_right(&self, digest: &[u8]) -> bool {
        // What is not even the beginning needs no text.
        may_be(digest, self.token) && right(digest) == self.token
    }

    /// The steps of a row that change anything.
    fn steps(&self, row: &Mistake, recipe: &Recipe) -> impl Iterator<Item = Step> {
        let steps = row.what.steps().map(|(_, steps)| steps(self.case, recipe)).unwrap_or_default();
        let string = recipe.shown();
        let before = (recipe.hash, recipe.key.clone());
        steps.into_iter().filter(move |step| {
            let key = &step.recipe.key;
            step.recipe.hash != before.0 || *key != before.1 || step.recipe.shown() != string
        })
    }

    /// The wrong spelling by which a recipe gives the token.
    fn spelt(&self, recipe: &Recipe, made: Vec<(&'static Mistake, Step)>) -> Option<Match> {
        let digest = recipe.digest();
        if !may_be(&digest, self.token) {
            return None;
        }
        let row = rows().find(|row| match row.what {
            What::Spelling(texts) => texts(&digest, self.token).iter().any(|it| it == self.token),
            _ => false,
        })?;
        let mut made = made;
        made.push((row, Step::silent(recipe.clone())));
        Some(Match { made, recipe: recipe.clone() })
    }

    /// One mistake, and perhaps a spelling.
    fn single(&self, recipes: &[Recipe]) -> Option<Match> {
        let mut spelt = None;
        for row in rows() {
            for step in recipes.iter().flat_map(|recipe| self.steps(row, recipe)) {
                if let Some(found) = self.compare(&mut spelt, || vec![(row, step.clone())], &step) {
                    return Some(found);
                }
            }
        }
        spelt
    }

    /// Two mistakes, one of them a usual one, and perhaps a spelling.
    fn pair(&self, recipes: &[Recipe]) -> Option<Match> {
        let mut spelt = None;
        let mut rest = rows();
        while let Some(first) = rest.next() {
            let seconds: Vec<&'static Mistake> = rest
                .clone()
                .filter(|second| first.usual || second.usual)
                .filter(|second| first.what.combines(second.what))
                .collect();
            for step in recipes.iter().flat_map(|recipe| self.steps(first, recipe)) {
                for &second in &seconds {
                    for last in self.steps(second, &step.recipe) {
                        let made = || vec![(first, step.clone()), (second, last.clone())];
                        if let Some(found) = self.compare(&mut spelt, made, &last) {
                            return Some(found);
                        }
                    }
                }
            }
        }
        spelt
    }

    /// What was done where the last step gives the token; where another spelling of it does, that is
    /// kept in `spelt`, should there be none yet.
    fn compare(
        &self,
        spelt: &mut Option<Match>,
        made: impl FnOnce() -> Vec<(&'static Mistake, Step)>,
        last: &Step,
    ) -> Option<Match> {
        let digest = last.recipe.digest();
        if !may_be(&digest, self.token) {
            return None;
        }
        if self.is_right(&digest) {
            return Some(Match { made: made(), recipe: last.recipe.clone() });
        }
        if spelt.is_none() {
            *spelt = self.spelt(&last.recipe, made());
        }
        None
    }
}

/// Padding of base64 as URLs write it. What the module tolerates of it is no mistake.
pub(super) fn without_padding(token: &[u8]) -> Vec<u8> {
    let mut token = token;
    while let Some(rest) = token
        .strip_suffix(b"=")
        .or_else(|| token.strip_suffix(b"%3D"))
        .or_else(|| token.strip_suffix(b"%3d"))
    {
        token = rest;
    }
    token.into()
}
