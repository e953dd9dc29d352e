//! A policy: everything that one location asks of a link, but for its keys.

use crate::query::Names;

use super::{Algorithm, Binding, ScopeSet, Template};

/// Where a link carries its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// In two parameters of the query: `/dir/file?md5=TOKEN&expires=EXPIRES`.
    Query,
    /// In two segments of the path, after the one that is signed: `/id/TOKEN/EXPIRES/file`.
    Path,
}

impl Mode {
    /// Reads `query` or `path`.
    pub fn parse(word: &[u8]) -> Option<Self> {
        match word {
            b"query" => Some(Self::Query),
            b"path" => Some(Self::Path),
            _ => None,
        }
    }
}

/// What is asked of a link. Keys are no part of it: they may hang on the request.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Where the token stands.
    pub mode: Mode,
    /// How it is made.
    pub algorithm: Algorithm,
    /// Of which string.
    pub template: Template,
    /// For which paths (query mode only: in path mode the segment before the token is signed).
    pub scope: ScopeSet,
    /// For which clients.
    pub binding: Binding,
    /// What the parameters are called (query mode only).
    pub names: Names,
    /// How many seconds past its expiry a token still counts.
    pub leeway: u64,
    /// How many seconds ahead the expiry of a right token may lie at most.
    pub max_lifetime: Option<u64>,
}

impl Policy {
    /// The policy of a configuration that says nothing but these two: the built-in string, tokens
    /// for a file or its directory, for everyone, in `md5` and `expires`, with no leeway and no
    /// limit.
    pub fn new(mode: Mode, algorithm: Algorithm) -> Self {
        Self {
            mode,
            algorithm,
            template: Template::built_in(mode, algorithm),
            scope: ScopeSet::default(),
            binding: Binding::default(),
            names: Names::default(),
            leeway: 0,
            max_lifetime: None,
        }
    }
}
