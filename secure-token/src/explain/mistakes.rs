//! The usual mistakes of signers, each a row of a table: what it makes of the right way, and the
//! sentence that names it with its remedy.
//!
//! A row takes a recipe and gives the recipes that whoever makes this mistake may have followed
//! instead, so that rows combine by themselves; or, for [`What::Spelling`], it takes the bytes of a
//! hash and gives the texts that may have been made of them. A new mistake is a new row.
//!
//! [`What::Spelling`]: super::mistake::What::Spelling

mod address;
mod hash;
mod identifier;
mod key;
mod path;
mod spelling;
mod string;
mod time;
mod url;

use super::mistake::Mistake;

pub(super) use spelling::{may_be, right};

/// The tables, in the order in which mistakes are tried: what is likely comes first.
const TABLES: [&[Mistake]; 9] = [
    spelling::ROWS,
    path::ROWS,
    url::ROWS,
    identifier::ROWS,
    time::ROWS,
    address::ROWS,
    string::ROWS,
    key::ROWS,
    hash::ROWS,
];

/// All rows, in that order.
pub(super) fn rows() -> impl Iterator<Item = &'static Mistake> + Clone {
    TABLES.into_iter().flatten()
}

/// The words of all mistakes.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    rows().map(|row| row.name)
}
