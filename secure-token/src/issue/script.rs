//! Which variables a configured string holds, and which of them come from the caller.

use crate::token::{Piece, pieces};

/// The names of the query parameters that a string takes as they are, by `$arg_NAME` or
/// `${arg_NAME}`: `video` in `2675_$arg_video`.
pub fn argument_names(text: &[u8]) -> impl Iterator<Item = &str> {
    pieces(text).flatten().filter_map(Piece::variable).filter_map(argument_name)
}

/// The name of the variable that is all of a string.
pub fn sole_variable(text: &[u8]) -> Option<&[u8]> {
    let mut pieces = pieces(text).flatten();
    let first = pieces.next()?.variable();
    first.filter(|_| pieces.next().is_none())
}

/// The name of the query parameter whose value a variable has: `video` for `arg_video`.
pub fn argument_name(variable: &[u8]) -> Option<&str> {
    let (prefix, name) = variable.split_at_checked(b"arg_".len())?;
    prefix.eq_ignore_ascii_case(b"arg_").then_some(name).and_then(|name| str::from_utf8(name).ok())
}
