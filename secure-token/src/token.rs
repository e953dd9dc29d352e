//! Links that expire: how a token is made, and whether the one that a link carries is right.
//!
//! A [`Policy`] says what is asked of a link; [`Policy::verify`] holds a [`Link`] against it and
//! gives a [`Verdict`], [`Policy::sign`] makes the token that passes. Neither allocates.
//!
//! In the order in which a check meets them:
//!
//! * `path`: where the token stands in path mode (in query mode [`crate::query`] finds it)
//! * `expires` and `spelling`: what the two texts of the client mean
//! * `address`: the client's address or network, as a bound token names it
//! * `scope`: the paths that a token may have been signed for
//! * `format`, `algorithm` and `md5`: the string that is hashed, and its digest
//! * `key`: what signs
//! * `mask`: the URL without its token, for logs

mod address;
mod algorithm;
mod expires;
mod format;
mod key;
mod mask;
mod md5;
mod path;
mod policy;
mod scope;
mod sign;
mod spelling;
mod verdict;
mod verify;

pub use crate::inline::Inline;
pub use address::{AddressText, Binding, BindingError};
pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use expires::{ExpiresText, MAX_EXPIRES, expires_text, parse_expires};
pub use format::{Fields, Template, TemplateError, TemplateWarning};
pub(crate) use format::{Piece, pieces};
pub use key::{Key, KeyError, KeyFileError, MIN_KEY_LEN, parse_key_file};
pub use path::PathToken;
pub use policy::{Mode, Policy};
pub use scope::{Candidates, MAX_TREE_DEPTH, ScopeError, ScopeSet};
pub use sign::{Claim, SignError, TokenText};
pub use verdict::{Detail, Status, Verdict};
pub use verify::Link;
