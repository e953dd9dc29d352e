//! The query parameters that a request for a token must have, or may have.

use super::Refusal;
use crate::query::{NamesError, argument, check_name, is_unreserved};

/// The most bytes that the value of a parameter may have.
pub const MAX_ARGUMENT_LEN: usize = 128;

/// Names of query parameters whose values are unreserved characters of RFC 3986 (section 2.3)
/// only: such a value means the same in a path, a query, a string of JSON and a header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arguments(Vec<Box<str>>);

/// Why words cannot be the names of parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArgumentsError {
    /// A name that is empty, or has other characters than unreserved ones.
    #[error(transparent)]
    Name(#[from] NamesError),
    /// Names are compared without regard to case, so these two would be one parameter.
    #[error("duplicate parameter name \"{0}\"")]
    Duplicate(String),
}

impl Arguments {
    /// Takes names, each one or more unreserved characters and none of them twice.
    pub fn new<'w>(names: impl IntoIterator<Item = &'w [u8]>) -> Result<Self, ArgumentsError> {
        let mut arguments = Self::default();
        for name in names {
            check_name(name)?;
            let name = String::from_utf8_lossy(name);
            if arguments.contains(&name) {
                return Err(ArgumentsError::Duplicate(name.into_owned()));
            }
            arguments.0.push(name.into());
        }
        Ok(arguments)
    }

    /// Adds a name that the configuration has used for a variable, if it is a new one.
    pub fn add(&mut self, name: &str) {
        if !self.contains(name) {
            self.0.push(name.into());
        }
    }

    /// Whether `name` is among the names. As everywhere in nginx, ASCII case does not count.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Holds a query against the names: each must be there, with a value that is not empty, not
    /// longer than [`MAX_ARGUMENT_LEN`], and unreserved characters only.
    pub fn require(&self, query: &[u8]) -> Result<(), Refusal<'_>> {
        self.0.iter().try_for_each(|name| match argument(query, name.as_bytes()) {
            None | Some(b"") => Err(Refusal::Missing(name)),
            Some(value) => check_value(name, value),
        })
    }

    /// The refusal of a request in which these parameters have led to what cannot be used, an
    /// invalid `what`: because of one that is missing, or else of one that looks wrong.
    pub fn blame(&self, query: &[u8], what: &'static str) -> Refusal<'_> {
        let value = |name: &str| argument(query, name.as_bytes()).unwrap_or_default();
        let looks_wrong = |name: &str| {
            matches!(value(name), b"." | b"..") || check_value(name, value(name)).is_err()
        };
        if let Some(name) = self.0.iter().find(|name| value(name).is_empty()) {
            return Refusal::Missing(name);
        }
        let wrong = self.0.iter().find(|name| looks_wrong(name)).or(self.0.first());
        wrong.map_or(Refusal::Unusable(what), |name| Refusal::Invalid(name))
    }

    /// As [`require`](Self::require), for parameters that may be missing or empty.
    pub fn permit(&self, query: &[u8]) -> Result<(), Refusal<'_>> {
        self.0
            .iter()
            .try_for_each(|name| check_value(name, argument(query, name.as_bytes()).unwrap_or(b"")))
    }
}

fn check_value<'n>(name: &'n str, value: &[u8]) -> Result<(), Refusal<'n>> {
    let right = value.len() <= MAX_ARGUMENT_LEN && value.iter().all(|&byte| is_unreserved(byte));
    if right { Ok(()) } else { Err(Refusal::Invalid(name)) }
}
