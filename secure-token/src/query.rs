//! The one parser of query strings: check, strip and forwarding all read a query with it.
//!
//! A query is a list of pieces between `&`, and a piece is a key, or a key, `=` and a value (the
//! first `=` counts). Nothing is percent-decoded, so a piece is always a slice of the query.

use memchr::memchr;

/// One piece of a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The whole piece as the URL writes it; empty where two `&` meet.
    pub raw: &'a [u8],
    /// What stands before the first `=`, or the whole piece.
    pub key: &'a [u8],
    /// What stands after the first `=`; `None` for a bare key.
    pub value: Option<&'a [u8]>,
}

impl<'a> Pair<'a> {
    fn new(raw: &'a [u8]) -> Self {
        // Keys are a few bytes long: a plain loop is done before a vectorised search has begun.
        match raw.iter().position(|&byte| byte == b'=') {
            Some(at) => Self { raw, key: &raw[..at], value: Some(&raw[at + 1..]) },
            None => Self { raw, key: raw, value: None },
        }
    }
}

/// The pairs of a query in their order; made by [`pairs`].
#[derive(Clone, Debug)]
pub struct Pairs<'a>(Pieces<'a>);

/// Iterates over the pieces of `query` (without its `?`). Pieces that are empty are given too,
/// since only then does joining them with `&` give back the query; an empty query has none.
pub fn pairs(query: &[u8]) -> Pairs<'_> {
    Pairs(Pieces::of(query))
}

impl<'a> Iterator for Pairs<'a> {
    type Item = Pair<'a>;

    fn next(&mut self) -> Option<Pair<'a>> {
        self.0.next().map(Pair::new)
    }
}

/// What `&` separates, not looked into.
#[derive(Clone, Debug)]
struct Pieces<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Pieces<'a> {
    fn of(query: &'a [u8]) -> Self {
        Self { rest: (!query.is_empty()).then_some(query) }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let (piece, rest) = match memchr(b'&', rest) {
            Some(at) => (&rest[..at], Some(&rest[at + 1..])),
            None => (rest, None),
        };
        self.rest = rest;
        Some(piece)
    }
}

/// The names of the two parameters of a link: its token and its time of expiry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    token: Box<[u8]>,
    expires: Box<[u8]>,
}

/// Why two words cannot be the names of the parameters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NamesError {
    /// A name without a byte.
    #[error("a parameter's name is empty")]
    Empty,
    /// A name with a character that a URL may write in more than one way, or that ends a name.
    #[error(
        "invalid parameter name \"{0}\", it must consist of letters, digits, \"-\", \".\", \"_\" and \"~\""
    )]
    Character(String),
    /// Names are compared without regard to case, so these two would be one parameter.
    #[error("the names of token and expires are equal: \"{0}\"")]
    Equal(String),
}

/// What [`Names::find`] found: values as the URL writes them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found<'a> {
    /// The token's parameter.
    pub token: Option<&'a [u8]>,
    /// The expiry's parameter.
    pub expires: Option<&'a [u8]>,
}

impl Default for Names {
    /// `md5` and `expires`.
    fn default() -> Self {
        Self { token: Box::from(*b"md5"), expires: Box::from(*b"expires") }
    }
}

impl Names {
    /// Takes the names of the token's and the expiry's parameter: each one or more unreserved
    /// characters of RFC 3986 (section 2.3), which no player and no proxy spells differently.
    pub fn new(token: &[u8], expires: &[u8]) -> Result<Self, NamesError> {
        for name in [token, expires] {
            if name.is_empty() {
                return Err(NamesError::Empty);
            }
            if !name.iter().all(|&byte| is_unreserved(byte)) {
                return Err(NamesError::Character(name.escape_ascii().to_string()));
            }
        }
        if token.eq_ignore_ascii_case(expires) {
            return Err(NamesError::Equal(token.escape_ascii().to_string()));
        }
        Ok(Self { token: token.into(), expires: expires.into() })
    }

    /// The name of the token's parameter.
    pub fn token(&self) -> &[u8] {
        &self.token
    }

    /// The name of the expiry's parameter.
    pub fn expires(&self) -> &[u8] {
        &self.expires
    }

    /// Finds both parameters as nginx's `$arg_` does: ASCII case does not count, a bare key is
    /// none, the first of several counts.
    pub fn find<'a>(&self, query: &'a [u8]) -> Found<'a> {
        let mut found = Found::default();
        for piece in Pieces::of(query) {
            if found.token.is_none()
                && let Some(value) = parameter(&self.token, piece)
            {
                found.token = value;
            } else if found.expires.is_none()
                && let Some(value) = parameter(&self.expires, piece)
            {
                found.expires = value;
            }
        }
        found
    }

    /// Whether [`strip`](Self::strip) would take anything off `query`.
    pub fn occur_in(&self, query: &[u8]) -> bool {
        Pieces::of(query).any(|piece| self.is_one(piece))
    }

    /// Writes `query` without every occurrence of the two parameters, bare keys among them, and
    /// gives the number of bytes written. Separators go with what they separated, empty pieces
    /// beside a parameter of ours too; every other byte stays as it is.
    ///
    /// `None` where `out` is shorter than `query`.
    pub fn strip(&self, query: &[u8], out: &mut [u8]) -> Option<usize> {
        let out = out.get_mut(..query.len())?;
        // Bytes up to `kept` are dealt with; past it, `ours` tells whether a parameter of ours was
        // seen since. As long as none was, the bytes are copied as they stand.
        let (mut at, mut kept, mut ours, mut len) = (0, 0, false, 0);
        for piece in Pieces::of(query) {
            let end = at + piece.len();
            if self.is_one(piece) {
                ours = true;
            } else if !piece.is_empty() {
                if ours && len > 0 {
                    len = append(out, len, b"&");
                }
                len = append(out, len, &query[if ours { at } else { kept }..end]);
                (kept, ours) = (end, false);
            }
            at = end + 1;
        }
        if !ours {
            len = append(out, len, &query[kept..]);
        }
        Some(len)
    }

    /// Whether `piece` is one of the two parameters, be it a bare key.
    fn is_one(&self, piece: &[u8]) -> bool {
        parameter(&self.token, piece).is_some() || parameter(&self.expires, piece).is_some()
    }
}

/// Writes `bytes` behind the first `len` of `out`, which has room for as many as were read.
fn append(out: &mut [u8], len: usize, bytes: &[u8]) -> usize {
    let end = len + bytes.len();
    out[len..end].copy_from_slice(bytes);
    end
}

/// The value that `piece` gives the parameter `name`, `Some(None)` for the bare key; `None` for a
/// piece with another key.
fn parameter<'a>(name: &[u8], piece: &'a [u8]) -> Option<Option<&'a [u8]>> {
    let (key, rest) = piece.split_at_checked(name.len())?;
    // No name has a `=` in it, so the first one of the piece stands after the key.
    let value = match rest {
        [] => None,
        [b'=', value @ ..] => Some(value),
        _ => return None,
    };
    // Nearly every link writes the name as configured, and that is cheaper to see.
    (key == name || key.eq_ignore_ascii_case(name)).then_some(value)
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}
