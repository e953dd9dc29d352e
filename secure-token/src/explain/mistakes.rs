//! The usual mistakes of signers, each a row of one table: what it makes of the right way, and the
//! sentence that names it with its remedy.
//!
//! A row takes a recipe and gives the recipes that whoever makes this mistake may have followed
//! instead, so that rows combine by themselves; or, for [`What::Spelling`], it takes the bytes of a
//! hash and gives the texts that may have been made of them. A new mistake is a new row.

mod address;
mod key;
mod path;
mod spelling;
mod string;
mod time;

use super::mistake::{Mistake, What, rare, usual};

pub(super) use spelling::{may_be, right};

/// The table, in the order in which mistakes are tried: what is likely comes first.
pub(super) const MISTAKES: &[Mistake] = &[
    // How the token is written.
    usual(
        "standard-base64",
        What::Spelling(spelling::standard),
        "the token is in standard base64: write base64url, with \"-\" for \"+\", \"_\" for \"/\" and no \"=\"",
    ),
    usual(
        "percent-encoded-base64",
        What::Spelling(spelling::percent_encoded),
        "the token is standard base64, percent-encoded: write base64url, which needs no encoding",
    ),
    usual(
        "space-for-plus",
        What::Spelling(spelling::space_for_plus),
        "the token is standard base64, and its \"+\" has become a space: write base64url, with \"-\" for \"+\" and \"_\" for \"/\"",
    ),
    usual(
        "hex",
        What::Spelling(spelling::hex),
        "the token is the hash in hexadecimal digits: encode the bytes of the hash in base64url",
    ),
    usual(
        "upper-case-hex",
        What::Spelling(spelling::upper_hex),
        "the token is the hash in hexadecimal digits, in upper case: encode the bytes of the hash in base64url",
    ),
    usual(
        "base64-of-hex",
        What::Spelling(spelling::base64_of_hex),
        "the token is the base64 of hexadecimal digits: encode the bytes of the hash, which PHP gives by md5($string, true), Python by digest()",
    ),
    rare(
        "lower-case",
        What::Spelling(spelling::lower),
        "the token has lost its capital letters on its way: its case counts",
    ),
    rare(
        "upper-case",
        What::Spelling(spelling::upper),
        "the token has lost its small letters on its way: its case counts",
    ),
    usual(
        "quoted-token",
        What::Spelling(spelling::quoted),
        "quotes stand round the token: leave them out",
    ),
    usual(
        "last-character",
        What::Spelling(spelling::last_character),
        "the last character of the token is another than the signer writes: use the token as it was made",
    ),
    usual(
        "cut-token",
        What::Spelling(spelling::cut),
        "the token is cut off at its end: use all of it",
    ),
    usual(
        "token-with-more",
        What::Spelling(spelling::followed),
        "something follows the token that does not belong to it: end the parameter where the token ends",
    ),
    // For which path.
    usual(
        "no-last-slash",
        What::Path(path::no_last_slash),
        "the token is of \"{wrong}\", without the last \"/\": sign \"{right}\"",
    ),
    usual(
        "file",
        What::Path(path::file),
        "the token is of the file \"{wrong}\", and the scope does not have \"file\": sign the directory \"{right}\"",
    ),
    usual(
        "directory",
        What::Path(path::directory),
        "the token is of the directory \"{wrong}\", and the scope does not have \"directory\": sign the file \"{right}\"",
    ),
    rare(
        "directory-above",
        What::Path(path::above),
        "the token is of \"{wrong}\", a directory further up: sign \"{right}\", or set the scope \"tree\"",
    ),
    rare(
        "other-file",
        What::Path(path::other_file),
        "the token is of another file, \"{wrong}\": sign the directory \"{right}\", for all files in it",
    ),
    usual(
        "encoded-path",
        What::Path(path::encoded),
        "the token is of the path percent-encoded, \"{wrong}\": sign it decoded, \"{right}\"",
    ),
    rare(
        "full-url",
        What::Path(path::full_url),
        "the token is of a whole URL, \"{wrong}\": sign the path alone, \"{right}\"",
    ),
    usual(
        "host",
        What::Path(path::host),
        "the token is of host and path, \"{wrong}\": sign the path alone, \"{right}\"",
    ),
    usual(
        "query",
        What::Path(path::query),
        "the token is of path and query, \"{wrong}\": sign the path alone, \"{right}\"",
    ),
    usual(
        "no-first-slash",
        What::Path(path::no_first_slash),
        "the token is of \"{wrong}\", without the first \"/\": sign \"{right}\"",
    ),
    rare(
        "slash-after-file",
        What::Path(path::slash_after_file),
        "the token is of \"{wrong}\", with a \"/\" after the file: sign \"{right}\"",
    ),
    rare(
        "wildcard",
        What::Path(path::wildcard),
        "the token is of \"{wrong}\", and wildcards mean nothing here: sign \"{right}\"",
    ),
    rare(
        "not-normalised",
        What::Path(path::not_normalised),
        "the token is of \"{wrong}\", as the URL writes it: sign the path that nginx makes of it, \"{right}\"",
    ),
    rare(
        "path-case",
        What::Path(path::case),
        "the token is of \"{wrong}\", in another case: sign \"{right}\"",
    ),
    rare("no-path", What::Path(path::none), "there is no path in the string: sign \"{right}\""),
    rare(
        "other-segment",
        What::Id(path::other_segment),
        "the token is of \"{wrong}\": sign the segment before the token, \"{right}\"",
    ),
    rare(
        "part-of-segment",
        What::Id(path::part_of_segment),
        "the token is of \"{wrong}\", a part of the segment before it: sign all of it, \"{right}\"",
    ),
    // Until when.
    usual(
        "milliseconds",
        What::Time(time::milliseconds),
        "the string has the expiry in milliseconds, \"{wrong}\": use seconds there too, \"{right}\"",
    ),
    usual(
        "other-time",
        What::Time(time::elsewhere),
        "the string has another number of the URL for the expiry, \"{wrong}\": use the same as the link, \"{right}\"",
    ),
    rare(
        "two-times",
        What::Time(time::nearby),
        "the string has the expiry \"{wrong}\", the link \"{right}\": take the time once, and use it in both",
    ),
    rare(
        "lifetime",
        What::Time(time::lifetime),
        "the string has the lifetime \"{wrong}\" for the expiry: use the time of expiry, \"{right}\"",
    ),
    rare(
        "time-zone",
        What::Time(time::zone),
        "the string has the expiry \"{wrong}\", hours away from the link's: use the same Unix time in both, \"{right}\"",
    ),
    rare(
        "no-expiry",
        What::Time(time::none),
        "there is no expiry in the string: it must have \"{right}\"",
    ),
    // For whom.
    rare(
        "bound",
        What::Address(address::bound),
        "the token is bound to {wrong}, and the location has \"secure_token_bind_ip off\": sign without an address, or bind there too",
    ),
    usual(
        "not-bound",
        What::Address(address::not_bound),
        "the token is not bound to an address, and the location binds: sign for {right}",
    ),
    usual(
        "other-address",
        What::Address(address::other),
        "the token is bound to {wrong}: sign for the address that nginx sees, {right}",
    ),
    usual(
        "whole-address",
        What::Address(address::whole),
        "the token is bound to the whole address {wrong}: sign for the network's, {right}",
    ),
    rare(
        "other-network",
        What::Address(address::other_network),
        "the token is bound to {wrong}, by another prefix length than the location has: sign for {right}",
    ),
    usual(
        "prefix-length",
        What::Address(address::prefix_length),
        "the token is bound to \"{wrong}\", with the prefix length: sign for the address alone, {right}",
    ),
    rare(
        "address-spelling",
        What::Address(address::spelling),
        "the token is bound to \"{wrong}\": write the address as nginx does, {right}",
    ),
    // Of which string.
    usual(
        "no-space",
        What::Layout(string::no_space),
        "there is no space before the key: put one there",
    ),
    usual(
        "key-first",
        What::Layout(string::key_first),
        "the key stands first in the string: put it where the right one has it",
    ),
    usual(
        "one-space",
        What::Layout(string::one_space),
        "the string has one space where two must stand: the address between them is empty",
    ),
    usual(
        "no-last-underscore",
        What::Layout(string::no_last_underscore),
        "the last \"_\" is not there: it stands without an address too",
    ),
    usual(
        "no-key",
        What::Layout(string::no_key),
        "there is no key in the string: put it there, and look whether it was empty",
    ),
    rare(
        "order",
        What::Layout(string::order),
        "the parts of the string stand in another order: make the token of the right string, shown above",
    ),
    rare(
        "separators",
        What::Layout(string::separators),
        "something else stands between the parts of the string: make the token of the right string, shown above",
    ),
    usual(
        "built-in-string",
        What::Layout(string::built_in),
        "the token is of the string that the module takes by default, and the location has \"secure_token_string\": sign that",
    ),
    rare(
        "other-mode",
        What::Layout(string::other_mode),
        "the token is of the string for {wrong} mode, and the location has \"secure_token {right}\": make it of the right string, shown above",
    ),
    usual(
        "newline",
        What::Layout(string::newline),
        "a newline ends the string: sign without it (printf '%s' or echo -n in a shell), and look whether the key ends in one",
    ),
    usual(
        "carriage-return",
        What::Layout(string::carriage_return),
        "a carriage return ends the string: take it off, it probably comes from a key file with line ends of Windows",
    ),
    rare("space-at-end", What::Layout(string::space), "a space ends the string: sign without it"),
    // By which key.
    usual(
        "other-key",
        What::Key(key::other),
        "the token is by another key, {wrong}: sign by a key that the location has",
    ),
    usual(
        "quoted-key",
        What::Key(key::quoted),
        "quotes stand round the key: sign with the key alone",
    ),
    usual(
        "key-with-line-end",
        What::Key(key::line_end),
        "a line end belongs to the key that was used: take it off the key's end",
    ),
    usual(
        "key-with-space",
        What::Key(key::space),
        "white space stands before or after the key that was used: take it off",
    ),
    usual(
        "trimmed-key",
        What::Key(key::trimmed),
        "the key was used without the white space at its ends, and a key file is read as it is: take it out of the file, or sign with it",
    ),
    usual(
        "whole-key-file",
        What::Key(key::whole_file),
        "all lines of the key file were used as one key: sign with the first line",
    ),
    rare(
        "decoded-key",
        What::Key(key::decoded),
        "the key was decoded before it was used: the module takes it as it is written",
    ),
    rare(
        "encoded-key",
        What::Key(key::encoded),
        "the key was encoded before it was used: the module takes it as it is written",
    ),
    usual(
        "empty-key",
        What::Key(key::empty),
        "the key was empty: look where the signer takes it from",
    ),
    // By which hash.
    rare(
        "algorithm",
        What::Hash(string::other_hash),
        "the token is made by {wrong}: make it by {right}, or set \"secure_token_algorithm\"",
    ),
    usual(
        "hmac-arguments",
        What::Hash(string::swapped),
        "key and string were given to HMAC the wrong way round: exchange them",
    ),
];

/// The words of all mistakes.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    MISTAKES.iter().map(|row| row.name)
}
