//! What a mistake is: a row of the table in [`mistakes`](mod@super::mistakes).

use super::Case;
use super::recipe::Recipe;

/// A row.
pub(super) struct Mistake {
    /// A word for programs.
    pub(super) name: &'static str,
    /// Whether it is looked for together with any other one.
    pub(super) usual: bool,
    pub(super) what: What,
    /// What is wrong and what to do, with `{wrong}` and `{right}` for the values of a [`Step`].
    pub(super) says: &'static str,
}

/// How many values of one kind are taken from a URL, which may be as long as it likes.
const MAX_VALUES: usize = 24;

/// The first few of `values`, each once.
pub(super) fn few<'a>(values: impl Iterator<Item = &'a [u8]>) -> Vec<&'a [u8]> {
    let mut few = Vec::new();
    for value in values {
        if few.len() == MAX_VALUES {
            break;
        }
        if !few.contains(&value) {
            few.push(value);
        }
    }
    few
}

/// A row that is likely enough to be looked for together with any other one.
pub(super) const fn usual(name: &'static str, what: What, says: &'static str) -> Mistake {
    Mistake { name, usual: true, what, says }
}

/// A row that is looked for alone, and together with usual ones.
pub(super) const fn rare(name: &'static str, what: What, says: &'static str) -> Mistake {
    Mistake { name, usual: false, what, says }
}

/// What a mistake is about. Two mistakes combine unless they are about the same thing.
#[derive(Clone, Copy)]
pub(super) enum What {
    Path(Steps),
    Id(Steps),
    Time(Steps),
    Address(Steps),
    Key(Steps),
    /// Order and separators: one may come after the other.
    Layout(Steps),
    Hash(Steps),
    /// The texts for the bytes of a hash. The second argument is what the link has, so that a row
    /// need not try what cannot be.
    Spelling(fn(&[u8], &[u8]) -> Vec<Vec<u8>>),
}

/// The steps of a row, from a recipe.
type Steps = fn(&Case<'_>, &Recipe) -> Vec<Step>;

/// One way to make a mistake.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) recipe: Recipe,
    /// What the signer took, where the sentence names it.
    pub(super) wrong: Vec<u8>,
    /// What it should have been.
    pub(super) right: Vec<u8>,
}

impl Step {
    /// A step whose sentence names no values.
    pub(super) fn silent(recipe: Recipe) -> Self {
        Self { recipe, wrong: Vec::new(), right: Vec::new() }
    }
}

impl What {
    /// What gives the steps, and a number for the thing that they are about; `None` for spellings.
    pub(super) fn steps(self) -> Option<(u8, Steps)> {
        match self {
            Self::Path(steps) => Some((0, steps)),
            Self::Id(steps) => Some((1, steps)),
            Self::Time(steps) => Some((2, steps)),
            Self::Address(steps) => Some((3, steps)),
            Self::Key(steps) => Some((4, steps)),
            Self::Hash(steps) => Some((5, steps)),
            Self::Layout(steps) => Some((6, steps)),
            Self::Spelling(_) => None,
        }
    }

    /// Whether another mistake may come after this one, by the thing that each is about.
    pub(super) fn combines(self, other: Self) -> bool {
        match (self.steps(), other.steps()) {
            (Some((6, _)), Some((6, _))) => true,
            (Some((this, _)), Some((that, _))) => this != that,
            _ => false,
        }
    }
}
