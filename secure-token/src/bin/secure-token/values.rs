//! Values of options that are words of the module's directives, and the same mistakes in them.

use secure_token::query::Names;
use secure_token::token::{Algorithm, Binding, Mode, ScopeSet};

/// `query` or `path`.
pub fn mode(word: &str) -> Result<Mode, &'static str> {
    Mode::parse(word.as_bytes()).ok_or("it must be query or path")
}

/// The name of an algorithm.
pub fn algorithm(word: &str) -> Result<Algorithm, String> {
    Algorithm::parse(word.as_bytes()).map_err(|error| error.to_string())
}

/// `/V4`, or `/V4 /V6`.
pub fn network(words: &str) -> Result<Binding, String> {
    let list: Vec<&[u8]> = words.split_ascii_whitespace().map(str::as_bytes).collect();
    match Binding::parse(&list) {
        Ok(networks @ Binding::Networks { .. }) => Ok(networks),
        Ok(_) => Err("it must be \"/V4\" or \"/V4 /V6\"".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// The names of token and expiry, with a comma between them.
pub fn names(words: &str) -> Result<Names, String> {
    let (token, expires) = words.split_once(',').ok_or("it must be two names with a comma")?;
    Names::new(token.as_bytes(), expires.as_bytes()).map_err(|error| error.to_string())
}

/// One or more scopes, with commas between them.
pub fn scopes(words: &str) -> Result<ScopeSet, String> {
    ScopeSet::parse(words.split(',').map(str::as_bytes)).map_err(|error| error.to_string())
}
