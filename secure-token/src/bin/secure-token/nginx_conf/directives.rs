//! What the directives of the check come to, level by level, as the module reads them.

use std::fs;
use std::path::Path;

use secure_token::explain::OtherKey;
use secure_token::query::Names;
use secure_token::token::{Algorithm, Binding, Key, Mode, ScopeSet, parse_key_file};

use super::Error;
use super::tree::Directive;
use crate::span;

/// What is in force in a location; `None` for what nothing is said of.
#[derive(Default)]
pub struct Found {
    /// The inner `None` for `off`.
    pub mode: Option<Option<Mode>>,
    pub keys: Vec<Key>,
    pub scope: Option<ScopeSet>,
    pub binding: Option<Binding>,
    pub names: Option<Names>,
    pub algorithm: Option<Algorithm>,
    pub string: Option<Vec<u8>>,
    pub leeway: Option<u64>,
    /// The inner `None` for `off`.
    pub max_lifetime: Option<Option<u64>>,
    /// What the reader should know of the directives.
    pub notes: Vec<String>,
}

/// How a directive's words are read; errors as the module words them.
type Read = fn(&mut Found, &[&[u8]]) -> Result<(), String>;

/// The directives, apart from those of keys, which may be repeated.
const DIRECTIVES: [(&str, Read); 9] = [
    ("secure_token", |found, words| {
        found.mode = Some(match (words, words.first().and_then(|word| Mode::parse(word))) {
            ([b"off"], _) => None,
            ([_], Some(mode)) => Some(mode),
            _ => return Err("it must be \"off\", \"query\" or \"path\"".into()),
        });
        Ok(())
    }),
    ("secure_token_scope", |found, words| {
        found.scope = Some(ScopeSet::parse(words.iter().copied()).map_err(text)?);
        Ok(())
    }),
    ("secure_token_bind_ip", |found, words| {
        found.binding = Some(Binding::parse(words).map_err(text)?);
        Ok(())
    }),
    ("secure_token_args", |found, words| {
        let [token, expires] = words else { return Err("two names must follow".into()) };
        found.names = Some(Names::new(token, expires).map_err(text)?);
        Ok(())
    }),
    ("secure_token_algorithm", |found, words| {
        found.algorithm = Some(Algorithm::parse(sole(words)?).map_err(text)?);
        Ok(())
    }),
    ("secure_token_string", |found, words| {
        found.string = Some(sole(words)?.to_vec());
        Ok(())
    }),
    ("secure_token_leeway", |found, words| {
        found.leeway = Some(seconds(sole(words)?, "a time")?);
        Ok(())
    }),
    ("secure_token_max_lifetime", |found, words| {
        found.max_lifetime = Some(match sole(words)? {
            b"off" => None,
            word => Some(seconds(word, "\"off\" or a time")?),
        });
        Ok(())
    }),
    ("secure_token_dry_run", |found, words| {
        if words == [b"on"] {
            found.notes.push(
                "\"secure_token_dry_run\" is on: nginx lets the link pass, whatever is said of it"
                    .into(),
            );
        }
        Ok(())
    }),
];

/// What is in force in the innermost of `levels`, but for the keys.
pub fn in_force(levels: &[&[Directive]]) -> Result<Found, Error> {
    let mut found = Found::default();
    for (name, read) in DIRECTIVES {
        for level in levels {
            let mut all = level.iter().filter(|directive| directive.name == name);
            let Some(directive) = all.next() else { continue };
            if let Some(second) = all.next() {
                return Err(second.error(format!("\"{name}\" directive is duplicate")));
            }
            let words: Vec<&[u8]> = directive.words.iter().map(Vec::as_slice).collect();
            if name == "secure_token_dry_run" {
                found.notes.clear();
            }
            read(&mut found, &words)
                .map_err(|what| directive.error(format!("\"{name}\" directive: {what}")))?;
        }
    }
    Ok(found)
}

/// Adds the keys. Key files are relative to `folder`.
pub fn add_keys(found: &mut Found, levels: &[&[Directive]], folder: &Path) -> Result<(), Error> {
    // A level that names any key replaces those of the levels around it.
    let is_key = |directive: &&Directive| is_key(directive);
    if let Some(level) = levels.iter().rev().find(|level| level.iter().any(|it| is_key(&it))) {
        for directive in level.iter().filter(is_key) {
            match keys(directive, folder)? {
                Some(keys) => found.keys.extend(keys),
                None => found.notes.push(format!(
                    "the key in {} has variables, whose values only nginx knows: it is not tried",
                    directive.origin()
                )),
            }
        }
    }
    Ok(())
}

/// The keys that stand anywhere in a configuration, but for those in force.
pub fn other_keys(tree: &[Directive], found: &Found, folder: &Path) -> Vec<OtherKey> {
    let mut others = Vec::new();
    for directive in tree {
        if is_key(directive) || directive.name.starts_with("secure_token_issue_key_ip") {
            // What cannot be read here is nothing that a link would be judged by.
            for key in keys(directive, folder).ok().flatten().unwrap_or_default() {
                if !found.keys.contains(&key) {
                    let origin = format!("that in {}", directive.origin());
                    others.push(OtherKey { key, origin });
                }
            }
        }
        others.extend(other_keys(&directive.block, found, folder));
    }
    others
}

fn is_key(directive: &Directive) -> bool {
    matches!(directive.name.as_str(), "secure_token_key" | "secure_token_key_file")
}

/// The keys of a directive; `None` where they have variables.
fn keys(directive: &Directive, folder: &Path) -> Result<Option<Vec<Key>>, Error> {
    let name = &directive.name;
    let failed = |what: String| directive.error(format!("\"{name}\" directive: {what}"));
    let words: Vec<&[u8]> = directive.words.iter().map(Vec::as_slice).collect();
    let word = sole(&words).map_err(failed)?;
    if !name.ends_with("_file") {
        let key = || Key::new(word).map(|key| vec![key]).map_err(|error| failed(error.to_string()));
        return (!word.contains(&b'$')).then(key).transpose();
    }
    let path = std::str::from_utf8(word).map_err(|error| failed(error.to_string()))?;
    let path = folder.join(path);
    let shown = path.display();
    let text = fs::read(&path).map_err(|error| {
        failed(format!("cannot read \"{shown}\": {error}; --key-file may name another file"))
    })?;
    let keys = parse_key_file(&text).map_err(|error| failed(format!("\"{shown}\": {error}")))?;
    Ok(Some(keys))
}

fn sole<'w>(words: &[&'w [u8]]) -> Result<&'w [u8], String> {
    match words {
        [word] => Ok(word),
        _ => Err("one word must follow".into()),
    }
}

fn text(error: impl ToString) -> String {
    error.to_string()
}

/// A time as nginx writes it, in seconds. `allowed` says what the directive allows.
fn seconds(word: &[u8], allowed: &str) -> Result<u64, String> {
    span::read(word).ok_or_else(|| {
        let word = word.escape_ascii();
        format!("invalid value \"{word}\", it must be {allowed} such as \"30s\" or \"1h\"")
    })
}
