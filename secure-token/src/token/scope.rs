//! Scopes: for which paths a token may have been signed that a request presents.

use memchr::memrchr;

/// How many ancestors the scope `tree` tries.
pub const MAX_TREE_DEPTH: usize = 16;

/// A set of scopes, not empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ScopeSet {
    file: bool,
    directory: bool,
    tree: bool,
}

/// Words that are no set of scopes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeError {
    /// Not the name of a scope.
    #[error("invalid value \"{0}\", it must be \"file\", \"directory\" or \"tree\"")]
    Unknown(String),
    /// The same scope twice.
    #[error("duplicate value \"{0}\"")]
    Duplicate(String),
    /// No word at all.
    #[error("no scope is given, it must be one or more of \"file\", \"directory\" and \"tree\"")]
    Empty,
}

impl Default for ScopeSet {
    /// `file directory`.
    fn default() -> Self {
        Self { file: true, directory: true, tree: false }
    }
}

impl ScopeSet {
    /// Every scope: a token for any path that leads to the requested one.
    pub const ALL: Self = Self { file: true, directory: true, tree: true };

    /// Reads the names of scopes: `file` (a token for exactly this path), `directory` (for the
    /// path up to its last `/`), `tree` (for any directory above it).
    pub fn parse<'w>(words: impl IntoIterator<Item = &'w [u8]>) -> Result<Self, ScopeError> {
        let mut set = Self { file: false, directory: false, tree: false };
        for word in words {
            let scope = match word {
                b"file" => &mut set.file,
                b"directory" => &mut set.directory,
                b"tree" => &mut set.tree,
                _ => return Err(ScopeError::Unknown(word.escape_ascii().to_string())),
            };
            if std::mem::replace(scope, true) {
                return Err(ScopeError::Duplicate(word.escape_ascii().to_string()));
            }
        }
        if !(set.file || set.directory || set.tree) {
            return Err(ScopeError::Empty);
        }
        Ok(set)
    }

    /// The paths for which a token that is presented at `path` may have been signed: the path
    /// itself, its directory, then its ancestors from the deepest to `/`. None comes twice.
    pub fn candidates(self, path: &[u8]) -> Candidates<'_> {
        // The path of a directory is its own directory: one of the two scopes covers both.
        let names_directory = path.ends_with(b"/");
        Candidates {
            file: (self.file && !(names_directory && (self.directory || self.tree)))
                .then_some(path),
            ancestors: path,
            // A directory is the first of its tree.
            left: match (self.tree, self.directory) {
                (true, _) => MAX_TREE_DEPTH,
                (false, directory) => directory.into(),
            },
        }
    }
}

/// The candidates of [`ScopeSet::candidates`], each a prefix of the path.
#[derive(Clone, Debug)]
pub struct Candidates<'a> {
    file: Option<&'a [u8]>,
    /// The next ancestor ends at the last `/` of this.
    ancestors: &'a [u8],
    left: usize,
}

impl<'a> Candidates<'a> {
    /// `path` alone.
    pub(super) fn only(path: &'a [u8]) -> Self {
        Self { file: Some(path), ancestors: b"", left: 0 }
    }
}

impl<'a> Iterator for Candidates<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if let Some(path) = self.file.take() {
            return Some(path);
        }
        self.left = self.left.checked_sub(1)?;
        let end = memrchr(b'/', self.ancestors)?;
        let directory = &self.ancestors[..=end];
        self.ancestors = &self.ancestors[..end];
        Some(directory)
    }
}
