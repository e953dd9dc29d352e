//! A URL for the eyes of a log: with its token replaced by `***`.

use crate::query::{Names, pairs};

use super::{Mode, Policy};

/// What stands in place of a token.
const MASK: &[u8] = b"***";

impl Policy {
    /// Gives `put` the pieces of `url` (a path and a query as the client spelt them), in order and
    /// with `***` for each token. `token` is the one that was found in the decoded path (path
    /// mode); a client may spell it with percent-encoding.
    pub fn mask(&self, url: &[u8], token: Option<&[u8]>, mut put: impl FnMut(&[u8])) {
        let query = url.iter().position(|&byte| byte == b'?').unwrap_or(url.len());
        let (path, query) = url.split_at(query);
        match (self.mode, token) {
            (Mode::Path, Some(token)) if !token.is_empty() => mask_path(path, token, &mut put),
            _ => put(path),
        }
        match (self.mode, query.split_first()) {
            (Mode::Query, Some((_, query))) => {
                put(b"?");
                mask_query(query, &self.names, &mut put);
            }
            _ => put(query),
        }
    }
}

fn mask_query(query: &[u8], names: &Names, put: &mut impl FnMut(&[u8])) {
    let mut separator: &[u8] = b"";
    for pair in pairs(query) {
        put(separator);
        separator = b"&";
        match pair.value {
            Some(_) if pair.key.eq_ignore_ascii_case(names.token()) => {
                put(pair.key);
                put(b"=");
                put(MASK);
            }
            _ => put(pair.raw),
        }
    }
}

fn mask_path(path: &[u8], token: &[u8], put: &mut impl FnMut(&[u8])) {
    let (mut kept, mut at) = (0, 0);
    while at < path.len() {
        match spelt_at(path, at, token) {
            Some(end) => {
                put(&path[kept..at]);
                put(MASK);
                (kept, at) = (end, end);
            }
            None => at += 1,
        }
    }
    put(&path[kept..]);
}

/// Where `token` ends if it begins at `at`, each of its bytes plain or percent-encoded.
fn spelt_at(path: &[u8], at: usize, token: &[u8]) -> Option<usize> {
    let mut rest = &path[at..];
    for &byte in token {
        rest = match *rest {
            [b'%', high, low, ref rest @ ..] if hex(high)? << 4 | hex(low)? == byte => rest,
            [plain, ref rest @ ..] if plain == byte => rest,
            _ => return None,
        };
    }
    Some(path.len() - rest.len())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|value| value as u8)
}
