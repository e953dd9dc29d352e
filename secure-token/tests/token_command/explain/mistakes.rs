//! The table of mistakes: for each row a token that was made by it, with other means than the
//! command's, and the sentence that is to name it.

mod address;
mod files;
mod hash;
mod identifier;
mod key;
mod pairs;
mod path;
mod spelling;
mod string;
mod time;
mod url;

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{KeyInit, Mac};
use md5::{Digest, Md5};

use secure_token::explain::mistakes;

use super::{NOW, named};
use crate::support::{md5, run, token};

/// A link to a file of the directory `/coffee_run/` with this token.
fn film(token: &str) -> String {
    format!("/coffee_run/x.m3u8?md5={token}&expires=1893456000")
}

/// The same, and the token is the MD5 of this string.
fn of(string: &str) -> String {
    film(&md5(string))
}

/// The MD5 of the right string.
fn right() -> Vec<u8> {
    raw("1893456000/coffee_run/ secret_key")
}

fn raw(string: &str) -> Vec<u8> {
    Md5::digest(string).to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn raw_hmac<M: KeyInit + Mac>(key: &str, string: &str) -> Vec<u8> {
    let mut mac = <M as KeyInit>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(string.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hmac<M: KeyInit + Mac>(key: &str, string: &str) -> String {
    token(&raw_hmac::<M>(key, string))
}

/// A time whose right token has `+` and `/` in standard base64, and that token.
fn with_plus_and_slash() -> (u64, String) {
    (1_893_456_000..)
        .map(|time| (time, STANDARD.encode(raw(&format!("{time}/coffee_run/ secret_key")))))
        .find(|(_, token)| token.contains('+') && token.contains('/'))
        .unwrap()
}

/// A link with that token in another spelling.
fn standard(spell: impl Fn(String) -> String) -> String {
    let (time, token) = with_plus_and_slash();
    format!("/coffee_run/x.m3u8?md5={}&expires={time}", spell(token))
}

/// A link to `path` whose token is of the path `signed`.
fn at(path: &str, signed: &str) -> String {
    format!("{path}?md5={}&expires=1893456000", md5(&format!("1893456000{signed} secret_key")))
}

/// A link in path mode; the token is the MD5 of this string.
fn in_path(string: &str) -> String {
    format!("/videos/2675_film/{}/1893456000/x.m3u8", md5(string))
}

/// The words of the mistakes, options, the link, and the sentences that are to be said of it.
type Row = (&'static [&'static str], &'static str, String, &'static [&'static str]);

fn tables() -> impl Iterator<Item = Row> {
    let tables = [
        spelling::rows(),
        path::rows(),
        url::rows(),
        identifier::rows(),
        time::rows(),
        address::rows(),
        string::rows(),
        string::other_mode(),
        key::rows(),
        hash::rows(),
        hash::key_in_string(),
        pairs::rows(),
    ];
    tables.into_iter().flatten()
}

#[test]
fn each_mistake_is_named() {
    for (names, line, url, sentences) in tables() {
        let (found, said) = named(line, &url);
        assert_eq!(found, names, "{line} {url}: {said:?}");
        assert_eq!(said, sentences, "{line} {url}");
    }
}

#[test]
fn mistakes_with_key_files_are_named() {
    for (options, url, name, sentence) in files::rows() {
        let mut line = vec!["explain".to_owned(), "--json".into(), "--now".into(), NOW.into()];
        line.extend(options);
        line.push(url);
        let answer = run(&line);
        assert_eq!((answer.code, answer.stderr.as_str()), (Some(1), ""), "{name}");
        let mistakes = answer.json()["mistakes"].clone();
        assert_eq!(mistakes[0]["name"], name, "{}", answer.stdout);
        assert!(mistakes[0]["text"].as_str().unwrap().starts_with(sentence), "{}", answer.stdout);
        assert_eq!(mistakes.as_array().unwrap().len(), 1, "{}", answer.stdout);
        for key in ["secret_key", "older_key", "oldest_key", "other_key", "7365", "secrets"] {
            assert!(!answer.stdout.contains(key), "{}", answer.stdout);
        }
    }
}

#[test]
fn each_row_of_the_table_is_here() {
    let here: BTreeSet<&str> = tables()
        .flat_map(|row| row.0)
        .copied()
        .chain(files::rows().iter().map(|row| row.2))
        .collect();
    let missing: Vec<&str> = mistakes().filter(|name| !here.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
