//! Keys that need files of their own.

use super::of;
use crate::support::file;

pub fn rows() -> Vec<(Vec<String>, String, &'static str, &'static str)> {
    let string = "1893456000/coffee_run/ ";
    let line = |files: &[(&str, &str, &[u8])]| {
        let options =
            files.iter().flat_map(|(option, name, text)| [(*option).to_owned(), file(name, text)]);
        options.collect::<Vec<String>>()
    };
    vec![
        (
            line(&[
                ("--key-file", "own_keys", b"secret_key\n"),
                ("--other-key-file", "old_keys", b"oldest_key\nolder_key\n"),
            ]),
            of(&format!("{string}older_key")),
            "other-key",
            "the token is by another key, key 2 of /",
        ),
        (
            line(&[("--key-file", "blank_key", b" secret_key \n")]),
            of(&format!("{string}secret_key")),
            "trimmed-key",
            "the key was used without the white space at its ends, and a key file is read as it is: take it out of the file, or sign with it",
        ),
        (
            line(&[("--key-file", "marked_key", b"\xef\xbb\xbfsecret_key\n")]),
            of(&format!("{string}secret_key")),
            "byte-order-mark",
            "a byte order mark stands before the key, in the signer's file or in nginx's: save the key file without it",
        ),
        (
            line(&[("--key-file", "two_lines", b"secret_key\nother_key\n")]),
            of(&format!("{string}secret_key\nother_key")),
            "whole-key-file",
            "all lines of the key file were used as one key: sign with the first line",
        ),
        (
            line(&[("--key-file", "hex_key", b"73656372657473\n")]),
            of(&format!("{string}secrets")),
            "decoded-key",
            "the key was decoded before it was used: the module takes it as it is written",
        ),
    ]
}
